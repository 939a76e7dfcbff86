//! The gallery: workloads that ship with the playground.

/// A workload of the gallery.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Its path below `examples/` without the ending, as the command line names it.
    pub name: &'static str,
    /// The program. Its first comment line is its title.
    pub text: &'static str,
}

macro_rules! examples {
    ($($name:literal),* $(,)?) => {
        /// All examples, in the order in which they are best met.
        pub const EXAMPLES: &[Example] = &[
            $(Example { name: $name, text: include_str!(concat!("../../../examples/", $name, ".py")) }),*
        ];
    };
}

examples![
    "basics/average",
    "basics/primes",
    "waiting/fetch_pages",
    "waiting/pipeline",
    "sharing/locked_counter",
    "sharing/lost_updates",
    "sharing/deadlock",
    "threads/producers_consumers",
    "threads/dining_philosophers",
    "threads/barrier_phases",
    "threads/global_lock",
    "processes/separate_memory",
    "processes/pool_of_primes",
    "processes/marshalling",
    "cooperating/asyncio_tasks",
    "cooperating/blocked_loop",
    "cooperating/task_group",
    "cooperating/rate_limit",
    "hybrid/loop_and_workers",
    "cluster/word_count",
];

impl Example {
    /// What the gallery calls it: its first comment line.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }

    /// The example of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Example> {
        EXAMPLES.iter().find(|example| example.name == name)
    }
}
