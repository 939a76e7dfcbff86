//! The visitor's own function chooses. It is a small program in the workload language: it has a
//! machine and a memory of its own, is asked by a text and answers by one, and takes no virtual time.

use std::sync::Arc;

use lang::{Diagnostic, Severity};
use trace::{Span, TaskId, TaskKind, Time};
use vm::{Fuel, Machine, Pause, Preempt, Request, Surroundings, Verdict};

use super::{Arrival, Policy, Seen};

/// What the policy's own text is called in messages.
pub const OWN_POLICY_FILE: &str = "policy.py";

/// What asks the function, put after it.
const ASKING: &str = include_str!("own.py");
/// The function's name.
const FUNCTION: &str = "choose";
/// The most instructions that one choice may take, and what comes before the first.
const CHOICE_STEPS_MAX: u64 = 1_000_000;
/// The most bytes that the policy's values may take.
const HEAP_BYTES_MAX: usize = 16 << 20;
/// Of a wrong answer, as many characters are quoted.
const QUOTE_MAX: usize = 60;

/// The policy `own`.
pub struct Own {
    machine: Machine,
    /// How many lines the function's text has; what comes after them only asks it.
    n_lines: u32,
    /// Where the function stands.
    line: u32,
    /// Of each task that was ready before.
    known: Vec<Known>,
    steps: u64,
    mistake: Option<Box<Diagnostic>>,
}

/// What is known of a task.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    created: Option<Time>,
    since: Time,
    ran: Span,
    arrival: Option<Arrival>,
}

/// What came of letting the policy's program run on.
enum Said {
    /// It waits for the next question.
    Listens,
    /// Its answer.
    Answer(String),
}

impl Own {
    /// The policy of a text that has a function `choose(ready, now)`.
    ///
    /// # Errors
    /// What is wrong with it, each with a place in the text.
    pub fn new(text: &str) -> Result<Own, Vec<Diagnostic>> {
        let compiled = lang::compile(OWN_POLICY_FILE, text);
        let Some(program) = compiled.program else { return Err(errors(compiled.diagnostics)) };
        if !program.own_globals().any(|(name, _)| name == FUNCTION) {
            return Err(vec![*mistake(1, format!("there is no function {FUNCTION}"), DEFINE)]);
        }
        let compiled = lang::compile(OWN_POLICY_FILE, &format!("{text}{ASKING}"));
        let Some(program) = compiled.program else { return Err(errors(compiled.diagnostics)) };
        let is_function = |line: &str| line.starts_with(&format!("def {FUNCTION}("));
        let line = text.lines().position(is_function).unwrap_or(0) + 1;
        let mut own = Own {
            machine: Machine::new(Arc::new(program), HEAP_BYTES_MAX, Surroundings::default()),
            n_lines: number(text.lines().count()),
            line: number(line),
            known: Vec::new(),
            steps: 0,
            mistake: None,
        };
        match own.listen() {
            Ok(Said::Listens) => Ok(own),
            Ok(Said::Answer(_)) => Err(vec![*own.asks_for()]),
            Err(mistake) => Err(vec![*mistake]),
        }
    }

    /// Lets the policy's program run on until it says something or waits for a question.
    fn listen(&mut self) -> Result<Said, Box<Diagnostic>> {
        let main = TaskId(0);
        let mut fuel = CHOICE_STEPS_MAX;
        while fuel > 0 {
            let run = self.machine.run(main, Fuel(fuel), Preempt::EveryInstruction);
            // A request takes no instruction, but is not for nothing.
            let spent = run.spent.max(1);
            self.steps += spent;
            fuel = fuel.saturating_sub(spent);
            match run.pause {
                Pause::Fuel => {}
                Pause::Request(Request::Input) => return Ok(Said::Listens),
                Pause::Request(Request::Checkpoint { label }) => return Ok(Said::Answer(label)),
                Pause::Request(request) => match self.machine.perform(main, request).verdict {
                    Verdict::Reply(value) | Verdict::Acquired { reply: value, .. } => {
                        self.machine.resume(main, value);
                    }
                    Verdict::Throw(exception) => self.machine.throw(main, exception),
                    Verdict::Released { .. } => self.machine.resume(main, vm::Value::None),
                    _ => return Err(self.asks_for()),
                },
                Pause::Failed(exception) => {
                    let failure = self.machine.failure(main, exception);
                    let line = failure.line.filter(|line| *line <= self.n_lines);
                    let what = format!("it raises {}", failure.summary());
                    return Err(mistake(line.unwrap_or(self.line), what, RETURN));
                }
                Pause::Done(_) => return Err(self.asks_for()),
                Pause::Limit(limit) => {
                    let what = format!("it reaches its limit of {}", limit.name());
                    return Err(mistake(self.line, what, "keep less from one choice to the next"));
                }
            }
        }
        let line = self.machine.line(main).some().map_or(self.line, |line| line.0);
        let what = format!("one choice takes more than {CHOICE_STEPS_MAX} instructions");
        Err(mistake(line.min(self.n_lines), what, "let every loop come to its end"))
    }

    /// It wants something of the world that a policy has no use for.
    fn asks_for(&self) -> Box<Diagnostic> {
        let line = self.machine.line(TaskId(0)).some().map_or(self.line, |line| line.0);
        let what = "it prints, waits, reads or starts something, and a policy only chooses";
        mistake(line.min(self.n_lines), what.to_owned(), RETURN)
    }

    /// The position of the task that the function chooses.
    fn ask(&mut self, ready: &[Seen], now: Time) -> Result<usize, Box<Diagnostic>> {
        let mut question = now.0.to_string();
        for seen in ready {
            let Known { created, since, ran, arrival } = self.of(seen.whose);
            let created = created.unwrap_or(since).0;
            let (id, core) = (seen.task.0, seen.core.map(|core| core.0.to_string()));
            let (core, arrival) = (core.unwrap_or_default(), arrival.map_or("", word));
            let (kind, name) = (kind(seen.kind), seen.name.replace(['\n', '\t'], " "));
            question += &format!(
                "\n{id}\t{created}\t{}\t{}\t{core}\t{arrival}\t{kind}\t{name}",
                since.0, ran.0
            );
        }
        self.machine.resume_with_text(TaskId(0), &question);
        let Said::Answer(answer) = self.listen()? else { return Err(self.asks_for()) };
        if let Some(chosen) = answer.strip_prefix('?') {
            let chosen: String = chosen.chars().take(QUOTE_MAX).collect();
            let what = format!("it returns {chosen}, which is none of the ready tasks");
            return Err(mistake(self.line, what, RETURN));
        }
        let place = answer.parse().ok().filter(|place| *place < ready.len());
        let Some(place) = place else { return Err(self.asks_for()) };
        self.machine.resume(TaskId(0), vm::Value::None);
        match self.listen()? {
            Said::Listens => Ok(place),
            Said::Answer(_) => Err(self.asks_for()),
        }
    }

    fn of(&mut self, task: TaskId) -> Known {
        *self.known_mut(task)
    }

    fn known_mut(&mut self, task: TaskId) -> &mut Known {
        if self.known.len() <= task.index() {
            self.known.resize(task.index() + 1, Known::default());
        }
        &mut self.known[task.index()]
    }
}

impl Policy for Own {
    fn place(&mut self, task: TaskId, arrival: Arrival, now: Time) -> u64 {
        let known = self.known_mut(task);
        known.created.get_or_insert(now);
        (known.since, known.arrival) = (now, Some(arrival));
        0
    }

    fn ran(&mut self, task: TaskId, span: Span, _: Option<u64>) {
        let known = self.known_mut(task);
        known.ran += span;
    }

    fn chooses(&self) -> bool {
        true
    }

    /// After a mistake, the first: the run ends anyhow.
    fn choose(&mut self, ready: &[Seen], now: Time) -> usize {
        if self.mistake.is_some() {
            return 0;
        }
        self.ask(ready, now).unwrap_or_else(|mistake| {
            self.mistake = Some(mistake);
            0
        })
    }

    fn mistake(&self) -> Option<&Diagnostic> {
        self.mistake.as_deref()
    }

    fn steps(&self) -> u64 {
        self.steps
    }
}

const DEFINE: &str = "define `def choose(ready, now)`, which returns one of the ready tasks";
const RETURN: &str = "return one of the tasks in `ready`, whatever happens";

fn mistake(line: u32, what: String, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic {
        code: "policy",
        severity: Severity::Error,
        span: lang::Span::line(line),
        message: format!("the policy cannot be used: {what}"),
        help: Some(help.to_owned()),
        replacement: None,
        related: Vec::new(),
    })
}

/// What the compiler says of the text, as findings of a policy.
fn errors(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let errors = found.into_iter().filter(|found| found.severity == Severity::Error);
    let outward = |found: Diagnostic| Diagnostic {
        code: "policy",
        message: format!("the policy cannot be used: {}", found.message),
        replacement: None,
        ..found
    };
    errors.map(outward).collect()
}

fn word(arrival: Arrival) -> &'static str {
    match arrival {
        Arrival::Started => "started",
        Arrival::Woken | Arrival::Awake | Arrival::Due => "woken",
        Arrival::Yielded => "yielded",
        Arrival::TurnOver => "turn over",
    }
}

fn kind(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Thread => "thread",
        TaskKind::Process => "process",
        TaskKind::Coroutine => "coroutine",
        TaskKind::Fragment => "fragment",
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
