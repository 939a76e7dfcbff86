//! What is refused, and how it is said: each `diagnostics/NAME.py` with the rendering it must have.

mod support;

use support::{compare, fixture, fixtures_in};

fn check(name: &str) {
    let path = fixture("diagnostics", name, "py");
    let text = std::fs::read_to_string(path).expect("the fixture exists");
    let file = format!("{name}.py");
    let compiled = lang::compile(&file, &text);
    let errors = compiled.diagnostics.iter().filter(|d| d.severity == lang::Severity::Error);
    assert_eq!(errors.count() == 0, compiled.program.is_some(), "a program or an error");
    let rendered = lang::render(&text, &file, &compiled.diagnostics);
    compare(&fixture("diagnostics", name, "txt"), &rendered);
}

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { check(stringify!($name)); })*

        #[test]
        fn every_fixture_is_listed() {
            assert_eq!(fixtures_in("diagnostics"), [$(stringify!($name)),*]);
        }
    };
}

cases![
    async_statements,
    class_def,
    emoji,
    except_star,
    expressions,
    functions,
    habits,
    imports,
    invalid_unpack,
    long_integer,
    loops,
    match_stmt,
    module_attributes,
    nested_blocks,
    nested_brackets,
    refused_builtins,
    scopes,
    star_imports,
    stars,
    surrogates,
    syntax,
    tabs,
    types,
    unclosed,
    undefined_names,
];
