//! A server that does on the wire exactly what a test tells it, one connection a deed.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use chargeonce::gateway::stripe::token::{CardParts, write_request};
use chargeonce::gateway::stripe::{Config, Gateway, RETURN_URL};
use chargeonce::station::{
    ApiError, ApiKind, Attempt, Call, ChargeId, Currency, CustomerId, Declined, EmailAddress,
    Failure, IdempotencyKey, IntentId, MethodId, Money, Realm, SaleId, SearchText,
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// What the server does with one connection.
pub enum Deed {
    /// Reads the request, writes this and closes.
    Answer(Vec<u8>),
    /// Reads the request and resets the connection.
    Reset,
    /// Reads the request and closes without a word.
    Close,
    /// Reads the request and says nothing until the caller leaves.
    Hang,
    /// Reads the request, writes the head, then body until the caller leaves.
    Endless(&'static str),
}

/// A running server. It takes as many connections as it was given deeds, then stops listening.
pub struct Fake {
    address: SocketAddr,
    requests: Receiver<String>,
    server: Option<JoinHandle<()>>,
}

impl Fake {
    pub fn new(deeds: Vec<Deed>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (heard, requests) = channel();
        let server = std::thread::spawn(move || {
            for deed in deeds {
                let (mut stream, _) = listener.accept().unwrap();
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                let request = read_request(&mut stream);
                if heard.send(request).is_err() {
                    return;
                }
                act(deed, stream);
            }
        });
        Self { address, requests, server: Some(server) }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The whole request of the next connection.
    pub fn request(&self) -> String {
        self.requests.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    /// Waits for the server's end, and says how many requests were not looked at.
    pub fn finish(mut self) -> usize {
        self.server.take().unwrap().join().unwrap();
        self.requests.try_iter().count()
    }
}

fn act(deed: Deed, mut stream: TcpStream) {
    match deed {
        Deed::Answer(bytes) => stream.write_all(&bytes).unwrap(),
        Deed::Reset => {
            rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO)).unwrap();
        }
        Deed::Close => {}
        Deed::Hang => {
            let _ = stream.read(&mut [0; 1]);
        }
        Deed::Endless(head) => {
            let mut more = stream.write_all(head.as_bytes());
            while more.is_ok() {
                more = stream.write_all(&[b'x'; 4096]);
            }
        }
    }
}

fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length: usize = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, length)| length.parse().unwrap());
            if body.len() >= length {
                return text.into_owned();
            }
        }
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the request was cut short");
        request.extend_from_slice(&buffer[..count]);
    }
}

/// A whole answer with a length and a request id.
pub fn answer(http: u16, body: &str) -> Deed {
    answer_with(http, "", body)
}

/// The same, with further header lines, each ended by CRLF.
pub fn answer_with(http: u16, headers: &str, body: &str) -> Deed {
    let length = body.len();
    Deed::Answer(
        format!(
            "HTTP/1.1 {http} X\r\nRequest-Id: req_{http}\r\nContent-Type: application/json\r\n\
             {headers}Content-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}

/// A PaymentIntent as Stripe tells it, as far as the station looks.
pub fn intent_body(status: &str) -> String {
    format!(
        r#"{{"id":"pi_1","object":"payment_intent","status":"{status}","amount":1999,
        "amount_capturable":0,"amount_received":0,"currency":"usd","livemode":false,
        "latest_charge":null,"last_payment_error":null,"next_action":null}}"#
    )
}

pub const KEY: &str = "sk_test_0wireSecret";
pub const SALE: SaleId = SaleId(0x2a);
pub const NAME: &str = "Amélie Ünseen";
pub const EMAIL: &str = "unseen@example.com";

pub fn config(url: &str, timeout: Duration) -> Config {
    Config {
        api_base: url.parse().unwrap(),
        key: Zeroizing::new(KEY.to_owned()),
        timeout,
        station_name: "Front desk".to_owned(),
        realm: Realm::Sandbox,
        statement_descriptor_suffix: Some("DESK & BAR".to_owned()),
        return_url: RETURN_URL.to_owned(),
        decline_bank_confirmation: false,
    }
}

pub fn gateway(fake: &Fake) -> Gateway {
    Gateway::new(config(&fake.url(), Duration::from_secs(20))).unwrap()
}

pub fn money() -> Money {
    Money::new(1999, Currency::new("usd").unwrap()).unwrap()
}

pub fn prepare() -> Call {
    Call::Prepare {
        key: IdempotencyKey::create(SALE),
        sale: SALE,
        number: 12,
        money: money(),
        reference: "Room 4 + spa".to_owned(),
        customer: Some(CustomerId("cus_1".to_owned())),
    }
}

pub fn confirm() -> Call {
    Call::Confirm {
        key: IdempotencyKey::confirm(SALE, Attempt::FIRST),
        intent: IntentId("pi_1".to_owned()),
        method: MethodId("pm_1".to_owned()),
    }
}

pub fn inspect() -> Call {
    Call::Inspect { intent: IntentId("pi_1".to_owned()) }
}

pub fn capture() -> Call {
    Call::Capture {
        key: IdempotencyKey::capture(SALE, 1),
        intent: IntentId("pi_1".to_owned()),
        money: money(),
    }
}

pub fn cancel() -> Call {
    Call::Cancel { key: IdempotencyKey::cancel(SALE, 1), intent: IntentId("pi_1".to_owned()) }
}

pub fn find(query: &str) -> Call {
    Call::FindCustomers { query: SearchText(query.to_owned()) }
}

pub fn email_receipt() -> Call {
    Call::EmailReceipt {
        key: IdempotencyKey::receipt(SALE, 1),
        charge: ChargeId("ch_1".to_owned()),
        email: EmailAddress(EMAIL.to_owned()),
    }
}

pub fn list_intents(after: Option<&str>) -> Call {
    let after = after.map(|id| IntentId(id.to_owned()));
    Call::ListIntents { created_from: 1_900_000_000, after }
}

/// A card request as the vault sends it.
pub fn card_request() -> String {
    let gateway = Gateway::new(config("http://127.0.0.1:9", Duration::from_secs(1))).unwrap();
    let head = gateway.card_request_head(&IdempotencyKey::method(SALE, 1));
    let parts = CardParts {
        number: b"4242424242424242",
        exp_month: 12,
        exp_year: 2030,
        cvc: b"123",
        postal: Some("90210"),
        name: Some(NAME.as_bytes()),
    };
    let mut buffer = Zeroizing::new(Vec::new());
    write_request(&parts, &head, &mut buffer);
    String::from_utf8(buffer.to_vec()).unwrap()
}

/// What a confirmation refused with this `error` is read as.
pub async fn api_error(http: u16, error: Value) -> ApiError {
    let fake = Fake::new(vec![answer(http, &json!({ "error": error }).to_string())]);
    match gateway(&fake).perform(confirm()).await {
        Err(Failure::Api(error)) => error,
        other => panic!("not an API error: {other:?}"),
    }
}

/// The decline that a confirmation refused with this `error` is read as.
pub async fn declined(http: u16, error: Value) -> Declined {
    match api_error(http, error).await.kind {
        ApiKind::Declined(declined) => declined,
        other => panic!("not a decline: {other:?}"),
    }
}

/// What the bank's page is reached by.
pub const LINK: &str = "https://hooks.stripe.com/3ds?client_secret=unseenLink";
/// What must never be printed. The key is looked for by its end, in case it is cut.
const SECRETS: [&str; 5] = ["wireSecret", NAME, EMAIL, "unseen", "4242424242424242"];

/// Fails, without repeating it, if a text has a secret in it.
pub fn assert_says_none(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "a secret was printed");
    }
}
