//! How each construct is lowered: each `lowering/NAME.py` with its disassembly.

mod support;

use support::{compare, fixture, fixtures_in};

fn check(name: &str) {
    let path = fixture("lowering", name, "py");
    let text = std::fs::read_to_string(path).expect("the fixture exists");
    let file = format!("{name}.py");
    let compiled = lang::compile(&file, &text);
    let rendered = lang::render(&text, &file, &compiled.diagnostics);
    let program = compiled.program.unwrap_or_else(|| panic!("it is refused:\n{rendered}"));
    compare(&fixture("lowering", name, "txt"), &lang::disassemble(&program));
}

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { check(stringify!($name)); })*

        #[test]
        fn every_fixture_is_listed() {
            assert_eq!(fixtures_in("lowering"), [$(stringify!($name)),*]);
        }
    };
}

cases![
    arithmetic,
    assignment,
    async_def,
    boolean,
    calls,
    class_def,
    closures,
    comparisons,
    comprehensions,
    constants,
    containers,
    dead_code,
    empty,
    f_strings,
    generators,
    if_stmt,
    imports,
    keyed,
    loops,
    names,
    parameters,
    try_exits,
    try_stmt,
    walrus,
    with_stmt,
];
