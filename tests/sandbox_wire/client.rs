//! A client of a few lines, and the steps that most tests begin with.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use chargeonce::gateway::sandbox::{Options, Running, start};
use serde_json::Value;

/// Stripe's test card that is always approved.
pub const VISA: &str = "4242424242424242";

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (field, value) = line.split_once(':')?;
            field.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn error(&self) -> Value {
        self.json()["error"].clone()
    }

    pub fn id(&self) -> String {
        let body = self.json();
        body["id"].as_str().unwrap_or_else(|| panic!("no id, status {}", self.status)).to_owned()
    }
}

pub fn sandbox() -> Running {
    sandbox_with(Options::default())
}

pub fn sandbox_with(options: Options) -> Running {
    start("127.0.0.1:0".parse().unwrap(), options).unwrap()
}

/// Sends one request on a connection of its own; `headers` are whole lines.
pub fn send(address: SocketAddr, request_line: &str, headers: &[&str], body: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    let mut request = format!("{request_line} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n");
    headers.iter().for_each(|header| request.extend([header, "\r\n"]));
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), text: text.to_owned() }
}

const KEY: &str = "Authorization: Bearer sk_test_tests";

pub fn get(sandbox: &Running, path: &str) -> Answer {
    send(sandbox.address(), &format!("GET {path}"), &[KEY], "")
}

pub fn post(sandbox: &Running, path: &str, form: &[(&str, &str)]) -> Answer {
    send(sandbox.address(), &format!("POST {path}"), &[KEY], &encode(form))
}

pub fn post_with_key(
    sandbox: &Running,
    path: &str,
    form: &[(&str, &str)],
    idempotency_key: &str,
) -> Answer {
    let idempotency_key = format!("Idempotency-Key: {idempotency_key}");
    let headers = [KEY, &idempotency_key];
    send(sandbox.address(), &format!("POST {path}"), &headers, &encode(form))
}

pub fn encode(form: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        text.bytes()
            .map(|byte| match byte {
                byte if plain(byte) => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect()
    };
    let pairs: Vec<String> =
        form.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.join("&")
}

/// A PaymentIntent over 12.50 EUR that holds before it takes; its id.
pub fn open_intent(sandbox: &Running) -> String {
    post(
        sandbox,
        "/v1/payment_intents",
        &[
            ("amount", "1250"),
            ("currency", "eur"),
            ("capture_method", "manual"),
            ("allowed_payment_method_types[0]", "card"),
            ("metadata[sale]", "17"),
        ],
    )
    .id()
}

pub fn card(number: &str) -> Vec<(&str, &str)> {
    let cvc = if number.starts_with("37") { "1234" } else { "123" };
    vec![
        ("type", "card"),
        ("card[number]", number),
        ("card[exp_month]", "12"),
        ("card[exp_year]", "2049"),
        ("card[cvc]", cvc),
    ]
}

/// A PaymentMethod from a raw card; its id.
pub fn tokenise(sandbox: &Running, number: &str) -> String {
    post(sandbox, "/v1/payment_methods", &card(number)).id()
}

pub fn confirm(sandbox: &Running, intent: &str, method: &str) -> Answer {
    post(
        sandbox,
        &format!("/v1/payment_intents/{intent}/confirm"),
        &[
            ("payment_method", method),
            ("return_url", "https://example.com/back"),
            ("expand[0]", "latest_charge"),
        ],
    )
}

pub fn retrieve(sandbox: &Running, intent: &str) -> Value {
    get(sandbox, &format!("/v1/payment_intents/{intent}")).json()
}

/// An intent whose money is held, or was not.
pub fn confirmed(sandbox: &Running, number: &str) -> (String, Answer) {
    let intent = open_intent(sandbox);
    let method = tokenise(sandbox, number);
    let answer = confirm(sandbox, &intent, &method);
    (intent, answer)
}
