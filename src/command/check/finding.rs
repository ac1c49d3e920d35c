//! What a look found: passed, failed with a code, or skipped with a reason. Fit to be sent to
//! anybody: no finding quotes a secret.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::command::Exit;
use crate::command::codes::Code;
use crate::command::console::plain;
use crate::config::{Fault, Place};
use crate::station::{Failure, Trouble};
use crate::view;

/// How a look went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::command) enum Verdict {
    Pass,
    Fail,
    Skipped,
}

impl Verdict {
    pub(in crate::command) const fn word(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Skipped => "SKIPPED",
        }
    }
}

/// The columns before what was found.
const MARGIN: usize = 23;

/// One look and what it found.
#[derive(Clone, Debug)]
pub(in crate::command) struct Finding {
    /// What was looked at, in a word or two.
    pub(in crate::command) what: &'static str,
    pub(in crate::command) verdict: Verdict,
    /// What was found.
    pub(in crate::command) said: String,
    /// A failure's code, what to do, and the exit code.
    pub(in crate::command) code: Option<(&'static str, String, Exit)>,
    /// The place in the settings, where it is about one.
    place: Option<Place>,
}

impl Finding {
    pub(super) fn pass(what: &'static str, said: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Pass, said: said.into(), code: None, place: None }
    }

    pub(super) fn skipped(what: &'static str, why: impl Into<String>) -> Self {
        let said = plain(&why.into());
        Self { what, verdict: Verdict::Skipped, said, code: None, place: None }
    }

    pub(super) fn fail(what: &'static str, code: Code, said: impl Into<String>) -> Self {
        let meaning = code.meaning();
        let code = Some((meaning.code, meaning.remedy.to_owned(), meaning.exit));
        Self { what, verdict: Verdict::Fail, said: plain(&said.into()), code, place: None }
    }

    /// The same, where the exit code is another than the usual one for its code.
    pub(super) fn ending(mut self, exit: Exit) -> Self {
        if let Some((_, _, usual)) = &mut self.code {
            *usual = exit;
        }
        self
    }

    /// The same, with another thing to do than the usual one for its code.
    pub(super) fn advising(mut self, remedy: impl Into<String>) -> Self {
        if let Some((_, usual, _)) = &mut self.code {
            *usual = remedy.into();
        }
        self
    }

    /// Something wrong in the settings: it names file, line and what is allowed.
    pub(super) fn fault(fault: &Fault) -> Self {
        let place = Some(fault.place().clone());
        Self { place, ..Self::fail("settings", Code::Settings, fault.to_string()) }
    }

    /// A call to Stripe that failed, in the words staff would get in a sale, but where those speak
    /// of a payment.
    pub(super) fn trouble(what: &'static str, failure: &Failure) -> Self {
        let trouble = Trouble::of(failure);
        let exit = if trouble.needs_technician() { Exit::Config } else { Exit::Unavailable };
        let http = match failure {
            Failure::Api(error) => format!("Stripe answered {}", error.http),
            Failure::Undecodable { http, .. } => format!("an answer {http} that can't be read"),
            Failure::NotSent { .. } => "Stripe can't be reached".to_owned(),
            Failure::Unknown => "no answer".to_owned(),
        };
        let code = Some((trouble.code(), remedy(&trouble).into_owned(), exit));
        Self { what, verdict: Verdict::Fail, said: http, code, place: None }
    }

    /// For other programs.
    pub(in crate::command) fn json(&self) -> Value {
        let code = self.code.as_ref();
        let (file, line) = match &self.place {
            Some(Place::File { path, line, .. }) => (Some(path), Some(line)),
            _ => (None, None),
        };
        json!({
            "what": self.what,
            "verdict": self.verdict.word().to_lowercase(),
            "said": self.said,
            "code": code.map(|(code, ..)| code),
            "remedy": code.map(|(_, remedy, _)| remedy),
            "file": file,
            "line": line,
        })
    }

    fn line(&self, columns: Option<u16>) -> String {
        let head = format!("{:<8} {:<13} ", self.verdict.word(), self.what);
        set(&head, &self.said, columns)
    }
}

/// What a technician is to do: nothing was to be paid.
fn remedy(trouble: &Trouble) -> Cow<'static, str> {
    Cow::Borrowed(match trouble {
        Trouble::NoAnswer => "The line is slow or was cut. Check again; see what is on the way.",
        Trouble::CertificateRefused => {
            "Check this computer's date and time. If they are right, something on the network \
             poses as Stripe: find it before a card is taken here."
        }
        Trouble::StripeDown => "See status.stripe.com, and check again later.",
        Trouble::BadAnswer => {
            "Something answers in place of Stripe or alters its answers: look at stripe.api_base, \
             a proxy or a captive portal."
        }
        Trouble::RequestRefused => {
            "Stripe refuses what chargeonce asks. Install the newest version; if it stays, send \
             chargeonce doctor's report to support."
        }
        other => return view::advice(other),
    })
}

/// For people: a line each, and what to do under a failure, or under the last of several with the
/// same code. Set in so many columns, if they are known.
pub(super) fn report(findings: &[Finding], columns: Option<u16>) -> String {
    let mut text = String::new();
    for (place, finding) in findings.iter().enumerate() {
        text.push_str(&finding.line(columns));
        let next = findings.get(place.saturating_add(1)).and_then(|next| next.code.as_ref());
        if let Some((code, remedy, _)) = &finding.code
            && next.is_none_or(|(next, after, _)| (next, after) != (code, remedy))
        {
            let head = " ".repeat(MARGIN);
            text.push_str(&set(&head, &format!("{code}: {remedy}"), columns));
        }
    }
    text
}

/// A text behind its head, broken at spaces where there is room for it; no word is cut.
fn set(head: &str, text: &str, columns: Option<u16>) -> String {
    let room = columns.map_or(usize::MAX, usize::from).saturating_sub(MARGIN);
    let room = if room < MARGIN { usize::MAX } else { room };
    let mut set = head.to_owned();
    let mut used = 0_usize;
    for word in text.split(' ') {
        let needed = word.width().saturating_add(1);
        if used > 0 && used.saturating_add(needed) > room.saturating_add(1) {
            // Writing to a String cannot fail.
            let _ = write!(set, "\n{:MARGIN$}", "");
            used = 0;
        }
        if used > 0 {
            set.push(' ');
        }
        set.push_str(word);
        used = used.saturating_add(needed);
    }
    set.push('\n');
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_is_said_once_under_those_it_is_for() {
        let wrong = |said: &str| Finding::fail("settings", Code::Settings, said);
        let findings = [wrong("a"), wrong("b"), Finding::pass("swap", "c")];
        let lines: Vec<_> = report(&findings, None).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[1].ends_with(" b") && lines[2].contains("E-SETTINGS: "), "{lines:?}");
    }

    #[test]
    fn a_technician_is_told_nothing_of_a_payment_where_none_was_made() {
        for trouble in Trouble::ALL {
            let said = remedy(trouble);
            for words in
                ["closes this payment", "the code below", "your technician.", "start a new"]
            {
                let is_of_a_sale =
                    matches!(trouble, Trouble::Cancelled | Trouble::Idle | Trouble::Interrupted);
                assert!(is_of_a_sale || !said.contains(words), "{}: {said}", trouble.code());
            }
        }
    }

    #[test]
    fn a_long_finding_is_broken_at_spaces_below_itself_and_no_path_is_cut() {
        let path = "/a/path/that/is/longer/than/a/line/of/this/terminal/is";
        let said = format!("{path} is not there and neither is anything else");
        let text = report(&[Finding::pass("locked memory", said)], Some(60));
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], format!("PASS     locked memory {path}"));
        assert_eq!(lines[1], format!("{:23}is not there and neither is anything", ""));
        assert_eq!(lines[2], format!("{:23}else", ""));
        for narrow in [0, 1, 30] {
            assert_eq!(report(&[Finding::pass("swap", "a b")], Some(narrow)).lines().count(), 1);
        }
    }
}
