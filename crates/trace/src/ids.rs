//! Ids are newtypes over small integers: dense, given out in order of creation, never reused.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            /// Stands in a column for "none of them".
            pub const NONE: $name = $name(u32::MAX);

            /// The position in a table that lists these in id order.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The id, unless it is [`Self::NONE`].
            #[must_use]
            pub fn some(self) -> Option<Self> {
                (self != Self::NONE).then_some(self)
            }
        }
    };
}

id!(
    /// A unit of concurrency. `TaskId(0)` is the main task.
    TaskId
);
id!(
    /// Something tasks meet at: a lock, a queue, an event, a shared variable.
    ObjectId
);
id!(
    /// A core of the machine, simulated or real (then: a worker).
    CoreId
);
id!(
    /// A text of the trace's table: an output, a label, a name.
    TextId
);
id!(
    /// A line of the workload, counted from 1; [`Line::NONE`] where there is none.
    Line
);
