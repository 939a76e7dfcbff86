//! The names that only the library can use: processes, what they share, and messages.

use super::{Entry, Native, hidden, native};

pub(super) const ROWS: &[Entry] = &[
    hidden(
        "_start_process",
        native(Native::StartProcess),
        "_start_process(function, args, name, daemon, method, message)\nStarts a process.",
    ),
    hidden(
        "_begin_process",
        native(Native::BeginProcess),
        "_begin_process()\nPays for a new process's beginning.",
    ),
    hidden(
        "_process_message",
        native(Native::ProcessMessage),
        "_process_message()\nWhat one's process began with.",
    ),
    hidden("_books", native(Native::Books), "_books()\nWhat the library keeps for one's process."),
    hidden(
        "_keep_books",
        native(Native::KeepBooks),
        "_keep_books(books)\nChanges what the library keeps for one's process.",
    ),
    hidden(
        "_process_number",
        native(Native::ProcessNumber),
        "_process_number(process=None)\nA process's number, one's own without an argument.",
    ),
    hidden("_n_cores", native(Native::CoreCount), "_n_cores()\nHow many cores the run has."),
    hidden(
        "_default_start",
        native(Native::StartMethod),
        "_default_start()\nHow processes are started where the workload does not say.",
    ),
    hidden(
        "_exit_code",
        native(Native::ExitCode),
        "_exit_code(process)\nA process's exit code, None while it lives.",
    ),
    hidden("_kill", native(Native::Kill), "_kill(process, exit_code)\nEnds a process."),
    hidden(
        "_is_lost",
        native(Native::IsLost),
        "_is_lost(process)\nWhether a process ended because its machine failed.",
    ),
    hidden(
        "_keeps_process",
        native(Native::KeepsProcess),
        "_keeps_process(task, keeps)\nWhether a task keeps its process alive.",
    ),
    hidden(
        "_new_shared",
        native(Native::NewSharedSync),
        "_new_shared(sort, value)\nMakes an object at which processes meet.",
    ),
    hidden(
        "_new_channel",
        native(Native::NewChannel),
        "_new_channel()\nMakes one direction of a pipe.",
    ),
    hidden("_send", native(Native::Send), "_send(channel, message)\nPuts bytes into a pipe."),
    hidden("_receive", native(Native::Receive), "_receive(channel)\nTakes bytes out of a pipe."),
    hidden(
        "_wait_any",
        native(Native::WaitAny),
        "_wait_any(channels, processes, seconds)\nWaits for messages and the ends of processes.",
    ),
    hidden(
        "_open_end",
        native(Native::OpenEnd),
        "_open_end(channel, writes)\nOpens an end of a pipe once more.",
    ),
    hidden(
        "_close_end",
        native(Native::CloseEnd),
        "_close_end(channel, writes, process=None)\nCloses an end of a pipe, for another process if its number is given.",
    ),
    hidden(
        "_object_number",
        native(Native::ObjectNumber),
        "_object_number(object)\nThe number by which all processes know an object.",
    ),
    hidden(
        "_object_of",
        native(Native::ObjectOf),
        "_object_of(number)\nThe object of that number.",
    ),
    hidden(
        "_new_memory",
        native(Native::NewMemory),
        "_new_memory(code, values)\nMakes memory that processes share.",
    ),
    hidden(
        "_load_cells",
        native(Native::LoadCells),
        "_load_cells(memory, places)\nWhat places of shared memory hold.",
    ),
    hidden(
        "_store_cells",
        native(Native::StoreCells),
        "_store_cells(memory, code, places, values)\nChanges what places of shared memory hold.",
    ),
    hidden("_dump", native(Native::Dump), "_dump(value)\nMakes a message of a value."),
    hidden(
        "_load_some",
        native(Native::LoadSome),
        "_load_some(message, loading)\nGoes on with making a value of a message; gives a call to make, or None.",
    ),
    hidden(
        "_loaded",
        native(Native::Loaded),
        "_loaded(message, value)\nPays for having made a value of a message, and gives it.",
    ),
    hidden(
        "_end_is_open",
        native(Native::EndIsOpen),
        "_end_is_open(channel, writes)\nWhether one's process has an end of a pipe open.",
    ),
    hidden(
        "_main_again",
        native(Native::MainAgain),
        "_main_again()\nThe workload's module as a function, and what runs a process after it.",
    ),
    hidden(
        "_has_own_memory",
        native(Native::HasOwnMemory),
        "_has_own_memory()\nWhether one's process has memory of its own.",
    ),
    hidden(
        "_traceback_text",
        native(Native::TracebackText),
        "_traceback_text(exception)\nWhat an exception that nobody catches prints.",
    ),
];
