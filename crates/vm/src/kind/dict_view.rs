//! What `dict.keys()`, `dict.values()` and `dict.items()` give: they follow the dict's changes.

use lang::library::TypeKind;

use crate::heap::{Handle, Object};
use crate::kind::Dict;
use crate::value::Value;

/// Which part of its entries a view shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the variants are the dict's methods")]
pub enum DictPart {
    Keys,
    Values,
    Items,
}

saved_by_number!(DictPart: [DictPart::Keys, DictPart::Values, DictPart::Items]);

impl DictPart {
    /// The type of a view.
    #[must_use]
    pub fn type_kind(self) -> TypeKind {
        match self {
            DictPart::Keys => TypeKind::DictKeys,
            DictPart::Values => TypeKind::DictValues,
            DictPart::Items => TypeKind::DictItems,
        }
    }

    /// The type of an iterator over it.
    #[must_use]
    pub fn iterator_kind(self) -> TypeKind {
        match self {
            DictPart::Keys => TypeKind::DictKeyIterator,
            DictPart::Values => TypeKind::DictValueIterator,
            DictPart::Items => TypeKind::DictItemIterator,
        }
    }
}

/// A view of a dict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DictView {
    /// The dict.
    pub dict: Handle<Dict>,
    /// What of it.
    pub part: DictPart,
}

saved_fields!(DictView { dict, part });

impl Object for DictView {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        visit(Value::Dict(self.dict));
    }

    fn bytes(&self) -> usize {
        0
    }
}
