//! What each format promises to those who read it.

use std::collections::BTreeMap;

use export::{Format, chrome, csv, export, json, speedscope, svg};
use serde_json::Value;
use timeline::{Theme, Timeline};
use trace::{Clock, Event, EventKind, Limits, Recorder, TaskId, TaskInfo, TaskKind, Time, Trace};

#[path = "../../timeline/tests/suite/support.rs"]
#[expect(dead_code, reason = "the other traces are for the timeline's own tests")]
mod support;

/// Names and outputs that every format has to quote in its own way.
fn awkward() -> Trace {
    let mut recorder = Recorder::new(Clock::Wall, 1, Limits::default());
    let name = "a<b> & \"c\", 'd'\n=1 \u{1f980}".to_owned();
    recorder.add_task(TaskInfo { name, kind: TaskKind::Coroutine, parent: None });
    let text = recorder.add_text("]]> \"x\",\r\n\u{0}\u{1b}[31m");
    recorder.record(Event::new(Time(0), EventKind::Spawn, TaskId(0)));
    recorder
        .record(Event { core: trace::CoreId(0), ..Event::new(Time(5), EventKind::Run, TaskId(0)) });
    recorder.record(Event { text, ..Event::new(Time(6), EventKind::Output, TaskId(0)) });
    recorder.finish(Time(1_000_000))
}

fn traces() -> Vec<Trace> {
    let empty = Recorder::new(Clock::Virtual, 1, Limits::default()).finish(Time(0));
    vec![support::story(), support::deadlock(), support::long(3000), awkward(), empty]
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("the export is JSON")
}

#[test]
fn every_format_writes_every_trace() {
    for trace in traces() {
        for format in Format::ALL {
            assert!(!export(&trace, format).is_empty(), "{}", format.name());
        }
    }
}

#[test]
fn chrome_slices_of_a_track_never_overlap() {
    for trace in traces() {
        let document = parsed(&chrome(&trace));
        let mut ends: BTreeMap<(u64, u64), f64> = BTreeMap::new();
        for event in document["traceEvents"].as_array().unwrap() {
            if event["ph"] == "X" {
                let track = (event["pid"].as_u64().unwrap(), event["tid"].as_u64().unwrap());
                let (ts, dur) = (event["ts"].as_f64().unwrap(), event["dur"].as_f64().unwrap());
                let end = ends.entry(track).or_insert(0.0);
                assert!(ts >= *end && dur > 0.0, "{event}");
                *end = ts + dur;
            }
        }
    }
}

#[test]
fn chrome_times_are_plain_decimals() {
    let mut recorder = Recorder::new(Clock::Virtual, 1, Limits::default());
    let main = TaskInfo { name: "main".into(), kind: TaskKind::Thread, parent: None };
    recorder.add_task(main);
    recorder.record(Event::new(Time(1), EventKind::Spawn, TaskId(0)));
    let late = Time(3_000_000_000_000_001);
    recorder.record(Event::new(late, EventKind::Run, TaskId(0)));
    let text = chrome(&recorder.finish(Time(late.0 + 1)));
    assert!(text.contains("\"ts\":0.001") && text.contains("\"ts\":3000000000000.001"), "{text}");
}

#[test]
fn chrome_arrows_have_two_ends_in_slices() {
    let document = parsed(&chrome(&support::story()));
    let events = document["traceEvents"].as_array().unwrap();
    let slices: Vec<&Value> = events.iter().filter(|event| event["ph"] == "X").collect();
    let mut ends = BTreeMap::new();
    for event in events.iter().filter(|event| event["ph"] == "s" || event["ph"] == "f") {
        *ends.entry(event["id"].as_u64().unwrap()).or_insert(0) += 1;
        let ts = event["ts"].as_f64().unwrap();
        let inside = slices.iter().any(|slice| {
            let from = slice["ts"].as_f64().unwrap();
            slice["tid"] == event["tid"]
                && (from..from + slice["dur"].as_f64().unwrap()).contains(&ts)
        });
        assert!(inside, "{event}");
    }
    assert_eq!(ends.len(), 4);
    assert!(ends.values().all(|n| *n == 2));
}

#[test]
fn chrome_names_its_tracks() {
    let document = parsed(&chrome(&support::story()));
    let names: Vec<&str> = document["traceEvents"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["name"] == "thread_name")
        .map(|event| event["args"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["core 0", "core 1", "main", "T1", "T2", "A"]);
}

#[test]
fn speedscope_edges_come_in_pairs_and_in_order() {
    for trace in traces() {
        let document = parsed(&speedscope(&trace));
        let frames = document["shared"]["frames"].as_array().unwrap().len() as u64;
        for profile in document["profiles"].as_array().unwrap() {
            let mut at = 0;
            for pair in profile["events"].as_array().unwrap().chunks(2) {
                assert_eq!((&pair[0]["type"], &pair[1]["type"]), (&"O".into(), &"C".into()));
                assert_eq!(pair[0]["frame"], pair[1]["frame"]);
                assert!(pair[0]["frame"].as_u64().unwrap() < frames);
                for edge in pair {
                    assert!(edge["at"].as_u64().unwrap() >= at);
                    at = edge["at"].as_u64().unwrap();
                }
            }
            assert!(at <= profile["endValue"].as_u64().unwrap());
        }
    }
}

#[test]
fn csv_has_a_row_for_each_event() {
    let text = csv(&support::story());
    let first: Vec<&str> = text.lines().take(4).collect();
    assert_eq!(
        first.join("\n"),
        "time_ns,kind,cause,task,task_name,core,line,object,other_task,other_task_name,text,value
0,spawn,,0,main,,,,,,,0
0,run,,0,main,0,1,,,,,0
100000,spawn,,1,T1,,2,,0,main,,0"
    );
    let trace = awkward();
    let text = csv(&trace);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), trace.len());
    assert_eq!(
        (&rows[2][4], &rows[2][10]),
        (trace.tasks[0].name.as_str(), trace.texts[0].as_str())
    );
}

#[test]
fn a_turn_of_the_event_loop_is_told_with_its_lag() {
    let mut recorder = Recorder::new(Clock::Wall, 1, Limits::default());
    let text = recorder.add_text("200.0 ms after its timer was due");
    let turn = Event::on(Time(7), EventKind::Turn, TaskId::NONE, trace::CoreId(0));
    recorder.record(Event { text, value: 200_000_000, ..turn });
    let trace = recorder.finish(Time(9));
    let rows = csv(&trace);
    let row = rows.lines().nth(1).unwrap();
    assert!(row.contains("turn") && row.contains("200000000"), "{rows}");
    let event = &parsed(&json(&trace))["events"][0];
    assert_eq!((&event["kind"], &event["value"]), (&"turn".into(), &200_000_000.into()));
    let timeline = Timeline::project(&trace);
    let marks: Vec<_> = timeline.marks.iter().map(|mark| (mark.kind, mark.time)).collect();
    assert_eq!(marks, [(timeline::MarkKind::Turn, Time(7))]);
}

#[test]
fn json_says_what_happened() {
    let document = parsed(&json(&support::story()));
    assert_eq!(document["clock"], "virtual");
    assert_eq!(document["objects"][0], serde_json::json!({"id": 0, "name": "A", "kind": "lock"}));
    let blocked = document["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["cause"] == "lock")
        .unwrap();
    let expected = serde_json::json!({
        "time_ns": 600_000, "kind": "block", "cause": "lock", "task": 2, "core": 0, "line": 11,
        "object": 0, "other": 1
    });
    assert_eq!(*blocked, expected);
}

/// The text of an SVG picture's elements of some name; the document must be well formed.
fn texts(svg: &str, wanted: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let (mut inside, mut found) = (false, Vec::new());
    loop {
        match reader.read_event().expect("the picture is well formed") {
            quick_xml::events::Event::Start(start) => {
                inside = start.name().as_ref() == wanted.as_bytes();
                if inside {
                    found.push(String::new());
                }
                assert!(start.attributes().all(|attribute| attribute.is_ok()));
            }
            quick_xml::events::Event::Text(text) if inside => {
                found.last_mut().unwrap().push_str(&text.decode().unwrap());
            }
            quick_xml::events::Event::GeneralRef(name) if inside => {
                let name = name.decode().unwrap();
                let text = quick_xml::escape::resolve_predefined_entity(&name).unwrap();
                found.last_mut().unwrap().push_str(text);
            }
            quick_xml::events::Event::End(_) => inside = false,
            quick_xml::events::Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn svg_is_a_whole_picture_with_words_for_those_who_do_not_see_it() {
    for trace in traces() {
        for theme in [Theme::light(), Theme::dark()] {
            for width in [390.0, 1440.0] {
                let picture = svg(&Timeline::project(&trace), width, &theme);
                assert_eq!(texts(&picture, "title"), ["Timeline of a run"]);
                // Nothing from elsewhere, nothing that runs.
                assert_eq!(picture.matches("http").count(), 1);
                assert!(!picture.contains("script") && !picture.contains("NaN"));
                // XML has no place for control characters at all.
                assert!(picture.chars().all(|char| !char.is_control()));
            }
        }
    }
    let picture = svg(&Timeline::project(&support::story()), 900.0, &Theme::light());
    assert_eq!(texts(&picture, "desc"), ["3 tasks on 2 cores, 2 ms in all"]);
    assert!(texts(&picture, "text").iter().any(|text| text == "T1"));
}

#[test]
fn svg_escapes_names() {
    let picture = svg(&Timeline::project(&awkward()), 1440.0, &Theme::dark());
    assert!(texts(&picture, "text").iter().any(|text| text.starts_with("a<b> & \"c")), "{picture}");
}
