//! The samples of all cases, in a file: what was taken is kept at once, so nothing is lost where a
//! command is cut off, and the next one goes on from there.
//!
//! They are taken in rounds over the cases that still lack undisturbed ones. So what disturbs for a
//! while costs each of them a sample, and not one of them all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::quiet::{Machine, Quality, Sample};

/// How many samples of a case are taken in one round.
const AT_ONCE: usize = 3;
/// How many of a case are kept at most: the best, and of those the latest.
const KEPT_MAX: usize = 15;
/// For how long samples are taken if nothing else is said.
const MINUTES: f64 = 6.0;

/// What stands after the task's name.
pub struct Arguments {
    /// What to measure; everything if none.
    pub names: Vec<String>,
    /// Whether to go on from what was taken before.
    goes_on: bool,
    /// How long to take samples.
    limit: Duration,
}

impl Arguments {
    /// Reads `[NAME …] [--kept] [--minutes N]`; what was kept alone needs no time.
    ///
    /// # Errors
    /// If there is another option, or no number.
    pub fn read(arguments: &[String]) -> Result<Arguments> {
        let (mut names, mut goes_on, mut minutes) = (Vec::new(), false, None);
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--kept" => goes_on = true,
                "--minutes" => {
                    let number = arguments.next().and_then(|number| number.parse::<f64>().ok());
                    minutes = Some(number.context("--minutes wants a number")?);
                }
                option if option.starts_with("--") => bail!("there are --kept and --minutes N"),
                name => names.push(name.to_owned()),
            }
        }
        let minutes = minutes.unwrap_or(if goes_on { 0.0 } else { MINUTES });
        let limit = Duration::try_from_secs_f64(minutes * 60.0).context("that is no time")?;
        Ok(Arguments { names, goes_on, limit })
    }

    /// Whether something of that name is to be measured.
    #[must_use]
    pub fn want(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }
}

/// Something that is measured on so many cores.
pub trait Measurable {
    /// Its name, which no other has.
    fn name(&self) -> String;
    /// On how many of the first cores.
    fn cores(&self) -> usize;
}

/// The samples of each case, and the machine where they were taken.
pub struct Kept<T> {
    path: PathBuf,
    /// How many undisturbed samples a case needs.
    enough: usize,
    machine: Machine,
    cases: BTreeMap<String, Vec<Sample<T>>>,
}

impl<T: Clone + Serialize + DeserializeOwned> Kept<T> {
    /// What the file of that name has of before, if the command goes on from there.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read(
        folder: &Path,
        name: &str,
        enough: usize,
        arguments: &Arguments,
    ) -> Result<Kept<T>> {
        let path = folder.join(name);
        let cases = match arguments.goes_on && path.exists() {
            true => serde_json::from_str(&std::fs::read_to_string(&path)?)
                .with_context(|| format!("{} is of another version", path.display()))?,
            false => BTreeMap::new(),
        };
        let machine = Machine::read(folder.join("machine.json"))?;
        Ok(Kept { path, enough, machine, cases })
    }

    /// The machine where all was measured.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Forgets what was taken of a case that is another now.
    pub fn forget(&mut self, name: &str) {
        self.cases.remove(name);
    }

    /// Takes samples until each case has enough undisturbed ones, or the time is over. What takes them
    /// is told how many, and is free to take fewer.
    ///
    /// # Errors
    /// Those of taking, or if the file cannot be written.
    pub fn fill<C: Measurable>(
        &mut self,
        cases: &[C],
        arguments: &Arguments,
        mut take: impl FnMut(&C, usize) -> Result<Vec<Sample<T>>>,
    ) -> Result<()> {
        let start = Instant::now();
        for round in 1.. {
            let mut lacking: Vec<&C> = cases.iter().filter(|case| self.lacks(*case) > 0).collect();
            // Those first that a cut-off command has not reached.
            lacking.sort_by_key(|case| self.cases.get(&case.name()).map_or(0, Vec::len));
            if lacking.is_empty() {
                break;
            }
            for (index, case) in lacking.iter().enumerate() {
                if start.elapsed() >= arguments.limit {
                    return Ok(());
                }
                eprintln!("round {round}, {} of {}: {}", index + 1, lacking.len(), case.name());
                let samples = take(case, self.lacks(*case).min(AT_ONCE))?;
                self.keep(*case, samples)?;
            }
        }
        Ok(())
    }

    /// How many undisturbed samples it still needs.
    fn lacks(&self, case: &impl Measurable) -> usize {
        let samples = self.cases.get(&case.name()).map_or(&[][..], Vec::as_slice);
        self.enough.saturating_sub(self.n_as_good_as(Quality::Undisturbed, case.cores(), samples))
    }

    fn n_as_good_as(&self, quality: Quality, cores: usize, samples: &[Sample<T>]) -> usize {
        samples.iter().filter(|sample| self.machine.quality(cores, sample) <= quality).count()
    }

    fn keep(&mut self, case: &impl Measurable, samples: Vec<Sample<T>>) -> Result<()> {
        self.machine.see(case.cores(), &samples)?;
        let kept = self.cases.entry(case.name()).or_default();
        kept.splice(0..0, samples);
        kept.sort_by_key(|sample| self.machine.quality(case.cores(), sample));
        kept.truncate(KEPT_MAX);
        Ok(std::fs::write(&self.path, serde_json::to_string(&self.cases)?)?)
    }

    /// The samples that count of a case, and how far they can be trusted: of the best quality of which
    /// there are more than half of what is enough, or else all; nothing if there are none.
    #[must_use]
    pub fn of(&self, case: &impl Measurable) -> Option<(Vec<Sample<T>>, Quality)> {
        let samples = self.cases.get(&case.name())?;
        let quality = [Quality::Undisturbed, Quality::Slow]
            .into_iter()
            .find(|quality| self.n_as_good_as(*quality, case.cores(), samples) * 2 > self.enough);
        let quality = quality.unwrap_or(Quality::Disturbed);
        let is_good = |sample: &&Sample<T>| self.machine.quality(case.cores(), sample) <= quality;
        Some((samples.iter().filter(is_good).cloned().collect(), quality))
    }
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Kept, Measurable, Quality, Sample};
    use crate::quiet::Machine;
    use crate::quiet::tests::sample;

    struct Case(&'static str);

    impl Measurable for Case {
        fn name(&self) -> String {
            self.0.to_owned()
        }

        fn cores(&self) -> usize {
            1
        }
    }

    fn arguments(all: &[&str]) -> Arguments {
        Arguments::read(&all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>()).unwrap()
    }

    /// A file of nothing, in a folder of that name, which is of this test alone.
    fn kept(test: &str, enough: usize) -> Kept<f64> {
        let folder = std::env::temp_dir().join(format!("interleave-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Kept::read(&folder, "kept.json", enough, &arguments(&[])).unwrap()
    }

    #[test]
    fn what_was_kept_needs_no_time_unless_some_is_given() {
        assert!(arguments(&["--kept", "name"]).limit.is_zero());
        assert_eq!(arguments(&["--kept", "--minutes", "2"]).limit.as_secs(), 120);
        assert!(arguments(&["name"]).want("name") && !arguments(&["name"]).want("other"));
        assert!(Arguments::read(&["--quick".to_owned()]).is_err());
    }

    #[test]
    fn rounds_go_over_the_cases_that_lack_undisturbed_samples() {
        let mut kept = kept("rounds", 4);
        let mut asked = Vec::new();
        let take = |case: &Case, n: usize| {
            asked.push((case.0, n));
            // The second is disturbed in its first round.
            let is_first = asked.iter().filter(|(name, _)| *name == case.0).count() == 1;
            let after = if case.0 == "b" && is_first { 2.0 } else { 1.0 };
            Ok(vec![sample(1.0, 1.0, after); n])
        };
        kept.fill(&[Case("a"), Case("b")], &arguments(&[]), take).unwrap();
        assert_eq!(asked, [("a", 3), ("b", 3), ("a", 1), ("b", 3), ("b", 1)]);
        let (samples, quality) = kept.of(&Case("b")).unwrap();
        assert_eq!((samples.len(), quality), (4, Quality::Undisturbed));
        // The next command goes on from there, and has nothing to do.
        let folder = kept.path.parent().unwrap();
        let mut next: Kept<f64> =
            Kept::read(folder, "kept.json", 4, &arguments(&["--kept"])).unwrap();
        next.fill(&[Case("b")], &arguments(&[]), |_, _| unreachable!()).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_best_quality_of_which_there_are_enough_counts() {
        let mut kept = kept("quality", 3);
        let mut keep = |before: f64, after: f64| {
            kept.keep(&Case("a"), vec![sample(before, before, after)]).unwrap();
            let (samples, quality) = kept.of(&Case("a")).unwrap();
            (samples.into_iter().map(|sample: Sample<f64>| sample.taken).collect(), quality)
        };
        let all: [(Vec<f64>, Quality); 4] =
            [keep(1.0, 3.0), keep(2.0, 2.0), keep(1.0, 1.0), keep(1.1, 1.0)];
        assert_eq!(all[1], (vec![2.0, 1.0], Quality::Disturbed));
        assert_eq!(all[2], (vec![1.0, 2.0], Quality::Slow));
        assert_eq!(all[3], (vec![1.1, 1.0], Quality::Undisturbed));
        std::fs::remove_dir_all(kept.path.parent().unwrap()).unwrap();
    }

    #[test]
    fn the_best_of_a_machine_only_becomes_better_and_is_of_that_machine() {
        let kept = kept("machine", 1);
        let path = kept.path.with_file_name("machine.json");
        let mut machine = Machine::read(path.clone()).unwrap();
        machine.see(1, &[sample((), 2.0, 2.0)]).unwrap();
        machine.see(1, &[sample((), 3.0, 1.0)]).unwrap();
        let machine = Machine::read(path.clone()).unwrap();
        assert_eq!(machine.quality(1, &sample((), 2.0, 2.0)), Quality::Slow);
        std::fs::write(
            &path,
            r#"{"name": "another", "best": {"1": {"fastest": 0.1, "slowest": 0.1, "together": 0.1, "kernel": 0.1}}}"#,
        )
        .unwrap();
        let mut machine = Machine::read(path.clone()).unwrap();
        machine.see(1, &[sample((), 2.0, 2.0)]).unwrap();
        assert_eq!(machine.quality(1, &sample((), 2.0, 2.0)), Quality::Undisturbed);
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }
}
