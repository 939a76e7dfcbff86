//! The choice of a mode, with a drawing and a sentence each.

use protocol::{MODES, Mode};
use yew::prelude::*;

use super::menu::{Float, Menu};
use super::mode_drawing::mode_drawing;
use super::{Glyph, icon};

/// The list, behind a button that shows the chosen mode.
pub fn mode_picker(mode: Mode, on_pick: &Callback<Mode>) -> Html {
    let info = mode.info();
    let face = html! {
        <>
            { mode_drawing(mode) }
            <span class="name grow">{ info.title }</span>
            { icon(Glyph::Down) }
        </>
    };
    let entries = MODES.iter().map(|info| {
        let onclick = on_pick.reform(|_: MouseEvent| info.mode);
        html! {
            <button type="button" class="entry" role="option" key={info.name} {onclick}
                aria-selected={(info.mode == mode).to_string()} tabindex="-1">
                { mode_drawing(info.mode) }
                <span class="grow">
                    <span class="name">{ info.title }</span>
                    <span class="what">{ info.sentence }</span>
                </span>
            </button>
        }
    });
    html! {
        <Menu label={format!("Mode: {}", info.title)} float={Float::Choice} {face}
            anchor="mode" button={classes!("outlined", "mode-button")} class="mode-list">
            { for entries }
        </Menu>
    }
}
