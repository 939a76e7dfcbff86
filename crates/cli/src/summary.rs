//! The short account after a run on a terminal.

use std::thread::available_parallelism;

use protocol::Answer;
use timeline::{Timeline, format};
use trace::{Clock, Span, Trace};

/// How wide the timeline is drawn, in characters.
const WIDTH: usize = 100;

/// The account: the timeline, then one line of figures.
pub fn of(answer: &Answer, trace: &Trace) -> String {
    let metrics = &answer.metrics;
    let n_real = available_parallelism().map_or(u32::MAX, |n| n.get() as u32);
    format!(
        "\n{}\n{} in {} ({} clock): {} tasks, {} switches, {} preemptions, {:.0} % of the cores busy\n{}",
        timeline::ascii(&Timeline::project(trace), WIDTH),
        answer.mode,
        format::span(Span(answer.makespan_ns)),
        match answer.clock {
            Clock::Virtual => "virtual",
            Clock::Wall => "wall",
        },
        metrics.tasks,
        metrics.context_switches,
        metrics.preemptions,
        metrics.utilisation * 100.0,
        shared_cores(trace.clock, trace.n_cores, n_real),
    )
}

/// A warning where what really ran had fewer cores than workers, which the figures before it do not know.
fn shared_cores(clock: Clock, n_cores: u32, n_real: u32) -> String {
    if clock == Clock::Virtual || n_cores <= n_real {
        return String::new();
    }
    format!(
        "this machine has {n_real} of the {n_cores} cores: workers that share one seem to be busy while they wait \
         for it; --cores {n_real} gives each its own\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_that_share_cores_are_pointed_out() {
        let said = shared_cores(Clock::Wall, 4, 2);
        assert!(said.starts_with("this machine has 2 of the 4 cores"), "{said}");
        assert_eq!(shared_cores(Clock::Wall, 2, 2), "");
        assert_eq!(shared_cores(Clock::Virtual, 4, 2), "");
    }
}
