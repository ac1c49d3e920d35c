//! English.

mod refusals;

use super::Words;
use crate::card::{Field, Hint};
use crate::station::screen::{Notice, ReferenceProblem, TechnicianAct};
use crate::station::{
    AmountProblem, Attention, Link, NumberStyle, ReaderHealth, SaleState, SwipeProblem,
};

pub(super) const WORDS: Words = Words {
    sandbox_banner: "SANDBOX – no money moves",
    test_banner: "SANDBOX – Stripe test mode, no money moves",
    enlarge: "Please make the window larger.",
    step_amount: "Amount",
    step_reference: "Reference",
    step_customer: "Customer",
    step_method: "Payment",
    step_card: "Card",
    step_confirm: "Confirm",

    key_enter: "Enter",
    key_escape: "Esc",
    key_delete: "Del",
    key_tab: "Tab",
    key_leave: "Ctrl+Q",
    act_continue: "Continue",
    act_back: "Back",
    act_cancel: "Cancel",
    act_choose: "Choose",
    act_clear: "Clear",
    act_next_line: "Next line",
    act_start: "Start",
    act_type_amount: "New payment",
    act_acknowledge: "Acknowledge",
    act_charge: "Charge",
    act_other_card: "Another card",
    act_end_sale: "End the sale",
    act_leave: "Quit",
    act_send: "Send",
    act_leave_running: "Go on without waiting",
    act_try_again: "Try again",
    act_none: "Please wait: no key is needed now",
    act_none_closed: "Closed for now: no key is needed",

    still_there: "Are you still there?",
    any_key: "Press any key to go on",

    type_amount: "Type the amount",
    take_payment: "Press Enter to take the payment",
    recent: "Recent payments",
    last_payment: "Last payment approved:",
    none_yet: "No payments yet. The first one will be listed here.",
    column_number: "No.",
    column_time: "Time",
    column_amount: "Amount",
    column_reference: "Reference",
    column_card: "Card",
    column_state: "State",
    attract_large: "PAY HERE",
    attract: "Press Enter to start",
    unseen_title: "The last payment was approved",
    unseen_text: "The station stopped before it could show this. Do not charge it again.",
    unseen_next: "Press Enter to acknowledge",

    demo_title: "Test cards: press a key when the card is asked for",
    demo_visa: "Visa, approved",
    demo_mastercard: "Mastercard",
    demo_amex: "American Express",
    demo_declined: "Declined",
    demo_funds: "No funds",
    demo_bank: "Bank confirms",
    demo_unreadable: "Bad swipe",
    demo_licence: "Driving licence",
    demo_challenge: "F2 approve as the customer, F3 refuse",

    amount_title: "How much?",
    choose_amount: "Please press the number of an amount.",
    reference_title: "What is it for?",
    reference_optional: "Booking, room or invoice. May be left empty.",
    reference_required: "Booking, room or invoice number.",
    customer_title: "Who pays?",
    walk_in: "Walk-in",
    search_label: "Search by name or e-mail",
    search_start: "Type three letters or more, or just press Enter for Walk-in.",
    search_card: "That could be a card number: nobody was asked. Enter takes it away.",
    searching: "Searching…",
    nobody_found: "Nobody found. Walk-in is always possible.",
    search_failed: "The search does not work at the moment. Walk-in is always possible.",
    method_title: "How to pay?",
    new_card: "Charge with New Card",

    card_large: "YOUR CARD",
    card_title: "Swipe the card or type the number",
    card_preparing: "Preparing…",
    card_reading: "Reading card…",
    card_from_stripe: "Read from the stripe. Now type the security code.",
    card_complete: "Thank you. Press Enter to continue.",
    card_expires: "Expires",
    field_number: "Card number",
    field_expiry: "Expiry date (MM/YY)",
    field_cvc: "Security code",
    field_postal: "Postal code",

    save_question: "Save this card for future use?",
    save_yes: "Yes",
    save_no: "No",
    save_locked: "locked",
    save_why: "This station charges a card once and forgets it.",
    save_asked: "“Yes” cannot be chosen: nothing here is able to save a card.",

    confirm_title: "Is this right?",
    yes_charge: "Yes, Charge the Customer",
    yes_charge_me: "Yes, Charge My Card",
    cancel: "Cancel",
    checking_card: "Checking the card…",
    duplicate: "This card has already paid this amount here. Charge it again?",
    label_amount: "Amount",
    label_customer: "Customer",
    label_reference: "Reference",
    label_card: "Card",
    label_sale: "Sale",
    asking_bank: "Asking the bank…",
    please_wait: "This takes a few seconds.",
    takes_longer: "This takes longer than usual, up to a minute. You are not charged twice.",

    challenge_title: "The bank wants to confirm this payment",
    challenge_scan: "1. Scan the code with a phone.",
    challenge_confirm: "2. Confirm the payment there.",
    challenge_wait: "3. Come back: this screen goes on by itself.",
    challenge_deaf: "No connection at the moment. Please wait.",
    challenge_no_room: "The bank's page is a code too large for this screen. Make the window \
                        larger, or cancel and use another card.",

    approved: "APPROVED",
    declined: "DECLINED",
    not_charged: "NOT CHARGED",
    nothing_charged: "nothing was charged",
    card_not_saved: "Card not saved",
    may_pend: "If the bank shows it as pending, that disappears by itself.",
    paused_now: "Too many cards were declined: this station now has a break.",
    staff: "Staff:",

    receipt_title: "Would you like a receipt?",
    receipt_none: "No receipt",
    receipt_email: "By e-mail",
    receipt_print: "On paper",
    email_label: "E-mail address",
    address_wrong: "That does not look like an e-mail address. Please check it.",
    email_waiting: "The receipt is sent as soon as the payment has settled…",
    email_sending: "Sending the receipt…",
    email_failed: "The receipt could not be sent. Try again, or choose another way.",
    receipt_settled: "The payment is complete.",
    receipt_settling: "The payment is approved and is being completed.",
    paper_title: "CARD PAYMENT",
    paper_date: "Date",
    paper_thanks: "Thank you",
    paper_no_sandbox_value: "SANDBOX – not a receipt",

    closed_large: "CLOSED",
    closed_title: "This station is out of service",
    closed_customer: "No card can be charged here at the moment. Please ask a member of staff.",
    technician_title: "Technician's menu",
    staff_title: "Staff menu",
    settings_title: "Settings in force",
    label_program: "Program",
    label_reader: "Reader",
    label_clock: "Clock",
    label_journal: "Journal",
    label_station: "Station",
    label_money: "Money",
    label_sold: "Sold",
    label_hours: "Hours",
    label_declines: "Declines",
    label_waiting: "Waiting",
    label_receipt: "Receipts",
    label_pins: "PINs",
    label_call: "Help",
    mode_counter: "counter",
    mode_kiosk: "kiosk",
    any_amount: "any amount",
    always_open: "always open",
    reader_in_terminal: "types into this terminal",
    reader_required: "closed without a reader",
    no_answer_yet: "no answer yet",
    clock_right: "as Stripe's",
    nothing_set: "none",
    role_staff: "staff",
    role_technician: "technician",
    pin_title: "Staff PIN",
    pin_wrong: "That is not a PIN of this station.",
    pin_locked: "Too many wrong PINs. Please wait and try again later.",
    other_language: "Français",

    numbers: NumberStyle::ENGLISH,
    days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    settling: |count| format!("{count} settling"),
    cancelling: |count| format!("{count} being cancelled"),
    check_again: |number| match number {
        Some(number) => format!("Is No. {number} seen to? Press A once more."),
        None => "Is the charge found at Stripe seen to? Press A once more.".to_owned(),
    },
    stray: |card| format!("The card just swiped is not used. This payment is on {card}."),
    attentions: |count| format!("{count} to check"),
    readers_ready: |count| format!("{count} readers ready"),
    reader,
    link,
    seconds_left: |seconds| match seconds {
        1 => "Everything is cleared in 1 second.".to_owned(),
        _ => format!("Everything is cleared in {seconds} seconds."),
    },
    limits: |least, most| format!("From {least} to {most}"),
    amount_problem,
    reference_problem,
    notice,
    swipe,
    hint,
    cvc_place: |length| match length {
        4 => "4 digits, on the front",
        _ => "3 digits, on the back",
    },
    attempt: |attempt, most| format!("Card {attempt} of {most}"),
    time_left: |left| format!("{left} left"),
    decline: refusals::decline,
    retry: refusals::retry,
    trouble: refusals::trouble,
    trouble_staff: refusals::trouble_staff,
    call: |help| format!("Please call: {help}"),
    retry_in: |left| format!("It tries again by itself in {left}."),
    technician_act,
    running_for: |days, hours, minutes| format!("running for {days} d {hours} h {minutes} min"),
    answered: |millis, ago| format!("answered in {millis} ms, {ago} s ago"),
    clocks_apart: |seconds| format!("{seconds} s apart from Stripe's"),
    records: |count| format!("{count} records"),
    megabytes_free: |megabytes| format!("{megabytes} MB free"),
    process: |megabytes, files, threads| {
        format!("{megabytes} MB, {files} descriptors, {threads} threads")
    },
    decline_limit: |count, within, pause| {
        format!("{count} in {within} min pause it for {pause} min")
    },
    visit_limit: |count| format!("{count} in a visit"),
    waits: |idle, warning, outcome| {
        format!("{idle} s, {warning} s of warning, {outcome} s for an outcome")
    },
    request: |id| format!("Stripe request {id}"),
    state,
    attention,
    held: |seconds| format!("Card not saved – the number was in memory for {seconds} seconds"),
};

fn reader(health: ReaderHealth) -> &'static str {
    match health {
        ReaderHealth::Starting => "Reader starting",
        ReaderHealth::Ready => "Reader ready",
        ReaderHealth::Missing => "Reader unplugged",
        ReaderHealth::Denied => "Reader not allowed",
        ReaderHealth::Failed => "Reader failed",
    }
}

fn link(link: Link) -> &'static str {
    match link {
        Link::Unknown => "Network?",
        Link::Online => "Online",
        Link::Offline => "Offline",
    }
}

fn amount_problem(problem: AmountProblem, least: &str, most: &str) -> String {
    match problem {
        AmountProblem::Zero => "Please type an amount first.".to_owned(),
        AmountProblem::TooSmall => format!("The least that can be paid here is {least}."),
        AmountProblem::TooLarge => format!("The most that can be paid here is {most}."),
        AmountProblem::NoMoreDecimals => {
            "There are no more decimals. Backspace takes the last digit back.".to_owned()
        }
        AmountProblem::DigitsOnly => "Only the digits 0 to 9 count here.".to_owned(),
        AmountProblem::NotOffered => WORDS.choose_amount.to_owned(),
    }
}

fn reference_problem(problem: ReferenceProblem) -> &'static str {
    match problem {
        ReferenceProblem::Missing => "A reference is needed here.",
        ReferenceProblem::LooksLikeCard => {
            "That could be a card number, which is never kept. Please type a reference."
        }
        ReferenceProblem::Full => "The reference is full: 64 characters.",
    }
}

fn notice(notice: &Notice) -> &'static str {
    match notice {
        Notice::AmountFirst => "Please type the amount first. The card was not kept.",
        Notice::EnterFirst => "Please press Enter first. The card was not kept.",
        Notice::NotNow => "The card is asked for later. It was not kept.",
        Notice::Swipe(problem) => swipe(*problem),
        Notice::LastNotCharged => "The last payment was cut off. Nothing was charged.",
        Notice::NothingCharged => "The payment was cancelled. Nothing was charged.",
        Notice::Declined => "The payment was declined. Nothing was charged.",
        Notice::NameTooShort => "Type three letters or more, or clear the line for Walk-in.",
        Notice::ReceiptSent => "The receipt is on its way.",
        Notice::ReceiptPrinted => "The receipt is being printed.",
        Notice::ReceiptFailed => "The receipt could not be made. The payment is approved.",
    }
}

fn swipe(problem: SwipeProblem) -> &'static str {
    match problem {
        SwipeProblem::Unreadable => "The card could not be read. Swipe again, or type the number.",
        SwipeProblem::Incomplete => "The swipe was cut short. Swipe again at an even speed.",
        SwipeProblem::Misread => "The card was misread. Swipe again, or type the number.",
        SwipeProblem::NotPaymentCard => "That is not a payment card. Please use a payment card.",
        SwipeProblem::BrandUnsupported => "This kind of card is not taken here. Use another card.",
        SwipeProblem::MissingExpiry => "The stripe has no expiry date. Please type the card.",
        SwipeProblem::Expired => "This card has expired. Please use another card.",
        SwipeProblem::CashOnly => "This card works in cash machines only. Use another card.",
        SwipeProblem::ReaderEncrypts => "The reader hides card numbers. Please type the card.",
        SwipeProblem::KeyboardLayout => "The reader is set to another keyboard. Type the card.",
        SwipeProblem::Blank => "The stripe is empty. Turn the card over, or type the number.",
        SwipeProblem::TestCard => "Test cards cannot pay here. Please use a real card.",
    }
}

fn hint(field: Field, hint: Hint) -> &'static str {
    match hint {
        Hint::NumberIncomplete => "The card number is too short.",
        Hint::NumberWrong => "The card number is not right. Del clears it: please type it again.",
        Hint::ExpiryIncomplete => "Please type the month and the year, like 0930.",
        Hint::ExpiryWrong => "The month must be 01 to 12.",
        Hint::Expired => "This card has expired. Please use another card.",
        Hint::CvcIncomplete => "The security code is too short.",
        Hint::PostalIncomplete => "Please type the postal code of the card's bill.",
        Hint::DigitsOnly => "Only the digits 0 to 9 count here.",
        Hint::LineFull => match field {
            Field::Number => "The card number has no more digits. Press Enter.",
            Field::Expiry => "The expiry date is complete. Press Enter.",
            Field::Cvc => "The security code is complete. Press Enter.",
            Field::Postal => "The postal code is full. Press Enter.",
        },
    }
}

fn state(state: SaleState) -> &'static str {
    match state {
        SaleState::Open => "Open",
        SaleState::Authorising => "Asking the bank",
        SaleState::Declined => "Declined",
        SaleState::Committed => "Approved, settling",
        SaleState::Captured => "Approved",
        SaleState::Void => "Not charged",
        SaleState::Voided => "Not charged",
    }
}

fn attention(what: Attention) -> &'static str {
    match what {
        Attention::ApprovalUnseen => {
            "Approved, but the customer was not told. Do not charge again."
        }
        Attention::HoldLost => "Approved, but the bank took the hold back: it was not charged.",
        Attention::CapturedElsewhere => "Not charged here, but taken outside the station.",
        Attention::AnswerMismatch => "Stripe answered about another payment. Check the Dashboard.",
        Attention::RefundedElsewhere => "Paid here, and given back outside the station.",
        Attention::UnknownCharge => "Stripe has a charge the journal lacks. Check the Dashboard.",
    }
}

fn technician_act(act: TechnicianAct) -> &'static str {
    match act {
        TechnicianAct::LiftPause => "Lift the pause",
        TechnicianAct::Close => "Close the station",
        TechnicianAct::Open => "Open the station",
        TechnicianAct::Settings => "Show the settings in force",
        TechnicianAct::Restart => "Start the program anew",
        TechnicianAct::Leave => "End the program",
        TechnicianAct::Back => "Back to the first screen",
    }
}
