//! What goes into the card form and what it answers.

use crate::card::Month;

/// A key as the card form understands it. It may be a digit of a card, so nobody can print it.
pub enum FormKey {
    /// A character that was typed or pasted.
    Char(char),
    /// Takes back the last character; in an empty line, goes back one line.
    Backspace,
    /// Empties the whole line.
    Clear,
    /// Goes to the next line: Tab, Down.
    Next,
    /// Goes to the previous line: Shift-Tab, Up.
    Previous,
    /// Sends the card when the form is complete; else goes to the first line that is not.
    Enter,
}

/// What a key did. It tells nothing of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Nothing that could be seen.
    Ignored,
    /// The form's view is another one now.
    Changed,
    /// The form is whole and valid and was sent off with Enter.
    Complete,
}

/// What the site asks of every card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormRules {
    /// The month it is now, in the station's time zone.
    pub today: Month,
    /// Whether the billing postal code is asked for.
    pub postal: PostalRule,
}

/// Whether the billing postal code is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostalRule {
    /// There is no such line.
    Off,
    /// The line may stay empty.
    Optional,
    /// The line must be filled.
    Required,
}
