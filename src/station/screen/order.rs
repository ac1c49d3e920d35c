//! The screens before there is a sale: how much, what for, who pays.

use super::SwipeProblem;
use crate::station::{
    AmountEntry, AmountProblem, Ask, Customer, KnownCustomer, Moment, Money, Trouble,
};

/// A short line on a screen about something that just happened and did not belong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A card was swiped before there was an amount.
    AmountFirst,
    /// A card was swiped while the amount stood and was not yet entered.
    EnterFirst,
    /// A card was swiped on a screen that is not about the card.
    NotNow,
    /// A swipe was refused.
    Swipe(SwipeProblem),
    /// On start: the last sale was cut off; nothing was charged.
    LastNotCharged,
    /// Cancelled or timed out: nothing was charged.
    NothingCharged,
    /// Declined, and no other card was tried.
    Declined,
    /// Too little was typed to search for a customer by.
    NameTooShort,
    /// The receipt was sent.
    ReceiptSent,
    /// The receipt was printed.
    ReceiptPrinted,
    /// The receipt could not be sent or printed.
    ReceiptFailed,
}

/// The first screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// A line about what just happened.
    pub notice: Option<Notice>,
    /// When the notice came up: at a kiosk it goes before the next customer takes it for theirs.
    pub since: Moment,
    /// Staff pressed the key that says they have seen to the first thing they were to look at;
    /// pressed once more, it counts.
    pub checking: bool,
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
    /// Whether the amount was not typed just now but stood here: the first digit begins anew.
    pub standing: bool,
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
    /// Too little typed to ask for, or only digits.
    Idle,
    /// What was typed could be a card number: it is not asked for.
    LooksLikeCard,
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
            Search::Idle
            | Search::LooksLikeCard
            | Search::Settling { .. }
            | Search::Asking(_)
            | Search::Failed(_) => &[],
        }
    }
}
