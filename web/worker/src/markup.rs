//! Writes reports as the page shows them.
//!
//! Everything that is not written here comes from a workload, and a stranger may have written that:
//! all of it goes through [`Markup::text`]. What the page does at a press stands in `data-go`:
//! `mode NAME`, `at NANOSECONDS TASK`, or `line NUMBER`.

use std::fmt::Write;

use engine::{Block, Cell, Report, Table, Tone};
use timeline::{MINIATURE_CELLS, Miniature, MiniaturePiece, State, Theme, format};
use trace::{TaskId, Time};

/// How high a lane of a miniature timeline is, in pixels, and how much of that is air.
const LANE_PX: usize = 7;
const AIR_PX: usize = 1;

/// The markup of a report.
pub fn markup(report: &Report) -> String {
    let mut markup = Markup(String::new());
    report.0.iter().for_each(|block| markup.block(block));
    markup.0
}

struct Markup(String);

impl Markup {
    /// Markup of our own.
    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Markup of our own with numbers in it.
    fn write(&mut self, markup: std::fmt::Arguments<'_>) {
        self.0.write_fmt(markup).expect("a string takes all text");
    }

    /// Any text, also as the value of an attribute in double quotes.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\'' => self.raw("&#39;"),
                c => self.0.push(c),
            }
        }
    }

    /// An element around a text.
    fn element(&mut self, name: &str, class: &str, text: &str) {
        self.write(format_args!("<{name} class=\"{class}\">"));
        self.text(text);
        self.write(format_args!("</{name}>"));
    }

    /// A button that has the page do something.
    fn go(&mut self, what: std::fmt::Arguments<'_>, title: &str, text: &str) {
        self.write(format_args!(
            "<button type=\"button\" class=\"link\" title=\"{title}\" data-go=\"{what}\">"
        ));
        self.text(text);
        self.raw("</button>");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Advice(advice) => self.element("p", "advice", advice),
            Block::Note(note) => self.element("p", "muted", note),
            Block::Figures(figures) => {
                self.raw("<dl class=\"figures\">");
                for (name, value) in figures {
                    self.raw("<div class=\"figure\">");
                    self.element("dt", "", name);
                    self.element("dd", "", value);
                    self.raw("</div>");
                }
                self.raw("</dl>");
            }
            Block::Table(table) => self.table(table),
        }
    }

    fn table(&mut self, table: &Table) {
        self.raw("<div class=\"table-scroll\"><table class=\"task-table\">");
        self.element("caption", "", &table.caption);
        self.raw("<thead><tr>");
        for (column, head) in table.heads.iter().enumerate() {
            let is_number = |row: &Vec<Cell>| row.get(column).is_some_and(is_number);
            let class = if table.rows.iter().any(is_number) { "number" } else { "" };
            self.write(format_args!("<th scope=\"col\" class=\"{class}\">"));
            self.text(head);
            self.raw("</th>");
        }
        self.raw("</tr></thead><tbody>");
        for row in &table.rows {
            self.raw("<tr>");
            for (column, (cell, head)) in row.iter().zip(&table.heads).enumerate() {
                self.cell(column == 0, cell, head);
            }
            self.raw("</tr>");
        }
        self.raw("</tbody></table></div>");
    }

    /// A cell with its head, which a narrow page shows beside it.
    fn cell(&mut self, is_first: bool, cell: &Cell, head: &str) {
        self.raw(if is_first { "<th scope=\"row\"" } else { "<td" });
        self.raw(" data-head=\"");
        self.text(head);
        self.raw("\"");
        match cell {
            Cell::Bar(share, _) => self.write(format_args!(
                " class=\"number barred\" style=\"--share:{:.1}%\"",
                share.clamp(0.0, 1.0) * 100.0
            )),
            Cell::Number(_) => self.raw(" class=\"number\""),
            Cell::Shares(_) | Cell::Strip(..) => self.raw(" class=\"bar-cell\""),
            Cell::Text(_) | Cell::Tag(..) if !is_first => self.raw(" class=\"words\""),
            _ => {}
        }
        self.raw(">");
        self.content(cell);
        self.raw(if is_first { "</th>" } else { "</td>" });
    }

    fn content(&mut self, cell: &Cell) {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) | Cell::Number(text) | Cell::Bar(_, text) => self.text(text),
            Cell::Task(TaskId(id), name) => {
                let hue = *id as usize % Theme::HUES;
                self.write(format_args!("<span class=\"by\" style=\"--task:var(--task-{hue})\">"));
                self.text(name);
                self.raw("</span>");
            }
            Cell::Shares(shares) => self.shares(shares),
            Cell::Strip(miniature, end) => self.strip(miniature, *end),
            Cell::Tag(tone, words, why) => {
                let class = match tone {
                    Tone::Good => "tag",
                    Tone::Doubtful => "tag warn",
                    Tone::Bad => "tag bad",
                };
                self.element("span", class, words);
                if !why.is_empty() {
                    self.element("span", "what", why);
                }
            }
            Cell::Mode(mode) => {
                let info = mode.info();
                self.go(format_args!("mode {}", info.name), "Show this run", info.title);
            }
            Cell::Moment(time, TaskId(task)) => self.go(
                format_args!("at {} {task}", time.0),
                "Show it on the timeline",
                &format::time(*time),
            ),
            Cell::Line(line) => {
                self.go(format_args!("line {line}"), "Go to the line", &line.to_string());
            }
        }
    }

    fn shares(&mut self, shares: &[(State, f64)]) {
        let words: Vec<String> = shares
            .iter()
            .map(|(state, share)| format!("{} {}", state.name(), format::percent(*share)))
            .collect();
        self.raw("<div class=\"share-bar\" role=\"img\" aria-label=\"");
        self.text(&words.join(", "));
        self.raw("\">");
        for ((state, share), words) in shares.iter().zip(&words) {
            let (token, share) = (state.token(), share * 100.0);
            self.write(format_args!(
                "<i style=\"--state:var(--{token});width:{share:.2}%\" title=\""
            ));
            self.text(words);
            self.raw("\"></i>");
        }
        self.raw("</div>");
    }

    /// What is on a core fills its lane; who waits is half as high, and who lacks a core lower still:
    /// so that one need not tell their colours apart.
    fn strip(&mut self, miniature: &Miniature, end: Time) {
        let n_lanes = miniature.lanes.len().max(1);
        let cells = MINIATURE_CELLS as f64;
        let width = cells * end.0.max(1) as f64 / miniature.end.0.max(1) as f64;
        let height = n_lanes * LANE_PX;
        let all = n_lanes + miniature.n_hidden;
        let words = match miniature.n_hidden {
            0 => format!("{all} tasks over {}", format::time(miniature.end)),
            _ => format!("{n_lanes} of {all} tasks over {}", format::time(miniature.end)),
        };
        self.write(format_args!(
            "<svg class=\"strip\" role=\"img\" preserveAspectRatio=\"none\" \
             viewBox=\"0 0 {width:.2} {height}\" style=\"height:{height}px\" aria-label=\"{words}\">\
             <title>{words}</title><rect width=\"{cells}\" height=\"{height}\"/>"
        ));
        for state in State::ALL {
            let mut path = String::new();
            for (lane, row) in miniature.lanes.iter().enumerate() {
                let own = row.pieces.iter().filter(|piece| piece.state == state);
                own.for_each(|piece| path += &rectangle(lane, piece));
            }
            if !path.is_empty() {
                let token = state.token();
                self.write(format_args!("<path fill=\"var(--{token})\" d=\"{path}\"/>"));
            }
        }
        self.raw("</svg>");
    }
}

fn rectangle(lane: usize, piece: &MiniaturePiece) -> String {
    let high = match piece.state {
        state if state.is_on_core() => LANE_PX - AIR_PX,
        state if state.is_ready() => 2,
        _ => 4,
    };
    let (top, width) = ((lane + 1) * LANE_PX - high, piece.to - piece.from);
    format!("M{} {top}h{width}v{high}h-{width}z", piece.from)
}

fn is_number(cell: &Cell) -> bool {
    matches!(cell, Cell::Number(_) | Cell::Bar(..))
}

#[cfg(test)]
mod tests {
    use super::{Block, Cell, Markup, Report, Table, TaskId, Time, markup, rectangle};
    use timeline::{Miniature, MiniatureLane, MiniaturePiece, State};

    fn of_cells(cells: Vec<Cell>) -> String {
        let heads = vec!["<Head>".to_owned(); cells.len()];
        let table = Table { caption: "'All'".into(), heads, rows: vec![cells] };
        markup(&Report(vec![Block::Table(table)]))
    }

    #[test]
    fn what_a_workload_says_is_never_markup() {
        let evil = "\"><img src=x onerror='alert(1)'>&";
        let written = of_cells(vec![
            Cell::Task(TaskId(9), evil.into()),
            Cell::Text(evil.into()),
            Cell::Bar(0.5, evil.into()),
            Cell::Tag(super::Tone::Bad, "differs", evil.into()),
        ]);
        let mut escaped = Markup(String::new());
        escaped.text(evil);
        assert_eq!(written.matches(&escaped.0).count(), 4);
        assert!(!written.contains("<img") && !written.contains("onerror='"), "{written}");
        assert!(!written.contains("<Head>") && written.contains("data-head=\"&lt;Head&gt;\""));
        let notes = [Block::Note(evil.into()), Block::Advice(evil.into())];
        assert!(!markup(&Report(notes.into())).contains("<img"));
        assert!(
            !markup(&Report(vec![Block::Figures(vec![("Name", evil.into())])])).contains("<img")
        );
    }

    #[test]
    fn what_the_page_does_at_a_press_is_said() {
        let written = of_cells(vec![
            Cell::Mode(protocol::Mode::Async),
            Cell::Moment(Time(1_500), TaskId(2)),
            Cell::Line(7),
        ]);
        for what in ["data-go=\"mode async\"", "data-go=\"at 1500 2\"", "data-go=\"line 7\""] {
            assert!(written.contains(what), "{what} in {written}");
        }
    }

    #[test]
    fn a_run_that_takes_half_of_the_axis_fills_half_of_it() {
        let piece = MiniaturePiece { from: 0, to: 30, state: State::Running };
        let lanes = vec![MiniatureLane { task: TaskId(0), pieces: vec![piece] }];
        let miniature = Miniature { end: Time(50), lanes, n_hidden: 2 };
        let written = of_cells(vec![Cell::Strip(miniature, Time(100))]);
        assert!(written.contains("viewBox=\"0 0 600.00 7\""), "{written}");
        assert!(written.contains("1 of 3 tasks"), "{written}");
        assert!(written.contains(&rectangle(0, &piece)));
        assert_eq!(rectangle(1, &piece), "M0 8h30v6h-30z");
    }
}
