//! The kinds of objects in a heap, one file each.
