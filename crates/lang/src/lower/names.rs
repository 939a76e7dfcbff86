//! Reading, binding and unbinding names.

use ruff_text_size::TextSize;

use crate::library::MODULES;
use crate::modules::Member;
use crate::op::{Op, Pc, Reg};
use crate::program::Constant;
use crate::scope::{Import, Place};

use super::Lowering;

impl Lowering<'_> {
    pub(super) fn place_of(&self, name: &str) -> Place {
        self.scopes.place(self.frame.current, name)
    }

    /// What an import surely made of the name.
    pub(super) fn import_of(&self, name: &str, at: TextSize) -> Option<Import> {
        self.scopes.import(self.frame.current, name, at)
    }

    /// What an attribute of a module surely is.
    pub(super) fn module_member(
        &self,
        name: &str,
        at: TextSize,
        attribute: &str,
    ) -> Option<Member> {
        match self.import_of(name, at)? {
            Import::Module(module) => {
                let module = MODULES[usize::from(module)];
                self.modules.member(module, attribute, self.scopes.origin)
            }
            Import::Entry(_) | Import::Global(_) => None,
        }
    }

    /// dest ← what a name of a module is.
    pub(super) fn load_member(&mut self, member: Member, dest: Reg) {
        self.frame.emit(match member {
            Member::Entry(entry) => Op::LoadLibrary { dest, entry },
            Member::Global(global) => Op::LoadGlobal { dest, global },
            Member::Module(module) => Op::LoadModule { dest, module },
        });
    }

    /// The variable's own register, if the name lives in one; it is bound after this.
    pub(super) fn local(&mut self, name: &str, at: TextSize) -> Option<Reg> {
        if self.import_of(name, at).is_some() {
            return None;
        }
        let Place::Register(register) = self.place_of(name) else { return None };
        if self.beyond(name, register).is_some() {
            return None;
        }
        self.check_bound(register);
        Some(register)
    }

    /// Where else a class's body may find the value of a variable that is perhaps not bound yet.
    fn beyond(&self, name: &str, register: Reg) -> Option<Place> {
        let place = self.scopes.beyond(self.frame.current, name)?;
        (!self.frame.bound.contains(register)).then_some(place)
    }

    fn check_bound(&mut self, register: Reg) {
        if !self.frame.bound.contains(register) {
            self.frame.emit(Op::CheckBound { register });
            self.frame.bound.insert(register);
        }
    }

    /// dest ← the name's value.
    pub(super) fn load_name(&mut self, name: &str, at: TextSize, dest: Reg) {
        match self.import_of(name, at) {
            Some(Import::Module(module)) => {
                return self.frame.emit(Op::LoadModule { dest, module });
            }
            Some(Import::Entry(entry)) => return self.frame.emit(Op::LoadLibrary { dest, entry }),
            Some(Import::Global(global)) => {
                return self.frame.emit(Op::LoadGlobal { dest, global });
            }
            None => {}
        }
        let place = self.place_of(name);
        let Place::Register(register) = place else { return self.load_place(name, place, dest) };
        let Some(beyond) = self.beyond(name, register) else {
            self.check_bound(register);
            return self.move_to(dest, register);
        };
        let (own, end) = (self.frame.label(), self.frame.label());
        self.frame.branch(own, Op::JumpIfBound { register, target: Pc(0) });
        self.load_place(name, beyond, dest);
        self.frame.jump(end);
        self.frame.place(own);
        self.move_to(dest, register);
        self.frame.place(end);
    }

    /// dest ← what is at a place that surely is, or raises itself.
    fn load_place(&mut self, name: &str, place: Place, dest: Reg) {
        match place {
            Place::Register(register) => self.move_to(dest, register),
            Place::Cell(cell) => self.frame.emit(Op::LoadCell { dest, cell }),
            Place::Global(global) => self.frame.emit(Op::LoadGlobal { dest, global }),
            Place::Library(entry) => self.frame.emit(Op::LoadLibrary { dest, entry }),
            Place::Machine => {
                panic!("only the machine calls `{name}` of the prelude: it has no entry")
            }
            Place::ModuleName => self.load_constant(Constant::Str(self.module.to_string()), dest),
        }
    }

    /// The register into which a value for the name is best computed: its own.
    pub(super) fn register_of(&self, name: &str) -> Option<Reg> {
        match self.place_of(name) {
            Place::Register(register) => Some(register),
            _ => None,
        }
    }

    /// Binds the name to the value.
    pub(super) fn store_name(&mut self, name: &str, source: Reg) {
        match self.place_of(name) {
            Place::Register(register) => {
                self.move_to(register, source);
                self.frame.bound.insert(register);
            }
            Place::Cell(cell) => self.frame.emit(Op::StoreCell { cell, source }),
            Place::Global(global) => self.frame.emit(Op::StoreGlobal { global, source }),
            // Only the prelude's own functions: its body is not run.
            Place::Library(_) | Place::ModuleName | Place::Machine => {}
        }
    }

    pub(super) fn delete_name(&mut self, name: &str) {
        match self.place_of(name) {
            Place::Register(register) => {
                self.frame.emit(Op::Unbind { register });
                self.frame.bound.remove(register);
            }
            Place::Cell(cell) => self.frame.emit(Op::UnbindCell { cell }),
            Place::Global(global) => self.frame.emit(Op::UnbindGlobal { global }),
            Place::Library(_) | Place::ModuleName | Place::Machine => {
                unreachable!("deleting a name binds it")
            }
        }
    }

    pub(super) fn move_to(&mut self, dest: Reg, source: Reg) {
        if dest != source {
            self.frame.emit(Op::Move { dest, source });
        }
    }
}
