//! `chargeonce status`: how the station that runs on this computer is, by its own account.

use std::fmt::Write as _;
use std::io::ErrorKind;

use clap::Args;
use serde_json::Value;

use super::codes::Code;
use super::{CommandError, Console};
use crate::config::Surroundings;
use crate::kiosk::status_socket;
use crate::station::{Currency, Money, NumberStyle};

/// Ask the running station how it is
#[derive(Args, Debug)]
#[command(
    after_long_help = "Examples:\n  chargeonce status\n  chargeonce status --json\n  chargeonce \
                       status --prometheus > /var/lib/prometheus/node-exporter/chargeonce.prom"
)]
pub(super) struct StatusArguments {
    /// For other programs
    #[arg(long)]
    json: bool,
    /// For the textfile collector of Prometheus' node exporter
    #[arg(long, conflicts_with = "json")]
    prometheus: bool,
}

/// Asks and prints.
pub(super) fn run(
    arguments: &StatusArguments,
    console: &mut Console<'_>,
) -> Result<(), CommandError> {
    let answer = status_socket::ask(&Surroundings::of_this_process());
    let text = match answer {
        Ok(report) if arguments.json => format!("{report:#}\n"),
        Ok(report) if arguments.prometheus => metrics(&report),
        Ok(report) => sentences(&report),
        // A fleet's collector wants to hear that it is down; but who may not ask knows nothing.
        Err(cause) if arguments.prometheus && cause.kind() != ErrorKind::PermissionDenied => down(),
        Err(cause) => return Err(CommandError::NotRunning { cause, code: Code::NotRunning }),
    };
    Ok(console.print(&text)?)
}

fn sentences(report: &Value) -> String {
    let word = |name: &str| report[name].as_str().unwrap_or("?").to_owned();
    let number = |name: &str| report[name].as_u64().unwrap_or_default();
    let mut text = format!(
        "chargeonce {}, station {} ({}, {} money), up {}\nscreen   {} for {}{}\nnetwork  {}\n",
        word("version"),
        word("station"),
        word("mode"),
        word("money"),
        duration(number("uptime_seconds")),
        word("screen"),
        duration(number("screen_seconds")),
        report["closed"].as_str().map(|code| format!(": {code}")).unwrap_or_default(),
        word("network"),
    );
    // Writing to a String cannot fail.
    for reader in list(report, "readers") {
        let _ = writeln!(text, "reader   {}: {}", plain(&reader["name"]), plain(&reader["state"]));
    }
    let settling = match number("settling") {
        0 => "0, every capture and cancel has reached Stripe".to_owned(),
        count => format!("{count} captures and cancels Stripe has not had; it goes on by itself"),
    };
    let attention = match number("attention") {
        0 => "0".to_owned(),
        count => format!("{count} sales, which staff must look at: chargeonce journal list --all"),
    };
    let _ = writeln!(text, "settling {settling}\nto check {attention}");
    for payment in list(report, "payments") {
        let opened = payment["opened_ms"].as_i64().unwrap_or_default();
        let opened = jiff::Timestamp::from_millisecond(opened).unwrap_or_default();
        let _ = writeln!(
            text,
            "payment  {} {opened:.0} {} {}",
            plain(&payment["number"]),
            amount(payment),
            plain(&payment["state"])
        );
    }
    text
}

fn list<'a>(report: &'a Value, name: &str) -> &'a [Value] {
    report[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn amount(payment: &Value) -> String {
    let money = || {
        let currency = Currency::new(payment["currency"].as_str()?)?;
        Money::new(payment["amount_minor"].as_u64()?, currency)
    };
    money().map_or_else(|| "?".to_owned(), |money| money.text(NumberStyle::ENGLISH))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn duration(seconds: u64) -> String {
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    match (hours / 24, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {} min", minutes % 60),
        (days, hours, _) => format!("{days} d {} h", hours % 24),
    }
}

/// All that is known of a station that does not answer.
fn down() -> String {
    gauge("up", UP, 0)
}

const UP: &str = "Whether a station answers.";

fn gauge(name: &str, help: &str, value: u64) -> String {
    format!(
        "# HELP chargeonce_{name} {help}\n# TYPE chargeonce_{name} gauge\nchargeonce_{name} {value}\n"
    )
}

/// Prometheus' text format: <https://prometheus.io/docs/instrumenting/exposition_formats/>.
fn metrics(report: &Value) -> String {
    let is = |name: &str, word: &str| u64::from(report[name] == word);
    let ready = list(report, "readers").iter().filter(|reader| reader["state"] == "ready").count();
    let number = |name: &str| report[name].as_u64().unwrap_or_default();
    let mut text = String::new();
    for (name, help, value) in [
        ("up", UP, 1),
        ("uptime_seconds", "How long it has run.", number("uptime_seconds")),
        ("closed", "Whether it is out of service.", is("screen", "closed")),
        ("online", "Whether Stripe answered last.", is("network", "online")),
        ("readers_ready", "Readers that would read.", ready as u64),
        ("settling", "Captures and cancels Stripe has not had.", number("settling")),
        ("attention", "Sales staff must look at.", number("attention")),
    ] {
        text.push_str(&gauge(name, help, value));
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_station_that_is_down_is_a_metric_too() {
        let samples = |text: String| text.lines().filter(|line| !line.starts_with('#')).count();
        assert!(down().ends_with("\nchargeonce_up 0\n"));
        assert_eq!(samples(down()), 1, "nothing else is known of it");
        let report = json!({"screen": "closed", "readers": [{"state": "ready"}], "settling": 2});
        let text = metrics(&report);
        for line in ["up 1", "closed 1", "readers_ready 1", "settling 2", "online 0"] {
            assert!(text.contains(&format!("\nchargeonce_{line}\n")), "{line}\n{text}");
        }
    }

    #[test]
    fn what_is_owed_and_why_it_is_closed_are_said() {
        let report = json!({"screen": "closed", "closed": "E-OFFLINE", "settling": 2});
        let text = sentences(&report);
        assert!(text.contains("closed for 0 s: E-OFFLINE\n"), "{text}");
        assert!(text.contains("settling 2 captures and cancels Stripe has not had"), "{text}");
        assert!(sentences(&json!({})).contains("every capture and cancel has reached Stripe"));
    }

    #[test]
    fn a_time_is_said_in_its_two_largest_units() {
        for (seconds, said) in
            [(59, "59 s"), (60, "1 min"), (3_661, "1 h 1 min"), (90_000, "1 d 1 h")]
        {
            assert_eq!(duration(seconds), said);
        }
    }
}
