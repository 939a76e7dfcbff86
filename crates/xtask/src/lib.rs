//! The developer's tasks. `./dev` lists them; `main.rs` calls them by name.
//!
//! Each task is one module and one function over a [`Project`], which knows the folders and gives
//! every child process the project's own tools first in its `PATH`.

pub mod bench;
pub mod bench_parallel;
pub mod bench_sim;
pub mod browser;
pub mod deny;
pub mod dist;
pub mod docs_examples;
pub mod editor;
pub mod fidelity;
pub mod fidelity_model;
pub mod fidelity_wall;
pub mod fuzz;
pub mod goal;
pub mod kept_samples;
pub mod median;
pub mod native;
pub mod prediction_errors;
pub mod project;
pub mod quiet;
pub mod setup;
pub mod stamp;
pub mod stress;
pub mod test;
pub mod tidy;
pub mod tools;
pub mod worker;

pub use project::Project;
