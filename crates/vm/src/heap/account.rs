//! When a heap collects garbage, and when it is full: one rule for all heaps, whichever way they
//! count their bytes.

use super::Pressure;

/// How many bytes may be in use before the next collection, where so many have outlived the last:
/// twice as many, and no fewer than `more_min` beyond them, as far as the limit allows.
pub(super) fn collect_at(live: usize, more_min: usize, limit: usize) -> usize {
    (live * 2).max(live + more_min).min(limit)
}

/// How full a heap is in which so many bytes have outlived the last collection.
#[inline]
pub(super) fn pressure(is_due: bool, lived: usize, limit: usize) -> Pressure {
    match () {
        () if !is_due => Pressure::Low,
        // What little a collection leaves free would be used up at once, again and again.
        () if lived > limit - limit / 32 => Pressure::Full,
        () => Pressure::Due,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_comes_when_as_much_again_was_taken() {
        assert_eq!(collect_at(100, 10, 1000), 200);
        assert_eq!(collect_at(100, 500, 1000), 600);
        assert_eq!(collect_at(900, 10, 1000), 1000);
    }

    #[test]
    fn a_heap_is_full_that_a_collection_would_hardly_help() {
        assert_eq!(pressure(true, 310, 320), Pressure::Due);
        assert_eq!(pressure(true, 311, 320), Pressure::Full);
        assert_eq!(pressure(false, 311, 320), Pressure::Low);
    }
}
