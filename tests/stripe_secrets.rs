//! Nothing of the key, the customer or the card can be printed.

#[cfg(test)]
mod wire_fake;

use std::fmt::{Debug, Display};

use chargeonce::gateway::stripe::token::{AnswerSoFar, CardParts, RequestHead, Token, read_answer};
use chargeonce::gateway::stripe::{Config, Gateway, GatewayError, GatewayHandle};
use chargeonce::station::Reply;
use serde_json::json;
use static_assertions::assert_not_impl_any;
use wire_fake::{EMAIL, Fake, KEY, NAME, answer, assert_says_none, config, find, gateway};

assert_not_impl_any!(Config: Debug, Display, Clone);
assert_not_impl_any!(Gateway: Debug, Display, Clone);
assert_not_impl_any!(GatewayHandle: Debug, Display, Clone);
assert_not_impl_any!(RequestHead: Debug, Display, Clone);
assert_not_impl_any!(CardParts<'static>: Debug, Display, Clone, PartialEq<CardParts<'static>>);

#[test]
fn an_error_in_the_settings_never_repeats_the_key() {
    for key in [KEY.replace("sk_test", "sk_live"), KEY.replace("sk_", "pk_"), format!("{KEY}\n")] {
        let mut config = config("http://127.0.0.1:9", std::time::Duration::from_secs(1));
        config.key = key.into();
        let error: GatewayError = Gateway::new(config).err().unwrap();
        assert_says_none(&format!("{error} {error:?}"));
    }
}

#[tokio::test]
async fn a_found_customer_is_printed_as_an_id_only() {
    let customers = json!({"data": [{"id": "cus_1", "name": NAME, "email": EMAIL}]});
    let fake = Fake::new(vec![answer(200, &customers.to_string())]);
    let reply = gateway(&fake).perform(find("ame")).await.unwrap();
    assert_says_none(&format!("{reply:?}"));
    let Reply::Customers(found) = reply else { panic!() };
    assert_eq!((found[0].name.as_str(), found[0].email.as_deref()), (NAME, Some(EMAIL)));
}

#[test]
fn what_stripe_says_of_a_card_is_read_without_the_number() {
    // A server that echoes what it must not: only the last four are taken from it.
    let body =
        r#"{"id":"pm_1","card":{"brand":"visa","last4":"4242","number":"4242424242424242"}}"#;
    let wire = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let read = read_answer(wire.as_bytes());
    assert_says_none(&format!("{read:?}"));
    let AnswerSoFar::Whole(Ok(Token { last4, .. })) = read else { panic!() };
    assert_eq!(last4.to_string(), "4242");
}
