//! How the visitor arranged the page. Kept in the browser.

/// How the panes stand.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Layout {
    /// The editor's share of the width, in percent.
    pub split_x: f64,
    /// The results' share of the right side's height, in percent.
    pub split_y: f64,
    /// What the narrow page shows.
    pub pane: Pane,
    /// The tab of the results.
    pub tab: Tab,
    /// Light, dark, or as the system has it.
    pub theme: ThemeChoice,
}

impl Default for Layout {
    fn default() -> Layout {
        Layout {
            split_x: 37.0,
            split_y: 34.0,
            pane: Pane::Time,
            tab: Tab::Output,
            theme: ThemeChoice::System,
        }
    }
}

/// A third of the page, of which a narrow screen shows one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pane {
    /// The editor.
    Code,
    /// The timeline.
    Time,
    /// The tabs below it.
    Results,
}

impl Pane {
    /// In the order of their tabs: stable name and label.
    pub const ALL: [(Pane, &'static str, &'static str); 3] = [
        (Pane::Code, "code", "Program"),
        (Pane::Time, "time", "Timeline"),
        (Pane::Results, "results", "Results"),
    ];

    /// A stable name, for style sheets and storage.
    #[must_use]
    pub fn name(self) -> &'static str {
        Pane::ALL.iter().find(|(pane, ..)| *pane == self).map_or("", |(_, name, _)| name)
    }
}

/// A tab of the results.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// What the workload printed.
    Output,
    /// What is selected, and why it waits.
    Details,
    /// Where each task stands at a moment, and its variables.
    Variables,
    /// Sums over the run.
    Metrics,
    /// All modes side by side.
    Compare,
    /// All events, as a table.
    Events,
    /// Diagnostics.
    Problems,
}

impl Tab {
    /// In their order: stable name and label.
    pub const ALL: [(Tab, &'static str, &'static str); 7] = [
        (Tab::Output, "output", "Output"),
        (Tab::Details, "details", "Details"),
        (Tab::Variables, "variables", "Variables"),
        (Tab::Metrics, "metrics", "Metrics"),
        (Tab::Compare, "compare", "Compare"),
        (Tab::Events, "events", "Events"),
        (Tab::Problems, "problems", "Problems"),
    ];

    /// A stable name, for ids and storage.
    #[must_use]
    pub fn name(self) -> &'static str {
        Tab::ALL.iter().find(|(tab, ..)| *tab == self).map_or("", |(_, name, _)| name)
    }
}

/// Which colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThemeChoice {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl ThemeChoice {
    /// What `data-theme` says; nothing where the system decides.
    #[must_use]
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            ThemeChoice::System => None,
            ThemeChoice::Light => Some("light"),
            ThemeChoice::Dark => Some("dark"),
        }
    }

    /// The next of the three.
    #[must_use]
    pub fn next(self) -> ThemeChoice {
        match self {
            ThemeChoice::System => ThemeChoice::Light,
            ThemeChoice::Light => ThemeChoice::Dark,
            ThemeChoice::Dark => ThemeChoice::System,
        }
    }
}

impl Layout {
    /// One short line, for storage: shares in tenths, for integers are read with less code than floats.
    #[must_use]
    pub fn to_line(&self) -> String {
        let tenths = |share: f64| (share * 10.0).round() as u16;
        let (x, y) = (tenths(self.split_x), tenths(self.split_y));
        format!("{x} {y} {} {}", self.pane.name(), self.tab.name())
    }

    /// Reads what [`Layout::to_line`] wrote; what cannot be read stays as it is by default.
    #[must_use]
    pub fn from_line(line: &str) -> Layout {
        let mut words = line.split(' ');
        let mut layout = Layout::default();
        let mut share = |other: f64| {
            words
                .next()
                .and_then(|word| word.parse::<u16>().ok())
                .map(|tenths| f64::from(tenths) / 10.0)
                .filter(|share| (5.0..=95.0).contains(share))
                .unwrap_or(other)
        };
        layout.split_x = share(layout.split_x);
        layout.split_y = share(layout.split_y);
        let mut word = || words.next().unwrap_or_default();
        let (pane, tab) = (word(), word());
        if let Some((pane, ..)) = Pane::ALL.iter().find(|(_, name, _)| *name == pane) {
            layout.pane = *pane;
        }
        if let Some((tab, ..)) = Tab::ALL.iter().find(|(_, name, _)| *name == tab) {
            layout.tab = *tab;
        }
        layout
    }
}
