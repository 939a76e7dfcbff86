//! A report as a terminal shows it: figures one a line, tables in columns.

use engine::{Block, Cell, Report, Table};
use timeline::format;

/// The report as text.
pub fn text(report: &Report) -> String {
    let blocks = report.0.iter().map(|block| match block {
        Block::Advice(words) | Block::Note(words) => format!("{words}\n"),
        Block::Figures(figures) => {
            let width = figures.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
            let line = |(name, value): &(&str, String)| format!("{name:<width$}  {value}\n");
            figures.iter().map(line).collect()
        }
        Block::Table(table) => self::table(table),
    });
    blocks.filter(|block| !block.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// The columns that can be said in words.
fn table(table: &Table) -> String {
    let is_picture = |cell: &Cell| matches!(cell, Cell::Strip(..) | Cell::Shares(_));
    let said = |column: &usize| !table.rows.iter().any(|row| is_picture(&row[*column]));
    let columns: Vec<usize> = (0..table.heads.len()).filter(said).collect();
    let mut lines = vec![columns.iter().map(|it| table.heads[*it].clone()).collect::<Vec<_>>()];
    lines.extend(table.rows.iter().map(|row| columns.iter().map(|it| words(&row[*it])).collect()));
    let is_number = |column: usize| {
        table.rows.iter().any(|row| matches!(row[column], Cell::Number(_) | Cell::Bar(..)))
    };
    let widths: Vec<usize> = (0..columns.len())
        .map(|at| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0))
        .collect();
    let mut text = format!("{}\n", table.caption);
    for line in &lines {
        let cells = line.iter().zip(&widths).zip(&columns).map(|((cell, width), column)| {
            if is_number(*column) { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        text += format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end();
        text.push('\n');
    }
    text
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Number(text) | Cell::Bar(_, text) | Cell::Task(_, text) => {
            text.clone()
        }
        Cell::Tag(_, words, why) if why.is_empty() => (*words).to_owned(),
        Cell::Tag(_, words, why) => format!("{words}: {why}"),
        Cell::Mode(mode) => mode.info().name.to_owned(),
        Cell::Moment(time, _) => format::time(*time),
        Cell::Line(line) => line.to_string(),
        Cell::Empty | Cell::Shares(_) | Cell::Strip(..) => String::new(),
    }
}
