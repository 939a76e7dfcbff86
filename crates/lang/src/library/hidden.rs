//! The names that only the prelude can use.

use super::{Entry, Native, TypeKind, class, hidden, native, prelude};

pub(super) const ROWS: &[Entry] = &[
    hidden(
        "_join",
        native(Native::Join),
        "_join(task)\nWaits for a task and returns its result, or raises its exception.",
    ),
    hidden(
        "_fetch",
        native(Native::Fetch),
        "_fetch(url, has_simulated)\nWaits for the text of that address.",
    ),
    hidden(
        "_start_thread",
        native(Native::StartThread),
        "_start_thread(function, thread, name, daemon)\nStarts a task that calls function(thread).",
    ),
    hidden(
        "_wait_end",
        native(Native::WaitEnd),
        "_wait_end(task, seconds)\nWaits until a task ended.",
    ),
    hidden("_is_alive", native(Native::IsAlive), "_is_alive(task)\nWhether a task has not ended."),
    hidden(
        "_new_barrier",
        native(Native::NewBarrier),
        "_new_barrier()\nThe condition that a barrier is.",
    ),
    hidden(
        "_GenericAlias",
        class(TypeKind::GenericAlias),
        "_GenericAlias(class, item)\nWhat subscripting a generic class gives.",
    ),
    hidden("_deque", class(TypeKind::Deque), "_deque(iterable)\ncollections.deque."),
    hidden(
        "_new_future",
        native(Native::NewFuture),
        "_new_future()\nThe event that says that a future is done.",
    ),
    hidden(
        "_new_queue",
        native(Native::NewQueue),
        "_new_queue(maxsize)\nWhat a queue is beside its items.",
    ),
    hidden(
        "_enter_queue",
        native(Native::EnterQueue),
        "_enter_queue(queue, turn, seconds)\nWaits for one's turn, and says whether it came.",
    ),
    hidden(
        "_leave_queue",
        native(Native::LeaveQueue),
        "_leave_queue(queue, turn, n_items, n_unfinished)\nSays what is in the queue now.",
    ),
    hidden(
        "_await",
        native(Native::AwaitInPlace),
        "_await(awaitable)\nRuns a coroutine in place, from a function that is not async.",
    ),
    hidden(
        "_touch",
        native(Native::Touch),
        "_touch(dict, key, default, counts)\nGets an item and moves it to the end.",
    ),
    hidden(
        "_move_to_end",
        native(Native::MoveToEnd),
        "_move_to_end(dict, key, last)\nMoves an item to the end, or to the beginning.",
    ),
    hidden(
        "_tally",
        native(Native::Tally),
        "_tally(dict, items)\nCounts the items, and answers how many it could count.",
    ),
    hidden(
        "_carry",
        native(Native::Carry),
        "_carry(function, carried, name, coroutine)\nA task that goes step by step and calls function(carried).",
    ),
    hidden("_step", native(Native::Step), "_step(task)\nLets a task run until it parks or ends."),
    hidden(
        "_park",
        native(Native::Park),
        "_park(cause, label, task, seconds, alone)\nWaits for one's next step.",
    ),
    hidden(
        "_poll",
        native(Native::Poll),
        "_poll(task, seconds)\nWaits until one's event loop is roused.",
    ),
    hidden(
        "_rouse",
        native(Native::Rouse),
        "_rouse(task)\nThere is something to do in a task's event loop.",
    ),
    hidden("_due", native(Native::Due), "_due(task)\nWhat a parked task waits for has happened."),
    hidden(
        "_pay_handle",
        native(Native::PayHandle),
        "_pay_handle()\nPays for a handle that was not made.",
    ),
    hidden(
        "_loop_begins",
        native(Native::LoopBegins),
        "_loop_begins(task)\nOne's event loop runs, until a task ends or it is stopped.",
    ),
    hidden("_loop_ends", native(Native::LoopEnds), "_loop_ends()\nOne's event loop runs no more."),
    hidden(
        "_carried",
        native(Native::Carried),
        "_carried()\nWhat the library knows the running task by.",
    ),
    hidden(
        "_set_carried",
        native(Native::SetCarried),
        "_set_carried(value)\nChanges what the library knows the running task by, and gives what it was.",
    ),
    hidden("_this_task", native(Native::ThisTask), "_this_task()\nThe running task."),
    hidden(
        "_heap_push",
        native(Native::HeapPush),
        "_heap_push(heap, time, number, entry)\nPuts an entry into a list that is a heap.",
    ),
    hidden(
        "_heap_take",
        native(Native::HeapTake),
        "_heap_take(heap, end, list)\nPuts all entries of a heap from before the end into a list.",
    ),
    hidden(
        "_heap_pop",
        native(Native::HeapPop),
        "_heap_pop(heap)\nTakes the first entry out of a list that is a heap.",
    ),
    hidden(
        "_close_coroutine",
        native(Native::CloseCoroutine),
        "_close_coroutine(coroutine)\nEnds a coroutine that has not begun.",
    ),
    hidden(
        "_coroutine_place",
        native(Native::CoroutinePlace),
        "_coroutine_place(coroutine)\nSays where a coroutine stands.",
    ),
    hidden(
        "_is_coroutine",
        native(Native::IsCoroutine),
        "_is_coroutine(value)\nWhether a value is a coroutine.",
    ),
    hidden(
        "_is_coroutine_function",
        native(Native::IsCoroutineFunction),
        "_is_coroutine_function(function)\nWhether calling it gives a coroutine.",
    ),
    hidden(
        "_write",
        native(Native::Write),
        "_write(text, is_error)\nWrites to standard output, or to standard error.",
    ),
    hidden(
        "_handled",
        native(Native::Handled),
        "_handled()\nThe exception being handled, or None.",
    ),
    hidden(
        "_caller",
        native(Native::Caller),
        "_caller()\nThe name of the workload's function that runs, and its line.",
    ),
    hidden("_file", native(Native::File), "_file()\nThe name of the workload's file."),
    hidden(
        "_random_seed",
        native(Native::RandomSeed),
        "_random_seed()\nA number for a generator to begin with that is given none.",
    ),
    hidden(
        "_twister_seed",
        native(Native::TwisterSeed),
        "_twister_seed(state, seed)\nBegins a generator's numbers.",
    ),
    hidden(
        "_twister_random",
        native(Native::TwisterRandom),
        "_twister_random(state)\nA generator's next number from 0 to below 1.",
    ),
    hidden(
        "_twister_bits",
        native(Native::TwisterBits),
        "_twister_bits(state, n)\nA number of so many bits.",
    ),
    hidden(
        "_twister_below",
        native(Native::TwisterBelow),
        "_twister_below(state, limit)\nA number from 0 to below the limit.",
    ),
    hidden(
        "_anext_or",
        prelude("_anext_or"),
        "_anext_or(iterator, default)\nThe next item, or the default.",
    ),
    hidden(
        "_send_coroutine",
        prelude("_send_coroutine"),
        "_send_coroutine(coroutine)\nRuns a coroutine to its end.",
    ),
    hidden("_given", prelude("_given"), "_given(value)\nThe arguments of StopIteration."),
    hidden(
        "_iterate_coroutine",
        prelude("_iterate_coroutine"),
        "_iterate_coroutine(coroutine)\nA generator that runs a coroutine.",
    ),
    hidden("_log", prelude("_log"), "_log(text, exception)\nWrites to standard error."),
    hidden("_print_to", prelude("_print_to"), "_print_to(file, text)\nprint with a file."),
    hidden(
        "_frexp",
        native(Native::MathFrexp),
        "_frexp(x)\nA fraction, and the power of two that it is multiplied with.",
    ),
    hidden(
        "_sort_by",
        native(Native::SortBy),
        "_sort_by(items, keys, reverse)\nSorts the list in place, stably, by parallel keys, and returns it.",
    ),
    hidden(
        "_init_sync",
        prelude("_init_sync"),
        "_init_sync(made, kind, args, kwargs)\nGives an instance its synchronisation object.",
    ),
    hidden(
        "_become",
        native(Native::Become),
        "_become(instance, value)\nWhat an instance is beside its fields.",
    ),
    hidden(
        "_take_items",
        native(Native::TakeItems),
        "_take_items(items)\nEmpties the list; what it held is a list of its own.",
    ),
    hidden(
        "_put_items",
        native(Native::PutItems),
        "_put_items(items, taken)\nPuts them back; whether the list was changed meanwhile.",
    ),
    hidden(
        "_run_main",
        prelude("_run_main"),
        "_run_main(body, at_exit)\nThe entry frame of the main task, where something is done at its end.",
    ),
    hidden(
        "_call",
        prelude("_call"),
        "_call(function, args, kwargs)\nThe entry frame of every spawned task.",
    ),
    hidden(
        "_drain",
        prelude("_drain"),
        "_drain(iterable)\nThe list of the items: feeds generators to natives.",
    ),
    hidden(
        "_run_coroutine",
        prelude("_run_coroutine"),
        "_run_coroutine(coroutine)\nThe entry frame that runs a coroutine from a function that is not async.",
    ),
    hidden(
        "_sort_list",
        prelude("_sort_list"),
        "_sort_list(items, key, reverse)\nlist.sort with a key.",
    ),
    hidden(
        "_sorted_by",
        prelude("_sorted_by"),
        "_sorted_by(items, key, reverse)\nsorted with a key.",
    ),
    hidden(
        "_min_by",
        prelude("_min_by"),
        "_min_by(items, key)\nmin with a key, of at least one item.",
    ),
    hidden(
        "_max_by",
        prelude("_max_by"),
        "_max_by(items, key)\nmax with a key, of at least one item.",
    ),
    hidden(
        "_enumerate",
        prelude("_enumerate"),
        "_enumerate(iterable, count)\nenumerate of a generator.",
    ),
    hidden(
        "_zip",
        prelude("_zip"),
        "_zip(iterators, strict)\nzip where one of the iterators is a generator.",
    ),
    hidden(
        "_map_one",
        prelude("_map_one"),
        "_map_one(function, iterable)\nThe function's results for each item, one at a time.",
    ),
    hidden(
        "_map_several",
        prelude("_map_several"),
        "_map_several(function, rows)\nThe function's results for each row of arguments, one at a time.",
    ),
    hidden(
        "_filter",
        prelude("_filter"),
        "_filter(function, iterable)\nThe items for which the function is true, one at a time.",
    ),
    hidden(
        "_check_zip_ended",
        prelude("_check_zip_ended"),
        "_check_zip_ended(iterators, n)\nRaises unless all ended with the one at position n.",
    ),
    hidden(
        "_class_attribute",
        native(Native::ClassAttribute),
        "_class_attribute(cls, name)\nWhat a class has under that name, as it stands there, or None.",
    ),
    hidden(
        "_delegate",
        prelude("_delegate"),
        "_delegate(iterable)\nThe iterator that `yield from` delegates to.",
    ),
    hidden(
        "_throw_into",
        prelude("_throw_into"),
        "_throw_into(iterator, error)\nRaises an exception where a generator delegates to another.",
    ),
    hidden(
        "_async_iterator",
        prelude("_async_iterator"),
        "_async_iterator(iterable)\nWhat `async for` goes over.",
    ),
    hidden(
        "_iterate",
        prelude("_iterate"),
        "_iterate(iterator)\nA generator over an iterator of the workload's own class.",
    ),
    hidden(
        "_is_own_iterator",
        native(Native::IsOwnIterator),
        "_is_own_iterator(value)\nWhether it is an instance of the workload's own class.",
    ),
    hidden(
        "_is_async_generator",
        native(Native::IsAsyncGenerator),
        "_is_async_generator(value)\nWhether it is an asynchronous generator.",
    ),
    hidden(
        "_end_generator",
        native(Native::EndGenerator),
        "_end_generator(generator)\nEnds a generator that has not begun; whether it had begun.",
    ),
    hidden(
        "_iterate_async",
        prelude("_iterate_async"),
        "_iterate_async(iterator)\nA generator over an asynchronous iterator.",
    ),
    hidden(
        "_match_sequence",
        prelude("_match_sequence"),
        "_match_sequence(subject, before, after)\nThe items of a sequence that a pattern matches, or None.",
    ),
    hidden(
        "_match_mapping",
        prelude("_match_mapping"),
        "_match_mapping(subject, keys, has_rest)\nThe values of a mapping that a pattern matches, or None.",
    ),
    hidden(
        "_match_class",
        prelude("_match_class"),
        "_match_class(subject, cls, n_positional, names)\nThe attributes of an instance that a pattern matches, or None.",
    ),
    hidden(
        "_check_sub_patterns",
        prelude("_check_sub_patterns"),
        "_check_sub_patterns(cls, n_accepted, n_given)\nRaises where a class pattern has too many parts.",
    ),
    hidden(
        "_wait_for",
        prelude("_wait_for"),
        "_wait_for(condition, predicate, timeout)\nCondition.wait_for.",
    ),
    hidden(
        "_inserted",
        prelude("_inserted"),
        "_inserted(keys)\nThe positions of a few keys in the order of the keys.",
    ),
    hidden("_merged", prelude("_merged"), "_merged(keys, start, end)\nPositions in order."),
];
