//! The screens, and what each one owns. A screen that may not hold a card has no place for one;
//! even the card screen holds only counts and masks.

use std::time::Duration;

use super::{
    AmountEntry, AmountProblem, Ask, Attempt, Customer, Decline, IntentId, KnownCustomer, Leaver,
    Moment, Money, Role, Sale, SecretLink, TokenisedCard, Trouble, effect::Batch, health::Machine,
    retry::Trying,
};
use crate::card::{CardSummary, FormView};

/// What the person sees, and everything that is known only while they see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Attract screen at a kiosk, home screen at a counter.
    Welcome(Welcome),
    /// How much.
    Amount(AmountScreen),
    /// What for.
    Reference(ReferenceScreen),
    /// Who pays (counter only).
    Customer(CustomerScreen),
    /// "Charge with New Card".
    Method(MethodScreen),
    /// Swipe or type.
    Card(CardScreen),
    /// "Save this card for future use?" – No.
    Save(SaveScreen),
    /// "Yes, Charge the Customer".
    Confirm(ConfirmScreen),
    /// Asking the bank. Nothing interrupts it.
    Charging(ChargingScreen),
    /// The bank's page as a QR code (3-D Secure).
    Challenge(ChallengeScreen),
    /// APPROVED, DECLINED or NOT CHARGED.
    Outcome(OutcomeScreen),
    /// E-mail, print, none.
    Receipt(ReceiptScreen),
    /// Out of service until something is mended or over.
    Closed(ClosedScreen),
    /// The menu behind a PIN.
    Technician(TechnicianScreen),
}

impl Screen {
    /// The screen's name for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Welcome(_) => "welcome",
            Self::Amount(_) => "amount",
            Self::Reference(_) => "reference",
            Self::Customer(_) => "customer",
            Self::Method(_) => "method",
            Self::Card(_) => "card",
            Self::Save(_) => "save",
            Self::Confirm(_) => "confirm",
            Self::Charging(_) => "charging",
            Self::Challenge(_) => "challenge",
            Self::Outcome(_) => "outcome",
            Self::Receipt(_) => "receipt",
            Self::Closed(_) => "closed",
            Self::Technician(_) => "technician",
        }
    }
}

/// A short line on a screen about something that just happened and did not belong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A card was swiped before it was asked for.
    AmountFirst,
    /// A card was swiped on a screen that is not about the card.
    NotNow,
    /// A swipe was refused.
    Swipe(SwipeProblem),
    /// On start: the last sale was cut off; nothing was charged.
    LastNotCharged,
    /// Cancelled or timed out: nothing was charged.
    NothingCharged,
    /// The receipt was printed or sent.
    ReceiptDone,
    /// The receipt could not be sent or printed.
    ReceiptFailed,
}

/// Why a swipe was not taken, in the words a customer gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SwipeProblem {
    /// Neither track could be read.
    Unreadable,
    /// Cut short, or bytes were lost.
    Incomplete,
    /// The tracks disagree or the check digit is wrong.
    Misread,
    /// A licence, loyalty, hotel or other card.
    NotPaymentCard,
    /// A network this station does not take.
    BrandUnsupported,
    /// No expiry date on the stripe.
    MissingExpiry,
    /// The card's last month has passed, or the date on the stripe is impossible.
    Expired,
    /// Only for cash machines.
    CashOnly,
    /// The reader hides or encrypts card numbers.
    ReaderEncrypts,
    /// The reader types for another keyboard layout.
    KeyboardLayout,
    /// The stripe is empty.
    Blank,
    /// A test card on a live station.
    TestCard,
}

/// The first screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// A line about what just happened.
    pub notice: Option<Notice>,
}

/// What has been gathered before a sale is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Digits typed so far.
    pub amount: AmountEntry,
    /// Booking, room or invoice; at most 64 characters.
    pub reference: String,
    /// Who pays.
    pub customer: Customer,
}

/// How much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountScreen {
    /// What is being gathered.
    pub draft: Draft,
    /// The preset chosen, if any.
    pub preset: Option<usize>,
    /// Why the amount was not taken.
    pub problem: Option<AmountProblem>,
    /// A line about something else.
    pub notice: Option<Notice>,
}

/// What for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceScreen {
    /// What is being gathered.
    pub draft: Draft,
    /// The accepted amount.
    pub money: Money,
    /// Why the reference was not taken.
    pub problem: Option<ReferenceProblem>,
    /// A line about something else.
    pub notice: Option<Notice>,
}

/// Why a reference was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceProblem {
    /// Empty, and the site wants one.
    Missing,
    /// It holds a run of digits that could be a card number, which must not be kept.
    LooksLikeCard,
    /// No room for more.
    Full,
}

/// Who pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerScreen {
    /// What is being gathered.
    pub draft: Draft,
    /// The accepted amount.
    pub money: Money,
    /// What staff have typed, at most 64 characters.
    pub query: String,
    /// How the search stands.
    pub search: Search,
    /// 0 is Walk-in; 1 and up the customers found.
    pub selected: usize,
    /// A line about something else.
    pub notice: Option<Notice>,
}

/// A customer search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// Fewer than three characters typed.
    Idle,
    /// Waiting for the typist to pause.
    Settling {
        /// When to ask.
        due: Moment,
    },
    /// Asked.
    Asking(Ask),
    /// What was found, at most eight.
    Found(Vec<KnownCustomer>),
    /// Could not be asked; Walk-in is always possible.
    Failed(Trouble),
}

impl CustomerScreen {
    /// The customers that can be selected now.
    #[must_use]
    pub fn found(&self) -> &[KnownCustomer] {
        match &self.search {
            Search::Found(found) => found,
            Search::Idle | Search::Settling { .. } | Search::Asking(_) | Search::Failed(_) => &[],
        }
    }
}

/// A sale that the journal has opened and nothing has decided yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// What is to be paid.
    pub sale: Sale,
    /// Its PaymentIntent.
    pub intent: Preparation,
    /// The card about to be tried, or being tried.
    pub attempt: Attempt,
    /// How many cards have been sent to be tokenised.
    pub cards: u32,
}

/// How far the sale's PaymentIntent is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preparation {
    /// The `opened` record is on its way to the disk.
    Opening(Batch),
    /// Stripe is being asked.
    Creating(Trying),
    /// The `intent` record is on its way to the disk.
    Noting(Batch, IntentId),
    /// A card may be taken.
    Ready(IntentId),
}

/// Choose how to pay. One choice today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodScreen {
    /// The sale.
    pub live: Live,
    /// A line about something else.
    pub notice: Option<Notice>,
}

/// Swipe or type the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardScreen {
    /// The sale.
    pub live: Live,
    /// The vault's session.
    pub session: Ask,
    /// The form as the vault lets it be seen.
    pub form: Option<FormView>,
    /// A card is passing through a reader.
    pub reading: bool,
    /// Why the last swipe was not taken.
    pub problem: Option<SwipeProblem>,
    /// The card is whole in the vault and goes nowhere before the intent is written down.
    pub whole: Option<CardSummary>,
}

/// A card on its way to Stripe, or there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// The vault is sending it.
    Pending(Ask),
    /// Stripe has it; here it is wiped.
    Ready(TokenisedCard),
}

/// The one answer there is to "Save this card for future use?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveCard {
    /// The card is forgotten. There is no other variant.
    No,
}

/// "Save this card for future use?"
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveScreen {
    /// The sale.
    pub live: Live,
    /// What may be known of the card.
    pub card: CardSummary,
    /// Where the card is.
    pub token: Token,
    /// The answer.
    pub save: SaveCard,
    /// A key was pressed that would choose Yes if there were one.
    pub asked_for_yes: bool,
}

/// The two buttons of the confirm screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// "Yes, Charge the Customer".
    Charge,
    /// Cancel.
    Cancel,
}

/// "Yes, Charge the Customer".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmScreen {
    /// The sale.
    pub live: Live,
    /// What may be known of the card.
    pub card: CardSummary,
    /// Where the card is.
    pub token: Token,
    /// The button Enter would press.
    pub choice: Choice,
    /// The same amount, reference and last four were approved a moment ago: ask twice.
    pub duplicate: bool,
    /// When the question came up.
    pub since: Moment,
    /// What Enter has done since.
    pub enter: EarlyEnter,
}

/// Enter on a question that nobody can have read yet. A key held down since an earlier screen
/// repeats every few hundredths of a second; a person who knows the way presses it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyEnter {
    /// Not pressed.
    No,
    /// Pressed once: it counts as soon as the question could be read.
    Once,
    /// Repeating, this time last: the key is held down, and says nothing until it is let go.
    Held(Moment),
}

/// Asking the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargingScreen {
    /// The sale.
    pub live: Live,
    /// What may be known of the card.
    pub card: CardSummary,
    /// How far it is.
    pub stage: Stage,
    /// When "Yes" was pressed.
    pub since: Moment,
}

/// How far a charge is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The vault is still sending the card.
    Tokenising(Ask),
    /// The `authorising` record is on its way to the disk.
    Noting(Batch, TokenisedCard),
    /// The bank is being asked.
    Confirming(Trying, TokenisedCard),
    /// The intent is in flight at Stripe and looked at again and again.
    Watching(Trying, TokenisedCard),
    /// The decision is on its way to the disk.
    Committing(Batch, TokenisedCard),
}

/// The bank's page (3-D Secure).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeScreen {
    /// The sale.
    pub live: Live,
    /// What may be known of the card.
    pub card: CardSummary,
    /// What Stripe gave for the card.
    pub token: TokenisedCard,
    /// The page, to be drawn as a QR code and never printed.
    pub link: SecretLink,
    /// When the station gives up.
    pub until: Moment,
    /// The next look at the intent.
    pub poll: Trying,
}

/// APPROVED, DECLINED or NOT CHARGED.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeScreen {
    /// Which.
    pub outcome: Outcome,
    /// Since when it has been on the screen.
    pub since: Moment,
    /// Enter or Escape was pressed before the screen had been up long enough to be read; it is
    /// obeyed then.
    pub pressed: Option<Leaving>,
}

/// How an outcome screen was left before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// By Enter.
    Enter,
    /// By Escape.
    Escape,
}

/// How a sale ended, or paused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Authorised and durably committed to capture.
    Approved(Paid),
    /// The bank said no; nothing was charged. The sale is still live for another card.
    Declined {
        /// The sale, with the next card's attempt where there is one left.
        live: Live,
        /// The card that was declined.
        card: CardSummary,
        /// Why, as far as it is said.
        reason: Decline,
        /// Whether another card may be tried.
        another: bool,
    },
    /// Nothing was charged, and no bank said no.
    NotCharged {
        /// The sale's number and amount.
        number: u64,
        /// How much was not charged.
        money: Money,
        /// Why.
        trouble: Trouble,
        /// Stripe's name for the request, for staff.
        request_id: Option<String>,
    },
}

/// A payment that went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// What was paid.
    pub sale: Sale,
    /// With which card.
    pub card: CardSummary,
    /// How long the number was in memory.
    pub held: Duration,
}

/// E-mail, print, none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptScreen {
    /// What was paid.
    pub paid: Paid,
    /// The line Enter would choose.
    pub choice: ReceiptChoice,
    /// The address being typed, at most 128 characters.
    pub email: String,
    /// How sending goes.
    pub sending: Sending,
    /// Since when it has been on the screen.
    pub since: Moment,
}

/// What can be done with a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptChoice {
    /// No receipt.
    None,
    /// By e-mail.
    Email,
    /// On paper.
    Print,
}

/// How sending a receipt goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sending {
    /// Nothing asked yet.
    Choosing,
    /// An address is being typed.
    Typing,
    /// The address cannot be right.
    AddressWrong,
    /// The charge must be captured first; it is about to be.
    Waiting,
    /// Stripe is being asked.
    Asking(Ask),
    /// It could not be sent.
    Failed,
}

/// Out of service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedScreen {
    /// Why.
    pub trouble: Trouble,
    /// Stripe's name for the request, for staff.
    pub request_id: Option<String>,
    /// Since when.
    pub since: Moment,
}

/// The menu behind a PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TechnicianScreen {
    /// Whose PIN opened it.
    pub role: Role,
    /// What is shown.
    pub page: TechnicianPage,
    /// The line Enter would choose, counted from 0.
    pub choice: usize,
    /// The machine's figures, once they are there.
    pub machine: Option<Machine>,
    /// When it goes away.
    pub until: Moment,
    /// When the figures are taken anew.
    pub refresh: Moment,
}

/// A page of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TechnicianPage {
    /// Figures, and what can be done.
    Menu,
    /// The settings in force.
    Settings,
}

/// What the menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TechnicianAct {
    /// Go on after too many declines.
    LiftPause,
    /// Close the station until it is opened by hand.
    Close,
    /// Open it again.
    Open,
    /// Show the settings in force.
    Settings,
    /// Start the program anew.
    Restart,
    /// End the program for good.
    Leave,
    /// Close the menu.
    Back,
}

impl TechnicianAct {
    /// What the menu offers, in its order, to whoever has `role`.
    #[must_use]
    pub fn offered(role: Role, leave: Leaver, paused: bool, closed: bool) -> Vec<Self> {
        let technician = role == Role::Technician;
        let may_leave = match leave {
            Leaver::Nobody => false,
            Leaver::Technician => technician,
            Leaver::Staff => true,
        };
        [
            (Self::LiftPause, paused),
            (Self::Close, !closed),
            (Self::Open, closed),
            (Self::Settings, technician),
            (Self::Restart, technician),
            (Self::Leave, may_leave),
            (Self::Back, true),
        ]
        .into_iter()
        .filter_map(|(act, offered)| offered.then_some(act))
        .collect()
    }
}
