//! The same idempotency key gets the same answer.

use std::time::Duration;

use chargeonce::gateway::sandbox::Options;

use crate::client::*;

const CREATE: &[(&str, &str)] = &[("amount", "100"), ("currency", "usd")];

#[test]
fn a_repeated_request_is_answered_from_memory() {
    let sandbox = sandbox();
    let first = post_with_key(&sandbox, "/v1/payment_intents", CREATE, "sale-1");
    let second = post_with_key(&sandbox, "/v1/payment_intents", CREATE, "sale-1");
    assert_eq!((second.status, &second.text), (200, &first.text));
    assert_eq!(first.header("idempotent-replayed"), None);
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
    assert_eq!(second.header("original-request"), first.header("request-id"));
    assert_ne!(second.header("request-id"), first.header("request-id"));
    assert_eq!(sandbox.book_json()["payment_intents"].as_array().unwrap().len(), 1);
}

#[test]
fn a_repeated_decline_is_the_same_decline_and_asks_no_bank() {
    let sandbox = sandbox();
    let intent = open_intent(&sandbox);
    let method = tokenise(&sandbox, "4000000000000002");
    let path = format!("/v1/payment_intents/{intent}/confirm");
    let form = [("payment_method", method.as_str())];
    let first = post_with_key(&sandbox, &path, &form, "k");
    let second = post_with_key(&sandbox, &path, &form, "k");
    assert_eq!((first.status, second.status), (402, 402));
    assert_eq!(first.text, second.text);
    assert_eq!(sandbox.book_json()["charges"].as_array().unwrap().len(), 1);
}

#[test]
fn a_repeated_card_request_is_known_without_keeping_the_card() {
    let sandbox = sandbox();
    let first = post_with_key(&sandbox, "/v1/payment_methods", &card(VISA), "k");
    let second = post_with_key(&sandbox, "/v1/payment_methods", &card(VISA), "k");
    assert_eq!(first.text, second.text);
    let other = post_with_key(&sandbox, "/v1/payment_methods", &card("5555555555554444"), "k");
    assert_eq!(other.error()["type"], "idempotency_error");
}

#[test]
fn a_key_used_for_something_else_is_an_error() {
    let sandbox = sandbox();
    post_with_key(&sandbox, "/v1/payment_intents", CREATE, "k");
    let changed = [("amount", "200"), ("currency", "usd")];
    let other = post_with_key(&sandbox, "/v1/payment_intents", &changed, "k");
    assert_eq!((other.status, &other.error()["type"]), (400, &"idempotency_error".into()));
    let elsewhere = post_with_key(&sandbox, "/v1/refunds", &[("charge", "ch_1")], "k");
    assert_eq!(elsewhere.error()["type"], "idempotency_error");
}

#[test]
fn a_request_refused_for_its_parameters_leaves_the_key_free() {
    let sandbox = sandbox();
    let bad = post_with_key(&sandbox, "/v1/payment_intents", &[("amount", "100")], "k");
    assert_eq!((bad.status, &bad.error()["code"]), (400, &"parameter_missing".into()));
    assert_eq!(post_with_key(&sandbox, "/v1/payment_intents", CREATE, "k").status, 200);
}

#[test]
fn two_requests_at_once_with_one_key_are_a_conflict() {
    let latency = Duration::from_millis(300);
    let sandbox = sandbox_with(Options { latency, ..Options::default() });
    let both = std::thread::scope(|scope| {
        let request = || post_with_key(&sandbox, "/v1/payment_intents", CREATE, "k");
        let threads = [scope.spawn(request), scope.spawn(request)];
        threads.map(|thread| thread.join().unwrap())
    });
    let mut statuses = both.each_ref().map(|answer| answer.status);
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let conflict = both.iter().find(|answer| answer.status == 409).unwrap();
    assert_eq!(conflict.error()["code"], "idempotency_key_in_use");
    assert_eq!(conflict.header("stripe-should-retry"), Some("true"));
    assert_eq!(sandbox.book_json()["payment_intents"].as_array().unwrap().len(), 1);
}

#[test]
fn a_client_that_hangs_up_has_still_asked() {
    use std::io::Write as _;
    let latency = Duration::from_millis(100);
    let sandbox = sandbox_with(Options { latency, ..Options::default() });
    let mut stream = std::net::TcpStream::connect(sandbox.address()).unwrap();
    let body = encode(CREATE);
    let request = format!(
        "POST /v1/payment_intents HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Bearer sk_test_x\r\n\
         Idempotency-Key: k\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let ask = || post_with_key(&sandbox, "/v1/payment_intents", CREATE, "k");
    assert_eq!(ask().status, 409, "the first request is being handled");
    drop(stream);
    let again = loop {
        let answer = ask();
        if answer.status != 409 {
            break answer;
        }
    };
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.status, 200);
    assert_eq!(sandbox.book_json()["payment_intents"].as_array().unwrap().len(), 1);
}
