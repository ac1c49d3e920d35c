//! Why the station could not start or go on: what happened, what it means for the money, what to
//! do next.

use std::io;

use crate::gateway::sandbox::SandboxError;
use crate::gateway::stripe::{ApiBaseError, GatewayError};
use crate::journal::{JournalError, NotTaken};

/// Why the station could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum KioskError {
    /// Standard input or output is no terminal.
    #[error(
        "no terminal: the station draws on a full screen and needs a keyboard. Nothing was \
         started and nothing charged. Start it in a terminal, or as the service on a console \
         ({0})"
    )]
    NoTerminal(io::Error),
    /// The terminal went away while the station ran.
    #[error(
        "the terminal is gone. What was decided about every payment is in the journal and is taken \
         up at the next start"
    )]
    TerminalGone,
    /// The journal could not be opened or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal takes no more.
    #[error(transparent)]
    JournalStopped(#[from] NotTaken),
    /// The address of the Stripe API is no such thing.
    #[error(transparent)]
    ApiBase(#[from] ApiBaseError),
    /// The gateway could not be set up.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// The embedded sandbox could not be started.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// A key is needed outside the demo.
    #[error("there is no Stripe key; nothing was started")]
    NoKey,
    /// The card's memory cannot be locked, and the settings want no station then.
    #[error(
        "the system does not let the card's memory be locked, and security.require_locked_memory \
         is set. Nothing was started and nothing charged. Raise the limit (LimitMEMLOCK= in the \
         service, ulimit -l in a shell), or take the setting back"
    )]
    Unlocked,
    /// The operating system refused a thread, a descriptor or randomness.
    #[error("the system refused what the station needs: {0}. Nothing was started")]
    System(io::Error),
}
