//! What the station asks of a gateway, and what it hears back. Knows no HTTP and no Stripe crate.

use std::fmt;
use std::time::Duration;

use super::{
    Attempt, ChargeId, Currency, CustomerId, Decline, IntentId, KnownCustomer, MethodId, Money,
    SaleId,
};
use crate::card::{Brand, Last4};

/// Numbers everything the station asks for, so that a stale answer can be told and dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ask(pub u64);

/// An idempotency key, made of sale (or intent), operation and attempt only; at most 64
/// characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// `<sale>-create`.
    #[must_use]
    pub fn create(sale: SaleId) -> Self {
        Self(format!("{sale}-create"))
    }

    /// `<sale>-pm-<n>`.
    #[must_use]
    pub fn method(sale: SaleId, card: u32) -> Self {
        Self(format!("{sale}-pm-{card}"))
    }

    /// `<sale>-confirm-<n>`.
    #[must_use]
    pub fn confirm(sale: SaleId, attempt: Attempt) -> Self {
        Self(format!("{sale}-confirm-{}", attempt.0))
    }

    /// `<sale>-capture-<k>`.
    #[must_use]
    pub fn capture(sale: SaleId, round: u32) -> Self {
        Self(format!("{sale}-capture-{round}"))
    }

    /// `<sale>-cancel-<k>`.
    #[must_use]
    pub fn cancel(sale: SaleId, round: u32) -> Self {
        Self(format!("{sale}-cancel-{round}"))
    }

    /// `<intent>-cancel-<any number>`: for an intent that no sale of the journal owns. A number
    /// used before would get the answer of that time, and the journal counts no rounds of it.
    #[must_use]
    pub fn stray(intent: &IntentId, unused: u64) -> Self {
        Self(format!("{intent}-cancel-{unused:016x}"))
    }

    /// `<sale>-receipt-<any number>`: a corrected address is another request, and under the key
    /// of the first it would be refused.
    #[must_use]
    pub fn receipt(sale: SaleId, unused: u64) -> Self {
        Self(format!("{sale}-receipt-{unused:016x}"))
    }

    /// The key as sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One request to the gateway: sent once, answered once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Comes back with the answer.
    pub ask: Ask,
    /// What is wanted.
    pub call: Call,
}

/// What a gateway can do. Card data is not among it: only the vault sends that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Create the sale's PaymentIntent: unconfirmed, manual capture, cards only.
    Prepare {
        /// The key the creation is made under.
        key: IdempotencyKey,
        /// Goes into the intent's metadata.
        sale: SaleId,
        /// Goes into the intent's metadata; grows by one a sale.
        number: u64,
        /// How much.
        money: Money,
        /// Goes into metadata and description; may be empty.
        reference: String,
        /// Whom to link the payment to.
        customer: Option<CustomerId>,
    },
    /// Confirm the intent with a card: a hold, not yet a charge.
    Confirm {
        /// The key; the same for every try of one attempt.
        key: IdempotencyKey,
        /// The sale's intent.
        intent: IntentId,
        /// The card; always sent, or Stripe would fall back to a saved one.
        method: MethodId,
    },
    /// Read the intent.
    Inspect {
        /// Which.
        intent: IntentId,
    },
    /// Take the held money.
    Capture {
        /// The key of this round.
        key: IdempotencyKey,
        /// Which.
        intent: IntentId,
        /// Exactly what the customer agreed to.
        money: Money,
    },
    /// Release the hold, or close an intent nothing was held on.
    Cancel {
        /// The key of this round.
        key: IdempotencyKey,
        /// Which.
        intent: IntentId,
    },
    /// Search customers by name or e-mail.
    FindCustomers {
        /// What was typed, at least three characters.
        query: SearchText,
    },
    /// List this station's intents, newest first, a page at a time. Never the search: it lags.
    ListIntents {
        /// Only those made at or after this, in seconds since 1970-01-01 UTC.
        created_from: i64,
        /// The page after the one that ended with this.
        after: Option<IntentId>,
    },
    /// Have Stripe send its receipt for a captured charge.
    EmailReceipt {
        /// The key.
        key: IdempotencyKey,
        /// Which charge.
        charge: ChargeId,
        /// Where to.
        email: EmailAddress,
    },
}

impl Call {
    /// The call's name for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Prepare { .. } => "prepare",
            Self::Confirm { .. } => "confirm",
            Self::Inspect { .. } => "inspect",
            Self::Capture { .. } => "capture",
            Self::Cancel { .. } => "cancel",
            Self::FindCustomers { .. } => "find-customers",
            Self::ListIntents { .. } => "list-intents",
            Self::EmailReceipt { .. } => "email-receipt",
        }
    }
}

/// What staff typed to find a customer: a name or an address, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchText(pub String);

impl fmt::Debug for SearchText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SearchText")
    }
}

/// A customer's e-mail address: used once, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(pub String);

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress")
    }
}

/// A link that holds a secret (the bank's 3-D Secure page): drawn as a QR code, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretLink(pub String);

impl fmt::Debug for SecretLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretLink")
    }
}

/// An answer to a [`Request`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What asked.
    pub ask: Ask,
    /// What came of it.
    pub result: Result<Reply, Failure>,
}

/// What a gateway says when all went well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// To `Prepare`, `Confirm`, `Inspect`, `Capture`, `Cancel`.
    Intent(IntentFacts),
    /// To `FindCustomers`.
    Customers(Vec<KnownCustomer>),
    /// To `ListIntents`.
    Intents(IntentPage),
    /// To `EmailReceipt`.
    ReceiptSent,
}

/// A page of [`Call::ListIntents`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntentPage {
    /// This station's intents on it; others are left out.
    pub found: Vec<ListedIntent>,
    /// What to ask for the next page after, if there is one.
    pub next: Option<IntentId>,
}

/// An intent as the audit sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedIntent {
    /// Its id.
    pub id: IntentId,
    /// Where it stands.
    pub status: IntentStatus,
    /// The sale in its metadata.
    pub sale: SaleId,
    /// The sale's number in its metadata.
    pub number: u64,
    /// Its amount in minor units.
    pub amount: u64,
    /// What was taken, in minor units.
    pub received: u64,
    /// Of both amounts.
    pub currency: Currency,
    /// Its latest charge, when there is one.
    pub charge: Option<ChargeId>,
    /// Whether its charge was given back, in whole or in part.
    pub refunded: bool,
}

/// What the station needs to know of a PaymentIntent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntentFacts {
    /// Its id.
    pub id: IntentId,
    /// The sale in its metadata: tells an intent that was just made from another one.
    pub sale: Option<SaleId>,
    /// Where it stands.
    pub status: IntentStatus,
    /// Its amount in minor units.
    pub amount: u64,
    /// What a capture may take, in minor units.
    pub capturable: u64,
    /// What was taken, in minor units.
    pub received: u64,
    /// The currency's code, lower case.
    pub currency: String,
    /// Whether real money moves.
    pub livemode: bool,
    /// The bank's page, when the status is `RequiresAction` with a redirect.
    pub challenge: Option<SecretLink>,
    /// The latest charge, when there is one.
    pub charge: Option<ChargeFacts>,
    /// Why the last card did not go through, when it did not.
    pub declined: Option<Declined>,
}

/// Where a PaymentIntent stands (Stripe, "The Payment Intents API: lifecycle").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntentStatus {
    /// No card, or the last one was declined.
    RequiresPaymentMethod,
    /// A card is set and not confirmed.
    RequiresConfirmation,
    /// The bank wants the customer to confirm.
    RequiresAction,
    /// In flight.
    Processing,
    /// The money is held.
    RequiresCapture,
    /// The money is taken.
    Succeeded,
    /// Closed; nothing can be charged on it any more.
    Canceled,
    /// A status this version does not know.
    Other,
}

/// What the station needs to know of a Charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeFacts {
    /// Its id.
    pub id: ChargeId,
    /// Stripe's receipt page.
    pub receipt_url: Option<String>,
    /// Money given back since, in minor units.
    pub refunded: u64,
    /// Whether the bank found the security code wrong and approved all the same.
    pub cvc_failed: bool,
}

/// A bank's or Stripe's no to one card. The intent stays open for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// Why, as far as it decides what is said and done.
    pub reason: Decline,
    /// Stripe's own `code` or `decline_code`, for staff logs only.
    pub code: String,
}

/// Why there is no good answer. The kinds differ in what may have happened at Stripe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request never left: refused, no route, no name, TLS handshake failed.
    NotSent {
        /// In which phase, for staff.
        phase: ConnectPhase,
    },
    /// The request may have been carried out: reset, time-out, or cut short after connecting.
    Unknown,
    /// Stripe answered with an error.
    Api(ApiError),
    /// An answer came that could not be read: it may have been carried out.
    Undecodable {
        /// The HTTP status.
        http: u16,
        /// Stripe's name for the request.
        request_id: Option<String>,
    },
}

/// How far a connection got before it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectPhase {
    /// The host's name could not be resolved.
    Name,
    /// No connection.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// The certificate was refused: wrong clock, interception, or not Stripe.
    Certificate,
}

/// An error Stripe answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status.
    pub http: u16,
    /// What it means for the station.
    pub kind: ApiKind,
    /// Stripe's `code`, if any.
    pub code: Option<String>,
    /// Stripe's name for the request, to quote to their support.
    pub request_id: Option<String>,
    /// The `Stripe-Should-Retry` header, which overrides the table.
    pub should_retry: Option<bool>,
    /// The `Retry-After` header.
    pub retry_after: Option<Duration>,
    /// The status of the intent named in the error, if any.
    pub intent: Option<IntentStatus>,
}

/// What an error means for the station, told by HTTP status and type, never by message (but for
/// the raw-card refusal, which has no code).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiKind {
    /// 402: the card was declined.
    Declined(Declined),
    /// The account may not send raw card numbers.
    RawCardsRefused,
    /// 401: the key is wrong, expired or of the publishable kind.
    KeyRefused,
    /// 403: a restricted key lacks this permission (`rak_…`), where Stripe names it.
    PermissionMissing(Option<String>),
    /// Test key on a live object, or the other way round; or the account is not activated.
    WrongMode,
    /// The intent is in a state that does not allow this.
    UnexpectedState,
    /// The same key was used with other parameters: a fault of ours.
    IdempotencyMismatch,
    /// 409, or 429 `lock_timeout`: another request holds the object or the key.
    Busy,
    /// 429: too many requests.
    RateLimited,
    /// The amount is outside what Stripe or the account takes.
    Amount,
    /// The object does not exist.
    Missing,
    /// Any other 4xx: a fault of ours or of the settings.
    Invalid,
    /// 5xx: indeterminate.
    Server,
}

/// A card that Stripe has taken in: worth one use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenisedCard {
    /// Stripe's id for it.
    pub method: MethodId,
    /// The brand, as Stripe says.
    pub brand: Brand,
    /// The last four digits, as Stripe says.
    pub last4: Last4,
    /// From the first digit to the wipe: how long the number was in memory.
    pub held: Duration,
}
