use super::*;
use crate::station::Realm;
use crate::view::look::is_console_glyph;
use crate::view::text::{width, wrapped};

const LANGUAGES: [&Words; 2] = [&english::WORDS, &french::WORDS];

const DECLINES: [Decline; 20] = [
    Decline::Generic,
    Decline::CardNotSupported,
    Decline::LimitReached,
    Decline::CurrencyNotSupported,
    Decline::Duplicate,
    Decline::Expired,
    Decline::CheckNumber,
    Decline::CheckCvc,
    Decline::CheckPostal,
    Decline::CheckExpiry,
    Decline::InsufficientFunds,
    Decline::AmountNotAllowed,
    Decline::BankUnreachable,
    Decline::TryOnce,
    Decline::TestCard,
    Decline::NeedsBank,
    Decline::AuthenticationFailed,
    Decline::NeedsPin,
    Decline::TooManyPins,
    Decline::TooManyDeclines,
];

const SWIPES: [SwipeProblem; 12] = [
    SwipeProblem::Unreadable,
    SwipeProblem::Incomplete,
    SwipeProblem::Misread,
    SwipeProblem::NotPaymentCard,
    SwipeProblem::BrandUnsupported,
    SwipeProblem::MissingExpiry,
    SwipeProblem::Expired,
    SwipeProblem::CashOnly,
    SwipeProblem::ReaderEncrypts,
    SwipeProblem::KeyboardLayout,
    SwipeProblem::Blank,
    SwipeProblem::TestCard,
];

fn troubles() -> Vec<Trouble> {
    vec![
        Trouble::Cancelled,
        Trouble::Idle,
        Trouble::Offline,
        Trouble::TlsFailed,
        Trouble::CertificateRefused,
        Trouble::NoAnswer,
        Trouble::StripeDown,
        Trouble::BadAnswer,
        Trouble::RawCardsRefused,
        Trouble::KeyRefused,
        Trouble::PermissionMissing(None),
        Trouble::PermissionMissing(Some("rak_payment_intent_write".to_owned())),
        Trouble::WrongMode,
        Trouble::RateLimited,
        Trouble::AmountRefused,
        Trouble::RequestRefused,
        Trouble::ChallengeAbandoned,
        Trouble::ChallengeTooLarge,
        Trouble::Interrupted,
        Trouble::DiskFull,
        Trouble::JournalBehind,
        Trouble::ClockWrong,
        Trouble::ClosedByStaff,
    ]
}

/// Sentences that stand on one row, and sentences that may wrap.
fn sentences(words: &Words) -> (Vec<String>, Vec<String>) {
    let mut one_row: Vec<String> = words
        .lines()
        .into_iter()
        .filter(|(name, _)| *name != "challenge_no_room")
        .map(|(_, line)| line.to_owned())
        .collect();
    let mut wrapping = vec![words.challenge_no_room.to_owned()];
    one_row.extend(words.months.map(str::to_owned));
    one_row.extend(words.days.map(str::to_owned));
    for count in [1, 2, 12] {
        one_row.extend([
            (words.settling)(count),
            (words.attentions)(count),
            (words.readers_ready)(count),
            (words.seconds_left)(count as u64),
            (words.attempt)(2, 3),
            (words.time_left)("4:59"),
            (words.held)("12.3"),
            (words.limits)("$0.50 USD", "$999,999.99 USD"),
            (words.request)("req_0123456789abcdef"),
            (words.call)("Front office, +1 555 0100"),
            (words.retry_in)("14:59"),
            (words.running_for)(count as u64, 23, 59),
            (words.answered)(20_000, count as u64),
            (words.clocks_apart)(count as u64),
            (words.records)(count as u64),
            (words.megabytes_free)(count as u64),
            (words.process)(18, count, count),
            (words.decline_limit)(count, 10, 15),
            (words.visit_limit)(count),
            (words.waits)(60, 30, 12),
        ]);
    }
    use ReaderHealth::{Denied, Failed, Missing, Ready, Starting};
    one_row
        .extend([Starting, Ready, Missing, Denied, Failed].map(|h| (words.reader)(h).to_owned()));
    one_row.extend(
        [Link::Unknown, Link::Online, Link::Offline].map(|link| (words.link)(link).to_owned()),
    );
    use AmountProblem::{DigitsOnly, NoMoreDecimals, NotOffered, TooLarge, TooSmall, Zero};
    one_row.extend(
        [Zero, TooSmall, TooLarge, DigitsOnly, NotOffered, NoMoreDecimals]
            .map(|problem| (words.amount_problem)(problem, "$0.50 USD", "$999,999.99 USD")),
    );
    use ReferenceProblem::{Full, LooksLikeCard, Missing as NoReference};
    wrapping.extend(
        [NoReference, LooksLikeCard, Full].map(|p| (words.reference_problem)(p).to_owned()),
    );
    use Notice::{
        AmountFirst, Declined as CardDeclined, EnterFirst, LastNotCharged, NameTooShort, NotNow,
        NothingCharged, ReceiptFailed, ReceiptPrinted, ReceiptSent,
    };
    let notices = [
        AmountFirst,
        EnterFirst,
        NotNow,
        LastNotCharged,
        NothingCharged,
        CardDeclined,
        NameTooShort,
        ReceiptSent,
        ReceiptPrinted,
        ReceiptFailed,
    ];
    one_row.extend(notices.map(|notice| (words.notice)(&notice).to_owned()));
    one_row.extend([Some(99_999), None].map(words.check_again));
    wrapping.push((words.stray)("American Express •••• 4242 · 12/29"));
    one_row.extend(SWIPES.map(|problem| (words.swipe)(problem).to_owned()));
    for field in [Field::Number, Field::Expiry, Field::Cvc, Field::Postal] {
        one_row.extend(
            [
                Hint::NumberIncomplete,
                Hint::NumberWrong,
                Hint::ExpiryIncomplete,
                Hint::ExpiryWrong,
                Hint::Expired,
                Hint::CvcIncomplete,
                Hint::PostalIncomplete,
                Hint::DigitsOnly,
                Hint::LineFull,
            ]
            .map(|hint| (words.hint)(field, hint).to_owned()),
        );
    }
    one_row.extend([3, 4].map(|length| (words.cvc_place)(length).to_owned()));
    wrapping.extend(DECLINES.map(|reason| (words.decline)(reason).to_owned()));
    one_row.extend(
        [Retry::FixEntry, Retry::Once, Retry::OtherCard].map(|r| (words.retry)(r).to_owned()),
    );
    for trouble in troubles() {
        wrapping.push((words.trouble)(&trouble).to_owned());
        wrapping.push((words.trouble_staff)(&trouble).into_owned());
    }
    use SaleState::{Authorising, Captured, Committed, Declined, Open, Void, Voided};
    one_row.extend(
        [Open, Authorising, Declined, Committed, Captured, Void, Voided]
            .map(|state| (words.state)(state).to_owned()),
    );
    use Attention::{
        AnswerMismatch, ApprovalUnseen, CapturedElsewhere, HoldLost, RefundedElsewhere,
        UnknownCharge,
    };
    one_row.extend(
        [
            ApprovalUnseen,
            HoldLost,
            CapturedElsewhere,
            AnswerMismatch,
            UnknownCharge,
            RefundedElsewhere,
        ]
        .map(|what| (words.attention)(what).to_owned()),
    );
    (one_row, wrapping)
}

#[test]
fn no_sentence_is_empty_or_needs_a_glyph_the_console_lacks() {
    for words in LANGUAGES {
        let (one_row, wrapping) = sentences(words);
        for sentence in one_row.iter().chain(&wrapping) {
            assert!(!sentence.trim().is_empty());
            for c in sentence.chars() {
                assert!(is_console_glyph(c), "{c:?} in {sentence:?}");
            }
        }
    }
}

#[test]
fn every_sentence_fits_the_smallest_picture() {
    for words in LANGUAGES {
        let (one_row, wrapping) = sentences(words);
        for sentence in one_row {
            assert!(width(&sentence) <= 76, "{sentence:?} is {} wide", width(&sentence));
        }
        for sentence in wrapping {
            assert!(wrapped(&sentence, 72).len() <= 3, "{sentence:?}");
        }
    }
}

#[test]
fn french_keeps_its_punctuation_on_the_line() {
    let (one_row, wrapping) = sentences(&french::WORDS);
    for sentence in one_row.iter().chain(&wrapping) {
        for mark in [" :", " !", " ?", " ;", "« ", " »"] {
            assert!(!sentence.contains(mark), "{sentence:?}");
        }
    }
}

#[test]
fn the_sandbox_is_called_so_in_every_language() {
    for words in LANGUAGES {
        assert!(words.sandbox_banner.starts_with("SANDBOX "));
        assert!(words.test_banner.starts_with("SANDBOX "));
    }
    assert_eq!(crate::view::frame::banner_text(Realm::Live, &english::WORDS), None);
}

#[test]
fn a_missing_permission_is_named_to_staff() {
    let trouble = Trouble::PermissionMissing(Some("rak_customer_read".to_owned()));
    for words in LANGUAGES {
        assert!((words.trouble_staff)(&trouble).contains("rak_customer_read"));
    }
}

#[test]
fn no_decline_tells_of_loss_theft_or_fraud() {
    for words in LANGUAGES {
        for reason in DECLINES {
            let sentence = (words.decline)(reason).to_lowercase();
            for hint in ["lost", "stolen", "fraud", "perdue", "volée", "opposition"] {
                assert!(!sentence.contains(hint), "{sentence:?}");
            }
        }
    }
}

#[test]
fn the_console_is_asked_for_every_character_the_words_use() {
    let asked: Vec<char> = crate::view::console_glyphs().collect();
    assert!(asked.iter().all(|c| is_console_glyph(*c)));
    for words in LANGUAGES {
        let (one_row, wrapping) = sentences(words);
        for c in one_row.iter().chain(&wrapping).flat_map(|sentence| sentence.chars()) {
            // A no-break space needs no shape of its own.
            assert!(c.is_ascii() || c == '\u{a0}' || asked.contains(&c), "{c}");
        }
    }
}
