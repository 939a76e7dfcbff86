//! What comes before a workload: the bodies of the library's Python files run, outside its clock and
//! its trace; then there is its main task.

use trace::TaskId;

use crate::context::Context;
use crate::fiber::{Fiber, Fuel, Preempt};
use crate::heap::Heap;
use crate::kernel::{Kernel, Verdict};
use crate::kind::Function;
use crate::linked::Linked;
use crate::request::Pause;
use crate::value::Value;

/// The function that a library module of this name has called at the end of the main task.
const AT_EXIT: (&str, &str) = ("_atexit", "_run_at_exit");

/// Runs the library's bodies and gives the main task's state.
///
/// # Panics
/// If one of them raises, waits or does not end: a mistake in the library.
pub fn start<H: Heap>(heap: &mut H, linked: &Linked, kernel: &mut Kernel) -> Fiber {
    start_library(heap, linked, kernel);
    let program = &linked.program;
    let (module, function) = AT_EXIT;
    let Some(at_exit) = program.library_variable(module, function) else {
        return Fiber::call(program, program.entry, &[]);
    };
    let at_exit = heap.load_global(at_exit);
    let body = Function {
        code: program.entry,
        defaults: Box::default(),
        captures: Box::default(),
        annotations: None,
    };
    let body = Value::Function(heap.freeze(body));
    Fiber::call(program, program.prelude_function("_run_main"), &[body, at_exit])
}

fn start_library<H: Heap>(heap: &mut H, linked: &Linked, kernel: &mut Kernel) {
    for module in &linked.program.modules {
        let mut fiber = Fiber::call(&linked.program, module.body, &[]);
        loop {
            let run = fiber.run(heap, linked, Fuel(u64::MAX), Preempt::WaitsOnly);
            let mut any = heap.any();
            let mut ctx = Context::new(&mut any, linked);
            let name = &module.name;
            match run.pause {
                Pause::Done(_) => break,
                Pause::Fuel => {}
                Pause::Request(request) => {
                    match kernel.perform(&mut ctx, TaskId(0), request).verdict {
                        Verdict::Reply(value) => fiber.resume(value),
                        Verdict::Throw(exception) => fiber.throw(exception),
                        Verdict::Now => fiber.resume(Value::Float(0.0)),
                        other => panic!("the library's {name} asks for {other:?}"),
                    }
                }
                Pause::Failed(exception) => {
                    panic!("the library's {name} fails: {}", ctx.format_traceback(exception))
                }
                Pause::Limit(limit) => panic!("the library's {name} meets {limit:?}"),
            }
        }
    }
    kernel.begin();
}
