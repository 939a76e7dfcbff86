//! What `dict.keys()`, `dict.values()` and `dict.items()` give: they follow the dict's changes.

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

impl DictPart {
    /// The type's name in Python.
    #[must_use]
    pub fn type_name(self) -> &'static str {
        match self {
            DictPart::Keys => "dict_keys",
            DictPart::Values => "dict_values",
            DictPart::Items => "dict_items",
        }
    }

    /// The name of the type of an iterator over it.
    #[must_use]
    pub fn iterator_type_name(self) -> &'static str {
        match self {
            DictPart::Keys => "dict_keyiterator",
            DictPart::Values => "dict_valueiterator",
            DictPart::Items => "dict_itemiterator",
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

impl Object for DictView {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        visit(Value::Dict(self.dict));
    }

    fn bytes(&self) -> usize {
        0
    }
}
