//! The timeline as it stands on the page: what is looked at, and how it gets onto the canvas.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use timeline::navigate;
use timeline::{Arrows, Focus, Hit, Layout, Scene, StateSet, Theme, Timeline, Viewport};
use trace::Time;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

use super::frames::Frames;
use super::gestures::Gesture;
use super::history::History;
use super::paint::Painter;
use super::patterns::Patterns;
use super::{gestures, keys, tip};
use crate::page::dom::{self, Resizes};
use crate::page::store::{Store, Subscription};
use crate::state::{Action, AppState, Outcome, ThemeChoice};

/// The elements that the timeline lives in.
pub struct Parts {
    /// What is around the canvas and decides its size.
    pub stage: HtmlElement,
    /// Where it is drawn.
    pub canvas: HtmlCanvasElement,
    /// The words at the pointer.
    pub tip: HtmlElement,
    /// Which part of the lanes is seen.
    pub scroll: HtmlElement,
}

/// The timeline on the page. Dropping it ends all that it listens to.
pub struct View {
    pub(super) store: Weak<Store>,
    pub(super) parts: Parts,
    pub(super) look: RefCell<Look>,
    pub(super) gesture: RefCell<Gesture>,
    /// While the cursor moves by itself, the last frame's time and the cursor's then, in ns: finer than
    /// the cursor itself.
    pub(super) played: Cell<Option<(f64, f64)>>,
    history: RefCell<History>,
    ctx: CanvasRenderingContext2d,
    patterns: Patterns,
    fonts: String,
    frames: OnceCell<Frames>,
    listeners: RefCell<Vec<EventListener>>,
    resizes: RefCell<Option<Resizes>>,
    /// Tells when pixels are no longer of the size that they have.
    pixels: RefCell<Option<EventListener>>,
    subscription: RefCell<Option<Subscription>>,
}

/// What is looked at.
pub(super) struct Look {
    pub outcome: Option<Rc<Outcome>>,
    pub viewport: Option<Viewport>,
    pub focus: Focus,
    pub theme: Theme,
    /// Whether the cursor moves by itself.
    pub playing: bool,
}

impl View {
    /// Puts the timeline into its elements; nothing where the browser has no canvas.
    pub fn new(store: &Rc<Store>, parts: Parts) -> Option<Rc<View>> {
        let ctx = parts.canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let style = dom::window().get_computed_style(&parts.stage).ok()??;
        let fonts = style.get_property_value("font-family").unwrap_or_default();
        let look = Look {
            outcome: None,
            viewport: None,
            focus: Focus::default(),
            theme: theme(store.state().layout.theme),
            playing: false,
        };
        let view = Rc::new(View {
            store: Rc::downgrade(store),
            parts,
            look: RefCell::new(look),
            gesture: RefCell::default(),
            played: Cell::default(),
            history: RefCell::default(),
            ctx,
            patterns: Patterns::default(),
            fonts,
            frames: OnceCell::new(),
            listeners: RefCell::default(),
            resizes: RefCell::default(),
            pixels: RefCell::default(),
            subscription: RefCell::default(),
        });
        view.listen(store);
        view.take(&store.state());
        Some(view)
    }

    fn listen(self: &Rc<View>, store: &Rc<Store>) {
        let weak = Rc::downgrade(self);
        let frames = Frames::new({
            let weak = weak.clone();
            move |time| {
                if let Some(view) = weak.upgrade() {
                    view.frame(time);
                }
            }
        });
        self.frames.get_or_init(|| frames);
        let mut listeners = self.listeners.borrow_mut();
        listeners.extend(gestures::listen(self));
        listeners.push(keys::listen(self));
        if let Ok(Some(query)) = dom::window().match_media("(prefers-color-scheme: dark)") {
            let weak = weak.clone();
            listeners.push(EventListener::new(&query, "change", move |_| {
                let view: Option<Rc<View>> = weak.upgrade();
                if let Some((view, store)) =
                    view.and_then(|it| Some((it.clone(), it.store.upgrade()?)))
                {
                    view.take(&store.state());
                }
            }));
        }
        let resized = weak.clone();
        self.resizes.replace(Resizes::of(&self.parts.stage, move || {
            if let Some(view) = resized.upgrade() {
                view.resize();
            }
        }));
        self.follow_pixels();
        self.subscription.replace(Some(store.subscribe(move |state| {
            if let Some(view) = weak.upgrade() {
                view.take(state);
            }
        })));
    }

    /// Draws anew where pixels are of another size: on another monitor, or zoomed.
    fn follow_pixels(self: &Rc<View>) {
        let query = format!("(resolution: {}dppx)", dom::window().device_pixel_ratio());
        let Ok(Some(query)) = dom::window().match_media(&query) else { return };
        let weak = Rc::downgrade(self);
        self.pixels.replace(Some(EventListener::new(&query, "change", move |_| {
            if let Some(view) = weak.upgrade() {
                view.resize();
                view.follow_pixels();
            }
        })));
    }

    /// Takes over what has changed in the state.
    fn take(&self, state: &AppState) {
        let shown = self.look.borrow().outcome.clone();
        if shown.as_ref().map(Rc::as_ptr) != state.outcome.as_ref().map(Rc::as_ptr) {
            let is_part = self.shows_part_of(state.outcome.as_deref());
            self.look.borrow_mut().outcome = state.outcome.clone();
            self.hover(None, 0.0, 0.0);
            self.resize();
            if !is_part {
                self.change(Viewport::fit_all);
                self.history.take();
            }
        }
        let mut look = self.look.borrow_mut();
        let selected_before = look.focus.selected;
        look.theme = theme(state.layout.theme);
        look.focus.selected = state.selected;
        look.focus.interval = state.interval.map(|(from, to)| (from.0 as f64, to.0 as f64));
        look.focus.cursor = state.cursor.map(|time| time.0 as f64);
        look.playing = state.playing;
        drop(look);
        if !state.playing {
            self.played.take();
        }
        if let Some(hit) = state.selected.filter(|hit| Some(*hit) != selected_before) {
            self.reveal(hit);
        }
        self.ask();
    }

    /// Whether the visitor looks at a part of that run, which stays in sight while the run grows.
    fn shows_part_of(&self, outcome: Option<&Outcome>) -> bool {
        let look = self.look.borrow();
        let (Some(shown), Some(viewport)) = (&look.outcome, look.viewport) else { return false };
        let is_same = shown.id.is_some() && outcome.is_some_and(|outcome| outcome.id == shown.id);
        is_same && viewport != viewport.fit_all(&shown.timeline)
    }

    /// Fits the canvas to its stage.
    fn resize(&self) {
        let (width, height) = (
            f64::from(self.parts.stage.client_width()),
            f64::from(self.parts.stage.client_height()),
        );
        if width < 1.0 || height < 1.0 {
            return;
        }
        let dpr = dom::window().device_pixel_ratio();
        self.parts.canvas.set_width((width * dpr).round() as u32);
        self.parts.canvas.set_height((height * dpr).round() as u32);
        let mut look = self.look.borrow_mut();
        let Some(outcome) = look.outcome.clone() else { return };
        let view = match look.viewport {
            Some(viewport) => viewport.resized(&outcome.timeline, width, height),
            None => Viewport::fit(&outcome.timeline, width, height),
        };
        look.viewport = Some(Viewport { dpr, ..view });
        drop(look);
        // Setting a canvas's size empties it: draw before the next frame is shown.
        self.draw();
    }

    /// Asks for a frame.
    pub fn ask(&self) {
        if let Some(frames) = self.frames.get() {
            frames.ask();
        }
    }

    fn frame(&self, time: f64) {
        self.play_on(time);
        self.draw();
    }

    fn draw(&self) {
        let look = self.look.borrow();
        let (Some(outcome), Some(viewport)) = (&look.outcome, &look.viewport) else { return };
        let scene = Scene::draw(&outcome.timeline, viewport, &look.focus);
        let painter = Painter {
            ctx: &self.ctx,
            theme: &look.theme,
            patterns: &self.patterns,
            fonts: &self.fonts,
            dpr: viewport.dpr,
        };
        painter.draw(&scene);
        let layout = Layout::of(&outcome.timeline, viewport);
        self.show_scroll(&layout, viewport);
    }

    /// A thin bar at the edge, where not all lanes fit.
    fn show_scroll(&self, layout: &Layout, viewport: &Viewport) {
        let bar = &self.parts.scroll;
        let room = viewport.height - layout.body;
        bar.set_hidden(layout.scroll_max() <= 0.0 || room <= 0.0);
        let (share, at) = (room / layout.content, viewport.scroll_y / layout.content);
        let style = bar.style();
        let place = [("top", layout.body + at * room), ("height", share * room)];
        for (name, value) in place {
            // Setting a known property cannot fail.
            style.set_property(name, &format!("{value:.0}px")).ok();
        }
    }

    /// Looks elsewhere.
    pub fn change(&self, next: impl FnOnce(Viewport, &Timeline) -> Viewport) {
        let mut look = self.look.borrow_mut();
        if let (Some(outcome), Some(viewport)) = (look.outcome.clone(), look.viewport) {
            let moved = next(viewport, &outcome.timeline);
            if moved != viewport {
                self.history.borrow_mut().note(viewport, js_sys::Date::now());
            }
            look.viewport = Some(moved);
        }
        drop(look);
        self.ask();
    }

    /// Looks where one looked before.
    pub fn go_back(&self) {
        let mut look = self.look.borrow_mut();
        let before = self.history.borrow_mut().back();
        if let (Some(outcome), Some(now), Some(before)) =
            (look.outcome.clone(), look.viewport, before)
        {
            // The canvas may have another size since.
            let sized = before.resized(&outcome.timeline, now.width, now.height);
            look.viewport = Some(Viewport { dpr: now.dpr, ..sized });
        }
        drop(look);
        self.ask();
    }

    /// Marks the time of what is selected, or unmarks.
    pub fn mark_selected(&self) {
        let Some(store) = self.store.upgrade() else { return };
        let look = self.look.borrow();
        let marked = look.focus.interval.is_some();
        let span = look.outcome.as_ref().zip(look.focus.selected);
        let span = span.and_then(|(it, hit)| navigate::span_of(&it.timeline, &hit));
        drop(look);
        store.dispatch(Action::MarkInterval(span.filter(|_| !marked)));
    }

    /// Marks the time between two places of the canvas.
    pub(super) fn mark_between(&self, from_x: f64, to_x: f64) {
        let Some(store) = self.store.upgrade() else { return };
        let look = self.look.borrow();
        let (Some(viewport), Some(outcome)) = (look.viewport, &look.outcome) else { return };
        let end = outcome.timeline.end;
        let time = |x: f64| Time(viewport.time_at(x).max(0.0) as u64).min(end);
        let marked = (time(from_x.min(to_x)), time(from_x.max(to_x)));
        drop(look);
        store.dispatch(Action::MarkInterval(Some(marked)));
    }

    /// What is at a point of the canvas.
    pub(super) fn hit(&self, x: f64, y: f64) -> Option<Hit> {
        let look = self.look.borrow();
        let (outcome, viewport) = (look.outcome.as_ref()?, look.viewport.as_ref()?);
        timeline::hit(&outcome.timeline, viewport, x, y)
    }

    /// Shows what the pointer is on, at a point of the canvas.
    pub(super) fn hover(&self, hit: Option<Hit>, x: f64, y: f64) {
        let mut look = self.look.borrow_mut();
        let changed = look.focus.hover != hit;
        look.focus.hover = hit;
        let text = match (&look.outcome, hit) {
            (Some(outcome), Some(hit)) => tip::words(&outcome.timeline, hit),
            _ => None,
        };
        drop(look);
        tip::show(&self.parts, text.as_ref(), x, y);
        if changed {
            self.ask();
        }
    }

    /// Selects, and puts the cursor to where the selected begins.
    pub fn select(&self, hit: Option<Hit>) {
        let Some(store) = self.store.upgrade() else { return };
        let time = self
            .look
            .borrow()
            .outcome
            .as_ref()
            .zip(hit)
            .and_then(|(it, hit)| navigate::time_of(&it.timeline, &hit));
        if let Some(time) = time {
            store.dispatch(Action::MoveCursor(Some(time)));
        }
        store.dispatch(Action::Select(hit));
    }

    /// Moves the cursor.
    pub fn move_cursor(&self, time: f64) {
        if let Some(store) = self.store.upgrade() {
            store.dispatch(Action::MoveCursor(Some(Time(time.max(0.0) as u64))));
        }
    }

    /// Brings something into sight without zooming.
    pub fn reveal(&self, hit: Hit) {
        self.change(|viewport, timeline| navigate::reveal(timeline, &viewport, &hit));
    }

    /// Fits what is selected, or all.
    pub fn fit_selected(&self) {
        let selected = self.look.borrow().focus.selected;
        self.fit(selected);
    }

    /// Fits something, or all.
    pub(super) fn fit(&self, hit: Option<Hit>) {
        let lasts = hit.filter(|hit| hit.lane().is_some());
        self.change(|viewport, timeline| match lasts {
            Some(hit) => navigate::fit_hit(timeline, &viewport, &hit),
            None => viewport.fit_all(timeline),
        });
    }

    /// The states that the legend fades.
    pub fn dim(&self, states: StateSet) {
        self.look.borrow_mut().focus.dimmed = states;
        self.ask();
    }

    /// Which arrows are drawn.
    pub fn show_arrows(&self, arrows: Arrows) {
        self.look.borrow_mut().focus.arrows = arrows;
        self.ask();
    }

    /// Whether the critical path is drawn.
    pub fn show_path(&self, path: bool) {
        self.look.borrow_mut().focus.path = path;
        self.ask();
    }

    /// Gives the keys to the timeline.
    pub fn focus(&self) {
        dom::focus(&self.parts.canvas);
    }

    /// Puts the keys into the field that finds.
    pub fn find(&self) {
        if let Some(field) = dom::document().get_element_by_id("find") {
            dom::focus(&field);
        }
    }

    /// Selects the next lane whose name has `words` in it; whether there is one.
    pub fn find_next(&self, words: &str) -> bool {
        let look = self.look.borrow();
        let Some(outcome) = look.outcome.clone() else { return false };
        let current = look.focus.selected.and_then(|hit| hit.lane());
        drop(look);
        let lanes = navigate::find(&outcome.timeline, words);
        let next = lanes.iter().find(|lane| Some(**lane) > current).or(lanes.first());
        if let Some(lane) = next {
            self.select(Some(navigate::nearest(&outcome.timeline, *lane, 0)));
        }
        next.is_some()
    }
}

fn theme(choice: ThemeChoice) -> Theme {
    let system_is_dark = || {
        let query = dom::window().match_media("(prefers-color-scheme: dark)");
        query.ok().flatten().is_some_and(|query| query.matches())
    };
    let dark = match choice {
        ThemeChoice::System => system_is_dark(),
        ThemeChoice::Light => false,
        ThemeChoice::Dark => true,
    };
    if dark { Theme::dark() } else { Theme::light() }
}
