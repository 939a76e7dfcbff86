//! `cargo xtask NAME`: the developer's tasks by name.

use std::process::ExitCode;

use anyhow::{Result, bail};
use xtask::{
    Project, bench, bench_parallel, bench_sim, deny, dist, docs_examples, editor, fidelity,
    fidelity_wall, fuzz, setup, stamp, stress, test, tidy, worker,
};

/// A task, as the list shows it.
struct Task {
    name: &'static str,
    about: &'static str,
    run: fn(&Project, &[String]) -> Result<()>,
}

const TASKS: &[Task] = &[
    Task {
        name: "serve",
        about: "set up, then build and serve the page on this machine",
        run: serve,
    },
    Task { name: "test", about: "set up, then run every check and every test", run: tested },
    Task { name: "setup", about: "install the tools into .tools and node_modules", run: set_up },
    Task {
        name: "dist",
        about: "build the page into dist/ and weigh it",
        run: |p, _| dist::dist(p),
    },
    Task {
        name: "tidy",
        about: "check what compilers do not: layers, lengths, leftovers",
        run: tidied,
    },
    Task {
        name: "bench",
        about: "compare programs natively, in WebAssembly and under CPython; `sim`: simulation; `parallel`: workers",
        run: benched,
    },
    Task { name: "docs", about: "write docs/language.md from the engine's tables", run: docs },
    Task {
        name: "docs-examples",
        about: "run the examples of CPython's documentation under CPython and in the engine",
        run: docs_examples::docs_examples,
    },
    Task {
        name: "fidelity",
        about: "compare the model's times with CPython's on the workloads of benches/fidelity; `--wall`: with real runs of the examples",
        run: compared,
    },
    Task {
        name: "fuzz",
        about: "look for programs that break the engine: [TARGET …] [--minutes N]",
        run: fuzz::fuzz,
    },
    Task {
        name: "stress",
        about: "try out how parallel workers can interleave, in models and for real: [sanitizer] [RUNS]",
        run: stress::stress,
    },
    Task {
        name: "deny",
        about: "check the dependencies: licences, sources, unused ones",
        run: deny::deny,
    },
    Task {
        name: "env",
        about: "print the PATH under which trunk and wasm-pack run by hand",
        run: env,
    },
    Task { name: "build-worker", about: "(Trunk's hook) build the engine's worker", run: worked },
    Task {
        name: "build-editor",
        about: "(Trunk's hook) bundle the editor",
        run: |p, _| editor::build(p),
    },
    Task {
        name: "stamp",
        about: "(Trunk's hook) give the files of dist/ their versions",
        run: stamped,
    },
];

fn benched(project: &Project, arguments: &[String]) -> Result<()> {
    match arguments.split_first() {
        Some((what, _)) if what == "sim" => bench_sim::bench_sim(project),
        Some((what, names)) if what == "parallel" => bench_parallel::bench_parallel(project, names),
        _ => bench::bench(project, arguments),
    }
}

fn compared(project: &Project, arguments: &[String]) -> Result<()> {
    match arguments.split_first() {
        Some((what, names)) if what == "--wall" => fidelity_wall::fidelity_wall(project, names),
        _ => fidelity::fidelity(project, arguments),
    }
}

fn docs(project: &Project, _: &[String]) -> Result<()> {
    let mut tests = project.command("cargo");
    tests.args(["test", "--package", "lang", "--test", "page"]).env("UPDATE_SNAPSHOTS", "1");
    project.run(&mut tests)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let name = arguments.first().map_or("help", String::as_str);
    if ["help", "--help", "-h"].contains(&name) {
        for task in TASKS {
            println!("  {:<14}{}", task.name, task.about);
        }
        return Ok(());
    }
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        bail!("there is no task `{name}`; `./dev help` lists them");
    };
    (task.run)(&Project::find()?, &arguments[1..])
}

fn set_up(project: &Project, _: &[String]) -> Result<()> {
    setup::for_tests(project)?;
    println!("Ready: `./dev serve` shows the page, `./dev test` tests everything.");
    println!("For trunk and wasm-pack by hand: eval \"$(./dev env)\"");
    Ok(())
}

fn serve(project: &Project, arguments: &[String]) -> Result<()> {
    setup::for_building(project)?;
    project.run(project.trunk().arg("serve").args(arguments))
}

fn tested(project: &Project, arguments: &[String]) -> Result<()> {
    setup::for_tests(project)?;
    test::test(project, arguments)
}

fn tidied(project: &Project, _: &[String]) -> Result<()> {
    let findings = tidy::tidy(project)?;
    for finding in &findings {
        eprintln!("{finding}");
    }
    if !findings.is_empty() {
        bail!("tidy has {} findings", findings.len());
    }
    println!("tidy: nothing to say");
    Ok(())
}

fn env(project: &Project, _: &[String]) -> Result<()> {
    println!("export PATH={:?}", project.path()?);
    Ok(())
}

fn worked(project: &Project, _: &[String]) -> Result<()> {
    worker::build(project, worker::Speed::of_trunk())
}

fn stamped(project: &Project, _: &[String]) -> Result<()> {
    stamp::stamp(project)
}
