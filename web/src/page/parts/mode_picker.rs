//! The choice of a mode, with a drawing and a sentence each.

use protocol::{MODES, Mode};
use yew::prelude::*;

use super::menu::{Float, Menu};
use super::mode_drawing::ModeDrawing;
use super::{Glyph, Icon};

#[derive(Properties, PartialEq)]
pub struct ModePickerProps {
    pub mode: Mode,
    pub on_pick: Callback<Mode>,
}

#[component]
pub fn ModePicker(props: &ModePickerProps) -> Html {
    let info = props.mode.info();
    let face = html! {
        <>
            <ModeDrawing mode={props.mode} />
            <span class="name grow">{ info.title }</span>
            <Icon glyph={Glyph::Down} />
        </>
    };
    let entries = MODES.iter().map(|info| {
        let onclick = props.on_pick.reform(|_: MouseEvent| info.mode);
        html! {
            <button type="button" class="entry" role="option" key={info.name} {onclick}
                aria-selected={(info.mode == props.mode).to_string()} tabindex="-1">
                <ModeDrawing mode={info.mode} />
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
