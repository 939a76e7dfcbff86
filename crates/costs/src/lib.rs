//! Names what everything costs in virtual time, as plain tables that can be looked at and changed.
//!
//! [`COSTS`] lists the figures with their meanings and units, [`Profile`] holds one value for each.

mod cost;
mod price;
mod profile;

pub use cost::{COSTS, Cost, CostInfo, Unit};
pub use price::Price;
pub use profile::{Profile, ProfileName};
