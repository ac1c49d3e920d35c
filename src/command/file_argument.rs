//! `--config FILE`, which many commands take.

use std::path::PathBuf;

use clap::Args;

use crate::config::FileChoice;

/// Which settings file.
#[derive(Args, Debug)]
pub(super) struct FileArgument {
    /// Read this settings file instead of /etc/chargeonce/station.toml; it must be there
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl FileArgument {
    /// The file named, or the installed one if it is there.
    pub(super) fn choice(&self) -> FileChoice {
        self.config.clone().map_or(FileChoice::Installed, FileChoice::Named)
    }
}
