//! How most kinds are written and read: part by part.

/// Writes and reads a struct field by field.
#[macro_export]
macro_rules! saved_fields {
    ($name:ident { $($field:tt),* $(,)? }) => {
        impl $crate::image::Saved for $name {
            fn save(&self, out: &mut Vec<u8>) {
                $($crate::image::Saved::save(&self.$field, out);)*
            }

            fn load(from: &mut $crate::image::Reader) -> $name {
                $name { $($field: $crate::image::Saved::load(from)),* }
            }
        }
    };
}

/// Writes and reads what is one of several by its place among all of them.
#[macro_export]
macro_rules! saved_by_number {
    ($name:ty: $all:expr) => {
        impl $crate::image::Saved for $name {
            fn save(&self, out: &mut Vec<u8>) {
                $crate::image::Saved::save(&(*self as usize), out);
            }

            fn load(from: &mut $crate::image::Reader) -> $name {
                let number: usize = $crate::image::Saved::load(from);
                $all[number.min($all.len() - 1)]
            }
        }
    };
}

/// Writes and reads an enum: its variants are numbered, and each is written field by field. What has
/// no variant's number is read as the last of them.
#[macro_export]
macro_rules! saved_variants {
    ($name:ident { $($number:literal => $variant:ident $(($($part:ident),*))? $({ $($field:ident),* })?,)* _ => $last:ident $(($($last_part:ident),*))? $({ $($last_field:ident),* })? $(,)? }) => {
        impl $crate::image::Saved for $name {
            fn save(&self, out: &mut Vec<u8>) {
                match self {
                    $($name::$variant $(($($part),*))? $({ $($field),* })? => {
                        $crate::image::put($number, out);
                        $($($crate::image::Saved::save($part, out);)*)?
                        $($($crate::image::Saved::save($field, out);)*)?
                    })*
                    $name::$last $(($($last_part),*))? $({ $($last_field),* })? => {
                        $crate::image::put(0x7F, out);
                        $($($crate::image::Saved::save($last_part, out);)*)?
                        $($($crate::image::Saved::save($last_field, out);)*)?
                    }
                }
            }

            fn load(from: &mut $crate::image::Reader) -> $name {
                let number: u8 = $crate::image::Saved::load(from);
                match number {
                    $($number => {
                        $($(let $part = $crate::image::Saved::load(from);)*)?
                        $($(let $field = $crate::image::Saved::load(from);)*)?
                        $name::$variant $(($($part),*))? $({ $($field),* })?
                    })*
                    _ => {
                        $($(let $last_part = $crate::image::Saved::load(from);)*)?
                        $($(let $last_field = $crate::image::Saved::load(from);)*)?
                        $name::$last $(($($last_part),*))? $({ $($last_field),* })?
                    }
                }
            }
        }
    };
}
