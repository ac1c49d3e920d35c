//! Every code a person can meet on the screen, in the log or from a command, in one list: what it
//! means and what to do. `chargeonce codes` prints it; the manual is that print.

use std::fmt::Write as _;

use super::{CommandError, Console, Exit};
use crate::station::Trouble;
use crate::view;

/// What a look at the machine and its surroundings can find. Troubles with a payment have codes of
/// their own: [`Trouble::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The settings are refused.
    Settings,
    /// There is no usable key.
    KeyMissing,
    /// Others can read the key.
    KeyReadable,
    /// The account may not charge.
    Account,
    /// The clock is wrong.
    Clock,
    /// The journal cannot be used.
    Journal,
    /// The disk is nearly full.
    Disk,
    /// There is swap on a disk.
    Swap,
    /// Core dumps are possible.
    Core,
    /// Memory cannot be locked.
    Lock,
    /// The kernel does not fence the station in.
    Confine,
    /// A reader is not there.
    ReaderMissing,
    /// A reader may not be opened.
    ReaderDenied,
    /// There is no terminal.
    Terminal,
    /// The terminal is too small.
    TerminalSize,
    /// The printer cannot be written to.
    Printer,
    /// No station answers.
    NotRunning,
    /// The log cannot be written.
    Log,
    /// The station cannot start for another reason.
    Start,
    /// The console's font lacks characters.
    Font,
    /// A swipe could not be read.
    SwipeUnread,
}

/// What is said of a code.
pub struct Meaning {
    /// The code itself.
    pub code: &'static str,
    /// What has happened.
    pub what: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// The exit code of a command that found it.
    pub exit: Exit,
}

impl Code {
    /// All of them, in the order of the manual.
    pub const ALL: [Self; 21] = [
        Self::Settings,
        Self::KeyMissing,
        Self::KeyReadable,
        Self::Account,
        Self::Clock,
        Self::Journal,
        Self::Disk,
        Self::Swap,
        Self::Core,
        Self::Lock,
        Self::Confine,
        Self::ReaderMissing,
        Self::ReaderDenied,
        Self::Terminal,
        Self::TerminalSize,
        Self::Printer,
        Self::NotRunning,
        Self::Log,
        Self::Start,
        Self::Font,
        Self::SwipeUnread,
    ];

    /// What is said of it.
    #[must_use]
    pub const fn meaning(self) -> Meaning {
        let (code, what, remedy, exit) = match self {
            Self::Settings => (
                "E-SETTINGS",
                "The settings are wrong; the station does not start with them.",
                "Correct what is named. chargeonce settings --template explains each key.",
                Exit::Config,
            ),
            Self::KeyMissing => (
                "E-KEY-MISSING",
                "There is no usable Stripe key.",
                "Put the key in place as docs/install.md says: systemd credential, file or variable.",
                Exit::Config,
            ),
            Self::KeyReadable => (
                "E-KEY-READABLE",
                "Other users of this computer can read the key.",
                "chmod 600 the file, and consider the key known: make a new one in the Dashboard.",
                Exit::Config,
            ),
            Self::Account => (
                "E-ACCOUNT",
                "Stripe does not let this account charge yet.",
                "Finish the account's activation in the Stripe Dashboard.",
                Exit::Config,
            ),
            Self::Clock => (
                "E-CLOCK",
                "This computer's clock differs from Stripe's by more than a minute.",
                "Switch time synchronisation on: timedatectl set-ntp true.",
                Exit::Unavailable,
            ),
            Self::Journal => (
                "E-JOURNAL",
                "The payment journal cannot be used. No money moves without it.",
                "Do what the message says; never delete the journal to make the message go away.",
                Exit::Data,
            ),
            Self::Disk => (
                "E-DISK",
                "The journal's disk has less than 100 MB left.",
                "Make room. Old log files and packages (apt clean) are the usual suspects.",
                Exit::Io,
            ),
            Self::Swap => (
                "E-SWAP",
                "Memory may be swapped to a disk. The service forbids it for the station alone.",
                "Switch swap off: swapoff -a, and take it out of /etc/fstab.",
                Exit::Config,
            ),
            Self::Core => (
                "E-CORE",
                "A crash could write memory to a disk.",
                "Run the station as the packaged service, or say ulimit -c 0 first.",
                Exit::Config,
            ),
            Self::Lock => (
                "E-LOCK",
                "Too little memory may be locked for the vault.",
                "Run the station as the packaged service, or raise ulimit -l to 64 MB.",
                Exit::Config,
            ),
            Self::Confine => (
                "E-CONFINE",
                "The running station would not be kept from files, ports and calls it has no use for.",
                "Set security.confine = true. The kernel needs Landlock (5.13 or later) and seccomp.",
                Exit::Config,
            ),
            Self::ReaderMissing => (
                "E-READER-MISSING",
                "A reader in the settings is not plugged in, or has another name.",
                "Plug it in. Compare reader.path with ls -l /dev/serial/by-id /dev/input/by-id.",
                Exit::Unavailable,
            ),
            Self::ReaderDenied => (
                "E-READER-DENIED",
                "The station's user may not open a reader.",
                "Add the user to the device's group: usermod -aG dialout,cardreader USER; log in anew.",
                Exit::NoPermission,
            ),
            Self::Terminal => (
                "E-TERMINAL",
                "This is no terminal, or one of unknown kind.",
                "Run this on the station's console, or set TERM (linux on a console).",
                Exit::Unavailable,
            ),
            Self::TerminalSize => (
                "E-TERMINAL-SIZE",
                "The terminal is smaller than 80 columns and 25 rows.",
                "Choose a smaller console font: dpkg-reconfigure console-setup.",
                Exit::Unavailable,
            ),
            Self::Printer => (
                "E-PRINTER",
                "The receipt printer cannot be written to. Payments go on without it.",
                "Switch it on; add the user to the group lp. See systemd/README.md for the service.",
                Exit::Unavailable,
            ),
            Self::NotRunning => (
                "E-NOT-RUNNING",
                "No station answers on this computer.",
                "systemctl status chargeonce says whether it runs; ask as root or as its user. One that was \
                 started by hand answers only where RUNTIME_DIRECTORY names a directory for both.",
                Exit::Unavailable,
            ),
            Self::Log => (
                "E-LOG",
                "The station's log cannot be written.",
                "Make its directory, or name another as log.directory; the message names it.",
                Exit::CannotCreate,
            ),
            Self::Start => (
                "E-START",
                "The station could not start.",
                "journalctl -u chargeonce says why. Start it anew, and the computer if that fails.",
                Exit::Software,
            ),
            Self::Font => (
                "E-FONT",
                "The console's font lacks characters that the screen is drawn with.",
                "dpkg-reconfigure console-setup, or FONTFACE=\"Terminus\" in its settings.",
                Exit::Unavailable,
            ),
            Self::SwipeUnread => (
                "E-SWIPE",
                "A reader was tried with a card, and nothing readable came.",
                "Swipe again, both ways around. chargeonce reader test shows what comes.",
                Exit::Unavailable,
            ),
        };
        Meaning { code, what, remedy, exit }
    }
}

/// `chargeonce codes`: prints the list as the manual has it.
pub(super) fn run(console: &mut Console<'_>) -> Result<(), CommandError> {
    Ok(console.print(&manual())?)
}

/// The manual's page of codes, in Markdown.
#[must_use]
pub fn manual() -> String {
    let mut page = String::from(
        "# Codes\n\nEvery code a person can meet, on the screen, in the log or from a command. A \
         code never changes its meaning.\nThis page is what `chargeonce codes` prints.\n\n## The \
         machine and its settings\n\nFound by `chargeonce check`, `doctor` and `status`, and on \
         the screen of a service that cannot start. The last column is the exit code; a command that knows the cause more \
         exactly, such as a missing permission (77) or a disk that fails (74), answers with that.\n\n| code | what it means | what to do | exit |\n\
         |---|---|---|---|\n",
    );
    for code in Code::ALL {
        let Meaning { code, what, remedy, exit } = code.meaning();
        // Writing to a String cannot fail.
        let _ = writeln!(page, "| `{code}` | {what} | {remedy} | {} |", exit as u8);
    }
    page.push_str(
        "\n## Payments\n\nShown when nothing was charged although no bank said no, and in the \
         journal as the cause of a void sale.\nThe customer has not been charged in any of these \
         cases.\n\n| code | what to do | closes the station |\n|---|---|---|\n",
    );
    for trouble in Trouble::ALL {
        let advice = view::advice(trouble);
        let _ = writeln!(page, "| `{}` | {advice} | {} |", trouble.code(), closes(trouble));
    }
    page.push_str(
        "\n## Exit codes\n\nAs in BSD's `sysexits.h`; `chargeonce --help` lists them. systemd \
         starts the service anew after any of them but 79.\n",
    );
    page
}

/// Whether the station is out of service for it, and how long.
const fn closes(trouble: &Trouble) -> &'static str {
    match trouble {
        trouble if trouble.needs_technician() => "until it is mended",
        Trouble::OutOfHours | Trouble::Paused | Trouble::ReaderGone | Trouble::ClosedByStaff => {
            "until it is over"
        }
        Trouble::Offline
        | Trouble::TlsFailed
        | Trouble::NoAnswer
        | Trouble::StripeDown
        | Trouble::RateLimited => "a kiosk, until it is over",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_things_share_a_code() {
        let all: Vec<_> = (Code::ALL.iter().map(|code| code.meaning().code))
            .chain(Trouble::ALL.iter().map(Trouble::code))
            .collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(all.iter().all(|code| code.starts_with("E-")));
    }
}
