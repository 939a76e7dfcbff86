//! Share links: everything a run depends on, in the address's fragment.
//!
//! `v1.` and then base64url of deflate of postcard. The form is this module's own, so that a link
//! stays readable when the knobs of the engine change. The browser itself does the deflating
//! (`page::deflate`): what is here is the two ends of it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use costs::{Cost, Profile, ProfileName};
use protocol::{Knobs, Mode, Policy, Preempt, Spec, StartMethod};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use trace::{Clock, Span};

/// The most bytes a link may unpack to: a damaged or hostile one ends here.
pub const UNPACKED_BYTES_MAX: usize = 1 << 20;

/// The longest fragment that is offered: longer addresses are cut by chats and mail programs.
pub const FRAGMENT_CHARS_MAX: usize = 16_000;

const VERSION: &str = "v1.";

/// Why a fragment is not a link, in words for the visitor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkError {
    /// It was made by another version of the playground.
    OtherVersion,
    /// It was cut or changed on its way.
    Damaged,
    /// It unpacks to more than [`UNPACKED_BYTES_MAX`].
    TooLarge,
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            LinkError::OtherVersion => {
                "This link was made by another version of Interleave and cannot be opened here"
            }
            LinkError::Damaged => {
                "This link is damaged, probably cut on its way: ask for it again as a whole"
            }
            LinkError::TooLarge => "This link unpacks to more than a workload may have",
        })
    }
}

impl std::error::Error for LinkError {}

#[derive(Serialize, Deserialize)]
struct Packed {
    file: String,
    text: String,
    mode: String,
    wall: bool,
    cores: u32,
    quantum_ns: u64,
    switch_cost_ns: u64,
    preempt: u8,
    seed: u64,
    input: Vec<String>,
}

/// What links hold since they were first made; older ones end before it.
#[derive(Serialize, Deserialize)]
struct Added {
    gil_interval_ns: u64,
}

/// What links hold since the scheduler's policy and the costs can be chosen, if they were.
#[derive(Serialize, Deserialize)]
struct Scheduled {
    policy: String,
    profile: String,
    /// The figures that differ from the first profile's, by name.
    costs: Vec<(String, u64)>,
}

/// What links hold since processes can be started in several ways, if that was chosen.
#[derive(Serialize, Deserialize)]
struct Started {
    start_method: String,
}

/// What links hold since there are clusters, if one was described.
#[derive(Serialize, Deserialize)]
struct Clustered {
    machines: u32,
    latency_ns: u64,
    bandwidth: u64,
    slow_machine: u32,
    fail_at_ns: u64,
}

/// What a link holds, as the bytes that are then deflated.
#[must_use]
pub fn pack(spec: &Spec) -> Vec<u8> {
    let added = Added { gil_interval_ns: spec.knobs.gil_interval.0 };
    let mut bytes = [bytes_of(&packed(spec)), bytes_of(&added)].concat();
    let (parts, defaults) = (parts(&spec.knobs), parts(&Knobs::default()));
    let last = (0..parts.len()).rfind(|&part| parts[part] != defaults[part]);
    bytes.extend(parts[..last.map_or(0, |last| last + 1)].concat());
    bytes
}

/// What links hold only up to the last that was chosen.
fn parts(knobs: &Knobs) -> [Vec<u8>; 4] {
    [
        bytes_of(&scheduled(knobs)),
        bytes_of(&started(knobs)),
        bytes_of(&clustered(knobs)),
        // Since policies can be written.
        bytes_of(&knobs.own_policy),
    ]
}

fn bytes_of(part: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(part).expect("texts and numbers always serialise")
}

/// The fragment, without `#`, of what was packed and deflated.
#[must_use]
pub fn fragment(deflated: &[u8]) -> String {
    format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(deflated))
}

fn packed(spec: &Spec) -> Packed {
    Packed {
        file: spec.file.clone(),
        text: spec.text.clone(),
        mode: spec.mode.info().name.to_owned(),
        wall: spec.clock == Clock::Wall,
        cores: spec.knobs.cores,
        quantum_ns: spec.knobs.quantum.0,
        switch_cost_ns: spec.knobs.switch_cost.0,
        preempt: PREEMPTS
            .iter()
            .position(|preempt| *preempt == spec.knobs.preempt)
            .and_then(|position| u8::try_from(position).ok())
            .unwrap_or_default(),
        seed: spec.knobs.seed,
        input: spec.knobs.input.clone(),
    }
}

fn scheduled(knobs: &Knobs) -> Scheduled {
    let costs = knobs.profile.changes().map(|(cost, value)| (cost.info().name.to_owned(), value));
    Scheduled {
        policy: knobs.policy.info().name.to_owned(),
        profile: knobs.profile.name.name().to_owned(),
        costs: costs.collect(),
    }
}

fn started(knobs: &Knobs) -> Started {
    Started { start_method: knobs.start_method.info().name.to_owned() }
}

fn clustered(knobs: &Knobs) -> Clustered {
    Clustered {
        machines: knobs.machines,
        latency_ns: knobs.latency.0,
        bandwidth: knobs.bandwidth,
        slow_machine: knobs.slow_machine,
        fail_at_ns: knobs.fail_at.0,
    }
}

impl Scheduled {
    /// `knobs` with what the link says of policy and costs.
    fn applied_to(self, knobs: Knobs) -> Result<Knobs, LinkError> {
        let policy = Policy::from_name(&self.policy).ok_or(LinkError::OtherVersion)?;
        let name = ProfileName::from_name(&self.profile).ok_or(LinkError::OtherVersion)?;
        let mut profile = Profile::default().named(name);
        for (name, value) in self.costs {
            profile.set(Cost::from_name(&name).ok_or(LinkError::OtherVersion)?, value);
        }
        Ok(Knobs { policy, profile, ..knobs })
    }
}

/// Reads a fragment without `#`, up to the bytes that are then inflated to at most
/// [`UNPACKED_BYTES_MAX`]. An address without a link has an empty one: do not ask for that.
///
/// # Errors
/// A [`LinkError`] whose text says what to do.
pub fn deflated(fragment: &str) -> Result<Vec<u8>, LinkError> {
    let coded = fragment.strip_prefix(VERSION).ok_or(LinkError::OtherVersion)?;
    URL_SAFE_NO_PAD.decode(coded).map_err(|_| LinkError::Damaged)
}

/// Reads what [`pack`] wrote. Settings that a link does not hold are the defaults.
///
/// # Errors
/// A [`LinkError`] whose text says what to do.
pub fn unpack(mut bytes: &[u8]) -> Result<Spec, LinkError> {
    let rest = &mut bytes;
    let packed: Packed = part(rest)?.ok_or(LinkError::Damaged)?;
    let mut knobs = Knobs::default();
    if let Some(Added { gil_interval_ns }) = part(rest)? {
        knobs.gil_interval = Span(gil_interval_ns);
    }
    if let Some(scheduled) = part::<Scheduled>(rest)? {
        knobs = scheduled.applied_to(knobs)?;
    }
    if let Some(Started { start_method }) = part(rest)? {
        let start_method = StartMethod::from_name(&start_method);
        knobs.start_method = start_method.ok_or(LinkError::OtherVersion)?;
    }
    if let Some(clustered) = part::<Clustered>(rest)? {
        knobs.machines = clustered.machines;
        knobs.latency = Span(clustered.latency_ns);
        knobs.bandwidth = clustered.bandwidth;
        knobs.slow_machine = clustered.slow_machine;
        knobs.fail_at = Span(clustered.fail_at_ns);
    }
    if let Some(own_policy) = part(rest)? {
        knobs.own_policy = own_policy;
    }
    let mode = Mode::from_name(&packed.mode).ok_or(LinkError::OtherVersion)?;
    let clock = if packed.wall { Clock::Wall } else { Clock::Virtual };
    let preempt = PREEMPTS.get(usize::from(packed.preempt)).ok_or(LinkError::OtherVersion)?;
    Ok(Spec {
        file: packed.file,
        text: packed.text,
        mode,
        clock,
        knobs: Knobs {
            cores: packed.cores.clamp(1, crate::state::CORES_MAX),
            quantum: Span(packed.quantum_ns),
            switch_cost: Span(packed.switch_cost_ns),
            preempt: *preempt,
            seed: packed.seed,
            input: packed.input,
            // Whoever made the link must not decide that.
            may_fetch: false,
            ..knobs
        },
    })
}

/// Takes the next part off the front of a link's bytes, if they hold it.
fn part<T: DeserializeOwned>(rest: &mut &[u8]) -> Result<Option<T>, LinkError> {
    if rest.is_empty() {
        return Ok(None);
    }
    let (part, left) = postcard::take_from_bytes(rest).map_err(|_| LinkError::Damaged)?;
    *rest = left;
    Ok(Some(part))
}

/// What the number in a link stands for.
const PREEMPTS: [Option<Preempt>; 4] =
    [None, Some(Preempt::EveryInstruction), Some(Preempt::Cpython), Some(Preempt::WaitsOnly)];

#[cfg(test)]
mod tests {
    use super::{LinkError, deflated, fragment, pack, packed, unpack};
    use costs::Cost;
    use protocol::{Knobs, Mode, Policy, Preempt, Spec, StartMethod};
    use trace::{Clock, Span};

    fn sample() -> Spec {
        Spec {
            file: "counter.py".into(),
            text: "print('\u{1f9f5} one')\n".repeat(40),
            mode: Mode::TimeSliced,
            clock: Clock::Virtual,
            knobs: Knobs {
                cores: 3,
                quantum: Span(250_000),
                gil_interval: Span(1_000_000),
                preempt: Some(Preempt::Cpython),
                seed: 7,
                input: vec!["a".into()],
                may_fetch: false,
                ..Knobs::default()
            },
        }
    }

    #[test]
    fn a_link_comes_back_as_it_was() {
        assert_eq!(unpack(&pack(&sample())), Ok(sample()));
        assert_eq!(deflated(&fragment(&[1, 250, 3])), Ok(vec![1, 250, 3]));
    }

    #[test]
    fn a_link_holds_the_policy_and_the_costs_that_were_changed() {
        let mut spec = sample();
        spec.knobs.policy = Policy::Fair;
        spec.knobs.profile.set(Cost::Lock, 7);
        assert_eq!(unpack(&pack(&spec)), Ok(spec));
    }

    #[test]
    fn a_link_holds_the_start_method_if_one_was_chosen() {
        let mut spec = sample();
        spec.knobs.start_method = StartMethod::Spawn;
        assert_eq!(unpack(&pack(&spec)), Ok(spec));
    }

    #[test]
    fn a_link_holds_the_cluster_that_was_described() {
        let mut spec = sample();
        spec.knobs.machines = 5;
        spec.knobs.fail_at = Span(7);
        assert_eq!(unpack(&pack(&spec)), Ok(spec));
    }

    #[test]
    fn a_link_holds_the_policy_that_was_written() {
        let mut spec = sample();
        spec.knobs.policy = Policy::Own;
        spec.knobs.own_policy.push_str("# mine");
        assert_eq!(unpack(&pack(&spec)), Ok(spec));
    }

    #[test]
    fn a_link_from_before_a_knob_has_its_default() {
        let knobs = Knobs { seed: 7, may_fetch: false, ..Knobs::default() };
        let spec = Spec { knobs, ..sample() };
        let bytes = postcard::to_allocvec(&packed(&spec)).unwrap();
        assert_eq!(unpack(&bytes), Ok(spec));
    }

    #[test]
    fn bad_links_say_what_is_wrong() {
        let bytes = pack(&sample());
        assert_eq!(deflated("v9.abc"), Err(LinkError::OtherVersion));
        assert_eq!(unpack(&bytes[..bytes.len() / 2]), Err(LinkError::Damaged));
        assert_eq!(deflated("v1.%%"), Err(LinkError::Damaged));
    }
}
