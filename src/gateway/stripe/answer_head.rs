//! The few headers of an answer that mean something to the station.

use std::time::Duration;

use super::text;
use crate::station::Failure;

/// Status and headers of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AnswerHead {
    /// The HTTP status.
    pub(super) http: u16,
    /// `Request-Id`: Stripe's name for the request, to quote to their support.
    pub(super) request_id: Option<String>,
    /// `Stripe-Should-Retry`.
    pub(super) should_retry: Option<bool>,
    /// `Retry-After`, where it is given in seconds.
    pub(super) retry_after: Option<Duration>,
    /// `Idempotent-Replayed`: the answer to an earlier request with the same key.
    pub(super) replayed: bool,
    /// `Date`: the server's clock, in seconds since 1970-01-01 UTC.
    pub(super) date: Option<i64>,
}

impl AnswerHead {
    /// Reads the headers by name, in lower case.
    pub(super) fn new<'h>(http: u16, header: impl Fn(&str) -> Option<&'h str>) -> Self {
        let flag = |name| match header(name) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        };
        Self {
            http,
            request_id: header("request-id").and_then(text::word),
            should_retry: flag("stripe-should-retry"),
            retry_after: header("retry-after")
                .and_then(|seconds| seconds.parse().ok())
                .map(Duration::from_secs),
            replayed: flag("idempotent-replayed") == Some(true),
            date: header("date")
                .and_then(|date| jiff::fmt::rfc2822::parse(date).ok())
                .map(|date| date.timestamp().as_second()),
        }
    }

    /// An answer under this head that could not be read.
    pub(super) fn undecodable(&self) -> Failure {
        Failure::Undecodable { http: self.http, request_id: self.request_id.clone() }
    }
}
