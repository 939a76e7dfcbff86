//! Goals of measurements.

/// What is said of a goal.
#[must_use]
pub fn verdict(is_met: bool) -> &'static str {
    if is_met { "met" } else { "missed" }
}
