//! stub
use crate::Project;
use anyhow::Result;
/// x
/// # Errors
/// x
pub fn bench(_: &Project, _: &[String]) -> Result<()> {
    Ok(())
}
