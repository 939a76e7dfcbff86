//! Leaving blocks: what `return`, `break` and `continue` have to do on their way out of
//! `finally`, `with` and `except`, and which ops an exception handler covers.

use ruff_python_ast::{Stmt, StmtReturn};

use crate::op::{Op, Pc, Reg};
use crate::program::Handler;

use super::Lowering;
use super::frame::{Bound, Label};

/// A statement that encloses others.
pub(super) struct Block<'a> {
    pub(super) kind: BlockKind<'a>,
    /// The stretches of ops that the block's handler covers: all but what is done on the way out.
    covered: Vec<(Pc, Pc)>,
    /// Where the open stretch begins.
    open: Option<Pc>,
    /// The variables bound where the block begins.
    bound: Bound,
}

#[derive(Clone, Copy)]
pub(super) enum BlockKind<'a> {
    Loop {
        break_to: Label,
        top: Pc,
        line: u32,
    },
    /// The body of a `try` with `except` clauses.
    Try,
    /// The body of a `try` with this `finally` body.
    Finally(&'a [Stmt]),
    With {
        is_async: bool,
        manager: Reg,
        line: u32,
    },
    /// The handling of an exception.
    Handling(Reg),
    /// The body of an `except … as` with this name.
    ExceptName(&'a str),
}

/// Where a block's exceptions go, to be turned into handlers.
pub(super) struct Covered {
    parts: Vec<(Pc, Pc)>,
    pub(super) bound: Bound,
}

impl Covered {
    /// Whether any op can raise into the handler.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn enter(&mut self, kind: BlockKind<'a>) {
        let frame = &mut self.frame;
        let (open, bound) = (Some(frame.here()), frame.bound.clone());
        frame.blocks.push(Block { kind, covered: Vec::new(), open, bound });
    }

    /// Ends the innermost block.
    pub(super) fn leave(&mut self) -> Covered {
        let mut block = self.frame.blocks.pop().expect("blocks are left as they are entered");
        block.close(self.frame.here());
        Covered { parts: block.covered, bound: block.bound }
    }

    /// An exception of the covered ops goes on here, with the exception in that register.
    pub(super) fn handle(&mut self, covered: Covered, exception: Reg) {
        let frame = &mut self.frame;
        frame.place_handler(covered.bound);
        let (target, handling_depth) = (frame.here(), frame.handling_depth);
        for (start, end) in covered.parts {
            frame.handlers.push(Handler { start, end, target, exception, handling_depth });
        }
    }

    /// Handling of the exception begins.
    pub(super) fn begin_handling(&mut self, exception: Reg) {
        self.frame.emit(Op::BeginHandling { exception });
        self.frame.handling_depth += 1;
        self.enter(BlockKind::Handling(exception));
    }

    /// The block of a handling ends, its exception being handled or raised again by what follows.
    pub(super) fn leave_handling(&mut self) {
        self.leave();
        self.frame.handling_depth -= 1;
    }

    /// The exception that the innermost `except` around handles.
    pub(super) fn handled(&self) -> Option<Reg> {
        self.frame.blocks.iter().rev().find_map(|block| match block.kind {
            BlockKind::Handling(exception) => Some(exception),
            _ => None,
        })
    }

    pub(super) fn return_stmt(&mut self, node: &'a StmtReturn) {
        let line = self.frame.line;
        let blocks = &self.frame.blocks;
        let is_plain = blocks
            .iter()
            .all(|block| matches!(block.kind, BlockKind::Loop { .. } | BlockKind::Try));
        let source = node.value.as_ref().map(|value| {
            if is_plain {
                return self.operand(value);
            }
            // What is done on the way out must not change the value.
            let temp = self.frame.temp();
            self.into(value, temp);
            temp
        });
        self.frame.line = line;
        self.way_out(0, |lowering| {
            lowering.frame.line = line;
            lowering.frame.emit_last(match source {
                Some(source) => Op::Return { source },
                None => Op::ReturnNone,
            });
        });
    }

    pub(super) fn break_stmt(&mut self) {
        let (depth, BlockKind::Loop { break_to, .. }) = self.innermost_loop() else { return };
        self.way_out(depth, |lowering| lowering.frame.jump(break_to));
    }

    pub(super) fn continue_stmt(&mut self) {
        let (depth, BlockKind::Loop { top, line, .. }) = self.innermost_loop() else { return };
        self.way_out(depth, |lowering| {
            lowering.frame.line = line;
            lowering.frame.jump_back(top);
        });
    }

    /// The innermost loop, and how many blocks there are with it and around it.
    fn innermost_loop(&self) -> (usize, BlockKind<'a>) {
        let is_loop = |block: &Block| matches!(block.kind, BlockKind::Loop { .. });
        let at = self.frame.blocks.iter().rposition(is_loop).expect("refused before");
        (at + 1, self.frame.blocks[at].kind)
    }

    /// Leaves all blocks but the outermost `depth`, goes on as `exit` says, and returns to where
    /// the way out began.
    fn way_out(&mut self, depth: usize, exit: impl FnOnce(&mut Self)) {
        let handling_depth = self.frame.handling_depth;
        let mut left = Vec::new();
        while self.frame.blocks.len() > depth {
            let mut block = self.frame.blocks.pop().expect("there are more than depth");
            block.close(self.frame.here());
            self.leave_properly(block.kind);
            left.push(block);
        }
        // The exit itself may raise nothing, but a handler further out may still cover it.
        exit(self);
        while let Some(mut block) = left.pop() {
            block.open = Some(self.frame.here());
            self.frame.blocks.push(block);
        }
        self.frame.handling_depth = handling_depth;
    }

    fn leave_properly(&mut self, kind: BlockKind<'a>) {
        match kind {
            BlockKind::Loop { .. } | BlockKind::Try => {}
            BlockKind::Finally(body) => self.statements(body),
            BlockKind::With { is_async, manager, line } => {
                self.frame.line = line;
                self.exit_context(is_async, manager, Reg::NONE);
            }
            BlockKind::Handling(_) => {
                self.frame.emit(Op::EndHandling);
                self.frame.handling_depth -= 1;
            }
            BlockKind::ExceptName(name) => self.unbind_exception(name),
        }
    }
}

impl Block<'_> {
    fn close(&mut self, end: Pc) {
        if let Some(start) = self.open.take()
            && start < end
        {
            self.covered.push((start, end));
        }
    }
}
