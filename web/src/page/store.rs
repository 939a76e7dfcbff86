//! Holds the state, and tells who listens when it has changed.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use protocol::RunId;

use super::api::{Api, Waiters};
use super::{canvas::View, editor::Editor, effects, effects::Effects};
use crate::state::{Action, AppState, reduce};

type Listener = Rc<dyn Fn(&Rc<AppState>)>;

/// The state, and what lives as long as the page.
pub struct Store {
    state: RefCell<Rc<AppState>>,
    queue: RefCell<VecDeque<Action>>,
    busy: Cell<bool>,
    listeners: RefCell<Vec<(u32, Listener)>>,
    last_id: Cell<u32>,
    /// What goes on outside.
    pub effects: Effects,
    /// The editor, while it is shown.
    pub editor: RefCell<Option<Rc<Editor>>>,
    /// The timeline, while it is shown.
    pub view: RefCell<Option<Rc<View>>>,
    /// What scripts hold on to.
    pub api: RefCell<Option<Api>>,
    /// The scripts that wait for a run.
    pub waiters: Waiters,
}

/// Ends a subscription when it is dropped.
pub struct Subscription {
    store: Rc<Store>,
    id: u32,
}

/// The store as components pass it on: always equal to itself, so that nothing is drawn for it.
#[derive(Clone)]
pub struct Handle(pub Rc<Store>);

impl PartialEq for Handle {
    fn eq(&self, other: &Handle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::ops::Deref for Handle {
    type Target = Rc<Store>;

    fn deref(&self) -> &Rc<Store> {
        &self.0
    }
}

impl Handle {
    /// What a component passes on so that its parts can change the state.
    pub fn callback(&self) -> yew::Callback<Action> {
        let store = Rc::clone(&self.0);
        yew::Callback::from(move |action| store.dispatch(action))
    }
}

impl Store {
    /// A store that begins with `state`.
    pub fn new(state: AppState) -> Rc<Store> {
        Rc::new(Store {
            state: RefCell::new(Rc::new(state)),
            queue: RefCell::default(),
            busy: Cell::new(false),
            listeners: RefCell::default(),
            last_id: Cell::new(0),
            effects: Effects::default(),
            editor: RefCell::default(),
            view: RefCell::default(),
            api: RefCell::default(),
            waiters: Waiters::default(),
        })
    }

    /// The state now.
    pub fn state(&self) -> Rc<AppState> {
        self.state.borrow().clone()
    }

    /// An id that was not used before, for a request or a subscription.
    pub fn next_id(&self) -> u32 {
        self.last_id.set(self.last_id.get() + 1);
        self.last_id.get()
    }

    /// The same, for a request.
    pub fn next_run(&self) -> RunId {
        RunId(self.next_id())
    }

    /// Changes the state, then the outside, then tells the listeners. An action that is caused by
    /// another waits until that one is through.
    pub fn dispatch(self: &Rc<Store>, action: Action) {
        self.queue.borrow_mut().push_back(action);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let Some(action) = self.queue.borrow_mut().pop_front() else { break };
            let before = self.state();
            let after = Rc::new(reduce(&before, action));
            self.state.replace(Rc::clone(&after));
            effects::follow(self, &before, &after);
            let listeners: Vec<Listener> =
                self.listeners.borrow().iter().map(|(_, listener)| Rc::clone(listener)).collect();
            listeners.iter().for_each(|listener| listener(&after));
        }
        self.busy.set(false);
    }

    /// Does something with the timeline, if it is shown.
    pub fn with_view(&self, act: impl FnOnce(&View)) {
        if let Some(view) = &*self.view.borrow() {
            act(view);
        }
    }

    /// Calls `listener` after each change, until the subscription is dropped.
    pub fn subscribe(self: &Rc<Store>, listener: impl Fn(&Rc<AppState>) + 'static) -> Subscription {
        let id = self.next_id();
        self.listeners.borrow_mut().push((id, Rc::new(listener)));
        Subscription { store: Rc::clone(self), id }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.store.listeners.borrow_mut().retain(|(id, _)| *id != self.id);
    }
}
