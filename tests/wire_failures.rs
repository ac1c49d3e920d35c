//! When the wire fails, the station learns what may have happened at Stripe.

#[cfg(test)]
mod wire_fake;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::channel;
use std::time::Duration;

use chargeonce::gateway::stripe::{Gateway, GatewayHandle};
use chargeonce::station::{
    ApiError, ApiKind, Ask, ConnectPhase, Failure, IntentStatus, Reply, Request,
};
use wire_fake::{Deed, Fake, answer, answer_with, config, confirm, gateway, inspect, intent_body};

/// What a confirmation answered so ends in.
async fn failure(deed: Deed) -> Option<Failure> {
    let fake = Fake::new(vec![deed]);
    let result = gateway(&fake).perform(confirm()).await;
    fake.request();
    assert_eq!(fake.finish(), 0, "one call is one attempt");
    result.err()
}

#[tokio::test]
async fn a_refused_connection_was_never_sent() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let gateway = Gateway::new(config(&url, Duration::from_secs(20))).unwrap();
    assert_eq!(
        gateway.perform(confirm()).await,
        Err(Failure::NotSent { phase: ConnectPhase::Connect })
    );
}

#[tokio::test]
async fn a_reset_or_a_close_after_the_request_is_unknown() {
    assert_eq!(failure(Deed::Reset).await, Some(Failure::Unknown));
    assert_eq!(failure(Deed::Close).await, Some(Failure::Unknown));
}

#[tokio::test]
async fn silence_is_unknown_at_the_time_out_and_not_before() {
    let fake = Fake::new(vec![Deed::Hang]);
    let timeout = Duration::from_millis(300);
    let gateway = Gateway::new(config(&fake.url(), timeout)).unwrap();
    let start = std::time::Instant::now();
    assert_eq!(gateway.perform(confirm()).await, Err(Failure::Unknown));
    assert!(start.elapsed() >= timeout);
}

#[tokio::test]
async fn an_answer_cut_short_is_unknown() {
    let body = intent_body("requires_capture");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len() + 1);
    assert_eq!(failure(Deed::Answer((head + &body).into_bytes())).await, Some(Failure::Unknown));
    let half = b"HTTP/1.1 200 OK\r\nContent-Len".to_vec();
    assert_eq!(failure(Deed::Answer(half)).await, Some(Failure::Unknown));
    let chunk = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{".to_vec();
    assert_eq!(failure(Deed::Answer(chunk)).await, Some(Failure::Unknown));
}

#[tokio::test]
async fn garbage_instead_of_http_is_unknown() {
    assert_eq!(
        failure(Deed::Answer(b"\x15\x03\x01\x00\x02\x02\x16".to_vec())).await,
        Some(Failure::Unknown)
    );
}

#[tokio::test]
async fn a_success_nobody_can_read_keeps_its_request_id() {
    for body in ["", "{", "null", "[]", "<html>Welcome to the guest network</html>"] {
        let request_id = Some("req_200".to_owned());
        assert_eq!(
            failure(answer(200, body)).await,
            Some(Failure::Undecodable { http: 200, request_id }),
            "{body}"
        );
    }
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let head = "HTTP/1.1 200 OK\r\nRequest-Id: req_1\r\n\r\n";
    let request_id = Some("req_1".to_owned());
    let undecodable = Failure::Undecodable { http: 200, request_id };
    assert_eq!(failure(Deed::Endless(head)).await, Some(undecodable));
}

#[tokio::test]
async fn endless_headers_are_cut_off() {
    assert_eq!(failure(Deed::Endless("HTTP/1.1 200 OK\r\nX: ")).await, Some(Failure::Unknown));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for http in [301, 307, 308] {
        let elsewhere = Fake::new(vec![answer(200, &intent_body("requires_capture"))]);
        let location = format!("Location: {}/v1/x\r\n", elsewhere.url());
        let failure = failure(answer_with(http, &location, "")).await.unwrap();
        assert!(matches!(failure, Failure::Undecodable { http: found, .. } if found == http));
        // Only now is anybody to call there.
        gateway(&elsewhere).perform(inspect()).await.unwrap();
        assert!(elsewhere.request().starts_with("GET "));
        assert_eq!(elsewhere.finish(), 0);
    }
}

#[tokio::test]
async fn a_gateways_error_page_is_a_server_error() {
    for http in [500, 502, 503, 504] {
        let failure = failure(answer(http, "<html>Bad gateway</html>")).await.unwrap();
        let Failure::Api(ApiError { kind: ApiKind::Server, http: found, .. }) = failure else {
            panic!("{failure:?}")
        };
        assert_eq!(found, http);
    }
}

#[tokio::test]
async fn what_the_headers_say_about_trying_again_is_told() {
    let headers = "Stripe-Should-Retry: false\r\nRetry-After: 7\r\n";
    let failure = failure(answer_with(429, headers, "{}")).await.unwrap();
    let Failure::Api(error) = failure else { panic!("{failure:?}") };
    assert_eq!(error.should_retry, Some(false));
    assert_eq!(error.retry_after, Some(Duration::from_secs(7)));
    assert_eq!(error.request_id.as_deref(), Some("req_429"));
}

#[tokio::test]
async fn a_chunked_answer_is_read_like_any_other() {
    let body = intent_body("requires_capture");
    let (left, right) = body.split_at(40);
    let wire = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{left}\r\n{:x}\r\n{right}\
         \r\n0\r\n\r\n",
        left.len(),
        right.len()
    );
    let fake = Fake::new(vec![Deed::Answer(wire.into_bytes())]);
    let Ok(Reply::Intent(facts)) = gateway(&fake).perform(inspect()).await else { panic!() };
    assert_eq!(facts.status, IntentStatus::RequiresCapture);
}

#[test]
fn every_request_is_answered_exactly_once_also_on_a_time_out() {
    let deeds = vec![answer(200, &intent_body("requires_capture")), Deed::Reset, Deed::Hang];
    let fake = Fake::new(deeds);
    let gateway = Gateway::new(config(&fake.url(), Duration::from_millis(500))).unwrap();
    let (heard, answers) = channel();
    let handle = GatewayHandle::spawn(gateway, move |answer| heard.send(answer).unwrap()).unwrap();
    for ask in 1..=4 {
        handle.send(Request { ask: Ask(ask), call: confirm() });
    }
    let mut asks: Vec<_> =
        (0..4).map(|_| answers.recv_timeout(Duration::from_secs(20)).unwrap().ask.0).collect();
    asks.sort_unstable();
    assert_eq!(asks, [1, 2, 3, 4]);
    drop(handle);
    assert!(answers.recv().is_err(), "no answer comes twice");
}

#[test]
fn the_addresses_for_the_vaults_own_connection_come_from_the_worker() {
    let gateway = Gateway::new(config("http://127.0.0.1:9", Duration::from_secs(20))).unwrap();
    let handle = GatewayHandle::spawn(gateway, |_| {}).unwrap();
    let (heard, found) = channel();
    handle.resolve(move |addresses| heard.send(addresses).unwrap());
    let addresses = found.recv_timeout(Duration::from_secs(20)).unwrap().unwrap();
    assert_eq!(addresses, ["127.0.0.1:9".parse().unwrap()]);
}
