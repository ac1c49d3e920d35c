//! What a look found: passed, failed with a code, or skipped with a reason. Fit to be sent to
//! anybody: no finding quotes a secret.

use serde_json::{Value, json};

use crate::command::Exit;
use crate::command::codes::Code;
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
}

impl Finding {
    pub(super) fn pass(what: &'static str, said: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Pass, said: said.into(), code: None }
    }

    pub(super) fn skipped(what: &'static str, why: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Skipped, said: why.into(), code: None }
    }

    pub(super) fn fail(what: &'static str, code: Code, said: impl Into<String>) -> Self {
        let meaning = code.meaning();
        let code = Some((meaning.code, meaning.remedy.to_owned(), meaning.exit));
        Self { what, verdict: Verdict::Fail, said: said.into(), code }
    }

    /// A call to Stripe that failed, in the words staff would get in a sale.
    pub(super) fn trouble(what: &'static str, failure: &Failure) -> Self {
        let trouble = Trouble::of(failure);
        let exit = if trouble.needs_technician() { Exit::Config } else { Exit::Unavailable };
        let http = match failure {
            Failure::Api(error) => format!("Stripe answered {}", error.http),
            Failure::Undecodable { http, .. } => format!("an answer {http} that can't be read"),
            Failure::NotSent { .. } => "Stripe can't be reached".to_owned(),
            Failure::Unknown => "no answer".to_owned(),
        };
        let code = Some((trouble.code(), view::advice(&trouble).into_owned(), exit));
        Self { what, verdict: Verdict::Fail, said: http, code }
    }

    /// For other programs.
    pub(in crate::command) fn json(&self) -> Value {
        let code = self.code.as_ref();
        json!({
            "what": self.what,
            "verdict": self.verdict.word().to_lowercase(),
            "said": self.said,
            "code": code.map(|(code, ..)| code),
            "remedy": code.map(|(_, remedy, _)| remedy),
        })
    }

    /// For people: a line, and under a failure what to do.
    pub(in crate::command) fn text(&self) -> String {
        let mut text = format!("{:<8} {:<12} {}\n", self.verdict.word(), self.what, self.said);
        if let Some((code, remedy, _)) = &self.code {
            text.push_str(&format!("{:<21} {code}: {remedy}\n", ""));
        }
        text
    }
}
