//! What went wrong, and what there is to tell: in place, never over the program.

use yew::prelude::*;

use super::{Glyph, icon};
use crate::page::{commands, store::Handle};
use crate::state::{Action, EngineState, Notice};

/// The bars; nothing where there is nothing to say.
pub fn bars(store: &Handle, engine: &EngineState, notice: Option<&Notice>) -> Html {
    let read = store.callback().reform(|_: MouseEvent| Action::Notify(None));
    let store = store.clone();
    let restart = move |_: MouseEvent| commands::restart(&store);
    html! {
        <div class="bars" aria-live="polite">
            if let EngineState::Failed { why } = engine {
                <div class="bar bad" role="alert">
                    { icon(Glyph::Warning) }
                    <span class="grow"><b>{ "The engine is not running. " }</b>{ brief(why) }</span>
                    <button type="button" class="button outlined small" onclick={restart}>{ "Restart the engine" }</button>
                </div>
            }
            if let Some(notice) = notice {
                <div class={classes!("bar", notice.bad.then_some("bad"))}>
                    <span class="grow">{ &*notice.text }</span>
                    <button type="button" class="button small square" onclick={read} aria-label="Close" title="Close">
                        { icon(Glyph::Close) }
                    </button>
                </div>
            }
        </div>
    }
}

/// The first line: below it stands where in the engine's code, for the console.
fn brief(why: &str) -> String {
    why.lines().next().unwrap_or_default().to_owned()
}
