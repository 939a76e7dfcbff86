//! Colours: which each paint has, on dark and on light.
//!
//! States use the palette of Okabe and Ito, which colour-blind people can tell apart; tasks use
//! Paul Tol's "bright" one. Whatever has a meaning stands out from the background by at least 3:1.

use crate::{ArrowKind, MarkKind, Paint, State};

/// A colour with its opacity, each from 0 to 255.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rgba {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity.
    pub a: u8,
}

const fn rgb(number: u32) -> Rgba {
    Rgba { r: (number >> 16) as u8, g: (number >> 8) as u8, b: number as u8, a: 255 }
}

impl Rgba {
    /// The same colour with another opacity.
    #[must_use]
    pub const fn with_alpha(self, a: u8) -> Rgba {
        Rgba { a, ..self }
    }

    /// As a style sheet writes it: `#rrggbb`, or with opacity `#rrggbbaa`.
    #[must_use]
    pub fn css(self) -> String {
        let Rgba { r, g, b, a } = self;
        if a == 255 {
            format!("#{r:02x}{g:02x}{b:02x}")
        } else {
            format!("#{r:02x}{g:02x}{b:02x}{a:02x}")
        }
    }

    /// What one sees where it lies on an opaque colour.
    #[must_use]
    pub fn over(self, below: Rgba) -> Rgba {
        let alpha = u32::from(self.a);
        let mix = |top: u8, low: u8| {
            ((u32::from(top) * alpha + u32::from(low) * (255 - alpha) + 127) / 255) as u8
        };
        Rgba { r: mix(self.r, below.r), g: mix(self.g, below.g), b: mix(self.b, below.b), a: 255 }
    }

    /// The contrast to another opaque colour, from 1 to 21, as WCAG 2 defines it.
    #[must_use]
    pub fn contrast(self, other: Rgba) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }
}

/// How a paint is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tone {
    /// The colour of the area, of a line, of a text.
    pub fill: Rgba,
    /// The colour of the edge.
    pub ink: Rgba,
    /// The colour of the pattern's strokes: fainter than the edge, so that text on them is read.
    pub strokes: Rgba,
}

/// The colours of a picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Theme {
    /// `dark` or `light`.
    pub name: &'static str,
    background: Rgba,
    gutter: Rgba,
    header: Rgba,
    stripe: Rgba,
    process: Rgba,
    grid: Rgba,
    grid_major: Rgba,
    text: Rgba,
    muted: Rgba,
    accent: Rgba,
    veil: Rgba,
    /// How opaque the area of a waiting state is below its pattern.
    tint: u8,
    states: [Rgba; State::COUNT],
    tasks: [Rgba; Theme::HUES],
    error: Rgba,
    warning: Rgba,
}

/// How opaque the strokes of a pattern are.
const STROKES_ALPHA: u8 = 140;

/// In the order of [`State::ALL`].
const DARK_STATES: [Rgba; State::COUNT] = [
    rgb(0x00_9E73), // running
    rgb(0xE6_6A1F), // holding
    rgb(0xC9_BF4A), // ready
    rgb(0xE6_9F00), // preempted
    rgb(0x56_B4E9), // I/O
    rgb(0x4A_94D8), // sleep
    rgb(0xE8_6A3A), // lock
    rgb(0xA3_ACBA), // join
    rgb(0xCC_79A7), // GIL
    rgb(0x7F_B8D6), // queue
    rgb(0xD8_98BE), // event
    rgb(0xB8_A2E8), // starting
    rgb(0x8E_98A8), // waiting
    rgb(0xB9_C0CC), // switch
    rgb(0xE6_9F00), // held
    rgb(0x6E_7787), // done
];

const LIGHT_STATES: [Rgba; State::COUNT] = [
    rgb(0x00_8560), // running
    rgb(0xB8_4A00), // holding
    rgb(0x8A_7B00), // ready
    rgb(0xB3_7700), // preempted
    rgb(0x1E_82BC), // I/O
    rgb(0x00_6AA8), // sleep
    rgb(0xC4_5000), // lock
    rgb(0x5B_6472), // join
    rgb(0xA8_4C80), // GIL
    rgb(0x2B_7A9E), // queue
    rgb(0xB0_5A90), // event
    rgb(0x7A_58B8), // starting
    rgb(0x6B_7482), // waiting
    rgb(0x4B_5462), // switch
    rgb(0xB3_7700), // held
    rgb(0x7B_8494), // done
];

impl Theme {
    /// How many hues tasks have; task `n` has hue `n % HUES`.
    pub const HUES: usize = 7;

    /// Light on dark.
    #[must_use]
    pub fn dark() -> Theme {
        Theme {
            name: "dark",
            background: rgb(0x12_151A),
            gutter: rgb(0x17_1B22),
            header: rgb(0x1D_222B),
            stripe: rgb(0x15_191F),
            process: rgb(0x1A_1A26),
            grid: rgb(0x1F_242C),
            grid_major: rgb(0x2C_333E),
            text: rgb(0xE8_EBF0),
            muted: rgb(0x9A_A4B2),
            accent: rgb(0x8A_B4FF),
            veil: rgb(0x12_151A).with_alpha(170),
            tint: 72,
            states: DARK_STATES,
            tasks: [
                rgb(0x5B_8FD0),
                rgb(0xEE_7788),
                rgb(0x3F_A45A),
                rgb(0xCC_BB44),
                rgb(0x66_CCEE),
                rgb(0xC0_58A0),
                rgb(0xB0_B4BC),
            ],
            error: rgb(0xFF_6B5E),
            warning: rgb(0xF0_C040),
        }
    }

    /// Dark on light.
    #[must_use]
    pub fn light() -> Theme {
        Theme {
            name: "light",
            background: rgb(0xFF_FFFF),
            gutter: rgb(0xF7_F8FA),
            header: rgb(0xEE_F1F5),
            stripe: rgb(0xFA_FBFC),
            process: rgb(0xF5_F3FB),
            grid: rgb(0xF0_F2F5),
            grid_major: rgb(0xDD_E1E7),
            text: rgb(0x1A_1F28),
            muted: rgb(0x5A_6472),
            accent: rgb(0x1F_5FD0),
            veil: rgb(0xFF_FFFF).with_alpha(170),
            tint: 52,
            states: LIGHT_STATES,
            tasks: [
                rgb(0x44_77AA),
                rgb(0xD0_5566),
                rgb(0x22_8833),
                rgb(0x94_8420),
                rgb(0x2A_8FB5),
                rgb(0xAA_3377),
                rgb(0x77_7C86),
            ],
            error: rgb(0xC6_2D20),
            warning: rgb(0x9A_6B00),
        }
    }

    /// How a paint is drawn.
    #[must_use]
    pub fn tone(&self, paint: Paint) -> Tone {
        let plain = |fill: Rgba| Tone { fill, ink: fill, strokes: fill };
        match paint {
            Paint::Background => plain(self.background),
            Paint::Gutter => plain(self.gutter),
            Paint::Header => plain(self.header),
            Paint::Stripe => plain(self.stripe),
            Paint::Process => plain(self.process),
            Paint::Grid => plain(self.grid),
            Paint::GridMajor => plain(self.grid_major),
            Paint::Text => plain(self.text),
            Paint::TextMuted => plain(self.muted),
            Paint::State(state) => self.state(state),
            Paint::TextOn(state) => plain(self.text_on(self.seen(state))),
            Paint::Task(hue) => plain(self.tasks[hue % Theme::HUES]),
            Paint::TextOnTask(hue) => plain(self.text_on(self.tasks[hue % Theme::HUES])),
            Paint::Selection | Paint::Cursor => plain(self.accent),
            Paint::Hover => plain(self.text),
            Paint::Interval => plain(self.accent.with_alpha(36)),
            Paint::Arrow(kind) => plain(match kind {
                ArrowKind::Spawn => self.accent,
                ArrowKind::Wake => self.warning,
                ArrowKind::Join => self.muted,
                ArrowKind::Message => self.accent,
            }),
            Paint::Mark(kind) => plain(match kind {
                MarkKind::Turn => self.muted,
                MarkKind::Output => self.text,
                MarkKind::Checkpoint => self.accent,
                MarkKind::Late | MarkKind::Cut => self.warning,
                MarkKind::Exception | MarkKind::Deadlock => self.error,
            }),
            Paint::Overview => plain(self.states[State::Running.index()]),
            Paint::Veil => plain(self.veil),
            Paint::Beyond => plain(self.grid_major.with_alpha(90)),
        }
    }

    /// What is computed or held is a full colour; what waits is a faint one below its strokes.
    fn state(&self, state: State) -> Tone {
        let ink = self.states[state.index()];
        let fill = match state {
            State::Running | State::Held => ink,
            State::Holding => ink.with_alpha(110),
            State::Ready => ink.with_alpha(self.tint / 2),
            State::Done => ink.with_alpha(0),
            _ => ink.with_alpha(self.tint),
        };
        Tone { fill, ink, strokes: ink.with_alpha(STROKES_ALPHA) }
    }

    /// The colour of a state's area as it appears on the background.
    fn seen(&self, state: State) -> Rgba {
        self.state(state).fill.over(self.background)
    }

    /// Nearly black or white, whichever reads better.
    fn text_on(&self, below: Rgba) -> Rgba {
        let (dark, light) = (rgb(0x0B_0D10), rgb(0xFF_FFFF));
        if below.contrast(dark) >= below.contrast(light) { dark } else { light }
    }
}

#[cfg(test)]
mod tests {
    use super::{Rgba, Theme};
    use crate::{ArrowKind, MarkKind, Paint, State};

    fn themes() -> [Theme; 2] {
        [Theme::dark(), Theme::light()]
    }

    #[test]
    fn every_state_stands_out_from_the_background() {
        for theme in themes() {
            for state in State::ALL {
                let contrast = theme.tone(Paint::State(state)).ink.contrast(theme.background);
                assert!(contrast >= 3.0, "{} {}: {contrast:.2}", theme.name, state.name());
            }
            for hue in 0..Theme::HUES {
                let contrast = theme.tone(Paint::Task(hue)).ink.contrast(theme.background);
                assert!(contrast >= 3.0, "{} hue {hue}: {contrast:.2}", theme.name);
            }
        }
    }

    #[test]
    fn every_text_can_be_read_where_it_stands() {
        for theme in themes() {
            let readable = |paint: Paint, below: Rgba| {
                let contrast = theme.tone(paint).fill.contrast(below);
                assert!(contrast >= 4.5, "{} {paint:?}: {contrast:.2}", theme.name);
            };
            for below in [theme.background, theme.gutter, theme.header, theme.stripe] {
                readable(Paint::Text, below);
                readable(Paint::TextMuted, below);
            }
            for state in State::ALL {
                readable(Paint::TextOn(state), theme.seen(state));
            }
            for hue in 0..Theme::HUES {
                readable(Paint::TextOnTask(hue), theme.tasks[hue]);
            }
        }
    }

    #[test]
    fn marks_and_arrows_stand_out() {
        for theme in themes() {
            for paint in [
                Paint::Mark(MarkKind::Output),
                Paint::Mark(MarkKind::Exception),
                Paint::Mark(MarkKind::Cut),
                Paint::Arrow(ArrowKind::Spawn),
                Paint::Arrow(ArrowKind::Wake),
                Paint::Arrow(ArrowKind::Join),
                Paint::Arrow(ArrowKind::Message),
            ] {
                let contrast = theme.tone(paint).fill.contrast(theme.background);
                assert!(contrast >= 3.0, "{} {paint:?}: {contrast:.2}", theme.name);
            }
        }
    }
}
