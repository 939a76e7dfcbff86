//! Line icons on a grid of 16.

use yew::prelude::*;

/// Which icon.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Play,
    Down,
    Share,
    Export,
    Sun,
    Moon,
    System,
    Keys,
    Sliders,
    Close,
    Plus,
    Reset,
    Fit,
    Warning,
    Pause,
    StepBack,
    StepOn,
    Arrows,
    Path,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Glyph::Play => "M4.5 2.8v10.4l8.2-5.2z",
            Glyph::Down => "M4.5 6.5 8 10l3.5-3.5",
            Glyph::Share => {
                "M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.4 8.9a2.6 2.6 0 0 0 3.7 3.7l.8-.8"
            }
            Glyph::Export => {
                "M8 2.5v7.5M5 7.2 8 10.2l3-3M3 11v1.5a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V11"
            }
            Glyph::Sun => {
                "M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9"
            }
            Glyph::Moon => "M13.3 9.6A5.6 5.6 0 0 1 6.4 2.7a5.6 5.6 0 1 0 6.9 6.9z",
            Glyph::System => {
                "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 2.2v11.6M8 5h4.9M8 8h5.8M8 11h4.9"
            }
            Glyph::Keys => "M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.3 7h.01M11.5 7h.01M5 9.3h6",
            Glyph::Sliders => {
                "M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M8.5 5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0zM4.5 11a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0z"
            }
            Glyph::Close => "M4 4l8 8M12 4l-8 8",
            Glyph::Plus => "M8 3.5v9M3.5 8h9",
            Glyph::Reset => "M3 8a5 5 0 1 0 1.6-3.7L3 5.8M3 2.8v3h3",
            Glyph::Fit => "M2.5 8h11M5 5 2 8l3 3M11 5l3 3-3 3",
            Glyph::Warning => "M8 2.4 14.2 13H1.8zM8 6.5v3M8 11.2v.01",
            Glyph::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Glyph::StepBack => "M11.5 3.5v9L5 8zM4 3.5v9",
            Glyph::StepOn => "M4.5 3.5v9L11 8zM12 3.5v9",
            Glyph::Path => "M2.5 12.5h4v-5h4v-4h3",
            Glyph::Arrows => "M3 4h4.5a3 3 0 0 1 3 3v5M8 9.7l2.5 2.5L13 9.7",
        }
    }
}

/// An icon. It says nothing to a screen reader: the control around it has a name.
pub fn icon(glyph: Glyph) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={glyph.path()} /></svg>
    }
}
