//! The names that only the prelude can use.

use super::{Entry, HIDDEN, Native, native, prelude, row};

pub(super) const ROWS: &[Entry] = &[
    row(
        HIDDEN,
        "_join",
        native(Native::Join),
        "_join(task)\nWaits for a task and returns its result, or raises its exception.",
    ),
    row(
        HIDDEN,
        "_sleep_cooperatively",
        native(Native::SleepCooperatively),
        "_sleep_cooperatively(seconds)\nWaits without holding up an event loop.",
    ),
    row(
        HIDDEN,
        "_ensure_task",
        native(Native::EnsureTask),
        "_ensure_task(awaitable)\nThe task itself, or a new one for a coroutine.",
    ),
    row(
        HIDDEN,
        "_await",
        native(Native::AwaitInPlace),
        "_await(awaitable)\nRuns a coroutine in place, from a function that is not async.",
    ),
    row(
        HIDDEN,
        "_cancel_coroutines",
        native(Native::CancelCoroutines),
        "_cancel_coroutines()\nEnds the coroutines that asyncio.run leaves behind.",
    ),
    row(
        HIDDEN,
        "_sort_by",
        native(Native::SortBy),
        "_sort_by(items, keys, reverse)\nSorts the list in place, stably, by parallel keys, and returns it.",
    ),
    row(
        HIDDEN,
        "_call",
        prelude("_call"),
        "_call(function, args, kwargs)\nThe entry frame of every spawned task.",
    ),
    row(
        HIDDEN,
        "_drain",
        prelude("_drain"),
        "_drain(iterable)\nThe list of the items: feeds generators to natives.",
    ),
    row(
        HIDDEN,
        "_run_coroutine",
        prelude("_run_coroutine"),
        "_run_coroutine(coroutine)\nThe entry frame that runs a coroutine from a function that is not async.",
    ),
    row(
        HIDDEN,
        "_sort_list",
        prelude("_sort_list"),
        "_sort_list(items, key, reverse)\nlist.sort with a key.",
    ),
    row(
        HIDDEN,
        "_sorted_by",
        prelude("_sorted_by"),
        "_sorted_by(items, key, reverse)\nsorted with a key.",
    ),
    row(
        HIDDEN,
        "_min_by",
        prelude("_min_by"),
        "_min_by(items, key)\nmin with a key, of at least one item.",
    ),
    row(
        HIDDEN,
        "_max_by",
        prelude("_max_by"),
        "_max_by(items, key)\nmax with a key, of at least one item.",
    ),
    row(
        HIDDEN,
        "_gather_tasks",
        prelude("_gather_tasks"),
        "_gather_tasks(tasks, return_exceptions)\nWhat asyncio.gather returns.",
    ),
    row(
        HIDDEN,
        "_enumerate",
        prelude("_enumerate"),
        "_enumerate(iterable, count)\nenumerate of a generator.",
    ),
    row(
        HIDDEN,
        "_zip",
        prelude("_zip"),
        "_zip(iterators, strict)\nzip where one of the iterators is a generator.",
    ),
    row(
        HIDDEN,
        "_check_zip_ended",
        prelude("_check_zip_ended"),
        "_check_zip_ended(iterators, n)\nRaises unless all ended with the one at position n.",
    ),
    row(
        HIDDEN,
        "_class_attribute",
        native(Native::ClassAttribute),
        "_class_attribute(cls, name)\nWhat a class has under that name, as it stands there, or None.",
    ),
    row(HIDDEN, "_merged", prelude("_merged"), "_merged(keys, start, end)\nPositions in order."),
    row(HIDDEN, "_get_ident", prelude("_get_ident"), "_get_ident()\nthreading.get_ident."),
];
