//! Examples are fixtures: each says in its header what is expected of it.

use super::{Finding, Text};

/// How a line of expectations begins.
const EXPECTATIONS: &[&str] = &["> ", "varies: ", "status: "];

pub fn check(text: &Text) -> Vec<Finding> {
    if !text.path.starts_with("examples/") || !text.path.ends_with(".py") {
        return Vec::new();
    }
    // The module that workloads import under CPython is not a workload.
    if text.path.ends_with("/playground.py") {
        return Vec::new();
    }
    let header: Vec<&str> = text.text.lines().map_while(|line| line.strip_prefix('#')).collect();
    let expects = |line: &&str| {
        let line = line.trim_start();
        EXPECTATIONS.iter().any(|beginning| line.starts_with(beginning))
    };
    let mut findings = Vec::new();
    let mut complain = |line, message: &str| {
        findings.push(Finding { file: text.path.clone(), line, message: message.to_owned() });
    };
    if header.first().is_none_or(|title| title.trim().is_empty()) {
        complain(1, "the first line of an example is its title, a comment");
    }
    if !header.iter().any(expects) {
        complain(
            0,
            "an example says in its header what it prints, in lines that begin with `# > `",
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&Text { path: path.to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn an_example_has_title_and_expectation() {
        assert_eq!(count("examples/a.py", "# A title.\n# > 1\nprint(1)\n"), 0);
        assert_eq!(count("examples/a.py", "# A title.\nprint(1)\n"), 1);
        assert_eq!(count("examples/a.py", "print(1)\n# > 1\n"), 2);
        assert_eq!(count("examples/a.py", "# A title.\n# > is greater.\n"), 0);
        assert_eq!(count("examples/a.py", "# A title.\n# varies\n"), 1);
    }

    #[test]
    fn other_files_need_none() {
        assert_eq!(count("benches/a.py", "print(1)\n"), 0);
        assert_eq!(count("examples/playground.py", "import time\n"), 0);
    }
}
