//! Measures what things cost in the machine where it runs: the profile `this-device`.
//!
//! Each workload is really executed a few times, and the least time counts, for other work can only
//! add to it. What two workloads differ in is what their difference costs.

use costs::{Cost, Profile, ProfileName};
use exec::Stop;
use protocol::{Knobs, Mode, Spec, Status};
use trace::Clock;

use crate::run::run;

/// How often each workload is run.
const TIMES: usize = 3;
/// How often a workload does what is measured.
const TURNS: u64 = 2_000;
/// How many instructions a workload takes that does nothing else: some milliseconds.
const COMPUTE_TURNS: u64 = 200_000;

/// What is measured: the figure, how a workload does it once, and what it needs before.
const MEASURED: &[(Cost, &str, &str)] = &[
    (Cost::StartThread, "spawn(nothing).result()", "from playground import spawn"),
    (Cost::Lock, "lock.acquire(); lock.release()", "import threading\nlock = threading.Lock()"),
    (Cost::Output, "print()", ""),
];

/// The profile of this machine; what cannot be measured keeps CPython's figure. `None` if it was told
/// to stop.
pub async fn calibrate(stop: &Stop) -> Option<Profile> {
    let mut profile = Profile::default().named(ProfileName::ThisDevice);
    let computing = format!("total = 0\nfor i in range({COMPUTE_TURNS}):\n    total += i * i\n");
    let Some((nanos, steps)) = least(&computing, stop).await else { return unless(stop, profile) };
    let picos = nanos.saturating_mul(1000) / steps.max(1);
    // Our machine's instructions take much the same time each.
    for cost in Cost::INSTRUCTIONS.into_iter().chain([Cost::Work]) {
        profile.set(cost, picos.max(1));
    }
    for (cost, once, before) in MEASURED {
        let Some((nanos, steps)) = least(&repeated(once, before), stop).await else { continue };
        let beyond_steps = nanos.saturating_sub(steps.saturating_mul(picos) / 1000);
        // A lock is taken and given back.
        let times = if *cost == Cost::Lock { 2 * TURNS } else { TURNS };
        profile.set(*cost, beyond_steps / times);
    }
    // Whatever tasks meet at is one object of our kernel, and 64 bits are one number.
    for compound in [Cost::Condition, Cost::Semaphore] {
        profile.set(compound, profile.value(Cost::Lock));
    }
    for absent in [Cost::Long, Cost::Wake, Cost::WakeCore, Cost::Select] {
        profile.set(absent, 0);
    }
    profile.set(Cost::Library, 100);
    profile.set(Cost::LoopStep, 0);
    profile.set(Cost::Oversleep, 0);
    // A task of our loop is a thread of our machine.
    profile.set(Cost::StartCoroutine, profile.value(Cost::StartThread));
    unless(stop, profile)
}

fn unless(stop: &Stop, profile: Profile) -> Option<Profile> {
    (!stop.is_requested()).then_some(profile)
}

fn repeated(once: &str, before: &str) -> String {
    format!("{before}\ndef nothing(): pass\nfor i in range({TURNS}):\n    {once}\n")
}

/// The least time of several executions, in nanoseconds, and their instructions; nothing if the
/// workload does not run to its end.
async fn least(text: &str, stop: &Stop) -> Option<(u64, u64)> {
    let spec = Spec {
        file: "calibration.py".to_owned(),
        text: text.to_owned(),
        mode: Mode::Sequential,
        clock: Clock::Wall,
        knobs: Knobs::default(),
    };
    let mut least: Option<(u64, u64)> = None;
    for _ in 0..TIMES {
        let answer = run(&spec, stop, |_| ()).await.answer;
        if answer.status != Status::Ok {
            return None;
        }
        let measured = (answer.makespan_ns, answer.steps);
        least = Some(least.map_or(measured, |least| least.min(measured)));
    }
    least
}
