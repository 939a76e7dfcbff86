//! Running the bodies of the library's Python files, before a workload begins: outside its clock and
//! its trace.

use trace::TaskId;

use crate::context::Context;
use crate::fiber::{Fiber, Fuel, Preempt};
use crate::heap::Heap;
use crate::kernel::{Kernel, Verdict};
use crate::linked::Linked;
use crate::request::Pause;
use crate::value::Value;

/// Runs them all.
///
/// # Panics
/// If one of them raises, waits or does not end: a mistake in the library.
pub fn start_library<H: Heap>(heap: &mut H, linked: &Linked, kernel: &mut Kernel) {
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
}
