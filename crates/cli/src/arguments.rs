//! What can be written after `interleave`.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use costs::{COSTS, Cost, Profile, ProfileName};
use protocol::{
    Knobs, MODES, Mode, POLICIES, Policy, Preempt, START_METHODS, StartMethod, parse_span,
};
use trace::{Clock, Span};

/// A concurrency playground: run one workload in many ways, and see what interleaved with what.
#[derive(Parser, Debug)]
#[command(name = "interleave", version, about, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// What `measure --format json` prints.
const MEASURE_DOCUMENT: &str = r#"The JSON document:
{"version": 1, "file": "…", "mode": "free-threads", "cores": 4, "profile": "this-device",
 "predicted": {"makespan_ns": 0, "parts": {"starting_ns": 0, "scheduling_ns": 0, "computing_ns": 0,
               "waiting_ns": 0, "other_ns": 0}, "marshalled_bytes": 0, "marshalling_ns": 0,
               "context_switches": 0},
 "measured": {…the same, of the run that took the median time}, "makespans_ns": [0, 0, 0, 0, 0],
 "otherwise": ["run 2 prints something else than was predicted"]}
The parts are the makespan: every moment counts once. The exit code is 1 where a run ended otherwise.
Without --profile this-device the costs of this machine are measured first."#;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Run a workload in one mode
    Run {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        options: RunOptions,
        /// Print a short account and a timeline after the workload's output
        #[arg(long)]
        summary: bool,
    },
    /// Run a workload in every mode and compare
    Compare {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        options: RunOptions,
    },
    /// Predict how long a workload takes on this machine, and really run it several times
    #[command(after_help = MEASURE_DOCUMENT)]
    Measure {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        options: RunOptions,
        /// How often it is really run
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=i64::from(engine::REPEATS_MAX)))]
        repeats: u32,
    },
    /// Show what the tasks of a simulated run hold at a moment: where they stand, and their variables
    Inspect {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        options: RunOptions,
        /// The moment, such as 1.5ms after the start
        #[arg(long, value_parser = parse_span)]
        at: Span,
        /// Only this task, by its number in the trace
        #[arg(long)]
        task: Option<u32>,
    },
    /// Run a workload and write its trace
    Export {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        options: RunOptions,
        /// chrome, csv, json or svg
        #[arg(long)]
        to: String,
        /// Where to write; - for standard output
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Show what is wrong with a workload, without running it
    Check {
        #[command(flatten)]
        target: Target,
        /// text or json
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Show a workload's instructions with its lines between
    Disassemble {
        #[command(flatten)]
        target: Target,
    },
    /// List the ways of executing
    Modes {
        /// text or json
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// List the example workloads, or print one
    Examples {
        /// Its name, such as basics/average
        name: Option<String>,
    },
    /// Serve a built page on loopback, with the headers that threads need
    Serve {
        /// The folder of the built page
        #[arg(default_value = "dist")]
        folder: PathBuf,
        /// The port; 0 takes a free one
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Measure the processor time of a workload, for `cargo xtask bench`
    #[command(hide = true)]
    BenchVm {
        /// The workload
        file: PathBuf,
    },
    /// Measure the processor time of a workload's simulation, for `cargo xtask bench sim`
    #[command(hide = true)]
    BenchSim {
        /// The workload
        file: PathBuf,
        /// Record no event
        #[arg(long)]
        untraced: bool,
    },
}

/// Which workload.
#[derive(Args, Debug)]
pub struct Target {
    /// The workload: a Python file, the name of an example, or - for standard input
    pub file: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum ClockName {
    Virtual,
    Wall,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum PreemptName {
    EveryInstruction,
    Cpython,
    WaitsOnly,
}

/// How a workload is run.
#[derive(Args, Debug)]
pub struct RunOptions {
    /// The way of executing; see `interleave modes`
    #[arg(long, value_parser = mode, default_value = "as-written")]
    mode: Mode,
    /// Simulated, or really executed
    #[arg(long, value_enum, default_value_t = ClockName::Virtual)]
    clock: ClockName,
    /// Cores of the simulated machine, or workers of the real one
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=256))]
    cores: u32,
    /// Machines of the cluster, each with so many cores
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(2..=64))]
    machines: u32,
    /// How long the first byte takes from one machine to another, such as 250us
    #[arg(long, value_parser = parse_span)]
    latency: Option<Span>,
    /// How many megabits a second go from one machine to another
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    bandwidth: Option<u64>,
    /// How many times longer than the others the last machine takes for everything
    #[arg(long, value_name = "FACTOR", value_parser = clap::value_parser!(u32).range(1..=1000))]
    slow_machine: Option<u32>,
    /// When the last machine fails, such as 50ms
    #[arg(long, value_parser = parse_span)]
    fail_at: Option<Span>,
    /// How processes get their memory in modes processes and cluster: fork, spawn or forkserver
    #[arg(long, value_parser = start_method, default_value = "fork")]
    start_method: StartMethod,
    /// How long a task may run before another gets its turn, such as 5ms
    #[arg(long, value_parser = parse_span)]
    quantum: Option<Span>,
    /// How long a thread waits for the global interpreter lock before it demands it, such as 5ms
    #[arg(long, value_parser = parse_span)]
    gil_interval: Option<Span>,
    /// What a switch between tasks costs, such as 5us
    #[arg(long, value_parser = parse_span)]
    switch_cost: Option<Span>,
    /// Where a task may be interrupted
    #[arg(long, value_enum)]
    preempt: Option<PreemptName>,
    /// In which order ready tasks get a core; see `interleave modes`
    #[arg(long, value_parser = policy, default_value = "round-robin")]
    policy: Policy,
    /// A Python file whose function choose(ready, now) returns the task that gets a core next
    #[arg(long, value_name = "FILE")]
    policy_file: Option<PathBuf>,
    /// What things cost: cpython-3.11, or this-device, which is measured first
    #[arg(long, value_parser = profile, default_value = "cpython-3.11")]
    profile: ProfileName,
    /// Change a figure of the profile, such as lock=200; `interleave modes` lists them
    #[arg(long, value_parser = cost, value_name = "NAME=VALUE")]
    cost: Vec<(Cost, u64)>,
    /// The seed of everything random
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// A file whose lines `input()` reads
    #[arg(long)]
    input: Option<PathBuf>,
    /// The most instructions of all tasks together
    #[arg(long)]
    limit_steps: Option<u64>,
    /// The longest time on the run's own clock, such as 10s
    #[arg(long, value_parser = parse_span)]
    limit_time: Option<Span>,
    /// text or json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Write the trace's canonical bytes to this file
    #[arg(long)]
    pub trace: Option<PathBuf>,
}

impl RunOptions {
    /// The profile as it was asked for, measured where it must be.
    fn profile(&self) -> Profile {
        let mut profile = match self.profile {
            ProfileName::Cpython311 => Profile::CPYTHON_3_11,
            ProfileName::ThisDevice => {
                let stop = engine::Stop::default();
                let measured = engine::block_on(engine::calibrate(self.mode, self.cores, &stop));
                measured.expect("nobody stops it")
            }
        };
        for (cost, value) in &self.cost {
            profile.set(*cost, *value);
        }
        profile
    }

    /// The mode, the clock and the knobs, with what was not given at its default.
    pub fn settings(&self) -> Result<(Mode, Clock, Knobs), String> {
        let default = Knobs::default();
        let input = self.input.as_deref().map(read).transpose()?.unwrap_or_default();
        let own_policy = self.policy_file.as_deref().map(read).transpose()?;
        let knobs = Knobs {
            cores: self.cores,
            machines: self.machines,
            latency: self.latency.unwrap_or(default.latency),
            bandwidth: self.bandwidth.unwrap_or(default.bandwidth),
            slow_machine: self.slow_machine.unwrap_or(default.slow_machine),
            fail_at: self.fail_at.unwrap_or(default.fail_at),
            start_method: self.start_method,
            quantum: self.quantum.unwrap_or(default.quantum),
            gil_interval: self.gil_interval.unwrap_or(default.gil_interval),
            switch_cost: self.switch_cost.unwrap_or(default.switch_cost),
            preempt: self.preempt.map(|preempt| match preempt {
                PreemptName::EveryInstruction => Preempt::EveryInstruction,
                PreemptName::Cpython => Preempt::Cpython,
                PreemptName::WaitsOnly => Preempt::WaitsOnly,
            }),
            policy: if own_policy.is_some() { Policy::Own } else { self.policy },
            own_policy: own_policy.unwrap_or(default.own_policy),
            profile: self.profile(),
            seed: self.seed,
            limit_steps: self.limit_steps.unwrap_or(default.limit_steps),
            limit_time: self.limit_time.unwrap_or(default.limit_time),
            input: input.lines().map(str::to_owned).collect(),
            ..default
        };
        let clock = match self.clock {
            ClockName::Virtual => Clock::Virtual,
            ClockName::Wall => Clock::Wall,
        };
        if !self.mode.info().clocks.contains(&clock) {
            return Err(format!(
                "mode {} cannot be really executed yet; leave out --clock wall",
                self.mode
            ));
        }
        Ok((self.mode, clock, knobs))
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn policy(name: &str) -> Result<Policy, String> {
    Policy::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = POLICIES.iter().map(|info| info.name).collect();
        format!("there is no policy '{name}'; choose one of {}", names.join(", "))
    })
}

fn start_method(name: &str) -> Result<StartMethod, String> {
    StartMethod::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = START_METHODS.iter().map(|info| info.name).collect();
        format!("there is no start method '{name}'; choose one of {}", names.join(", "))
    })
}

fn profile(name: &str) -> Result<ProfileName, String> {
    ProfileName::from_name(name).ok_or_else(|| {
        let names = ProfileName::ALL.map(ProfileName::name);
        format!("there is no profile '{name}'; choose one of {}", names.join(", "))
    })
}

fn cost(change: &str) -> Result<(Cost, u64), String> {
    let remedy = || format!("'{change}' changes no figure; write it like lock=200");
    let (name, value) = change.split_once('=').ok_or_else(remedy)?;
    let cost = Cost::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = COSTS.iter().map(|info| info.name).collect();
        format!("there is no figure '{name}'; choose one of {}", names.join(", "))
    })?;
    Ok((cost, value.parse().map_err(|_| remedy())?))
}

fn mode(name: &str) -> Result<Mode, String> {
    Mode::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = MODES.iter().map(|info| info.name).collect();
        format!("there is no mode '{name}'; choose one of {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Command, Knobs, Mode, Parser, Policy, Span};

    fn settings(arguments: &[&str]) -> Result<(Mode, Knobs), String> {
        let all = ["interleave", "run", "workload.py"].iter().chain(arguments);
        let parsed = Arguments::try_parse_from(all).map_err(|error| error.to_string())?;
        let Command::Run { options, .. } = parsed.command else { panic!("it is a run") };
        options.settings().map(|(mode, _, knobs)| (mode, knobs))
    }

    #[test]
    fn a_cluster_is_described_by_its_options() {
        let given = ["--mode", "cluster", "--machines", "3", "--latency", "1ms", "--bandwidth"];
        let given = [&given[..], &["100", "--slow-machine", "4", "--fail-at", "50ms"]].concat();
        let (mode, knobs) = settings(&given).unwrap();
        assert_eq!((mode, knobs.machines, knobs.bandwidth), (Mode::Cluster, 3, 100));
        assert_eq!((knobs.latency, knobs.fail_at), (Span(1_000_000), Span(50_000_000)));
        assert_eq!(knobs.slow_machine, 4);
        assert!(settings(&["--machines", "1"]).unwrap_err().contains("2..=64"));
    }

    #[test]
    fn a_policy_is_named_or_read_from_a_file() {
        assert_eq!(settings(&["--policy", "own"]).unwrap().1.policy, Policy::Own);
        let wrong = settings(&["--policy-file", "no/such/policy.py"]).unwrap_err();
        assert!(wrong.contains("cannot read no/such/policy.py"), "{wrong}");
    }
}
