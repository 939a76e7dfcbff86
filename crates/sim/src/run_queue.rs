//! The tasks that wait for a core, in the order that the policy gives them.

use std::collections::BTreeMap;

use trace::{Span, TaskId, Time};

use crate::core::{Going, Ready};
use crate::policy::{Arrival, Policy, Seen};

/// Where a task stands: its place by the policy, and how many came before it.
type Place = (u64, u64);

/// The ready tasks and the policy that orders them.
pub struct RunQueue {
    policy: Box<dyn Policy>,
    ready: BTreeMap<Place, Ready>,
    n_arrived: u64,
    /// Those that [`RunQueue::arrived`] has not given yet and that are still ready.
    fresh: Vec<Place>,
}

impl RunQueue {
    pub fn new(policy: Box<dyn Policy>) -> RunQueue {
        RunQueue { policy, ready: BTreeMap::new(), n_arrived: 0, fresh: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.ready.is_empty()
    }

    /// Adds a task. `whose` is the thread that its place is counted to.
    pub fn push(
        &mut self,
        task: TaskId,
        whose: TaskId,
        going: Going,
        (arrival, now): (Arrival, Time),
    ) {
        let place = (self.policy.place(whose, arrival, now), self.n_arrived);
        self.n_arrived += 1;
        self.ready.insert(
            place,
            Ready { task, going, waits_for_gil: false, arrival, since: now, n_passed: 0 },
        );
        self.fresh.push(place);
    }

    /// Those that can run, in order, but that one only if it is alone.
    pub fn candidates(&self, but: Option<TaskId>, can_run: impl Fn(TaskId) -> bool) -> Vec<TaskId> {
        let ready = self.ready.values().map(|ready| ready.task);
        let mut found: Vec<TaskId> = ready.filter(|task| can_run(*task)).collect();
        if found.len() > 1 {
            found.retain(|task| Some(*task) != but);
        }
        found
    }

    /// Takes out the task that the policy chooses of those.
    pub fn choose(&mut self, ready: &[Seen], now: Time) -> Option<Ready> {
        let place = if ready.len() > 1 { self.policy.choose(ready, now) } else { 0 };
        let chosen = ready.get(place)?.task;
        let (&place, _) = self.ready.iter().find(|(_, ready)| ready.task == chosen)?;
        self.ready.remove(&place)
    }

    /// Takes the first of those that can run. Who gave the interpreter lock up takes it only if it is
    /// alone, and who has demanded it goes before others that wait for it, so often at most.
    pub fn pop(
        &mut self,
        gave_up: Option<TaskId>,
        can_run: impl Fn(TaskId) -> bool,
        (has_demanded, n_passes): (impl Fn(&Ready) -> bool, u8),
    ) -> Option<Ready> {
        let is_other = |ready: &Ready| gave_up.is_none_or(|by| ready.task != by);
        let mut places = self.ready.iter().filter(|(_, ready)| can_run(ready.task));
        let first = *places.next()?.0;
        let mut place = match is_other(&self.ready[&first]) {
            true => first,
            false => places.next().map_or(first, |(place, _)| *place),
        };
        if gave_up.is_some() {
            let goes_ahead = |ready: &Ready| is_other(ready) && has_demanded(ready);
            place = self.pass(place, can_run, (goes_ahead, n_passes)).unwrap_or(place);
        }
        self.policy.took(place.0);
        self.ready.remove(&place)
    }

    /// The first from a place on that goes ahead of those before it, which all wait for the lock, have
    /// the same turn by the policy, and were not passed too often.
    fn pass(
        &mut self,
        from: Place,
        can_run: impl Fn(TaskId) -> bool,
        (goes_ahead, n_passes): (impl Fn(&Ready) -> bool, u8),
    ) -> Option<Place> {
        let may_be_passed = |ready: &Ready| ready.waits_for_gil && ready.n_passed < n_passes;
        let in_turn = self.ready.range(from..).take_while(|(place, _)| place.0 == from.0);
        let mut in_line = in_turn.filter(|(_, ready)| can_run(ready.task));
        let ahead = in_line.find(|(_, ready)| goes_ahead(ready) || !may_be_passed(ready));
        let ahead = *ahead.filter(|(_, ready)| goes_ahead(ready))?.0;
        self.ready.range_mut(from..ahead).for_each(|(_, passed)| passed.n_passed += 1);
        Some(ahead)
    }

    /// Those that became ready since this was asked last, in the order in which they did.
    pub fn arrived(&mut self, mut tell: impl FnMut(&mut Ready)) {
        for place in std::mem::take(&mut self.fresh) {
            if let Some(ready) = self.ready.get_mut(&place) {
                tell(ready);
            }
        }
    }

    /// Whether any of them is such a task.
    pub fn any(&self, is_it: impl Fn(TaskId) -> bool) -> bool {
        self.ready.values().any(|ready| is_it(ready.task))
    }

    /// How many of them are such tasks.
    pub fn count(&self, is_it: impl Fn(TaskId) -> bool) -> usize {
        self.ready.values().filter(|ready| is_it(ready.task)).count()
    }

    /// Notes that a task found the global interpreter lock taken.
    pub fn waits_for_gil(&mut self, task: TaskId) {
        if let Some(ready) = self.ready.values_mut().rfind(|ready| ready.task == task) {
            ready.waits_for_gil = true;
        }
    }

    /// Keeps only the tasks for which `keeps` holds.
    pub fn retain(&mut self, keeps: impl Fn(TaskId) -> bool) {
        self.ready.retain(|_, ready| keeps(ready.task));
    }

    /// Notes that a task had a core for that long.
    pub fn ran(&mut self, task: TaskId, span: Span) {
        let first = self.ready.keys().next().map(|place| place.0);
        self.policy.ran(task, span, first);
    }

    /// How long a turn lasts where the mode's quantum is that.
    pub fn turn(&self, quantum: Option<Span>) -> Option<Span> {
        self.policy.turn(quantum?)
    }

    /// The scheduler's decisions.
    pub fn policy(&self) -> &dyn Policy {
        self.policy.as_ref()
    }
}
