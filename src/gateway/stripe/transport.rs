//! One HTTP/1.1 request on one connection, and what is known of it when it fails.
//!
//! Deliberately absent: redirects (a 307 would repeat a request elsewhere), retries (the station
//! decides those), a pool, compression, cookies. The card request does not pass here; the vault
//! sends that over a connection of its own.

use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use stripe_client_core::{
    CustomizedStripeRequest, RequestBuilder, StripeClient, StripeClientErr, StripeMethod, VERSION,
};
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use super::answer_head::AnswerHead;
use super::api_base::ApiBase;
use super::connect::{self, CONNECT_TIMEOUT, Wire};
use super::errors;
use crate::station::{ConnectPhase, Failure};

/// The longest answer that is read, in bytes. Stripe's are below 20 kB.
pub(super) const ANSWER_MAX: usize = 256 * 1024;
/// The most a connection buffers of an answer's head, in bytes.
const HEAD_MAX: usize = 64 * 1024;

/// How the station names itself in every request.
pub(super) const USER_AGENT: &str = concat!("chargeonce/", env!("CARGO_PKG_VERSION"));

/// What sends requests. Has no `Debug`: it holds the key.
pub(super) struct Transport {
    base: ApiBase,
    tls: Arc<ClientConfig>,
    authorization: HeaderValue,
    timeout: Duration,
    clock: Mutex<Option<i64>>,
}

/// An answer that arrived whole, good or bad.
pub(super) struct Answered {
    pub(super) head: AnswerHead,
    pub(super) body: Bytes,
}

/// One request and what goes with it.
pub(super) struct Outgoing {
    pub(super) request: RequestBuilder,
    pub(super) idempotency_key: Option<String>,
}

impl Transport {
    /// A transport for one account; `None` if the key cannot stand in a header.
    pub(super) fn new(
        base: ApiBase,
        tls: Arc<ClientConfig>,
        key: &str,
        timeout: Duration,
    ) -> Option<Self> {
        // The header shares one buffer that is wiped when its last holder is dropped.
        let mut bearer = Zeroizing::new(Vec::with_capacity("Bearer ".len() + key.len()));
        bearer.extend_from_slice(b"Bearer ");
        bearer.extend_from_slice(key.as_bytes());
        let mut authorization = HeaderValue::from_maybe_shared(Bytes::from_owner(bearer)).ok()?;
        authorization.set_sensitive(true);
        Some(Self { base, tls, authorization, timeout, clock: Mutex::new(None) })
    }

    pub(super) const fn base(&self) -> &ApiBase {
        &self.base
    }

    pub(super) const fn tls(&self) -> &Arc<ClientConfig> {
        &self.tls
    }

    /// Sends once and reads the answer, all before the time-out.
    ///
    /// # Errors
    /// [`Failure::NotSent`] until a connection stands, [`Failure::Unknown`] from then on, and
    /// [`Failure::Undecodable`] for an answer that is longer than [`ANSWER_MAX`].
    pub(super) async fn exchange(&self, outgoing: Outgoing) -> Result<Answered, Failure> {
        let start = Instant::now();
        let deadline = start + self.timeout;
        let request = self.request(outgoing).ok_or(NOT_SENDABLE)?;
        let wire = connect::open(&self.base, &self.tls, deadline.min(start + CONNECT_TIMEOUT))
            .await
            .map_err(|phase| Failure::NotSent { phase })?;
        let answered = timeout_at(deadline, converse(wire, request)).await;
        let answered = answered.unwrap_or(Err(Failure::Unknown))?;
        if let Some(seconds) = answered.head.date {
            *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = Some(seconds);
        }
        Ok(answered)
    }

    /// What the last answer said of the server's clock, told once.
    pub(super) fn heard_clock(&self) -> Option<i64> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// `None` if a part cannot stand in a request, such as an id with a space in it.
    fn request(&self, outgoing: Outgoing) -> Option<Request<Full<Bytes>>> {
        let RequestBuilder { query, body, path, method } = outgoing.request;
        let query = query.filter(|query| !query.is_empty()).map(|query| format!("?{query}"));
        let target =
            format!("{}/v1{path}{}", self.base.prefix(), query.as_deref().unwrap_or_default());
        let mut request = Request::builder()
            .method(match method {
                StripeMethod::Get => Method::GET,
                StripeMethod::Post => Method::POST,
                StripeMethod::Delete => Method::DELETE,
            })
            .uri(target)
            .header(header::HOST, self.base.authority())
            .header(header::AUTHORIZATION, self.authorization.clone())
            .header(header::USER_AGENT, USER_AGENT)
            .header("stripe-version", VERSION.as_str())
            .header(header::ACCEPT, "application/json")
            .header(header::CONNECTION, "close");
        if let Some(key) = outgoing.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        request.body(Full::from(body.unwrap_or_default())).ok()
    }
}

/// A request that cannot be written down never left either.
const NOT_SENDABLE: Failure = Failure::NotSent { phase: ConnectPhase::Connect };

/// The whole exchange on a standing connection, which is closed with it.
async fn converse(wire: Box<dyn Wire>, request: Request<Full<Bytes>>) -> Result<Answered, Failure> {
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEAD_MAX)
        .handshake(TokioIo::new(wire))
        .await
        .map_err(|_| Failure::Unknown)?;
    let mut connection = std::pin::pin!(connection);
    let mut exchange = std::pin::pin!(async {
        read(sender.send_request(request).await.map_err(|_| Failure::Unknown)?).await
    });
    // The connection must be driven for the exchange to move. It may end first; what it has
    // read by then is still to be had.
    tokio::select! {
        biased;
        answered = &mut exchange => answered,
        _ = &mut connection => exchange.await,
    }
}

async fn read(response: Response<Incoming>) -> Result<Answered, Failure> {
    let (parts, body) = response.into_parts();
    let head = AnswerHead::new(parts.status.as_u16(), |name| {
        parts.headers.get(name).and_then(|value| value.to_str().ok())
    });
    match Limited::new(body, ANSWER_MAX).collect().await {
        Ok(body) => Ok(Answered { head, body: body.to_bytes() }),
        Err(error) if error.is::<LengthLimitError>() => Err(head.undecodable()),
        Err(_) => Err(Failure::Unknown),
    }
}

/// Any request type of the async-stripe crates can be sent over this transport.
///
/// One attempt only: of the strategies, `Idempotent` gives its key and the others nothing. The
/// account header and a time-out of the request's own are not for a station with one account.
impl StripeClient for Transport {
    type Err = Failure;

    async fn execute(&self, request: CustomizedStripeRequest) -> Result<Bytes, Failure> {
        let (request, overrides) = request.into_pieces();
        let idempotency_key = overrides
            .request_strategy
            .and_then(|strategy| strategy.get_key())
            .map(stripe_client_core::IdempotencyKey::into_inner);
        let answered = self.exchange(Outgoing { request, idempotency_key }).await?;
        errors::checked(answered).map(|answered| answered.body)
    }
}

impl StripeClientErr for Failure {
    /// The crates decode only answers that were a success. Their message may quote the answer,
    /// so it is dropped.
    fn deserialize_err(_message: impl Display) -> Self {
        Self::Undecodable { http: 200, request_id: None }
    }
}
