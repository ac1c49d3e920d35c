//! What goes over the wire, to the byte, and what never does.

#[cfg(test)]
mod wire_fake;

use std::time::Duration;

use chargeonce::gateway::stripe::{Gateway, GatewayError, RETURN_URL};
use chargeonce::station::{Call, Failure, Realm, Reply};
use stripe_core::payment_intent::RetrievePaymentIntent;
use wire_fake::{
    Deed, EMAIL, Fake, KEY, answer, cancel, capture, card_request, config, confirm, email_receipt,
    find, gateway, inspect, intent_body, list_intents, prepare,
};
use zeroize::Zeroizing;

/// Performs a call against these answers and gives the requests it made.
async fn requests(call: Call, deeds: Vec<Deed>) -> Vec<String> {
    let count = deeds.len();
    let fake = Fake::new(deeds);
    let _ = gateway(&fake).perform(call).await;
    let host = fake.url().replace("http://", "");
    let requests = (0..count).map(|_| fake.request().replace(&host, "HOST")).collect();
    assert_eq!(fake.finish(), 0);
    requests
}

async fn only_request(call: Call) -> String {
    requests(call, vec![answer(200, &intent_body("requires_capture"))]).await.remove(0)
}

/// The request as it must be: the same head each time, `lines` before the length, and the form.
fn expected(line: &str, key: Option<&str>, form: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let key = key.map(|key| format!("idempotency-key: {key}\r\n")).unwrap_or_default();
    let body = if line.starts_with("POST") {
        format!(
            "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
            form.len()
        )
    } else {
        String::new()
    };
    format!(
        "{line} HTTP/1.1\r\nhost: HOST\r\nauthorization: Bearer {KEY}\r\n\
         user-agent: chargeonce/{version}\r\nstripe-version: 2026-09-30.endive\r\n\
         accept: application/json\r\nconnection: close\r\n{key}{body}\r\n{form}"
    )
}

#[tokio::test]
async fn prepare_creates_an_unconfirmed_intent_that_is_captured_by_hand() {
    let sale = "0000000000000000000000000000002a";
    assert_eq!(
        only_request(prepare()).await,
        expected(
            "POST /v1/payment_intents",
            Some("0000000000000000000000000000002a-create"),
            &format!(
                "allowed_payment_method_types[0]=card&amount=1999&capture_method=manual\
                 &currency=usd&customer=cus_1\
                 &description=Front+desk,+sale+12,+Room+4+%2B+spa\
                 &metadata[reference]=Room+4+%2B+spa&metadata[sale]={sale}\
                 &metadata[sale_no]=12&metadata[station]=Front+desk\
                 &statement_descriptor_suffix=DESK+%26+BAR"
            ),
        )
    );
}

#[tokio::test]
async fn a_walk_in_without_a_reference_sends_neither() {
    let Call::Prepare { key, sale, number, money, .. } = prepare() else { panic!() };
    let call = Call::Prepare { key, sale, number, money, reference: String::new(), customer: None };
    let request = only_request(call).await;
    assert!(!request.contains("customer") && !request.contains("reference"), "{request}");
    assert!(request.contains("&description=Front+desk,+sale+12&"), "{request}");
}

#[tokio::test]
async fn confirm_names_the_card_and_the_way_back_from_the_bank() {
    assert_eq!(
        only_request(confirm()).await,
        expected(
            "POST /v1/payment_intents/pi_1/confirm",
            Some("0000000000000000000000000000002a-confirm-1"),
            &format!("expand[0]=latest_charge&payment_method=pm_1&return_url={RETURN_URL}"),
        )
    );
}

#[tokio::test]
async fn inspect_only_reads() {
    assert_eq!(
        only_request(inspect()).await,
        expected("GET /v1/payment_intents/pi_1?expand[0]=latest_charge", None, "")
    );
}

#[tokio::test]
async fn capture_takes_exactly_what_was_agreed() {
    assert_eq!(
        only_request(capture()).await,
        expected(
            "POST /v1/payment_intents/pi_1/capture",
            Some("0000000000000000000000000000002a-capture-1"),
            "amount_to_capture=1999&expand[0]=latest_charge",
        )
    );
}

#[tokio::test]
async fn cancel_says_the_sale_was_abandoned() {
    assert_eq!(
        only_request(cancel()).await,
        expected(
            "POST /v1/payment_intents/pi_1/cancel",
            Some("0000000000000000000000000000002a-cancel-1"),
            "cancellation_reason=abandoned&expand[0]=latest_charge",
        )
    );
}

#[tokio::test]
async fn a_receipt_is_sent_by_updating_the_charge() {
    assert_eq!(
        only_request(email_receipt()).await,
        expected(
            "POST /v1/charges/ch_1",
            Some("0000000000000000000000000000002a-receipt-0000000000000001"),
            &format!("receipt_email={EMAIL}"),
        )
    );
}

#[tokio::test]
async fn a_search_quotes_what_was_typed() {
    let found = r#"{"object":"search_result","data":[{"id":"cus_1","name":"Amy"}]}"#;
    let made = requests(find(r#" a"m\y^ "#), vec![answer(200, found)]).await;
    assert_eq!(
        made,
        [expected(
            "GET /v1/customers/search?limit=8&query=name~%22a\\%22m\\\\y%5E%22+OR+email~\
             %22a\\%22m\\\\y%5E%22"
                .replace('\\', "%5C")
                .as_str(),
            None,
            ""
        )]
    );
}

#[tokio::test]
async fn an_address_the_search_does_not_know_yet_is_looked_up_in_the_list() {
    let list = r#"{"object":"list","data":[{"id":"cus_1","name":"A","email":"a@b.example"}]}"#;
    let refused = r#"{"error":{"type":"invalid_request_error","message":"no search here"}}"#;
    for first in [answer(200, r#"{"data":[]}"#), answer(400, refused)] {
        let fake = Fake::new(vec![first, answer(200, list)]);
        let Ok(Reply::Customers(found)) = gateway(&fake).perform(find("a@b.example")).await else {
            panic!("no customers")
        };
        assert_eq!(found.len(), 1);
        assert!(fake.request().starts_with("GET /v1/customers/search?"));
        assert!(fake.request().starts_with("GET /v1/customers?email=a@b.example&limit=8 "));
    }
}

#[tokio::test]
async fn a_name_the_search_does_not_know_is_not_looked_up_in_the_list() {
    let fake = Fake::new(vec![answer(200, r#"{"data":[]}"#)]);
    assert_eq!(gateway(&fake).perform(find("amy@")).await, Ok(Reply::Customers(Vec::new())));
    fake.request();
    assert_eq!(fake.finish(), 0);
}

#[tokio::test]
async fn the_audit_lists_by_creation_page_by_page_and_never_searches() {
    let intent = r#"{"id":"pi_1","status":"succeeded","amount":1250,"amount_received":1250,
        "currency":"usd","metadata":{"station":"Front desk","sale":"2a","sale_no":"7"}}"#;
    let list = format!(r#"{{"object":"list","data":[{intent}],"has_more":true}}"#);
    let fake = Fake::new(vec![answer(200, &list)]);
    let Ok(Reply::Intents(page)) = gateway(&fake).perform(list_intents(Some("pi_9"))).await else {
        panic!("no intents")
    };
    assert_eq!((page.found.len(), page.next.map(|id| id.0)), (1, Some("pi_1".to_owned())));
    let asked = "GET /v1/payment_intents?created[gte]=1900000000&expand[0]=data.latest_charge&limit=25&starting_after=pi_9 ";
    let request = fake.request().replace("%5B", "[").replace("%5D", "]");
    assert!(request.starts_with(asked), "{request}");
}

/// Every request the product can make, as sent.
async fn all_requests() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for call in [
        prepare(),
        confirm(),
        inspect(),
        capture(),
        cancel(),
        find("amy"),
        find(EMAIL),
        list_intents(None),
        email_receipt(),
    ] {
        let name = call.name();
        let answers = match &call {
            // The compiler asks for a line here when there is a new call.
            Call::FindCustomers { query } if query.0.contains('@') => {
                vec![answer(200, r#"{"data":[]}"#), answer(200, r#"{"data":[]}"#)]
            }
            Call::FindCustomers { .. } | Call::ListIntents { .. } => {
                vec![answer(200, r#"{"data":[]}"#)]
            }
            Call::Prepare { .. }
            | Call::Confirm { .. }
            | Call::Inspect { .. }
            | Call::Capture { .. }
            | Call::Cancel { .. }
            | Call::EmailReceipt { .. } => vec![answer(200, &intent_body("succeeded"))],
        };
        for request in requests(call, answers).await {
            all.push((name.to_owned(), request));
        }
    }
    all.push(("card".to_owned(), card_request()));
    all
}

#[tokio::test]
async fn no_request_saves_a_card_or_charges_without_the_customer() {
    let all = all_requests().await;
    assert_eq!(all.len(), 11);
    for (name, request) in &all {
        for never in [
            "setup_future_usage",
            "off_session",
            "attach",
            "setup_intents",
            "confirm=true",
            "payment_method_data",
            "payment_method_types[0]=card_present",
            "allow_redisplay",
            "mandate",
        ] {
            assert!(!request.contains(never), "{name} has {never}");
        }
    }
}

#[tokio::test]
async fn only_confirm_names_a_card_and_always_does() {
    for (name, request) in all_requests().await {
        assert_eq!(request.contains("payment_method="), name == "confirm", "{name}");
    }
}

#[tokio::test]
async fn every_change_has_an_idempotency_key_and_no_look_has_one() {
    for (name, request) in all_requests().await {
        let has_key = request.to_ascii_lowercase().contains("\r\nidempotency-key: ");
        assert_eq!(has_key, request.starts_with("POST "), "{name}");
    }
}

#[tokio::test]
async fn any_request_type_of_the_crates_goes_over_the_same_transport() {
    let fake = Fake::new(vec![answer(200, &intent_body("succeeded"))]);
    let gateway = gateway(&fake);
    let sent = RetrievePaymentIntent::new("pi_1").send(gateway.stripe_client()).await;
    // The crates ask for more fields than the fake tells; what matters is how that is told.
    assert!(matches!(sent, Err(Failure::Undecodable { http: 200, .. })));
    assert!(fake.request().starts_with("GET /v1/payment_intents/pi_1 HTTP/1.1\r\n"));
}

#[test]
fn a_key_never_goes_where_it_does_not_belong() {
    let refused = |url: &str, key: &str, realm| {
        let mut config = config("http://127.0.0.1:9", Duration::from_secs(1));
        config.api_base = url.parse().unwrap();
        config.key = Zeroizing::new(key.to_owned());
        config.realm = realm;
        Gateway::new(config).err()
    };
    let (stripe, here) = ("https://api.stripe.com", "http://127.0.0.1:9");
    for (url, key, realm) in [
        (stripe, "sk_live_1", Realm::Live),
        (stripe, "rk_live_1", Realm::Live),
        (stripe, "rk_test_1", Realm::Test),
        (here, "sk_test_1", Realm::Sandbox),
    ] {
        assert_eq!(refused(url, key, realm), None);
    }
    let other_mode = Some(GatewayError::KeyOfOtherMode);
    assert_eq!(refused(stripe, "sk_test_1", Realm::Live), other_mode);
    assert_eq!(refused(stripe, "rk_live_1", Realm::Test), other_mode);
    assert_eq!(refused(here, "sk_live_1", Realm::Sandbox), other_mode);
    let other_realm = Some(GatewayError::AddressOfOtherRealm);
    assert_eq!(refused(here, "sk_live_1", Realm::Live), other_realm);
    assert_eq!(refused(stripe, "sk_test_1", Realm::Sandbox), other_realm);
    assert_eq!(refused(stripe, "pk_live_1", Realm::Live), Some(GatewayError::PublishableKey));
    assert_eq!(refused(stripe, "sk_live_1\n", Realm::Live), Some(GatewayError::KeyUnusable));
    assert_eq!(refused(stripe, "", Realm::Test), Some(GatewayError::KeyUnusable));
}
