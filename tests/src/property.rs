//! What must hold for every program, however it came about: tests ask it of fixed seeds, the fuzz
//! targets of whatever they find.

use protocol::{Answer, Knobs, MODES, Mode, Status};
use trace::{Clock, Span, Trace};

use crate::oracle::{Oracle, Ran, Verdict};
use crate::run_with;

/// The file's name in messages.
const FILE: &str = "workload.py";

/// The limits of a program that is made up: it need not get far.
fn knobs() -> Knobs {
    Knobs {
        cores: 2,
        limit_steps: 400_000,
        limit_time: Span(60_000_000_000),
        limit_heap: 32 << 20,
        limit_output: 1 << 18,
        ..Knobs::default()
    }
}

/// A text is compiled or refused, and shown, without a panic; what is compiled is verified.
pub fn compiles_or_is_refused(text: &str) {
    let findings = engine::check(FILE, text);
    let listing = engine::disassemble(FILE, text);
    assert_eq!(findings.refuse(), listing.is_err(), "refused exactly where an error is found");
    assert!(!findings.refuse() || !findings.rendered.is_empty(), "an error has words");
}

/// A program runs in every mode to some end, and the same spec gives the same trace again, which is
/// read back as it was written.
///
/// # Panics
/// If it is otherwise.
pub fn runs_the_same_again(text: &str, is_watched: impl Fn(Mode) -> bool) {
    for info in MODES.iter().filter(|info| is_watched(info.mode)) {
        let run = || run_with(FILE, text, info.mode, Clock::Virtual, knobs());
        let (first, second) = (run(), run());
        assert_eq!(first.answer, second.answer, "{}: the same spec, the same answer", info.name);
        let Some(trace) = first.trace else { return };
        let read_back = Trace::from_bytes(&trace.to_bytes());
        assert_eq!(read_back.as_ref(), Ok(&trace), "{}: its bytes are the trace", info.name);
    }
}

/// A program runs in one of all ways, which the number picks: as [`runs_the_same_again`] has it on
/// the virtual clock, or to any end on the wall clock.
pub fn runs_in_some_way(text: &str, way: u8) {
    let ways =
        MODES.iter().flat_map(|info| info.clocks.iter().map(move |&clock| (info.mode, clock)));
    // A fuzzer's program cannot be started as one process of a workload.
    let ways = ways.filter(|&way| way != (Mode::Processes, Clock::Wall));
    let ways: Vec<(Mode, Clock)> = ways.collect();
    match ways[usize::from(way) % ways.len()] {
        (mode, Clock::Virtual) => runs_the_same_again(text, |watched| watched == mode),
        (mode, Clock::Wall) => really_runs(text, mode),
    }
}

/// A program is really executed to some end.
pub fn really_runs(text: &str, mode: Mode) {
    // The wall clock's own limit only keeps a program that waits for ever from holding up all.
    let knobs = Knobs { limit_time: Span(200_000_000), ..knobs() };
    let _ = run_with(FILE, text, mode, Clock::Wall, knobs);
}

/// What came of comparing a program with CPython.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// The engine answered as CPython did.
    Agrees,
    /// The engine refused the program, or ended it at a limit or at something that it lacks.
    Lacks,
    /// There is nothing to compare with.
    None,
}

/// A program prints, raises and returns under CPython what it does in the engine.
///
/// # Errors
/// The first difference.
pub fn agrees_with_cpython(text: &str, oracle: &mut Oracle) -> Result<Comparison, String> {
    let answer = run_with(FILE, text, Mode::AsWritten, Clock::Virtual, knobs()).answer;
    if lacks(&answer) {
        return Ok(Comparison::Lacks);
    }
    let ran = match oracle.ask(text) {
        Verdict::Ran(ran) => ran,
        Verdict::Refused { refused } if answer.status != Status::Refused => {
            return Err(format!("CPython refuses it: {refused}"));
        }
        Verdict::Refused { .. } | Verdict::None {} => return Ok(Comparison::None),
    };
    if answer.status == Status::Refused {
        return Ok(Comparison::Lacks);
    }
    // How deep a recursion may be is a limit, and limits differ.
    if [&ran.stdout, &answer.stdout].iter().any(|stdout| stdout.contains("RecursionError")) {
        return Ok(Comparison::None);
    }
    compare(&answer, &ran).map(|()| Comparison::Agrees)
}

fn lacks(answer: &Answer) -> bool {
    const UNSUPPORTED: &str = "PlaygroundUnsupported";
    let is_unsupported = |failure: &protocol::Failure| failure.kind.contains(UNSUPPORTED);
    matches!(answer.status, Status::Limit | Status::Stopped)
        || answer.error.as_ref().is_some_and(is_unsupported)
        || answer.stdout.contains(UNSUPPORTED)
}

fn compare(answer: &Answer, ran: &Ran) -> Result<(), String> {
    let (printed, expected) = (answer.stdout.replace('\r', ""), ran.stdout.replace('\r', ""));
    let (printed, expected) = (without_addresses(&printed), without_addresses(&expected));
    if printed != expected {
        let differs = printed.lines().zip(expected.lines()).find(|(a, b)| a != b);
        let (printed, expected) = differs.unwrap_or((&printed, &expected));
        return Err(format!("it prints {printed:?}, and {expected:?} under CPython"));
    }
    if answer.status == Status::Deadlock {
        return Err("it deadlocks, and ends under CPython".to_owned());
    }
    let error = answer.error.as_ref().filter(|failure| failure.kind != "SystemExit");
    let kind = error.map(|failure| failure.kind.rsplit('.').next().unwrap_or_default());
    let message = error.map(|failure| without_addresses(&failure.message));
    let expected = ran.message.as_deref().map(without_addresses);
    if (kind, &message) != (ran.kind.as_deref(), &expected) {
        return Err(format!(
            "it raises {kind:?}, {message:?}, and {:?}, {expected:?} under CPython",
            ran.kind
        ));
    }
    if i64::from(answer.exit_code) != ran.exit & 0xff {
        return Err(format!("its exit status is {}, {} under CPython", answer.exit_code, ran.exit));
    }
    Ok(())
}

/// The text with every address the same, for objects lie where they lie.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split(" at 0x");
    let mut same = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        same.push_str(" at 0x");
        same.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    same
}
