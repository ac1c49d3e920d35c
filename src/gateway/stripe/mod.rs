//! Stripe over HTTP, or anything on loopback that speaks its wire.
//!
//! * [`api_base`]: where the API is; https anywhere, plain http to this machine only.
//! * `connect`, `transport`: one HTTP/1.1 request on one connection; NotSent and Unknown apart.
//! * `requests`: what is asked, in the async-stripe crates' types.
//! * `answers`, `errors`: what was said, in the station's words.
//! * [`token`]: the pure parts of the one request that carries a card, for the vault.
//! * [`handle`]: the worker thread.
//! * [`probe`]: a technician's questions that charge nothing.
//! * `setup`: what a gateway is made of, and what it refuses to be made of.
//!
//! One call is one attempt: whether to try again is the station's decision. Nothing is kept
//! between calls but the settings.

mod answer_head;
mod answers;
pub mod api_base;
mod connect;
mod errors;
pub mod handle;
pub mod probe;
mod requests;
mod setup;
mod text;
pub mod token;
mod transport;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use rustls::ClientConfig;
use stripe_client_core::{RequestBuilder, StripeClient};
use zeroize::Zeroizing;

pub use api_base::{ApiBase, ApiBaseError};
pub use handle::GatewayHandle;
pub use setup::{Config, GatewayError, RETURN_URL, TIMEOUT};

use crate::station::{ApiError, ApiKind, Call, Failure, IdempotencyKey, KnownCustomer, Reply};
use answer_head::AnswerHead;
use requests::{Labels, NewIntent};
use transport::{Answered, Outgoing, Transport};

/// What can charge at Stripe. Has no `Debug`: it holds the key.
pub struct Gateway {
    transport: Transport,
    labels: Labels,
    key: Zeroizing<String>,
}

impl Gateway {
    /// A gateway that has not connected to anything yet.
    ///
    /// # Errors
    /// [`GatewayError`], when the key does not fit the realm or cannot be sent.
    pub fn new(config: Config) -> Result<Self, GatewayError> {
        setup::check(&config)?;
        let tls = connect::tls_config().map_err(|error| GatewayError::Tls(error.to_string()))?;
        let transport = Transport::new(config.api_base, tls, &config.key, config.timeout)
            .ok_or(GatewayError::KeyUnusable)?;
        let labels = Labels {
            station: config.station_name.chars().take(100).collect(),
            return_url: config.return_url,
            statement_descriptor_suffix: config.statement_descriptor_suffix,
            decline_bank_confirmation: config.decline_bank_confirmation,
        };
        Ok(Self { transport, labels, key: config.key })
    }

    /// Carries out one call, in one attempt, within the time-out.
    ///
    /// # Errors
    /// [`Failure`], which tells what may have happened at Stripe.
    pub async fn perform(&self, call: Call) -> Result<Reply, Failure> {
        let name = call.name();
        match call {
            Call::Prepare { key, sale, number, money, reference, customer } => {
                let new = NewIntent {
                    sale,
                    number,
                    money,
                    reference: &reference,
                    customer: customer.as_ref(),
                };
                self.intent(name, Some(&key), requests::prepare(&self.labels, &new)).await
            }
            Call::Confirm { key, intent, method } => {
                let request = requests::confirm(&self.labels, &intent, &method);
                self.intent(name, Some(&key), request).await
            }
            Call::Inspect { intent } => self.intent(name, None, requests::inspect(&intent)).await,
            Call::Capture { key, intent, money } => {
                self.intent(name, Some(&key), requests::capture(&intent, money)).await
            }
            Call::Cancel { key, intent } => {
                self.intent(name, Some(&key), requests::cancel(&intent)).await
            }
            Call::FindCustomers { query } => {
                self.find_customers(name, &query.0).await.map(Reply::Customers)
            }
            Call::ListIntents { created_from, after } => {
                let request = requests::list_intents(created_from, after.as_ref());
                let page = self.ask(name, None, request, answers::intents).await?;
                Ok(Reply::Intents(page.of_station(&self.labels.station)))
            }
            Call::EmailReceipt { key, charge, email } => {
                self.ask(name, Some(&key), requests::email_receipt(&charge, &email), |_| {
                    // That Stripe took the address is all there is to know.
                    Ok(Reply::ReceiptSent)
                })
                .await
            }
        }
    }

    /// The API's addresses, in the order to try, for the vault's own connection.
    ///
    /// # Errors
    /// [`Failure::NotSent`] when there is none, or none that may be used.
    pub async fn resolve(&self) -> Result<Vec<SocketAddr>, Failure> {
        connect::resolve(self.transport.base()).await.map_err(|phase| Failure::NotSent { phase })
    }

    /// Where the API is.
    #[must_use]
    pub const fn api_base(&self) -> &ApiBase {
        self.transport.base()
    }

    /// What time it is at Stripe by the last answer, in seconds since 1970-01-01 UTC; told once.
    #[must_use]
    pub fn heard_clock(&self) -> Option<i64> {
        self.transport.heard_clock()
    }

    /// The TLS settings, shared with the vault: compiled-in roots, HTTP/1.1 only, no resumption.
    #[must_use]
    pub fn tls_config(&self) -> Arc<ClientConfig> {
        Arc::clone(self.transport.tls())
    }

    /// A client for any request type of the async-stripe crates, over the same transport.
    #[must_use]
    pub const fn stripe_client(&self) -> &impl StripeClient<Err = Failure> {
        &self.transport
    }

    /// The head of a card request, for [`token::write_request`].
    #[must_use]
    pub fn card_request_head(&self, key: &IdempotencyKey) -> token::RequestHead {
        token::RequestHead::new(self.api_base(), &self.key, key)
    }

    async fn intent(
        &self,
        call: &'static str,
        key: Option<&IdempotencyKey>,
        request: RequestBuilder,
    ) -> Result<Reply, Failure> {
        self.ask(call, key, request, answers::intent).await.map(Reply::Intent)
    }

    /// The search misses customers made within the last minute, and is not offered in every
    /// country; the list by exact address makes up for both.
    async fn find_customers(
        &self,
        call: &'static str,
        typed: &str,
    ) -> Result<Vec<KnownCustomer>, Failure> {
        let typed = typed.trim();
        let search = requests::search_customers(typed);
        let found = self.ask(call, None, search, answers::customers).await;
        let in_vain = match &found {
            Ok(customers) => customers.is_empty(),
            Err(failure) => matches!(failure, Failure::Api(_)),
        };
        if in_vain && looks_like_email(typed) {
            self.ask(call, None, requests::list_customers(typed), answers::customers).await
        } else {
            found
        }
    }

    /// One request, its answer read, and a line in the log: names and numbers only, never what
    /// was sent or said.
    async fn ask<T>(
        &self,
        call: &'static str,
        key: Option<&IdempotencyKey>,
        request: RequestBuilder,
        read: fn(&Answered) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let start = Instant::now();
        let idempotency_key = key.map(|key| key.as_str().to_owned());
        let result = self
            .transport
            .exchange(Outgoing { request, idempotency_key })
            .await
            .and_then(errors::checked)
            .and_then(|answered| read(&answered).map(|reply| (reply, answered.head)));
        let key = key.map(IdempotencyKey::as_str);
        let milliseconds = start.elapsed().as_millis() as u64;
        match &result {
            Ok((_, AnswerHead { http, request_id, replayed, .. })) => {
                let request_id = request_id.as_deref();
                tracing::info!(call, key, http, request_id, replayed, milliseconds, "answered");
            }
            Err(Failure::Api(error)) => {
                let (http, request_id) = (error.http, error.request_id.as_deref());
                let code = staff_code(error);
                tracing::warn!(call, key, http, request_id, code, milliseconds, "refused");
            }
            Err(Failure::Undecodable { http, request_id }) => {
                let request_id = request_id.as_deref();
                tracing::warn!(call, key, http, request_id, milliseconds, "unreadable answer");
            }
            Err(Failure::NotSent { phase }) => {
                tracing::warn!(call, key, ?phase, milliseconds, "not sent");
            }
            Err(Failure::Unknown) => tracing::warn!(call, key, milliseconds, "no answer"),
        }
        result.map(|(reply, _)| reply)
    }
}

/// The code that staff may read in the log: a decline's own, where there is one.
fn staff_code(error: &ApiError) -> Option<&str> {
    match &error.kind {
        ApiKind::Declined(declined) => Some(&declined.code),
        _ => error.code.as_deref(),
    }
}

fn looks_like_email(typed: &str) -> bool {
    typed.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
}
