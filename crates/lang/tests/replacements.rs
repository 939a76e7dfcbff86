//! What a finding offers to write instead mends it.

use lang::{Replacement, compile};

/// The text after each change, the last one first so that earlier places stay true.
fn mended(text: &str) -> String {
    let mut changes: Vec<Replacement> = compile("workload.py", text)
        .diagnostics
        .into_iter()
        .filter_map(|it| it.replacement)
        .collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.span));
    let mut text = text.to_owned();
    for Replacement { span, text: new } in changes {
        let (from, to) =
            (offset(&text, span.line, span.column), offset(&text, span.end_line, span.end_column));
        text.replace_range(from..to, &new);
    }
    text
}

fn offset(text: &str, line: u32, column: u32) -> usize {
    let before: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
    let columns = text[before..].chars().take(column as usize - 1);
    before + columns.map(char::len_utf8).sum::<usize>()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(mended(text), expected);
    let left = compile("workload.py", expected).diagnostics;
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn mistyped_names_are_written_right() {
    check("x = 'é'; pront(x)\n", "x = 'é'; print(x)\n");
    check("import treading\n", "import threading\n");
    check("from threading import Lok\n", "from threading import Lock\n");
    check("import time\ntime.slep(1)\n", "import time\ntime.sleep(1)\n");
}

#[test]
fn missing_imports_are_put_in_after_the_documentation() {
    check(
        "\"\"\"Sleeps.\"\"\"\nfrom __future__ import annotations\n\nprint(math.pi)\n",
        "\"\"\"Sleeps.\"\"\"\nfrom __future__ import annotations\n\nimport math\nprint(math.pi)\n",
    );
    check("perf_counter()\n", "from time import perf_counter\nperf_counter()\n");
}
