//! What the engine's worker has written of a report. Its buttons say in `data-go` what they do.

use protocol::Mode;
use trace::{TaskId, Time};
use web_sys::Element;
use yew::prelude::*;

use crate::page::{commands, store::Handle};

/// The report. Texts of the workload in it are escaped where it is written.
pub fn report(store: &Handle, markup: &str, going: bool) -> Html {
    let store = store.clone();
    let onclick = move |event: MouseEvent| {
        let pressed: Element = event.target_unchecked_into();
        let button = pressed.closest("[data-go]").ok().flatten();
        if let Some(what) = button.and_then(|button| button.get_attribute("data-go")) {
            go(&store, &what);
        }
    };
    html! {
        <div class="report" aria-busy={going.to_string()} {onclick}>
            { Html::from_html_unchecked(AttrValue::from(markup.to_owned())) }
        </div>
    }
}

fn go(store: &Handle, what: &str) -> Option<()> {
    let (what, which) = what.split_once(' ')?;
    match what {
        "mode" => commands::run_in(store, Mode::from_name(which)?),
        "line" => commands::go_to(store, which.parse().ok()?, 1),
        _ => {
            let (time, task) = which.split_once(' ')?;
            commands::show(store, Time(time.parse().ok()?), TaskId(task.parse().ok()?))?;
        }
    }
    Some(())
}
