//! Share links: everything a run depends on, in the address's fragment.
//!
//! `v1.` and then base64url of deflate of postcard. The form is this module's own, so that a link
//! stays readable when the knobs of the engine change.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use costs::{Cost, Profile, ProfileName};
use miniz_oxide::{deflate::compress_to_vec, inflate::decompress_to_vec_with_limit};
use protocol::{Knobs, Mode, Policy, Preempt};
use serde::{Deserialize, Serialize};
use trace::{Clock, Span};

/// The most bytes a link may unpack to: a damaged or hostile one ends here.
pub const UNPACKED_BYTES_MAX: usize = 1 << 20;

/// The longest fragment that is offered: longer addresses are cut by chats and mail programs.
pub const FRAGMENT_CHARS_MAX: usize = 16_000;

const VERSION: &str = "v1.";

/// What a link holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shared {
    /// The file's name.
    pub file: String,
    /// The workload.
    pub text: String,
    /// How its tasks are executed.
    pub mode: Mode,
    /// On which clock.
    pub clock: Clock,
    /// The settings; those a link does not hold are the defaults.
    pub knobs: Knobs,
}

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
#[derive(PartialEq, Serialize, Deserialize)]
struct Scheduled {
    policy: String,
    profile: String,
    /// The figures that differ from the first profile's, by name.
    costs: Vec<(String, u64)>,
}

/// The fragment, without `#`.
#[must_use]
pub fn encode(shared: &Shared) -> String {
    let added = Added { gil_interval_ns: shared.knobs.gil_interval.0 };
    let scheduled = scheduled(&shared.knobs);
    let bytes = match scheduled == self::scheduled(&Knobs::default()) {
        true => postcard::to_allocvec(&(packed(shared), added)),
        false => postcard::to_allocvec(&(packed(shared), added, scheduled)),
    };
    let bytes = bytes.expect("texts and numbers always serialise");
    format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(compress_to_vec(&bytes, 9)))
}

fn packed(shared: &Shared) -> Packed {
    Packed {
        file: shared.file.clone(),
        text: shared.text.clone(),
        mode: shared.mode.info().name.to_owned(),
        wall: shared.clock == Clock::Wall,
        cores: shared.knobs.cores,
        quantum_ns: shared.knobs.quantum.0,
        switch_cost_ns: shared.knobs.switch_cost.0,
        preempt: PREEMPTS
            .iter()
            .position(|preempt| *preempt == shared.knobs.preempt)
            .and_then(|position| u8::try_from(position).ok())
            .unwrap_or_default(),
        seed: shared.knobs.seed,
        input: shared.knobs.input.clone(),
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

/// Reads a fragment without `#`. An address without a link has an empty one: do not ask for that.
///
/// # Errors
/// A [`LinkError`] whose text says what to do.
pub fn decode(fragment: &str) -> Result<Shared, LinkError> {
    let coded = fragment.strip_prefix(VERSION).ok_or(LinkError::OtherVersion)?;
    let bytes = URL_SAFE_NO_PAD.decode(coded).map_err(|_| LinkError::Damaged)?;
    let bytes = decompress_to_vec_with_limit(&bytes, UNPACKED_BYTES_MAX).map_err(|error| {
        match error.status {
            miniz_oxide::inflate::TINFLStatus::HasMoreOutput => LinkError::TooLarge,
            _ => LinkError::Damaged,
        }
    })?;
    let (packed, rest): (Packed, &[u8]) =
        postcard::take_from_bytes(&bytes).map_err(|_| LinkError::Damaged)?;
    let defaults = Knobs::default();
    let (added, rest): (Added, &[u8]) = match rest {
        [] => (Added { gil_interval_ns: defaults.gil_interval.0 }, rest),
        rest => postcard::take_from_bytes(rest).map_err(|_| LinkError::Damaged)?,
    };
    let defaults = match rest {
        [] => defaults,
        rest => {
            let scheduled: Scheduled =
                postcard::from_bytes(rest).map_err(|_| LinkError::Damaged)?;
            scheduled.applied_to(defaults)?
        }
    };
    let mode = Mode::from_name(&packed.mode).ok_or(LinkError::OtherVersion)?;
    let clock = if packed.wall { Clock::Wall } else { Clock::Virtual };
    let preempt = PREEMPTS.get(usize::from(packed.preempt)).ok_or(LinkError::OtherVersion)?;
    Ok(Shared {
        file: packed.file,
        text: packed.text,
        mode,
        clock,
        knobs: Knobs {
            cores: packed.cores.clamp(1, crate::state::CORES_MAX),
            quantum: Span(packed.quantum_ns),
            gil_interval: Span(added.gil_interval_ns),
            switch_cost: Span(packed.switch_cost_ns),
            preempt: *preempt,
            seed: packed.seed,
            input: packed.input,
            ..defaults
        },
    })
}

/// What the number in a link stands for.
const PREEMPTS: [Option<Preempt>; 4] =
    [None, Some(Preempt::EveryInstruction), Some(Preempt::Cpython), Some(Preempt::WaitsOnly)];

#[cfg(test)]
mod tests {
    use super::{LinkError, Shared, compress_to_vec, decode, encode, packed};
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use costs::Cost;
    use protocol::{Knobs, Mode, Policy, Preempt};
    use trace::{Clock, Span};

    fn sample() -> Shared {
        Shared {
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
                ..Knobs::default()
            },
        }
    }

    #[test]
    fn a_link_comes_back_as_it_was() {
        let fragment = encode(&sample());
        assert!(fragment.len() < 160, "{}", fragment.len());
        assert_eq!(decode(&fragment), Ok(sample()));
    }

    #[test]
    fn a_link_holds_the_policy_and_the_costs_that_were_changed() {
        let mut shared = sample();
        shared.knobs.policy = Policy::Fair;
        shared.knobs.profile.set(Cost::Lock, 7);
        assert_eq!(decode(&encode(&shared)), Ok(shared));
    }

    #[test]
    fn a_link_from_before_a_knob_has_its_default() {
        let shared = Shared { knobs: Knobs { seed: 7, ..Knobs::default() }, ..sample() };
        let bytes = compress_to_vec(&postcard::to_allocvec(&packed(&shared)).unwrap(), 9);
        let fragment = format!("v1.{}", URL_SAFE_NO_PAD.encode(bytes));
        assert_eq!(decode(&fragment), Ok(shared));
    }

    #[test]
    fn bad_links_say_what_is_wrong() {
        let fragment = encode(&sample());
        assert_eq!(decode("v9.abc"), Err(LinkError::OtherVersion));
        assert_eq!(decode(&fragment[..fragment.len() / 2]), Err(LinkError::Damaged));
        assert_eq!(decode("v1.%%"), Err(LinkError::Damaged));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let zeros = vec![0; super::UNPACKED_BYTES_MAX * 8];
        let bomb = URL_SAFE_NO_PAD.encode(miniz_oxide::deflate::compress_to_vec(&zeros, 9));
        assert_eq!(decode(&format!("v1.{bomb}")), Err(LinkError::TooLarge));
    }
}
