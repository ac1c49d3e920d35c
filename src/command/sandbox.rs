//! `chargeonce sandbox`: the pretend Stripe as a server of its own, for whoever builds against
//! Stripe without an account.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::gateway::sandbox::{self, Options, SandboxError};

/// Serve a pretend Stripe on this machine; no money moves.
///
/// Clients use it in place of api.stripe.com, over plain HTTP, with any key that begins with sk_test_ or
/// rk_test_. Stripe's test cards behave as Stripe documents them.
#[derive(Clone, Debug, clap::Args)]
pub struct SandboxArgs {
    /// Where to listen: a loopback address; port 0 takes any free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:12111", value_parser = address)]
    pub listen: SocketAddr,
    /// Append one JSON line for each request to this file. Card data appears as its length only.
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Approve any valid number that begins like a test card of Stripe's.
    #[arg(long)]
    pub accept_any_card: bool,
    /// Refuse card numbers as Stripe does for accounts that are not enabled to send them.
    #[arg(long)]
    pub no_raw_cards: bool,
    /// How long each request takes, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
}

/// An address and a port; `localhost` is 127.0.0.1.
fn address(text: &str) -> Result<SocketAddr, String> {
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    let wanted = "an address and a port are wanted, such as 127.0.0.1:12111 or localhost:0";
    numeric.parse().map_err(|_| wanted.to_owned())
}

/// Serves until SIGINT or SIGTERM. The address is written to `out` as one line.
///
/// # Errors
/// [`SandboxError`]: no loopback address, a port in use, a record that cannot be written.
pub fn run(args: SandboxArgs, out: &mut dyn Write) -> Result<(), SandboxError> {
    // Ids that a station's journal knows from another run must not come back as other objects'.
    let mut seed = [0; 8];
    getrandom::fill(&mut seed).map_err(|error| SandboxError::System {
        what: "random numbers",
        reason: error.to_string(),
    })?;
    let options = Options {
        seed: u64::from_ne_bytes(seed),
        latency: Duration::from_millis(args.latency),
        raw_cards: !args.no_raw_cards,
        accept_any_card: args.accept_any_card,
        record: args.record,
    };
    sandbox::serve(args.listen, &options, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: SandboxArgs,
    }

    #[test]
    fn without_options_it_listens_on_loopback_and_knows_raw_test_cards_only() {
        let args = Line::try_parse_from(["sandbox"]).unwrap().args;
        assert_eq!(args.listen.to_string(), "127.0.0.1:12111");
        assert!(args.record.is_none() && !args.accept_any_card && !args.no_raw_cards);
        assert_eq!(args.latency, 0);
    }

    #[test]
    fn the_machine_itself_may_be_named() {
        let listen = |text: &str| {
            Line::try_parse_from(["sandbox", "--listen", text]).map(|line| line.args.listen)
        };
        assert_eq!(listen("localhost:12312").unwrap().to_string(), "127.0.0.1:12312");
        assert_eq!(listen("[::1]:0").unwrap().to_string(), "[::1]:0");
        for wrong in ["localhost", "example.com:80", "12111", "localhost:x"] {
            let said = listen(wrong).unwrap_err().to_string();
            assert!(said.contains("an address and a port are wanted"), "{said}");
        }
    }

    #[test]
    fn an_address_that_others_can_reach_is_refused_in_words() {
        let args = Line::try_parse_from(["sandbox", "--listen", "0.0.0.0:0"]).unwrap().args;
        let refused = run(args, &mut Vec::new()).unwrap_err();
        assert!(refused.to_string().contains("not a loopback address"));
    }
}
