//! Every sentence on the screen and on paper, in every language: one typed table.
//!
//! A language is one [`Words`] value, so that a missing sentence does not compile; what depends
//! on a value of the station is a function with an exhaustive match. Sentences use only the
//! characters a stock Linux console font has.

mod english;
mod french;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::card::{Field, Hint};
use crate::station::screen::{Notice, ReferenceProblem, TechnicianAct};
use crate::station::{
    AmountProblem, Attention, Decline, Language, Link, NumberStyle, ReaderHealth, Retry, SaleState,
    SwipeProblem, Trouble,
};

/// Makes the table, and a list of its plain lines for the tests to check.
macro_rules! words {
    ($(#[$doc:meta])* struct $name:ident {
        lines { $($(#[$line_doc:meta])* $line:ident,)+ }
        $($(#[$field_doc:meta])* $field:ident: $kind:ty,)+
    }) => {
        $(#[$doc])*
        pub(super) struct $name {
            $($(#[$line_doc])* pub(super) $line: &'static str,)+
            $($(#[$field_doc])* pub(super) $field: $kind,)+
        }

        #[cfg(test)]
        impl $name {
            fn lines(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($line), self.$line),)+]
            }
        }
    };
}

words! {
    /// One language.
    struct Words {
        lines {
            // The frame.
            sandbox_banner,
            test_banner,
            enlarge,
            step_amount,
            step_reference,
            step_customer,
            step_method,
            step_card,
            step_confirm,

            // Keys, and what they do.
            key_enter,
            key_escape,
            key_delete,
            key_tab,
            key_leave,
            act_continue,
            act_back,
            act_cancel,
            act_choose,
            act_clear,
            act_next_line,
            act_start,
            act_type_amount,
            act_acknowledge,
            act_charge,
            act_other_card,
            act_end_sale,
            act_leave,
            act_send,
            act_leave_running,
            act_try_again,
            act_none,
            act_none_closed,

            // The idle warning.
            still_there,
            any_key,

            // Welcome.
            type_amount,
            take_payment,
            recent,
            last_payment,
            none_yet,
            column_number,
            column_time,
            column_amount,
            column_reference,
            column_card,
            column_state,
            attract_large,
            attract,
            unseen_title,
            unseen_text,
            unseen_next,

            // The card of keys of the demonstration.
            demo_title,
            demo_visa,
            demo_mastercard,
            demo_amex,
            demo_declined,
            demo_funds,
            demo_bank,
            demo_unreadable,
            demo_licence,
            demo_challenge,

            // Amount, reference, customer, method.
            amount_title,
            choose_amount,
            reference_title,
            reference_optional,
            reference_required,
            customer_title,
            walk_in,
            search_label,
            search_start,
            search_card,
            searching,
            nobody_found,
            search_failed,
            method_title,
            new_card,

            // Card.
            card_large,
            card_title,
            card_preparing,
            card_reading,
            card_from_stripe,
            card_complete,
            card_expires,
            field_number,
            field_expiry,
            field_cvc,
            field_postal,

            // Save.
            save_question,
            save_yes,
            save_no,
            save_locked,
            save_why,
            save_asked,

            // Confirm and charging.
            confirm_title,
            yes_charge,
            yes_charge_me,
            cancel,
            checking_card,
            duplicate,
            label_amount,
            label_customer,
            label_reference,
            label_card,
            label_sale,
            asking_bank,
            please_wait,
            takes_longer,

            // Challenge.
            challenge_title,
            challenge_scan,
            challenge_confirm,
            challenge_wait,
            challenge_deaf,
            challenge_no_room,

            // Outcome.
            approved,
            declined,
            not_charged,
            nothing_charged,
            card_not_saved,
            may_pend,
            paused_now,
            staff,

            // Receipt, on screen and on paper.
            receipt_title,
            receipt_none,
            receipt_email,
            receipt_print,
            email_label,
            address_wrong,
            email_waiting,
            email_sending,
            email_failed,
            receipt_settled,
            receipt_settling,
            paper_title,
            paper_date,
            paper_thanks,
            paper_no_sandbox_value,

            // Closed.
            closed_large,
            closed_title,
            closed_customer,

            // The menu behind a PIN.
            technician_title,
            staff_title,
            settings_title,
            label_program,
            label_reader,
            label_clock,
            label_journal,
            label_station,
            label_money,
            label_sold,
            label_hours,
            label_declines,
            label_waiting,
            label_receipt,
            label_pins,
            label_call,
            mode_counter,
            mode_kiosk,
            any_amount,
            always_open,
            reader_in_terminal,
            reader_required,
            no_answer_yet,
            clock_right,
            nothing_set,
            role_staff,
            role_technician,

            // PINs and languages.
            pin_title,
            pin_wrong,
            pin_locked,
            // What the language key of two languages is called, in the other.
            other_language,
        }
        /// How numbers are written.
        numbers: NumberStyle,
        /// Short names of the days, Monday first.
        days: [&'static str; 7],
        /// Short names of the months, January first.
        months: [&'static str; 12],
        /// Captures under way, "2 settling".
        settling: fn(usize) -> String,
        /// Cancels under way, "1 being cancelled".
        cancelling: fn(usize) -> String,
        /// Whether a sale that staff must look at is seen to, given its number.
        check_again: fn(Option<u64>) -> String,
        /// Another card was swiped than the one given, which is charged.
        stray: fn(&str) -> String,
        /// Sales staff must look at, "1 to check".
        attentions: fn(usize) -> String,
        /// Several readers, all ready.
        readers_ready: fn(usize) -> String,
        /// How the one reader is.
        reader: fn(ReaderHealth) -> &'static str,
        /// Whether Stripe answers.
        link: fn(Link) -> &'static str,
        /// Seconds left until everything is wiped.
        seconds_left: fn(u64) -> String,
        /// Least and most amount.
        limits: fn(&str, &str) -> String,
        /// Why an amount was not taken, given least and most.
        amount_problem: fn(AmountProblem, &str, &str) -> String,
        /// Why a reference was not taken.
        reference_problem: fn(ReferenceProblem) -> &'static str,
        /// A line about something that just happened.
        notice: fn(&Notice) -> &'static str,
        /// Why a swipe was not taken.
        swipe: fn(SwipeProblem) -> &'static str,
        /// Why the card form does not go on.
        hint: fn(Field, Hint) -> &'static str,
        /// Where the security code of this length is printed.
        cvc_place: fn(u8) -> &'static str,
        /// Which card of the sale, "Card 2 of 3".
        attempt: fn(u8, u8) -> String,
        /// Time left at the bank's page, given as "m:ss".
        time_left: fn(&str) -> String,
        /// What a customer is told of a decline.
        decline: fn(Decline) -> &'static str,
        /// What staff are told to do after a decline.
        retry: fn(Retry) -> &'static str,
        /// What a customer is told of a trouble: why, and what to do next.
        trouble: fn(&Trouble) -> &'static str,
        /// What staff are told to do about a trouble.
        trouble_staff: fn(&Trouble) -> Cow<'static, str>,
        /// Whom to call.
        call: fn(&str) -> String,
        /// When a closed station looks again, given as "m:ss".
        retry_in: fn(&str) -> String,
        /// What the menu behind a PIN offers.
        technician_act: fn(TechnicianAct) -> &'static str,
        /// How long the program has run, in days, hours and minutes.
        running_for: fn(u64, u64, u64) -> String,
        /// Stripe's last answer: how long it took in milliseconds, and how many seconds ago.
        answered: fn(u128, u64) -> String,
        /// How many seconds the clocks lie apart.
        clocks_apart: fn(u64) -> String,
        /// Records in the journal.
        records: fn(u64) -> String,
        /// Room on the disk, in megabytes.
        megabytes_free: fn(u64) -> String,
        /// Memory in megabytes, descriptors and threads of the program.
        process: fn(u64, usize, usize) -> String,
        /// The limit of declines: how many, in how many minutes, for how many minutes of pause.
        decline_limit: fn(usize, u64, u64) -> String,
        /// The limit of declines in a visit.
        visit_limit: fn(usize) -> String,
        /// Seconds until the idle warning, from there until the wipe, and an outcome stays.
        waits: fn(u64, u64, u64) -> String,
        /// Stripe's name for a request.
        request: fn(&str) -> String,
        /// Where a sale stands.
        state: fn(SaleState) -> &'static str,
        /// What staff must look at.
        attention: fn(Attention) -> &'static str,
        /// "Card not saved", and how long the number was in memory, given in seconds as "2.3".
        held: fn(&str) -> String,
    }
}

impl Words {
    /// The table of a language.
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &english::WORDS,
            Language::French => &french::WORDS,
        }
    }
}
