//! Why nothing was charged although no bank said no, and why the station may be out of service.

use super::{ApiError, ApiKind, ConnectPhase, Failure};

/// A trouble, in the words the view knows: one sentence for the customer, one for staff.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// Staff or customer cancelled.
    Cancelled,
    /// Nobody pressed a key for too long.
    Idle,
    /// Stripe's host name could not be resolved or connected to.
    Offline,
    /// TLS failed for a reason other than the certificate.
    TlsFailed,
    /// The certificate was refused: wrong clock, or somebody in between.
    CertificateRefused,
    /// No answer in time.
    NoAnswer,
    /// Stripe answered with a server error.
    StripeDown,
    /// The answer could not be read, or spoke of another payment.
    BadAnswer,
    /// The account may not send raw card numbers.
    RawCardsRefused,
    /// The key is wrong or expired.
    KeyRefused,
    /// The restricted key lacks this permission.
    PermissionMissing(Option<String>),
    /// Test key against live objects, or the other way round.
    WrongMode,
    /// Too many requests.
    RateLimited,
    /// Stripe refuses the amount.
    AmountRefused,
    /// Stripe refuses the request: a fault of ours or of the settings.
    RequestRefused,
    /// The customer cancelled at the bank's page, or time ran out there.
    ChallengeAbandoned,
    /// The bank's page does not fit on this screen.
    ChallengeTooLarge,
    /// The station stopped in the middle of this sale.
    Interrupted,
    /// Outside the opening hours.
    OutOfHours,
    /// Too many cards were declined in a short time.
    Paused,
    /// A reader is needed, and none is ready.
    ReaderGone,
    /// The disk under the journal has no room for another sale.
    DiskFull,
    /// Stripe knows a later sale of this station than the journal: the journal lost data.
    JournalBehind,
    /// This computer's clock and Stripe's lie too far apart.
    ClockWrong,
    /// Staff closed the station by hand.
    ClosedByStaff,
}

impl Trouble {
    /// One of each kind, for the manual.
    pub const ALL: &[Self] = &[
        Self::Cancelled,
        Self::Idle,
        Self::Offline,
        Self::TlsFailed,
        Self::CertificateRefused,
        Self::NoAnswer,
        Self::StripeDown,
        Self::BadAnswer,
        Self::RawCardsRefused,
        Self::KeyRefused,
        Self::PermissionMissing(None),
        Self::WrongMode,
        Self::RateLimited,
        Self::AmountRefused,
        Self::RequestRefused,
        Self::ChallengeAbandoned,
        Self::ChallengeTooLarge,
        Self::Interrupted,
        Self::OutOfHours,
        Self::Paused,
        Self::ReaderGone,
        Self::DiskFull,
        Self::JournalBehind,
        Self::ClockWrong,
        Self::ClosedByStaff,
    ];

    /// What a failed call means.
    #[must_use]
    pub fn of(failure: &Failure) -> Self {
        match failure {
            Failure::NotSent { phase: ConnectPhase::Name | ConnectPhase::Connect } => Self::Offline,
            Failure::NotSent { phase: ConnectPhase::Tls } => Self::TlsFailed,
            Failure::NotSent { phase: ConnectPhase::Certificate } => Self::CertificateRefused,
            Failure::Unknown => Self::NoAnswer,
            Failure::Undecodable { .. } => Self::BadAnswer,
            Failure::Api(error) => Self::of_api(error),
        }
    }

    fn of_api(error: &ApiError) -> Self {
        match &error.kind {
            ApiKind::RawCardsRefused => Self::RawCardsRefused,
            ApiKind::KeyRefused => Self::KeyRefused,
            ApiKind::PermissionMissing(permission) => Self::PermissionMissing(permission.clone()),
            ApiKind::WrongMode => Self::WrongMode,
            ApiKind::RateLimited | ApiKind::Busy => Self::RateLimited,
            ApiKind::Amount => Self::AmountRefused,
            ApiKind::Server => Self::StripeDown,
            ApiKind::UnexpectedState => Self::BadAnswer,
            ApiKind::Declined(_)
            | ApiKind::IdempotencyMismatch
            | ApiKind::Missing
            | ApiKind::Invalid => Self::RequestRefused,
        }
    }

    /// Whether only a technician can mend it, so that trying again would be no use.
    #[must_use]
    pub const fn needs_technician(&self) -> bool {
        match self {
            Self::RawCardsRefused
            | Self::KeyRefused
            | Self::PermissionMissing(_)
            | Self::WrongMode
            | Self::RequestRefused
            | Self::CertificateRefused
            | Self::DiskFull
            | Self::JournalBehind
            | Self::ClockWrong => true,
            Self::Cancelled
            | Self::Idle
            | Self::Offline
            | Self::TlsFailed
            | Self::NoAnswer
            | Self::StripeDown
            | Self::BadAnswer
            | Self::RateLimited
            | Self::AmountRefused
            | Self::ChallengeAbandoned
            | Self::ChallengeTooLarge
            | Self::Interrupted
            | Self::OutOfHours
            | Self::Paused
            | Self::ReaderGone
            | Self::ClosedByStaff => false,
        }
    }

    /// A stable code for the journal, the log and the manual.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Cancelled => "E-CANCELLED",
            Self::Idle => "E-IDLE",
            Self::Offline => "E-OFFLINE",
            Self::TlsFailed => "E-TLS",
            Self::CertificateRefused => "E-CERTIFICATE",
            Self::NoAnswer => "E-NO-ANSWER",
            Self::StripeDown => "E-STRIPE-DOWN",
            Self::BadAnswer => "E-BAD-ANSWER",
            Self::RawCardsRefused => "E-RAW-CARDS",
            Self::KeyRefused => "E-KEY",
            Self::PermissionMissing(_) => "E-PERMISSION",
            Self::WrongMode => "E-MODE",
            Self::RateLimited => "E-RATE",
            Self::AmountRefused => "E-AMOUNT",
            Self::RequestRefused => "E-REQUEST",
            Self::ChallengeAbandoned => "E-BANK-PAGE",
            Self::ChallengeTooLarge => "E-BANK-PAGE-SIZE",
            Self::Interrupted => "E-INTERRUPTED",
            Self::OutOfHours => "E-HOURS",
            Self::Paused => "E-PAUSED",
            Self::ReaderGone => "E-READER",
            Self::DiskFull => "E-DISK-FULL",
            Self::JournalBehind => "E-JOURNAL-BEHIND",
            Self::ClockWrong => "E-CLOCK-WRONG",
            Self::ClosedByStaff => "E-CLOSED",
        }
    }
}
