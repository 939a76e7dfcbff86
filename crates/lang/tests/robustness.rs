//! No text makes the compiler panic or overflow the stack, and all that compiles verifies
//! (`compile` itself checks that).

use lang::compile;

/// The stack of a WebAssembly module.
const STACK_BYTES: usize = 1 << 20;

/// Compiles on a stack of that size; says whether there was a program.
fn compiles(text: String) -> bool {
    let small = std::thread::Builder::new().stack_size(STACK_BYTES);
    let thread = small.spawn(move || compile("deep.py", &text)).expect("a thread can be started");
    let compiled = thread.join().expect("compiling does not panic");
    let codes: Vec<&str> = compiled.diagnostics.iter().map(|found| found.code).collect();
    let known = ["busy-wait", "nesting-too-deep", "too-large", "undefined-name"];
    let is_known = |code: &&str| known.contains(code);
    assert!(codes.iter().all(is_known), "{codes:?}");
    compiled.program.is_some()
}

type Nest = fn(usize) -> String;

/// Each kind of nesting, how deep it must be possible, and a depth that must be refused.
const NESTINGS: &[(&str, Nest, usize, usize)] = &[
    ("parentheses", |n| format!("x = {}1{}\n", "(".repeat(n), ")".repeat(n)), 150, 100_000),
    ("lists", |n| format!("x = {}{}\n", "[".repeat(n), "]".repeat(n)), 150, 100_000),
    ("dicts", |n| format!("x = {}1{}\n", "{1:".repeat(n), "}".repeat(n)), 150, 100_000),
    ("tuples", |n| format!("x = {}1{}\n", "(".repeat(n), ",)".repeat(n)), 150, 100_000),
    ("calls in calls", |n| format!("x = {}1{}\n", "abs(".repeat(n), ")".repeat(n)), 150, 100_000),
    ("negations", |n| format!("x = 1\ny = {}x\n", "-".repeat(n)), 150, 100_000),
    ("nots", |n| format!("x = 1\ny = {}x\n", "not ".repeat(n)), 150, 100_000),
    ("sums", |n| format!("x = 1\ny = x{}\n", "+x".repeat(n)), 400, 100_000),
    ("constant sums", |n| format!("y = 1{}\n", "+1".repeat(n)), 400, 100_000),
    ("powers", |n| format!("x = 1\ny = x{}\n", "**x".repeat(n)), 150, 100_000),
    ("attributes", |n| format!("x = 1\ny = x{}\n", ".a".repeat(n)), 400, 100_000),
    ("calls of calls", |n| format!("x = 1\ny = x{}\n", "()".repeat(n)), 150, 100_000),
    ("items", |n| format!("x = 1\ny = x{}\n", "[0]".repeat(n)), 150, 100_000),
    ("comparisons", |n| format!("x = 1\ny = x{}\n", "<x".repeat(n)), 400, 100_000),
    ("ands", |n| format!("x = 1\ny = x{}\n", " and x".repeat(n)), 400, 100_000),
    ("lambdas", |n| format!("y = {}1\n", "lambda a, b: ".repeat(n)), 150, 50_000),
    ("conditionals", |n| format!("x = 1\ny = {}x\n", "x if x else ".repeat(n)), 90, 50_000),
    (
        "conditions",
        |n| format!("x = 1\ny = {}x{}\n", "(x and (x or ".repeat(n), "))".repeat(n)),
        70,
        50_000,
    ),
    (
        "awaits",
        |n| format!("async def f(x):\n    {}x{}\n", "await (".repeat(n), ")".repeat(n)),
        90,
        50_000,
    ),
    (
        "elifs",
        |n| format!("x = 1\nif x:\n    pass\n{}", "elif x:\n    pass\n".repeat(n)),
        3000,
        40_000,
    ),
    (
        "comprehensions",
        |n| format!("x = {}1{}\n", "[".repeat(n), " for a in [1]]".repeat(n)),
        80,
        50_000,
    ),
    (
        "generators",
        |n| format!("x = {}1{}\n", "(".repeat(n), " for a in [1])".repeat(n)),
        80,
        50_000,
    ),
    ("comprehension loops", |n| format!("x = [1{}]\n", " for a in [1]".repeat(n)), 100, 50_000),
    ("f-strings", |n| format!("x = {}1{}\n", "f'{".repeat(n), "}'".repeat(n)), 90, 50_000),
    (
        "f-string specs",
        |n| format!("x = 1\ny = f'{}{}'\n", "{x:".repeat(n), "}".repeat(n)),
        1,
        50_000,
    ),
    ("walruses", |n| format!("x = {}1{}\n", "(a := ".repeat(n), ")".repeat(n)), 90, 50_000),
    ("starred", |n| format!("x = {}1{}\n", "[*".repeat(n), "]".repeat(n)), 50, 50_000),
    ("targets", |n| format!("{}x{} = 1\n", "[".repeat(n), "]".repeat(n)), 150, 100_000),
    ("blocks", |n| blocks("if x:", n), 95, 800),
    ("loops", |n| blocks("while x:", n), 95, 800),
    ("functions", |n| blocks("def f():", n), 95, 800),
    ("withs", |n| blocks("with x as y:", n), 95, 800),
    ("with items", |n| format!("x = 1\nwith {}x: pass\n", "x, ".repeat(n)), 400, 60_000),
    ("unclosed blocks", |n| format!("x = (\n{}", blocks("if x:", n)), 0, 800),
    (
        "mixed operators",
        |n| {
            format!(
                "x = 1\ny = {}x{}\n",
                "(x or x and x | x ^ x & x << x + x * -".repeat(n),
                ")".repeat(n)
            )
        },
        30,
        20_000,
    ),
    ("decorators", |n| format!("x = 1\n{}def f(): pass\n", "@x\n".repeat(n)), 400, 100_000),
    ("strings", |n| format!("x = {}\n", "'a' f'{1}' ".repeat(n)), 400, 0),
];

fn blocks(head: &str, n: usize) -> String {
    let mut text = "x = 1\n".to_string();
    for depth in 0..n {
        text += &format!("{}{head}\n", " ".repeat(depth));
    }
    text + &format!("{}pass\n", " ".repeat(n))
}

#[test]
fn allowed_nesting_fits_the_stack() {
    for (name, nest, allowed, _) in NESTINGS {
        println!("{name}");
        assert!(*allowed == 0 || compiles(nest(*allowed)), "{name} × {allowed} is refused");
    }
}

#[test]
fn the_deepest_allowed_nesting_fits_the_stack() {
    for (name, nest, _, refused) in NESTINGS {
        println!("{name}");
        let (mut low, mut high) = (0, *refused);
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            let is_refused = compile_is_refused(nest(middle));
            if is_refused {
                high = middle;
            } else {
                low = middle;
            }
        }
        println!("{name}: {low}");
    }
}

fn compile_is_refused(text: String) -> bool {
    let small = std::thread::Builder::new().stack_size(STACK_BYTES);
    let thread = small.spawn(move || compile("deep.py", &text)).expect("a thread can be started");
    let compiled = thread.join().expect("compiling does not panic");
    let refused = ["nesting-too-deep", "too-large", "text-too-long"];
    compiled.diagnostics.iter().any(|found| refused.contains(&found.code))
}

#[test]
fn too_deep_nesting_is_refused() {
    for (name, nest, _, refused) in NESTINGS.iter().filter(|(.., refused)| *refused > 0) {
        println!("{name}");
        assert!(compile_is_refused(nest(*refused)), "{name} × {refused} is not refused");
    }
}

#[test]
fn nested_finally_bodies_do_not_multiply_without_end() {
    let mut text = "def f():\n return\n".to_string();
    for (head, result) in [("", true), ("x", false)] {
        let mut nested = format!("def f{head}(x):\n");
        if head.is_empty() {
            nested += " return\n";
        }
        for depth in 1..60 {
            let indent = " ".repeat(depth);
            nested += &format!("{indent}try:\n{indent} x()\n{indent}finally:\n");
        }
        nested += &format!("{}x()\n", " ".repeat(60));
        assert_eq!(compiles(nested.clone()), result);
        text += &nested;
    }
}

#[test]
fn large_texts_end() {
    let many = |part: &str, n| part.repeat(n);
    for text in [
        many("x = 1\n", 150_000),
        format!("x = [{}]\n", many("1,", 400_000)),
        format!("x = 1\ny = [{}]\n", many("x,", 400_000)),
        format!("x = {{{}}}\n", many("1:2,", 200_000)),
        format!("print({})\n", many("1,", 300_000)),
        format!("print({})\n", (0..50_000).map(|n| format!("a{n}=1,")).collect::<String>()),
        (0..70_000).map(|n| format!("x{n}=1\n")).collect(),
        (0..70_000).map(|n| format!("x.a{n}\n")).collect(),
        (0..40_000).map(|n| format!("def f{n}():0\n")).collect(),
        format!("def f({}): pass\n", (0..70_000).map(|n| format!("a{n},")).collect::<String>()),
        format!("def f(x):\n {} = x\n", (0..70_000).map(|n| format!("a{n},")).collect::<String>()),
        (0..70_000).map(|n| format!("f(a{n}=1)\n")).collect(),
        many("f'{x}' ", 1) + &many("f'{1}' ", 100_000),
        many("(", 1 << 20),
        many("x\n", 1 << 20),
        many("\n", (1 << 20) - 1),
        many("\u{1f600}", 1 << 17),
    ] {
        let _ = compile("large.py", &text);
    }
}

/// A small generator of numbers; the seeds are fixed, so a failure repeats.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("64 bits") % n
    }
}

const TOKENS: &str = "def f ( x , * y = 1 , ** z ) : \n \n \n \x20 \x20 return if else elif while for in \
    break continue try except finally with as raise from assert del global nonlocal lambda yield \
    await async import threading [ ] { } . , ; = += -= := + - * / // % ** @ << >> & | ^ ~ < > == \
    != not and or is None True False 'text' f'{x}' f'{x!r:>{y}}' b'b' 1 2.5 0x10 1j ... a b c \
    print playground spawn match case class type _ \" ' ( ) : \n \n";

#[test]
fn random_tokens_never_panic() {
    let mut tokens: Vec<&str> = TOKENS.split(' ').collect();
    tokens.extend(["    ", "\n    ", "\n        ", "\n", "\t", "\u{e4}", "\\\n"]);
    let mut random = Random(0x5eed);
    for _ in 0..4000 {
        let n = 1 + random.below(60);
        let text: Vec<&str> = (0..n).map(|_| tokens[random.below(tokens.len())]).collect();
        let _ = compile("random.py", &text.join(" "));
    }
}

#[test]
fn random_bytes_never_panic() {
    let mut random = Random(0xb17e5);
    for _ in 0..2000 {
        let n = random.below(200);
        let bytes: Vec<u8> =
            (0..n).map(|_| u8::try_from(random.below(256)).expect("below 256")).collect();
        let _ = compile("random.py", &String::from_utf8_lossy(&bytes));
    }
}

/// Programs that are nearly right: fixtures with lines left out, doubled or moved.
#[test]
fn shuffled_lines_never_panic() {
    let mut random = Random(0x5fff1e);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lowering");
    let mut texts: Vec<(std::ffi::OsString, String)> = std::fs::read_dir(folder)
        .expect("the folder exists")
        .map(|file| file.expect("it can be listed"))
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "py"))
        .map(|file| (file.file_name(), std::fs::read_to_string(file.path()).expect("text")))
        .collect();
    texts.sort();
    let lines: Vec<&str> = texts.iter().flat_map(|(_, text)| text.lines()).collect();
    for (_, text) in &texts {
        for _ in 0..60 {
            let mut changed: Vec<&str> = text.lines().collect();
            for _ in 0..=random.below(4) {
                let at = random.below(changed.len() + 1);
                match random.below(3) {
                    0 if at < changed.len() => drop(changed.remove(at)),
                    1 => changed.insert(at, lines[random.below(lines.len())]),
                    _ if at < changed.len() => changed[at] = lines[random.below(lines.len())],
                    _ => {}
                }
            }
            let _ = compile("shuffled.py", &changed.join("\n"));
        }
    }
}
