//! The short account after a run on a terminal.

use protocol::Answer;
use timeline::{Timeline, format};
use trace::{Span, Trace};

/// How wide the timeline is drawn, in characters.
const WIDTH: usize = 100;

/// The account: the timeline, then one line of figures.
pub fn of(answer: &Answer, trace: &Trace) -> String {
    let metrics = &answer.metrics;
    format!(
        "\n{}\n{} in {} ({} clock): {} tasks, {} switches, {} preemptions, {:.0} % of the cores busy\n",
        timeline::ascii(&Timeline::project(trace), WIDTH),
        answer.mode,
        format::span(Span(answer.makespan_ns)),
        match answer.clock {
            trace::Clock::Virtual => "virtual",
            trace::Clock::Wall => "wall",
        },
        metrics.tasks,
        metrics.context_switches,
        metrics.preemptions,
        metrics.utilisation * 100.0,
    )
}
