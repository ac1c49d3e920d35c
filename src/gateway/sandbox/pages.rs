//! The sandbox's own web pages: the bank's 3-D Secure page and the receipt. Plain HTML, nothing
//! loaded from elsewhere.

use super::book::{Book, Time};
use super::money;
use super::three_ds::{self, Challenge, Choice};

/// A page to send.
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The document.
    pub html: String,
}

/// The page at a path that is not the API's.
pub fn page(book: &mut Book, method: &str, path: &str, now: Time) -> Page {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let found = match (method, parts.as_slice()) {
        ("GET", ["3ds", code]) => challenge(book, code),
        ("GET" | "POST", ["3ds", code, "approve"]) => answered(book, code, Choice::Approve, now),
        ("GET" | "POST", ["3ds", code, "refuse"]) => answered(book, code, Choice::Refuse, now),
        ("GET", ["receipts", code]) => receipt(book, code),
        _ => None,
    };
    match found {
        Some(html) => Page { status: 200, html },
        None => Page { status: 404, html: document("Not found", "<p>There is no such page.</p>") },
    }
}

fn challenge(book: &Book, code: &str) -> Option<String> {
    let Challenge::Open(id) = three_ds::look(book, code)? else { return Some(closed()) };
    let intent = book.intents.get(&id)?;
    let amount = money::display(intent.amount, &intent.currency);
    let code = escape(code);
    Some(document(
        "Your bank asks",
        &format!(
            "<p>Do you confirm this payment?</p><p class=amount>{amount}</p>\
             <form method=post action=\"/3ds/{code}/approve\"><button>Approve</button></form>\
             <form method=post action=\"/3ds/{code}/refuse\"><button>Refuse</button></form>"
        ),
    ))
}

fn answered(book: &mut Book, code: &str, choice: Choice, now: Time) -> Option<String> {
    let Challenge::Open(_) = three_ds::answer(book, code, choice, now)? else {
        return Some(closed());
    };
    let words = match choice {
        Choice::Approve => "You approved the payment.",
        Choice::Refuse => "You refused the payment.",
    };
    Some(document(words, "<p>You can close this page and look at the payment station.</p>"))
}

fn closed() -> String {
    document("Already settled", "<p>This payment needs no answer any more.</p>")
}

fn receipt(book: &Book, code: &str) -> Option<String> {
    let charge = book.charges.get(book.receipts.get(code)?)?;
    let method = book.payment_methods.get(&charge.payment_method)?;
    let amount = money::display(charge.amount_captured, &charge.currency);
    let description = charge
        .description
        .as_deref()
        .map_or_else(String::new, |text| format!("<p>{}</p>", escape(text)));
    let later = charge.amount - charge.amount_captured;
    let refunded = match charge.amount_refunded - later {
        0 => String::new(),
        given_back => format!("<p>Refunded: {}</p>", money::display(given_back, &charge.currency)),
    };
    Some(document(
        "Receipt",
        &format!(
            "<p class=amount>{amount}</p>{description}<p>{} ending in {}</p>{refunded}<p>{}</p>",
            method.brand.name(),
            method.last4,
            escape(&charge.id),
        ),
    ))
}

fn document(title: &str, content: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width\"><title>{title}</title>\
         <style>body{{font:1.2em sans-serif;max-width:30em;margin:3em auto;padding:0 1em}}\
         .amount{{font-size:2em}}form{{display:inline}}button{{font:inherit;padding:.5em 1em}}\
         small{{color:#555}}</style>\
         <h1>{title}</h1>{content}<p><small>SANDBOX: no money moves.</small></p></html>"
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            plain => escaped.push(plain),
        }
    }
    escaped
}
