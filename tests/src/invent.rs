//! Invents workloads: programs of the subset, nearly all of them valid, made of a stream of choices.
//!
//! What can be written stands in `grammar.txt`. A rule begins with `== name`, or with `=== name` if it
//! is one of whole lines; each line below is one of its alternatives, and a line that begins with `| `
//! goes on with the alternative above. `<name>` stands for any alternative of that rule, and what it
//! expands to is indented like the line that it stands in. The first alternative is the plainest: it
//! is taken where the choices end, or where the nesting is deep, and so every program ends.
//!
//! Where a statement may stand is said by flags: `<name+loop-fn>` sets and clears them for what is
//! written in its place, and `[loop !fn]` before an alternative asks for them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How many choices a program is made of in the tests, at most.
pub const CHOICES_MAX: usize = 600;
/// How deep blocks may stand in blocks before only the plainest alternatives are taken.
const BLOCKS_MAX: usize = 8;
/// How deep expressions may stand in expressions before only the plainest alternatives are taken.
const EXPRESSIONS_MAX: usize = 3;
/// How many bytes a program may have before only the plainest alternatives are taken.
const BYTES_MAX: usize = 9000;

static GRAMMAR: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::read(include_str!("invent/grammar.txt")));

/// A stream of choices: bytes, each of which is one choice. After the last it always chooses 0.
#[derive(Clone, Debug)]
pub struct Choices<'b> {
    bytes: std::slice::Iter<'b, u8>,
}

impl Choices<'_> {
    /// The choices that the bytes are.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Choices<'_> {
        Choices { bytes: bytes.iter() }
    }

    fn below(&mut self, n: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % n
    }
}

/// As many bytes as are wanted, which look random and follow from the seed alone.
#[must_use]
pub fn bytes_of_seed(seed: u64, n: usize) -> Vec<u8> {
    // SplitMix64: its numbers are good from the first on, whatever the seed.
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).to_le_bytes()
    };
    std::iter::repeat_with(&mut next).flatten().take(n).collect()
}

/// A program of one task or more whose output is the same in each run, under CPython too.
#[must_use]
pub fn program(choices: Choices) -> String {
    invent("program", choices)
}

/// A program whose tasks race, wait, and may never end.
#[must_use]
pub fn racy_program(choices: Choices) -> String {
    invent("racy_program", choices)
}

fn invent(start: &str, choices: Choices) -> String {
    let mut writer = Writer { choices, text: String::new() };
    writer.write(
        &Symbol { rule: start, set: Vec::new(), cleared: Vec::new() },
        &[],
        Depth::default(),
    );
    writer.text.push('\n');
    writer.text
}

struct Grammar {
    rules: BTreeMap<&'static str, Rule>,
}

#[derive(Default)]
struct Rule {
    /// Whether it is one of whole lines, and no expression.
    is_lines: bool,
    alternatives: Vec<Alternative>,
}

/// One way to write a rule.
struct Alternative {
    /// The flags that must be set, and those that must not.
    wanted: Vec<&'static str>,
    unwanted: Vec<&'static str>,
    parts: Vec<Part>,
}

enum Part {
    /// Text, with the ends of its lines.
    Text(&'static str),
    Symbol(Symbol<'static>),
}

/// A rule in an alternative, and how the flags change in it.
struct Symbol<'g> {
    rule: &'g str,
    set: Vec<&'static str>,
    cleared: Vec<&'static str>,
}

impl Grammar {
    fn read(text: &'static str) -> Grammar {
        let mut rules: BTreeMap<&str, Rule> = BTreeMap::new();
        let mut rule = "";
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            if let Some(head) = line.strip_prefix("==") {
                let is_lines = head.starts_with('=');
                rule = head.trim_start_matches(['=', ' ']);
                rules.insert(rule, Rule { is_lines, alternatives: Vec::new() });
                continue;
            }
            let Some(Rule { alternatives, .. }) = rules.get_mut(rule) else { continue };
            match (line.strip_prefix('|'), alternatives.last_mut()) {
                (Some(more), Some(alternative)) => {
                    alternative.parts.push(Part::Text("\n"));
                    read_parts(more.strip_prefix(' ').unwrap_or(more), &mut alternative.parts);
                }
                _ => alternatives.push(Alternative::read(line)),
            }
        }
        // The empty line before the next rule is no alternative, but an empty first one is.
        for Rule { alternatives, .. } in rules.values_mut() {
            if alternatives.len() > 1
                && alternatives.last().is_some_and(|last| last.parts.is_empty())
            {
                alternatives.pop();
            }
        }
        Grammar { rules }
    }
}

impl Alternative {
    fn read(line: &'static str) -> Alternative {
        let is_guard =
            |inner: &&str| inner.chars().all(|c| c.is_ascii_lowercase() || " !".contains(c));
        let guard = line.strip_prefix('[').and_then(|rest| rest.split_once("] "));
        let (guard, line) = guard.filter(|(inner, _)| is_guard(inner)).unwrap_or(("", line));
        let words = || guard.split_whitespace();
        let mut parts = Vec::new();
        read_parts(line, &mut parts);
        Alternative {
            wanted: words().filter(|word| !word.starts_with('!')).collect(),
            unwanted: words().filter_map(|word| word.strip_prefix('!')).collect(),
            parts,
        }
    }

    fn may_stand(&self, flags: &[&str]) -> bool {
        self.wanted.iter().all(|flag| flags.contains(flag))
            && !self.unwanted.iter().any(|flag| flags.contains(flag))
    }
}

/// Text and symbols in turn. A `<` that no name follows is text.
fn read_parts(line: &'static str, parts: &mut Vec<Part>) {
    let (mut rest, mut from) = (line, 0);
    while let Some(at) = rest[from..].find('<').map(|at| from + at) {
        let symbol = rest[at + 1..].split_once('>').and_then(|(name, _)| Symbol::read(name));
        let Some((symbol, length)) = symbol else {
            from = at + 1;
            continue;
        };
        if at > 0 {
            parts.push(Part::Text(&rest[..at]));
        }
        parts.push(Part::Symbol(symbol));
        (rest, from) = (&rest[at + length + 2..], 0);
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
}

impl Symbol<'static> {
    /// The symbol between `<` and `>`, and its length.
    fn read(inner: &'static str) -> Option<(Symbol<'static>, usize)> {
        let is_part = |c: char| c.is_ascii_lowercase() || "_+-".contains(c);
        if !inner.starts_with(|c: char| c.is_ascii_lowercase()) || !inner.chars().all(is_part) {
            return None;
        }
        let end = inner.find(['+', '-']).unwrap_or(inner.len());
        let (rule, flags) = inner.split_at(end);
        let mut symbol = Symbol { rule, set: Vec::new(), cleared: Vec::new() };
        for (at, sign) in flags.match_indices(['+', '-']) {
            let flag = flags[at + 1..].split(['+', '-']).next()?;
            if sign == "+" { &mut symbol.set } else { &mut symbol.cleared }.push(flag);
        }
        Some((symbol, inner.len()))
    }
}

/// How deep the writing is in rules of either sort; expressions count from their statement.
#[derive(Clone, Copy, Default)]
struct Depth {
    blocks: usize,
    expressions: usize,
}

impl Depth {
    fn inside(self, rule: &Rule) -> Depth {
        if rule.is_lines {
            Depth { blocks: self.blocks + 1, expressions: 0 }
        } else {
            Depth { expressions: self.expressions + 1, ..self }
        }
    }
}

struct Writer<'b> {
    choices: Choices<'b>,
    text: String,
}

impl Writer<'_> {
    fn write(&mut self, symbol: &Symbol, flags: &[&'static str], depth: Depth) {
        let kept = flags.iter().filter(|flag| !symbol.cleared.contains(flag));
        let flags: Vec<&'static str> = kept.chain(&symbol.set).copied().collect();
        let rules = &GRAMMAR.rules;
        let rule = rules.get(symbol.rule).unwrap_or_else(|| panic!("no rule {}", symbol.rule));
        let fitting: Vec<&Alternative> =
            rule.alternatives.iter().filter(|alternative| alternative.may_stand(&flags)).collect();
        let is_deep = depth.blocks > BLOCKS_MAX || depth.expressions > EXPRESSIONS_MAX;
        let is_plain = is_deep || self.text.len() > BYTES_MAX;
        let chosen = if is_plain { 0 } else { self.choices.below(fitting.len()) };
        let (indent, depth) = (self.indent(), depth.inside(rule));
        for part in &fitting[chosen].parts {
            match part {
                Part::Text("\n") => {
                    self.text.push('\n');
                    self.text.push_str(&indent);
                }
                Part::Text(text) => self.text.push_str(text),
                Part::Symbol(symbol) => self.write(symbol, &flags, depth),
            }
        }
    }

    /// The spaces at the beginning of the line that is being written.
    fn indent(&self) -> String {
        let line = self.text.rsplit('\n').next().unwrap_or("");
        line.chars().take_while(|&c| c == ' ').collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{GRAMMAR, Part, Rule};

    #[test]
    fn every_rule_that_is_named_is_there() {
        for (rule, Rule { alternatives, .. }) in &GRAMMAR.rules {
            assert!(!alternatives.is_empty(), "{rule} has no alternative");
            let plainest = &alternatives[0];
            assert!(plainest.wanted.is_empty() && plainest.unwanted.is_empty(), "{rule}");
            for part in alternatives.iter().flat_map(|alternative| &alternative.parts) {
                if let Part::Symbol(symbol) = part {
                    assert!(GRAMMAR.rules.contains_key(symbol.rule), "{rule}: {}", symbol.rule);
                }
            }
        }
    }
}
