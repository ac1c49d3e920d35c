//! What the gateway writes to the log, and what it never does. Alone in its file: a subscriber of
//! one thread does not see what other threads have made the log's call sites forget.

#[cfg(test)]
mod wire_fake;

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::json;
use wire_fake::{
    Deed, EMAIL, Fake, LINK, NAME, answer, assert_says_none, capture, confirm, email_receipt, find,
    gateway, inspect, intent_body, prepare,
};

/// Collects what a subscriber writes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| io::ErrorKind::Other)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_tells_calls_and_request_ids_and_nothing_of_anybody() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let customers = json!({"data": [{"id": "cus_1", "name": NAME, "email": EMAIL}]}).to_string();
    let challenge = intent_body("requires_action").replace(
        r#""next_action":null"#,
        &format!(r#""next_action":{{"redirect_to_url":{{"url":"{LINK}"}}}}"#),
    );
    let refused = json!({"error": {"type": "card_error", "code": "card_declined",
        "decline_code": "stolen_card", "message": EMAIL}})
    .to_string();
    for (call, deed) in [
        (prepare(), answer(200, &intent_body("requires_payment_method"))),
        (confirm(), answer(200, &challenge)),
        (confirm(), answer(402, &refused)),
        (capture(), answer(200, EMAIL)),
        (inspect(), Deed::Close),
        (find(NAME), answer(200, &customers)),
        (email_receipt(), answer(200, "{}")),
    ] {
        let fake = Fake::new(vec![deed]);
        let result = gateway(&fake).perform(call).await;
        assert_says_none(&format!("{result:?}"));
        fake.request();
        assert_eq!(fake.finish(), 0);
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_says_none(&log);
    for told in [
        "call=\"prepare\"",
        "key=\"0000000000000000000000000000002a-confirm-1\"",
        "request_id=\"req_402\"",
        "code=\"stolen_card\"",
        "unreadable answer",
        "no answer",
        "call=\"find-customers\"",
        "milliseconds=",
    ] {
        assert!(log.contains(told), "the log has no {told}");
    }
}
