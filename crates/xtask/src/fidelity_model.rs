//! How long the model says that workloads take, on the machine of its profile and on one that is half
//! as fast.
//!
//! On a slower machine all that is computed takes longer, and what is only waited for does not. So the
//! second is the model once more with twice the prices: what lies between the two tells how much longer
//! a workload takes on a machine that is somewhat slower.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Project;

/// Prices of what a slower machine does no later: they are spans that its system chooses.
const CHOSEN: [&str; 3] = ["oversleep", "late", "time-slice"];
/// What a switch between tasks costs is no price of the profile: this is twice as much.
const SWITCHES: [&str; 2] = ["--switch-cost", "10us"];

/// How long a workload takes, in nanoseconds.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Predicted {
    /// On the machine of the profile.
    pub span: f64,
    /// Where everything costs twice as much.
    pub with_twice: f64,
}

impl Predicted {
    /// How many times longer it takes on a machine that needs so many times longer for computing.
    #[must_use]
    pub fn times_longer(self, slowness: f64) -> f64 {
        1.0 + (self.with_twice / self.span - 1.0) * (slowness - 1.0)
    }
}

/// The command that predicts, and what it said before.
pub struct Model<'a> {
    project: &'a Project,
    path: PathBuf,
    /// By workload and cores, with the state of the files of which it is.
    said: BTreeMap<String, (String, Option<Predicted>)>,
    twice: Vec<String>,
}

impl Model<'_> {
    /// Builds the command.
    ///
    /// # Errors
    /// If it does not build, or what it said before cannot be read.
    pub fn of<'a>(project: &'a Project, folder: &Path) -> Result<Model<'a>> {
        project.run(project.command("cargo").args(["build", "--package", "cli"]))?;
        let path = folder.join("predicted.json");
        let said = match path.exists() {
            true => serde_json::from_str(&std::fs::read_to_string(&path)?)?,
            false => BTreeMap::new(),
        };
        let mut model = Model { project, path, said, twice: Vec::new() };
        let modes = project.read(project.command(&model.command()).arg("modes"))?;
        model.twice = twice(&modes);
        Ok(model)
    }

    fn command(&self) -> String {
        self.project.target().join("debug/interleave").to_string_lossy().into_owned()
    }

    /// What it says of programs on so many cores each; nothing of what it refuses. What is neither the
    /// same command nor the same program as before is run, as many at once as there are cores.
    ///
    /// # Errors
    /// If a program is gone, or no answer can be kept.
    pub fn predict(&mut self, programs: &[(PathBuf, usize)]) -> Result<Vec<Option<Predicted>>> {
        let keys: Vec<(String, String)> =
            programs.iter().map(|program| self.key(program)).collect::<Result<_>>()?;
        let is_known = |index: usize| {
            self.said.get(&keys[index].0).is_some_and(|said| said.0 == keys[index].1)
        };
        let unknown: Vec<usize> = (0..keys.len()).filter(|index| !is_known(*index)).collect();
        let (next, answers) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let work = || {
            while let Some(index) = unknown.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (program, cores) = &programs[*index];
                let said = self.run(program, *cores);
                if let Ok(mut answers) = answers.lock() {
                    answers.push((*index, said));
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(work);
            }
        });
        for (index, said) in answers.into_inner().unwrap_or_default() {
            let (name, state) = keys[index].clone();
            self.said.insert(name, (state, said));
        }
        std::fs::write(&self.path, serde_json::to_string(&self.said)?)?;
        Ok(keys.iter().map(|(name, _)| self.said.get(name).and_then(|said| said.1)).collect())
    }

    /// The program's name, and when it and the command were written.
    fn key(&self, (program, cores): &(PathBuf, usize)) -> Result<(String, String)> {
        let written = |path: &Path| -> Result<u128> {
            let since = path.metadata()?.modified()?.duration_since(SystemTime::UNIX_EPOCH);
            Ok(since.context("files are younger than that")?.as_nanos())
        };
        let state = format!("{} {}", written(Path::new(&self.command()))?, written(program)?);
        Ok((format!("{} on {cores}", program.display()), state))
    }

    fn run(&self, program: &Path, cores: usize) -> Option<Predicted> {
        let span = |costs: &[String]| {
            let mut command = self.project.command(&self.command());
            command.arg("run").arg(program).args(["--mode", "as-written", "--format", "json"]);
            command.arg("--cores").arg(cores.to_string()).args(costs);
            let answer: Value =
                serde_json::from_str(&self.project.read(&mut command).ok()?).ok()?;
            answer["makespan_ns"].as_f64().filter(|_| answer["status"] == "ok")
        };
        Some(Predicted { span: span(&[])?, with_twice: span(&self.twice)? })
    }
}

/// The options that double the prices which `modes` lists, a line `name value unit …` each.
fn twice(modes: &str) -> Vec<String> {
    let price = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, value, unit) =
            (words.next()?, words.next()?.parse::<u64>().ok()?, words.next()?);
        let is_slower = ["ns", "ps"].contains(&unit) && !CHOSEN.contains(&name);
        is_slower.then(|| ["--cost".to_owned(), format!("{name}={}", value * 2)])
    };
    let prices = modes.lines().filter_map(price).flatten();
    prices.chain(SWITCHES.map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Predicted, SWITCHES, twice};

    #[test]
    fn all_prices_but_those_of_chosen_spans_are_doubled() {
        let modes =
            "Costs:\nmove  2200 ps  moving\nlibrary  155 %  of those\noversleep  5 ns  later\n";
        assert_eq!(twice(modes), ["--cost", "move=4400", SWITCHES[0], SWITCHES[1]]);
    }

    #[test]
    fn what_is_waited_for_takes_no_longer_on_a_slower_machine() {
        let (computes, waits) = (
            Predicted { span: 10.0, with_twice: 20.0 },
            Predicted { span: 10.0, with_twice: 10.0 },
        );
        assert_eq!(computes.times_longer(1.5), 1.5);
        assert_eq!(waits.times_longer(1.5), 1.0);
    }
}
