//! From an HTTP request to an HTTP answer: latency, idempotency, record and headers around the
//! operations.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Request, Response, StatusCode};

use super::API_VERSION;
use super::body::{self, Unreadable};
use super::book::{Book, Time};
use super::errors::{self, Refusal};
use super::idempotency::{Given, Keys};
use super::pages;
use super::params::Params;
use super::record::{Line, Record};
use super::router::{self, Call};

/// What all connections share.
pub struct Service {
    /// The sandbox's state; locked for one step at a time, never while waiting.
    state: Mutex<State>,
    latency: Duration,
}

/// The sandbox's state.
pub struct State {
    /// What the pretend bank knows.
    pub book: Book,
    keys: Keys,
    record: Option<Record>,
}

/// Chunks of a connection that carried card data, to be wiped when it is closed.
pub type Spilt = Arc<Mutex<Vec<Bytes>>>;

/// The clock of the book.
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::try_from(since.as_secs()).unwrap_or(Time::MAX)
}

/// Locks, and takes what a panicking thread left: the state is changed in whole steps.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An answer of the API.
struct Answer {
    given: Given,
    /// The request this answer was first given to, if that was another.
    original: Option<String>,
    should_retry: bool,
}

impl Service {
    /// A service over a book.
    pub fn new(book: Book, record: Option<Record>, latency: Duration) -> Self {
        Self { state: Mutex::new(State { book, keys: Keys::default(), record }), latency }
    }

    /// The state, for a look.
    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Answers one request.
    pub async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        spilt: Spilt,
    ) -> Response<Full<Bytes>> {
        let (head, incoming) = request.into_parts();
        let path = head.uri.path();
        if !path.starts_with("/v1/") {
            let page = pages::page(&mut self.state().book, head.method.as_str(), path, now());
            return html(page);
        }
        let version = head.headers.get("stripe-version").cloned();
        let body = match body::read(incoming).await {
            Ok(body) => body,
            Err(unreadable) => return self.unreadable(&unreadable, version),
        };
        let call = Call {
            method: head.method.as_str().to_owned(),
            path: path.to_owned(),
            query: Params::decode(head.uri.query().unwrap_or_default().as_bytes()),
            form: Params::decode(&body.bytes),
            authorization: text(&head.headers, header::AUTHORIZATION.as_str()),
            key: text(&head.headers, "idempotency-key"),
        };
        let carried_card_data = call.form.has_card_data() || call.query.has_card_data();
        if carried_card_data {
            lock(&spilt).extend(body.source);
        }
        // A task of its own: a client that hangs up does not undo what it asked for.
        let service = Arc::clone(&self);
        let Ok(answer) = tokio::spawn(async move { service.execute(&call).await }).await else {
            return failure();
        };
        let mut response = respond(answer, version);
        if carried_card_data {
            // Closing lets the library's read buffer be wiped at once.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn execute(&self, call: &Call) -> Answer {
        let key = call.effective_key();
        let begun = {
            let mut state = self.state();
            let request_id = state.book.ids.object("req_");
            state.begin(call, key).map_err(|refusal| refuse(&refusal, &request_id))
        };
        tokio::time::sleep(self.latency).await;
        let mut state = self.state();
        let (answer, replayed) = match begun {
            Err(answer) => (answer, false),
            Ok(Some(given)) => {
                let original = Some(given.request_id.clone());
                let request_id = state.book.ids.object("req_");
                (
                    Answer { given: Given { request_id, ..given }, original, should_retry: false },
                    true,
                )
            }
            Ok(None) => (state.run(call, key), false),
        };
        state.record(call, &answer, replayed).unwrap_or(answer)
    }

    fn unreadable(&self, why: &Unreadable, version: Option<HeaderValue>) -> Response<Full<Bytes>> {
        let (status, words) = match why {
            Unreadable::TooLong => (413, "The request's body is too long."),
            Unreadable::Broken => (400, "The request's body could not be read."),
        };
        let mut error = errors::invalid(words);
        error.status = status;
        let request_id = self.state().book.ids.object("req_");
        respond(refuse(&error, &request_id), version)
    }
}

impl State {
    /// Checks a request and claims its key; `Some` is an answer that was given before.
    fn begin(&mut self, call: &Call, key: Option<&str>) -> Result<Option<Given>, Refusal> {
        router::check(&self.book, call)?;
        let Some(key) = key else { return Ok(None) };
        let digest = call.digest(&self.book.salt);
        self.keys.begin(key, digest, now())
    }

    /// Does what was asked and keeps the answer for its key.
    fn run(&mut self, call: &Call, key: Option<&str>) -> Answer {
        let request_id = self.book.ids.object("req_");
        let (answer, kept) = match router::run(&mut self.book, call, now()) {
            Ok(object) => {
                let given = Given { status: 200, body: object.to_string(), request_id };
                (Answer { given, original: None, should_retry: false }, true)
            }
            Err(refusal) => (refuse(&refusal, &request_id), refusal.kept),
        };
        if let Some(key) = key {
            self.keys.end(key, kept.then(|| answer.given.clone()));
        }
        answer
    }

    /// Records a request; an answer in place of the true one if that could not be done.
    fn record(&mut self, call: &Call, answer: &Answer, replayed: bool) -> Option<Answer> {
        let line = Line {
            method: &call.method,
            path: &call.path,
            form: &call.form,
            query: &call.query,
            key: call.key.as_deref(),
            status: answer.given.status,
            replayed,
        };
        let error = self.record.as_mut()?.append(&line).err()?;
        let error = errors::internal(format!("The sandbox's record cannot be written: {error}"));
        Some(refuse(&error, &answer.given.request_id))
    }
}

fn refuse(error: &errors::ApiError, request_id: &str) -> Answer {
    let given = Given {
        status: error.status,
        body: error.body(request_id).to_string(),
        request_id: request_id.to_owned(),
    };
    Answer { given, original: None, should_retry: error.status == 409 }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn respond(answer: Answer, version: Option<HeaderValue>) -> Response<Full<Bytes>> {
    let Answer { given, original, should_retry } = answer;
    let mut response = Response::new(Full::new(Bytes::from(given.body)));
    *response.status_mut() = status(given.status);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let version = version.unwrap_or_else(|| HeaderValue::from_static(API_VERSION));
    headers.insert(HeaderName::from_static("stripe-version"), version);
    if let Ok(id) = HeaderValue::try_from(given.request_id) {
        headers.insert(HeaderName::from_static("request-id"), id);
    }
    if let Some(id) = original.and_then(|id| HeaderValue::try_from(id).ok()) {
        headers.insert(HeaderName::from_static("original-request"), id);
        headers.insert(
            HeaderName::from_static("idempotent-replayed"),
            HeaderValue::from_static("true"),
        );
    }
    if should_retry {
        headers.insert(
            HeaderName::from_static("stripe-should-retry"),
            HeaderValue::from_static("true"),
        );
    }
    response
}

fn html(page: pages::Page) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(page.html)));
    *response.status_mut() = status(page.status);
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// An empty 500, for a request whose own task died.
fn failure() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

fn status(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
