//! Real I/O: `playground.fetch` reaches this machine and nothing else, where time is real.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use engine::{Stop, block_on, run};
use libtest_mimic::{Arguments, Trial};
use protocol::{Answer, Knobs, MODES, Mode, Spec, Status};
use trace::Clock;

fn main() -> ExitCode {
    if let Some(code) = suite::be_process() {
        return code;
    }
    let trial = |name: &str, test: fn()| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    let trials = vec![
        trial("texts are loaded in every mode", texts_are_loaded_in_every_mode),
        trial(
            "what was loaded outlives a collection of garbage",
            what_was_loaded_outlives_a_collection_of_garbage,
        ),
        trial("more than can be under way wait in line", more_than_can_be_under_way_wait_in_line),
        trial("other machines are not reached", other_machines_are_not_reached),
        trial(
            "what does not answer is a connection error",
            what_does_not_answer_is_a_connection_error,
        ),
        trial("nothing is loaded until somebody agrees", nothing_is_loaded_until_somebody_agrees),
        trial("simulated runs take the simulated text", simulated_runs_take_the_simulated_text),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A server on loopback that says hello to whoever asks for `/NAME`, and knows no other place.
fn serve() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    // It ends with the test's process.
    thread::spawn(move || listener.incoming().flatten().for_each(answer));
    format!("http://{address}")
}

/// A server that answers nobody before so many ask at once, and says how many were ever more than that.
fn serve_together(n_together: usize) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let n_more = Arc::new(AtomicUsize::new(0));
    let more = Arc::clone(&n_more);
    thread::spawn(move || {
        let mut streams = listener.incoming().flatten();
        let together: Vec<TcpStream> = streams.by_ref().take(n_together).collect();
        // Whoever came in addition would be there, for none of these has been answered.
        listener.set_nonblocking(true).expect("it can be looked at");
        more.store(listener.incoming().map_while(Result::ok).map(answer).count(), Ordering::SeqCst);
        listener.set_nonblocking(false).expect("it can be waited for");
        together.into_iter().for_each(answer);
        listener.incoming().flatten().for_each(answer);
    });
    (format!("http://{address}"), n_more)
}

fn answer(mut stream: TcpStream) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let name = request.split(' ').nth(1).and_then(|path| path.strip_prefix('/'));
    let (status, body) = match name.filter(|name| !name.contains('/')) {
        Some(name) => ("200 OK", format!("hello {name}")),
        None => ("404 Not Found", String::new()),
    };
    let n_bytes = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {n_bytes}\r\nConnection: close\r\n\r\n");
    // Who asked may be gone.
    stream.write_all((head + &body).as_bytes()).ok();
}

fn run_on(clock: Clock, mode: Mode, text: &str, may_fetch: bool) -> Answer {
    let knobs = Knobs { cores: 2, may_fetch, ..Knobs::default() };
    let spec = Spec { file: "fetch.py".to_owned(), text: text.to_owned(), mode, clock, knobs };
    block_on(run(&spec, &Stop::default(), |_| ())).answer
}

const SEVERAL: &str = "from playground import fetch, pmap

def load(name):
    return fetch(f\"SITE/{name}\")

for text in pmap(load, [\"a\", \"b\", \"c\"]):
    print(text)
try:
    fetch(\"SITE/deep/down\")
except ConnectionError as error:
    print(\"404\" in str(error))
";

fn texts_are_loaded_in_every_mode() {
    let text = SEVERAL.replace("SITE", &serve());
    for info in MODES.iter().filter(|info| info.clocks.contains(&Clock::Wall)) {
        let answer = run_on(Clock::Wall, info.mode, &text, true);
        assert_eq!(answer.status, Status::Ok, "{}: {:?}", info.name, answer.error);
        assert_eq!(answer.stdout, "hello a\nhello b\nhello c\nTrue\n", "{}", info.name);
        assert!(answer.metrics.io_wait_ns > 0, "{} waits for I/O", info.name);
    }
}

const AMID_GARBAGE: &str = "from playground import fetch, gather, spawn

def load(name):
    return [fetch(f\"SITE/{name}{turn}\") for turn in range(8)]

def make_garbage():
    for number in range(60_000):
        row = [number] * 60

makers = [spawn(make_garbage) for _ in range(3)]
texts = gather(spawn(load, name) for name in [\"a\", \"b\"])
gather(makers)
print(texts == [[f\"hello {name}{turn}\" for turn in range(8)] for name in [\"a\", \"b\"]])
";

fn what_was_loaded_outlives_a_collection_of_garbage() {
    let text = AMID_GARBAGE.replace("SITE", &serve());
    for info in MODES.iter().filter(|info| info.clocks.contains(&Clock::Wall)) {
        let answer = run_on(Clock::Wall, info.mode, &text, true);
        assert_eq!(answer.stdout, "True\n", "{}: {:?}", info.name, answer.error);
    }
}

const MANY: &str = "from playground import fetch, pmap

texts = pmap(lambda number: fetch(f\"SITE/{number}\"), range(150))
print(texts == [f\"hello {number}\" for number in range(150)])
";

fn more_than_can_be_under_way_wait_in_line() {
    for mode in [Mode::FreeThreads, Mode::Async, Mode::TimeSliced] {
        let (site, n_more) = serve_together(100);
        let answer = run_on(Clock::Wall, mode, &MANY.replace("SITE", &site), true);
        assert_eq!(answer.stdout, "True\n", "{mode}: {:?}", answer.error);
        assert_eq!(n_more.load(Ordering::SeqCst), 0, "{mode}");
    }
}

fn other_machines_are_not_reached() {
    for url in ["http://example.org/", "https://127.0.0.1/", "file.txt", "ftp://localhost/"] {
        let text = format!("from playground import fetch\nfetch({url:?})\n");
        let answer = run_on(Clock::Wall, Mode::Sequential, &text, true);
        let error = answer.error.expect("it fails");
        assert_eq!(error.kind, "PermissionError", "{url}: {}", error.message);
    }
}

fn what_does_not_answer_is_a_connection_error() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| it.local_addr());
    let port = port.expect("a free port").port();
    let text = format!("from playground import fetch\nfetch(\"http://127.0.0.1:{port}/\")\n");
    let answer = run_on(Clock::Wall, Mode::FreeThreads, &text, true);
    assert_eq!(answer.error.expect("it fails").kind, "ConnectionError");
}

fn nothing_is_loaded_until_somebody_agrees() {
    let text = SEVERAL.replace("SITE", &serve());
    let answer = run_on(Clock::Wall, Mode::Async, &text, false);
    assert_eq!(answer.error.expect("it fails").kind, "PermissionError");
}

fn simulated_runs_take_the_simulated_text() {
    let text =
        "from playground import fetch\nprint(fetch(\"x\", simulated=\"abc\", seconds=0.5))\n";
    let answer = run_on(Clock::Virtual, Mode::Sequential, text, true);
    assert_eq!(answer.stdout, "abc\n");
    assert!(answer.metrics.io_wait_ns >= 500_000_000);
    let answer = run_on(
        Clock::Virtual,
        Mode::Sequential,
        "from playground import fetch\nfetch(\"x\")\n",
        true,
    );
    assert_eq!(answer.error.expect("it fails").kind, "PlaygroundUnsupported");
}
