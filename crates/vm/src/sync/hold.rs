//! Who has a lock, and how often it was taken.
//!
//! Where workers run tasks at the same time this is an atomic word, by which a worker takes and gives
//! back what nobody else wants, without the kernel's table: a thin lock, as in D. Bacon et al., "Thin
//! locks: featherweight synchronization for Java" (1998). Who has to wait marks the word, in the table.
//! From then on the lock is taken and given back there, where it is known whom to wake, until somebody
//! takes it for whom nobody waits.

use std::sync::Arc;

use trace::TaskId;

use super::{Attempt, SyncKind};
use crate::image::{Reader, Saved};
use crate::primitives::{AtomicU64, Ordering};
use crate::value::SyncId;

/// Who has a lock.
#[derive(Debug)]
pub enum Hold {
    /// As the table alone knows it.
    InTable(Taken),
    /// As workers see and change it beside the table.
    Shared(Arc<Word>),
}

/// Who has a lock, and how often it was taken, as a number: 32 bits the task, counted from 1, 31 bits
/// how often, and one whether it is taken and given back in the table only, because somebody waits. The
/// task stays when it has given the lock back.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Taken(u64);

/// One that workers share, in a cache line of its own.
#[derive(Debug)]
#[repr(align(64))]
pub struct Word(AtomicU64);

/// Whether who has a lock can take it again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reentry {
    /// `threading.RLock`
    Yes,
    /// `threading.Lock`
    No,
}

impl Taken {
    const LEFT: u64 = 1;

    /// Who has it.
    pub fn holder(self) -> Option<TaskId> {
        self.last().filter(|_| self.times() > 0)
    }

    /// Who has it, or gave it back last, as far as that is known.
    fn last(self) -> Option<TaskId> {
        ((self.0 >> 32) as u32).checked_sub(1).map(TaskId)
    }

    /// How often that task has taken it.
    pub fn times(self) -> u32 {
        (self.0 as u32) >> 1
    }

    fn is_left_to_table(self) -> bool {
        self.0 & Taken::LEFT != 0
    }

    /// After `by` has taken it so many times more, if it can.
    fn taken(self, by: TaskId, times: u32, reentry: Reentry) -> Option<Taken> {
        let times = self.times() + times;
        let can = self.holder().is_none_or(|holder| holder == by && reentry == Reentry::Yes);
        let by = u64::from(by.0) + 1;
        can.then(|| Taken(by << 32 | u64::from(times) << 1).left_to_table(self.is_left_to_table()))
    }

    /// After it was given back so many times.
    fn given_back(self, times: u32) -> Taken {
        Taken(self.0 - (u64::from(times) << 1))
    }

    fn left_to_table(self, is_left: bool) -> Taken {
        Taken(self.0 & !Taken::LEFT | u64::from(is_left))
    }
}

impl Word {
    fn load(&self) -> Taken {
        Taken(self.0.load(Ordering::Acquire))
    }

    /// Whether it was still so, and is now as given. Who then takes a lock sees all that was done
    /// before it was given back.
    fn replace(&self, before: Taken, after: Taken) -> bool {
        let (success, failure) = (Ordering::AcqRel, Ordering::Relaxed);
        self.0.compare_exchange(before.0, after.0, success, failure).is_ok()
    }
}

impl Hold {
    /// As it is now.
    pub fn taken(&self) -> Taken {
        match self {
            Hold::InTable(taken) => *taken,
            Hold::Shared(word) => word.load(),
        }
    }

    /// Changes it in one step, or leaves it as it is; gives how it was, if it was changed.
    fn change(&mut self, step: impl Fn(Taken) -> Option<Taken>) -> Option<Taken> {
        loop {
            let before = self.taken();
            let after = step(before)?;
            match self {
                Hold::InTable(taken) => *taken = after,
                Hold::Shared(word) if word.replace(before, after) => {}
                Hold::Shared(_) => continue,
            }
            return Some(before);
        }
    }

    /// Takes the lock so many times; who has to wait is expected to do so, in the table, where so many
    /// wait already.
    pub fn take(&mut self, by: TaskId, times: u32, reentry: Reentry, n_waiters: usize) -> Attempt {
        let taken = |before: Taken| before.taken(by, times, reentry);
        let before = self.change(|before| match taken(before) {
            Some(after) => Some(after.left_to_table(n_waiters > 0)),
            None => Some(before.left_to_table(true)),
        });
        match before.unwrap_or_default() {
            before if taken(before).is_some() => Attempt::Done,
            before => Attempt::MustWait(before.holder()),
        }
    }

    /// Gives the lock back once, or as often as it was taken, if a task that may do so has it: `by`, or
    /// anyone. Gives how often it was taken, and whether it is free: then it is the table's until
    /// somebody takes it there, since what is done in the table is written down only after it is done.
    pub fn give_back(&mut self, by: Option<TaskId>, is_all: bool) -> Option<(u32, bool)> {
        let times = |before: Taken| if is_all { before.times() } else { 1 };
        let before = self.change(|before| {
            let holder = before.holder()?;
            let after = before.given_back(times(before));
            let is_free = after.holder().is_none();
            let after = if is_free { after.left_to_table(true) } else { after };
            by.is_none_or(|by| by == holder).then_some(after)
        })?;
        Some((before.times(), times(before) == before.times()))
    }

    /// The lock for workers.
    pub fn share(&mut self, lock: SyncId) -> QuickLock {
        let word = match self {
            Hold::Shared(word) => Arc::clone(word),
            Hold::InTable(taken) => {
                let word = Arc::new(Word(AtomicU64::new(taken.0)));
                *self = Hold::Shared(Arc::clone(&word));
                word
            }
        };
        QuickLock { lock, word }
    }
}

impl Default for Hold {
    fn default() -> Hold {
        Hold::InTable(Taken::default())
    }
}

/// A copy is of another run.
impl Clone for Hold {
    fn clone(&self) -> Hold {
        Hold::InTable(self.taken())
    }
}

impl Saved for Hold {
    fn save(&self, out: &mut Vec<u8>) {
        self.taken().0.save(out);
    }

    fn load(from: &mut Reader) -> Hold {
        Hold::InTable(Taken(u64::load(from)))
    }
}

/// A lock as a worker knows it beside the table.
#[derive(Clone, Debug)]
pub struct QuickLock {
    lock: SyncId,
    word: Arc<Word>,
}

impl QuickLock {
    /// Which one it is: of a condition its lock.
    #[must_use]
    pub fn sync(&self) -> SyncId {
        self.lock
    }

    /// Takes it if that needs no table: it is free, and not the table's, or it is taken again. Says
    /// whether the same task had it last.
    #[must_use]
    pub fn take(&self, task: TaskId, thread: TaskId) -> Option<bool> {
        let before = self.word.load();
        let is_left = before.is_left_to_table() && before.holder().is_none();
        let (by, reentry) = self.rule(task, thread);
        let after = before.taken(by, 1, reentry).filter(|_| !is_left)?;
        self.word.replace(before, after).then(|| before.last() == Some(by))
    }

    /// Whether it could just be given back without the table: that task has it, and nobody is to be
    /// woken.
    #[must_use]
    pub fn can_give_back(&self, task: TaskId, thread: TaskId) -> bool {
        self.given_back(task, thread).is_some()
    }

    /// Gives it back if that needs no table.
    #[must_use]
    pub fn give_back(&self, task: TaskId, thread: TaskId) -> bool {
        let given_back = self.given_back(task, thread);
        given_back.is_some_and(|(before, after)| self.word.replace(before, after))
    }

    fn given_back(&self, task: TaskId, thread: TaskId) -> Option<(Taken, Taken)> {
        let before = self.word.load();
        let is_own = before.holder() == Some(self.rule(task, thread).0);
        let wakes = before.is_left_to_table() && before.times() == 1;
        (is_own && !wakes).then(|| (before, before.given_back(1)))
    }

    /// As whose a task takes it, and whether it can again: of a thread all tasks have an `RLock`.
    fn rule(&self, task: TaskId, thread: TaskId) -> (TaskId, Reentry) {
        match self.lock.kind() {
            SyncKind::RLock => (thread, Reentry::Yes),
            _ => (task, Reentry::No),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Hold, QuickLock, Reentry, SyncId, SyncKind, TaskId};
    use crate::image::{loaded, saved};

    const A: TaskId = TaskId(0);
    const B: TaskId = TaskId(1);

    fn shared(kind: SyncKind) -> (Hold, QuickLock) {
        let mut hold = Hold::default();
        let quick = hold.share(SyncId::new(0, kind));
        (hold, quick)
    }

    #[test]
    fn what_a_worker_does_the_table_knows() {
        let (mut hold, quick) = shared(SyncKind::Lock);
        assert_eq!(quick.take(A, A), Some(false), "nobody had it");
        assert_eq!(hold.taken().holder(), Some(A));
        assert_eq!(quick.take(A, A), None, "it is not taken twice");
        assert_eq!(hold.share(quick.sync()).take(B, B), None);
        assert!(!quick.give_back(B, B), "that anybody may do so is the table's to say");
        assert!(quick.give_back(A, A));
        assert_eq!(hold.taken().holder(), None);
        assert_eq!(quick.take(A, A), Some(true));
        assert!(quick.give_back(A, A) && !quick.give_back(A, A));
        assert_eq!(quick.take(B, B), Some(false));
    }

    #[test]
    fn who_has_to_wait_is_woken_in_the_table() {
        let (mut hold, quick) = shared(SyncKind::Lock);
        assert_eq!(quick.take(A, A), Some(false));
        assert_eq!(hold.take(B, 1, Reentry::No, 0), Attempt::MustWait(Some(A)));
        assert!(!quick.can_give_back(A, A) && !quick.give_back(A, A));
        assert_eq!(hold.give_back(None, false), Some((1, true)), "one is woken, one waits");
        assert_eq!(quick.take(A, A), None, "who gave it back would not wake that one");
        assert_eq!(hold.take(A, 1, Reentry::No, 1), Attempt::Done);
        assert!(!quick.give_back(A, A));
        assert_eq!(hold.give_back(None, false), Some((1, true)));
        assert_eq!(quick.take(B, B), None, "that it is free may not be written down yet");
        assert_eq!(hold.take(B, 1, Reentry::No, 0), Attempt::Done);
        assert!(quick.give_back(B, B));
        assert_eq!(quick.take(A, A), Some(false));
        assert!(quick.give_back(A, A));
        assert_eq!(hold.give_back(None, false), None);
    }

    #[test]
    fn a_thread_takes_its_lock_again_in_either_way() {
        let (mut hold, quick) = shared(SyncKind::RLock);
        let task = TaskId(7);
        assert_eq!(hold.take(A, 2, Reentry::Yes, 0), Attempt::Done);
        assert_eq!(quick.take(task, A), Some(true));
        assert_eq!(hold.take(B, 1, Reentry::Yes, 0), Attempt::MustWait(Some(A)));
        assert_eq!(quick.take(A, A), Some(true));
        assert_eq!(hold.taken().times(), 4);
        assert!((0..3).all(|_| quick.give_back(A, A)) && !quick.give_back(A, A));
        assert_eq!(hold.give_back(Some(B), true), None);
        assert_eq!(hold.give_back(Some(A), true), Some((1, true)));
    }

    #[test]
    fn a_copy_is_as_it_was() {
        let (mut hold, quick) = shared(SyncKind::RLock);
        assert_eq!(hold.take(B, 3, Reentry::Yes, 0), Attempt::Done);
        let (copy, read) = (hold.clone(), loaded::<Hold>(&saved(&hold)));
        assert!(quick.give_back(B, B));
        for hold in [Some(copy), read] {
            let taken = hold.map(|hold| hold.taken());
            assert_eq!(taken.map(|taken| (taken.holder(), taken.times())), Some((Some(B), 3)));
        }
    }
}
