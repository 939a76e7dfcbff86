//! Proves that the style sheet and the canvas have the same colours.

use timeline::{Paint, State, Theme};

const TOKENS: &str = include_str!("../css/tokens.css");

/// The two colours of a token: on light, on dark.
fn token(name: &str) -> [String; 2] {
    let line = TOKENS.lines().find(|line| line.trim_start().starts_with(&format!("--{name}: ")));
    let line = line.unwrap_or_else(|| panic!("tokens.css has no --{name}"));
    let pair = line.split(['(', ')']).nth(1).expect("a token is light-dark(…)");
    let (light, dark) = pair.split_once(", ").expect("a token has two colours");
    [light.to_owned(), dark.to_owned()]
}

fn canvas(paint: Paint) -> [String; 2] {
    [Theme::light(), Theme::dark()].map(|theme| theme.tone(paint).ink.css())
}

#[test]
fn states_and_tasks_have_the_colours_of_the_canvas() {
    for state in State::ALL {
        let name = state.token();
        assert_eq!(token(&name), canvas(Paint::State(state)), "{name}");
    }
    for hue in 0..Theme::HUES {
        let name = format!("task-{hue}");
        assert_eq!(token(&name), canvas(Paint::Task(hue)), "{name}");
    }
}

#[test]
fn the_page_around_the_canvas_has_its_colours() {
    let pairs = [
        ("surface", Paint::Background),
        ("sunken", Paint::Gutter),
        ("hover", Paint::Header),
        ("text", Paint::Text),
        ("text-3", Paint::TextMuted),
        ("accent", Paint::Selection),
    ];
    for (name, paint) in pairs {
        assert_eq!(token(name), canvas(paint), "{name}");
    }
}
