//! What an editor tells of the library, in the form that leaves the engine.

use protocol::LibraryName;

/// Every name that a workload can import or use unimported.
#[must_use]
pub fn library() -> Vec<LibraryName> {
    let outward = |name: lang::library::Described| LibraryName {
        module: name.module.to_owned(),
        name: name.name,
        signature: name.signature,
        sentence: name.sentence,
    };
    lang::library::catalogue().into_iter().map(outward).collect()
}
