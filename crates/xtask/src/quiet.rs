//! Whether anything disturbed what was measured, and how slow the machine was meanwhile.
//!
//! What is measured stands between two probes of `benches/measure.py`: how long it takes to compute on
//! one core and on all at once, and what the system's calls take. A processor that is shared with others
//! may be slower for a while; as long as it is so in every respect, before and afterwards, that is a
//! slower machine and no disturbance.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::Project;

/// How many times longer computing may take in a probe than at best where nothing disturbs, and than
/// the rest of it where the machine is evenly slow.
const TOLERANCE: f64 = 1.25;
/// The same for calls of the system beside computing: they vary more, as threads do that start on
/// another core.
const KERNEL_TOLERANCE: f64 = 1.5;
/// The part of the time on all cores that others may have had meanwhile, beside so many of the clock's
/// ticks: one of each core may have begun before, and one ended later.
const OTHERS_MAX: f64 = 0.03;
const TICKS_MAX: f64 = 3.0;

/// What a probe found, in nanoseconds.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Probed {
    /// Computing on the fastest core, while the others rest.
    fastest: f64,
    /// The same on the slowest.
    slowest: f64,
    /// The same while all compute.
    together: f64,
    /// Calls of the system, and starts of threads.
    kernel: f64,
}

/// The machine that the profile `cpython-3.11` describes: this project's, at the best that it was seen
/// at.
const REFERENCE: Probed =
    Probed { fastest: 780_000.0, slowest: 780_000.0, together: 780_000.0, kernel: 1_400_000.0 };

impl Probed {
    fn with(self, other: Probed, f: impl Fn(f64, f64) -> f64) -> Probed {
        Probed {
            fastest: f(self.fastest, other.fastest),
            slowest: f(self.slowest, other.slowest),
            together: f(self.together, other.together),
            kernel: f(self.kernel, other.kernel),
        }
    }

    /// How many times longer each part took than there.
    fn than(self, best: Probed) -> Probed {
        self.with(best, |ours, theirs| ours / theirs)
    }

    fn computing(self) -> [f64; 3] {
        [self.fastest, self.slowest, self.together]
    }
}

/// How far a sample can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Quality {
    /// The machine was about as fast as it ever was, before and afterwards.
    Undisturbed,
    /// It was slower, but evenly so.
    Slow,
    /// Something else was at work.
    Disturbed,
}

/// What was taken at one time, and what is known of that time.
#[derive(Clone, Serialize, Deserialize)]
pub struct Sample<T> {
    /// What was measured.
    pub taken: T,
    before: Probed,
    after: Probed,
    /// Whether others had the cores meanwhile.
    #[serde(default)]
    had_others: bool,
}

impl<T> Sample<T> {
    /// Judged by the machine's best, which may have become known later.
    fn quality(&self, best: Probed) -> Quality {
        let (before, after) = (self.before.than(best), self.after.than(best));
        let computing = [before.computing(), after.computing()].concat();
        let most = computing.iter().copied().fold(0.0, f64::max);
        let least = computing.iter().copied().fold(f64::INFINITY, f64::min);
        let kernel = before.kernel.max(after.kernel);
        match () {
            () if self.had_others => Quality::Disturbed,
            () if most <= TOLERANCE && kernel <= KERNEL_TOLERANCE => Quality::Undisturbed,
            () if most <= least * TOLERANCE && kernel <= most * KERNEL_TOLERANCE => Quality::Slow,
            () => Quality::Disturbed,
        }
    }

    /// How many times longer the machine needed for computing than the reference machine does.
    #[must_use]
    pub fn slowness(&self) -> f64 {
        let probed = [self.before, self.after].map(|probed| probed.than(REFERENCE).computing());
        let computing = probed.concat();
        computing.iter().sum::<f64>() / computing.len() as f64
    }
}

/// What is known of a machine, and the file that keeps it.
pub struct Machine {
    path: PathBuf,
    seen: Seen,
}

/// The best that was seen of a machine.
#[derive(PartialEq, Debug, Serialize, Deserialize)]
struct Seen {
    /// Its processor and how many cores it has.
    name: String,
    /// By the number of cores that were probed.
    best: BTreeMap<usize, Probed>,
}

impl Machine {
    /// What the file says, if it is of this machine.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(path: PathBuf) -> Result<Machine> {
        let name = machine_name();
        let seen = match path.exists() {
            true => serde_json::from_str(&std::fs::read_to_string(&path)?)?,
            false => Seen { name: String::new(), best: BTreeMap::new() },
        };
        let seen = if seen.name == name { seen } else { Seen { name, best: BTreeMap::new() } };
        Ok(Machine { path, seen })
    }

    /// Takes note of what was better than ever.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn see<T>(&mut self, cores: usize, samples: &[Sample<T>]) -> Result<()> {
        let before = self.seen.best.get(&cores).copied();
        let probed = samples.iter().flat_map(|sample| [sample.before, sample.after]);
        let best = before.into_iter().chain(probed).reduce(|a, b| a.with(b, f64::min));
        if let Some(best) = best.filter(|_| best != before) {
            self.seen.best.insert(cores, best);
            std::fs::write(&self.path, serde_json::to_string_pretty(&self.seen)?)?;
        }
        Ok(())
    }

    /// How far a sample can be trusted.
    #[must_use]
    pub fn quality<T>(&self, cores: usize, sample: &Sample<T>) -> Quality {
        self.seen.best.get(&cores).map_or(Quality::Disturbed, |best| sample.quality(*best))
    }

    /// Its best beside the reference machine, for under the table.
    #[must_use]
    pub fn compared(&self) -> String {
        let line = |(cores, best): (&usize, &Probed)| {
            let Probed { slowest, together, kernel, .. } = best.than(REFERENCE);
            format!(
                "this machine at its best on {cores}: computing takes {slowest:.2} times as long as on \
                 the reference machine, on all cores at once {together:.2}, the system's calls {kernel:.2}\n"
            )
        };
        self.seen.best.iter().map(line).collect()
    }
}

/// The processor's name, where the system says it as Linux does, and the number of cores.
fn machine_name() -> String {
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about.lines().find_map(|line| line.strip_prefix("model name"));
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{} × {n_cores}", model.unwrap_or_default().trim_start_matches([' ', '\t', ':']))
}

/// A process that probes whenever it is asked to.
pub struct Prober {
    process: Child,
    answers: BufReader<ChildStdout>,
}

impl Prober {
    /// Starts it on the first so many cores.
    ///
    /// # Errors
    /// If it does not start.
    pub fn on_cores(project: &Project, cores: usize) -> Result<Prober> {
        let mut python = on_cores(project, cores);
        python.args(["python3", "benches/measure.py"]);
        python.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = python.spawn().context("cannot start the probe")?;
        let answers = process.stdout.take().context("the probe answers")?;
        Ok(Prober { process, answers: BufReader::new(answers) })
    }

    /// Probes, measures, and probes again.
    ///
    /// # Errors
    /// Those of measuring, or if the probe has ended.
    pub fn sample<T>(&mut self, measure: impl FnOnce() -> Result<T>) -> Result<Sample<T>> {
        let before = self.probe()?;
        let taken = measure()?;
        Ok(Sample { taken, before, after: self.probe()?, had_others: false })
    }

    fn probe(&mut self) -> Result<Probed> {
        let asked = self.process.stdin.as_mut().context("the probe can be asked")?;
        asked.write_all(b"\n")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        serde_json::from_str(&answer).context("the probe has ended")
    }
}

impl Drop for Prober {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // It ends for want of questions, however it does.
        let _ = self.process.wait();
    }
}

/// What runs the program behind it on the first so many cores.
#[must_use]
pub fn on_cores(project: &Project, cores: usize) -> Command {
    let mut command = project.command("taskset");
    command.arg("-c").arg(format!("0-{}", cores - 1));
    command
}

/// Whether the programs are there without which nothing can be measured.
///
/// # Errors
/// If one is not.
pub fn ensure_programs(project: &Project) -> Result<()> {
    for program in ["python3", "taskset"] {
        ensure!(project.program(program).is_some(), "there is no {program} to measure with");
    }
    Ok(())
}

/// Takes samples, and marks them where others had the cores meanwhile.
///
/// # Errors
/// Those of taking.
pub fn watched<T>(take: impl FnOnce() -> Result<Vec<Sample<T>>>) -> Result<Vec<Sample<T>>> {
    let before = Ticks::now();
    let mut samples = take()?;
    let had_others = before.zip(Ticks::now()).is_some_and(|(from, to)| to.had_others(from));
    samples.iter_mut().for_each(|sample| sample.had_others = had_others);
    Ok(samples)
}

/// What the system has counted so far, in ticks of its clock.
#[derive(Clone, Copy)]
struct Ticks {
    /// All cores together.
    total: f64,
    /// What they worked, or another machine on the same host had of them.
    busy: f64,
    /// What of that was this command's, with what it had started and seen end.
    own: f64,
}

impl Ticks {
    /// Nothing where the system does not say it as Linux does.
    fn now() -> Option<Ticks> {
        let read = |path: &str| std::fs::read_to_string(Path::new("/proc").join(path)).ok();
        Ticks::of(&read("stat")?, &read("self/stat")?)
    }

    fn of(all: &str, own: &str) -> Option<Ticks> {
        let numbers = |text: &str| -> Vec<f64> {
            text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
        };
        // user, nice, system, idle, waiting for disks, interrupts of two kinds, stolen
        let cores = numbers(all.lines().next()?.strip_prefix("cpu ")?);
        let idle = cores.get(3)? + cores.get(4)?;
        let total: f64 = cores.iter().take(8).sum();
        // Behind the command's name; user and system, and the same of children.
        let own: Vec<&str> = own.rsplit(')').next()?.split_whitespace().collect();
        let own = numbers(&own.get(11..15)?.join(" "));
        Some(Ticks { total, busy: total - idle, own: own.iter().sum() })
    }

    /// Whether others have had more of the cores since then than they may.
    fn had_others(self, since: Ticks) -> bool {
        let others = (self.busy - since.busy) - (self.own - since.own);
        others > (self.total - since.total) * OTHERS_MAX + TICKS_MAX
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Probed, Quality, Sample, Ticks};

    /// A sample between two probes in which everything took so many times longer than at best.
    pub(crate) fn sample<T>(taken: T, before: f64, after: f64) -> Sample<T> {
        let probed =
            |times| Probed { fastest: times, slowest: times, together: times, kernel: times };
        Sample { taken, before: probed(before), after: probed(after), had_others: false }
    }

    #[test]
    fn the_time_of_others_is_known() {
        let own = "7 (x task) S 1 7 7 0 -1 0 0 0 0 0 10 5 20 5 30 10 4 0 99";
        let ticks = Ticks::of("cpu  100 50 30 800 20 0 0 0 0 0\ncpu0 1 2", own).unwrap();
        assert_eq!((ticks.total, ticks.busy, ticks.own), (1000.0, 180.0, 40.0));
        let later = Ticks { total: 1100.0, busy: 220.0, own: 75.0 };
        assert!(!later.had_others(ticks));
        assert!(Ticks { own: 70.0, ..later }.had_others(ticks));
    }

    #[test]
    fn a_sample_is_judged_by_all_of_both_probes() {
        let best = sample((), 1.0, 1.0).before;
        assert_eq!(sample((), 1.0, 1.2).quality(best), Quality::Undisturbed);
        assert_eq!(sample((), 1.0, 1.6).quality(best), Quality::Disturbed);
        assert_eq!(sample((), 1.6, 1.9).quality(best), Quality::Slow);
        let had_others = Sample { had_others: true, ..sample((), 1.0, 1.0) };
        assert_eq!(had_others.quality(best), Quality::Disturbed);
        let mut uneven = sample((), 1.0, 1.0);
        uneven.after.kernel = 1.6;
        assert_eq!(uneven.quality(best), Quality::Disturbed);
        let mut uneven = sample((), 2.0, 2.0);
        uneven.before.fastest = 1.0;
        assert_eq!(uneven.quality(best), Quality::Disturbed);
        // Who has seen better judges otherwise.
        let better = sample((), 0.5, 0.5).before;
        assert_eq!(sample((), 1.0, 1.2).quality(better), Quality::Slow);
    }
}
