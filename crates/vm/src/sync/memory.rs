//! Memory that processes share: numbers of one size in a row, as `multiprocessing.Array` has them.
//!
//! It protects nothing by itself: what lies in it is only as safe as the lock beside it.

/// What a place of shared memory holds, by its type code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cells {
    /// Whole numbers of that many bytes: those beyond wrap around.
    Integers {
        /// 1, 2, 4 or 8.
        n_bytes: u32,
        /// Whether they may be less than nothing.
        is_signed: bool,
    },
    /// 32-bit floating-point numbers.
    Singles,
    /// 64-bit floating-point numbers.
    Doubles,
    /// Single bytes, as `bytes` of length one.
    Bytes,
}

saved_variants!(Cells {
    0 => Integers { n_bytes, is_signed }, 1 => Singles, 2 => Doubles, _ => Bytes,
});

impl Cells {
    /// What a type code of the module `array` stands for.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Cells> {
        let integers = |n_bytes, is_signed| Cells::Integers { n_bytes, is_signed };
        Some(match code {
            "b" => integers(1, true),
            "B" => integers(1, false),
            "h" => integers(2, true),
            "H" => integers(2, false),
            "i" => integers(4, true),
            "I" => integers(4, false),
            "l" | "q" => integers(8, true),
            "L" | "Q" => integers(8, false),
            "f" => Cells::Singles,
            "d" => Cells::Doubles,
            "c" => Cells::Bytes,
            _ => return None,
        })
    }

    /// The bits that an integer leaves in a place of this sort.
    #[must_use]
    pub fn wrapped(self, bits: u64) -> u64 {
        match self {
            Cells::Integers { n_bytes, is_signed } => {
                let unused = 64 - 8 * n_bytes;
                match is_signed {
                    true => ((bits << unused).cast_signed() >> unused).cast_unsigned(),
                    false => bits << unused >> unused,
                }
            }
            _ => bits,
        }
    }
}

/// Shared memory.
#[derive(Clone, Debug)]
pub struct Memory {
    /// What each place holds.
    pub cells: Cells,
    /// The bits of each place: of a whole number or of a 64-bit floating-point number.
    pub words: Vec<u64>,
}

saved_fields!(Memory { cells, words });

#[cfg(test)]
mod tests {
    use super::Cells;

    #[test]
    fn integers_wrap_around_at_their_size() {
        let cells = Cells::from_code("i").unwrap();
        assert_eq!(cells.wrapped(1 << 31).cast_signed(), -(1 << 31));
        assert_eq!(Cells::from_code("B").unwrap().wrapped(260), 4);
        assert_eq!(Cells::from_code("q").unwrap().wrapped(u64::MAX), u64::MAX);
        assert!(Cells::from_code("x").is_none());
    }
}
