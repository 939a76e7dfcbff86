//! The list of the ways in which processes get their memory.

use serde::{Deserialize, Serialize};

/// How a process gets its memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StartMethod {
    /// It begins with a copy of its parent's.
    #[default]
    Fork,
    /// It begins anew: the workload's module runs again in it.
    Spawn,
    /// It begins anew, too, made by a server that is quicker at it.
    ForkServer,
}

/// What a visitor is told of a start method.
#[derive(Clone, Copy, Debug)]
pub struct StartMethodInfo {
    /// Which.
    pub start_method: StartMethod,
    /// Its name in Python, on the command line and in links.
    pub name: &'static str,
    /// Its name on the page.
    pub title: &'static str,
    /// One sentence: what a process begins with.
    pub sentence: &'static str,
}

/// All start methods.
pub const START_METHODS: &[StartMethodInfo] = &[
    StartMethodInfo {
        start_method: StartMethod::Fork,
        name: "fork",
        title: "Fork",
        sentence: "A process begins with a copy of its parent's memory; nothing is marshalled.",
    },
    StartMethodInfo {
        start_method: StartMethod::Spawn,
        name: "spawn",
        title: "Spawn",
        sentence: "A process begins anew: the module runs again, and what to call is marshalled.",
    },
    StartMethodInfo {
        start_method: StartMethod::ForkServer,
        name: "forkserver",
        title: "Fork server",
        sentence: "A process begins anew as with spawn, made by a server that is quicker at it.",
    },
];

impl StartMethod {
    /// What is known of this start method.
    #[must_use]
    pub fn info(self) -> &'static StartMethodInfo {
        let mut all = START_METHODS.iter();
        all.find(|info| info.start_method == self).expect("every start method is listed")
    }

    /// The start method of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<StartMethod> {
        START_METHODS.iter().find(|info| info.name == name).map(|info| info.start_method)
    }
}
