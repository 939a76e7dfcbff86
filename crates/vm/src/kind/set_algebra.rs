//! Unions, intersections and differences of sets. Which of the two is gone through, and whether the
//! result grows from nothing or shrinks from a copy, is as in CPython, because it decides the order.

use lang::op::BinaryOp;

use crate::heap::FrozenRead;
use crate::kind::Set;

impl Set {
    /// left op right as a new set: `|`, `&`, `-`, `^`. It is frozen if the left one is.
    #[must_use]
    pub fn combine(
        frozen: &(impl FrozenRead + ?Sized),
        op: BinaryOp,
        left: &Set,
        right: &Set,
    ) -> Set {
        let set = match op {
            BinaryOp::BitAnd => left.intersection(frozen, right),
            BinaryOp::Subtract => left.difference(frozen, right),
            BinaryOp::BitXor => {
                let mut set = right.fresh_copy(frozen);
                set.toggle(frozen, left);
                set
            }
            _ => {
                let mut set = left.fresh_copy(frozen);
                set.merge(frozen, right);
                set
            }
        };
        set.with_frozen(left.is_frozen())
    }

    /// This set op= right, in place.
    pub fn update_by(&mut self, frozen: &(impl FrozenRead + ?Sized), op: BinaryOp, right: &Set) {
        match op {
            BinaryOp::BitAnd => {
                *self = self.intersection(frozen, right).with_frozen(self.is_frozen());
            }
            BinaryOp::Subtract => self.subtract(frozen, right),
            BinaryOp::BitXor => self.toggle(frozen, right),
            _ => self.merge(frozen, right),
        }
    }

    /// A copy as CPython makes it, whose table may be smaller.
    #[must_use]
    pub fn fresh_copy(&self, frozen: &(impl FrozenRead + ?Sized)) -> Set {
        let mut copy = Set::new();
        copy.merge(frozen, self);
        copy.with_frozen(self.is_frozen())
    }

    fn intersection(&self, frozen: &(impl FrozenRead + ?Sized), other: &Set) -> Set {
        let (small, large) = if other.len() > self.len() { (self, other) } else { (other, self) };
        let mut set = Set::new();
        for (key, hash) in small.hashed() {
            if large.contains_hashed(frozen, key, hash) {
                set.add_hashed(frozen, key, hash);
            }
        }
        set
    }

    fn difference(&self, frozen: &(impl FrozenRead + ?Sized), other: &Set) -> Set {
        if self.len() >> 2 > other.len() {
            let mut copy = self.fresh_copy(frozen);
            copy.subtract(frozen, other);
            return copy;
        }
        let mut set = Set::new();
        for (key, hash) in self.hashed() {
            if !other.contains_hashed(frozen, key, hash) {
                set.add_hashed(frozen, key, hash);
            }
        }
        set
    }

    fn subtract(&mut self, frozen: &(impl FrozenRead + ?Sized), other: &Set) {
        for (key, hash) in other.hashed() {
            self.remove_hashed(frozen, key, hash);
        }
        self.tidy();
    }

    /// Takes out what is in both, puts in what is in the other only.
    pub(crate) fn toggle(&mut self, frozen: &(impl FrozenRead + ?Sized), other: &Set) {
        for (key, hash) in other.hashed() {
            if !self.remove_hashed(frozen, key, hash) {
                self.add_hashed(frozen, key, hash);
            }
        }
    }
}
