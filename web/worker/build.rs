//! Prints the linker flags of a shared memory, only when the worker is built with atomics.
//!
//! They stand here and not in `RUSTFLAGS` so that changing one relinks the worker alone.
//! Without `--shared-memory` everything still builds and the memory silently is not shared;
//! without `--max-memory` it links and cannot grow.

/// The most memory a run may use in the browser, 1 GiB: a shared memory must name its end.
const MEMORY_BYTES_MAX: u64 = 1 << 30;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let features = std::env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    let atomics = features.split(',').any(|feature| feature == "atomics");
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() != Ok("wasm32") || !atomics {
        return;
    }
    println!("cargo:rustc-link-arg=--max-memory={MEMORY_BYTES_MAX}");
    for argument in [
        "--shared-memory",
        "--import-memory",
        // What wasm-bindgen needs to give each thread its own thread-local storage.
        "--export=__wasm_init_tls",
        "--export=__tls_size",
        "--export=__tls_align",
        "--export=__tls_base",
    ] {
        println!("cargo:rustc-link-arg={argument}");
    }
}
