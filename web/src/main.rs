//! Starts the page in a browser; Trunk builds this.

#[cfg(target_arch = "wasm32")]
fn main() {
    web::page::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("This is the page; `./dev serve` builds and serves it.");
}
