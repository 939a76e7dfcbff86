//! How a run is ended from outside, also within an instruction that takes long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::context::{Context, Stop};
use crate::heap::Heap;
use crate::linked::Linked;
use crate::request::Limit;

/// Ends a run from anywhere at any moment. Clones end the same run.
///
/// Runs that follow each other can share one word, which whoever shares the memory can write: it is the
/// number of the last one that is to end. So what is said too late ends no later run.
#[derive(Clone, Debug)]
pub struct Interrupt {
    last: Arc<AtomicU32>,
    number: u32,
}

impl Interrupt {
    /// That of the run of a number, from 1 on, among those that share a word.
    #[must_use]
    pub fn of(last: &Arc<AtomicU32>, number: u32) -> Interrupt {
        Interrupt { last: Arc::clone(last), number }
    }

    /// Asks the run to end where it stands, and those before it.
    pub fn request(&self) {
        self.last.fetch_max(self.number, Ordering::Relaxed);
    }

    /// Whether that was asked.
    #[must_use]
    #[inline]
    pub fn is_requested(&self) -> bool {
        self.last.load(Ordering::Relaxed) >= self.number
    }
}

impl Default for Interrupt {
    fn default() -> Interrupt {
        Interrupt::of(&Arc::default(), 1)
    }
}

impl Linked {
    /// To be asked again and again by what may go over millions of items: nobody waits for its end
    /// where the run is to end.
    ///
    /// # Errors
    /// The limit that the host's patience is, if the run is to end.
    #[inline]
    pub(crate) fn go_on(&self) -> Result<(), Stop> {
        match self.interrupt.is_requested() {
            true => Err(Stop::Limit(Limit::Patience)),
            false => Ok(()),
        }
    }
}

impl<H: Heap> Context<'_, H> {
    /// The same.
    ///
    /// # Errors
    /// As [`Linked::go_on`].
    #[inline]
    pub(crate) fn go_on(&self) -> Result<(), Stop> {
        self.linked.go_on()
    }
}
