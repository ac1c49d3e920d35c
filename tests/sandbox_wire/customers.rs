//! Customers can be listed by e-mail and searched.

use chargeonce::gateway::sandbox::Running;

use crate::client::*;

fn names(sandbox: &Running, path: &str) -> Vec<String> {
    let body = get(sandbox, path).json();
    let data = body["data"].as_array().unwrap();
    data.iter().map(|customer| customer["name"].as_str().unwrap().to_owned()).collect()
}

fn search(sandbox: &Running, query: &str) -> Vec<String> {
    names(sandbox, &format!("/v1/customers/search?{}", encode(&[("query", query)])))
}

#[test]
fn a_dozen_customers_are_known_from_the_start() {
    let sandbox = sandbox();
    assert!(names(&sandbox, "/v1/customers?limit=100").len() >= 12);
    assert_eq!(names(&sandbox, "/v1/customers").len(), 10);
}

#[test]
fn a_list_by_e_mail_is_exact_with_capitals() {
    let sandbox = sandbox();
    let list =
        |email: &str| names(&sandbox, &format!("/v1/customers?{}", encode(&[("email", email)])));
    assert_eq!(list("Amyra.Patel@Example.com"), ["Amyra Patel"]);
    assert!(list("amyra.patel@example.com").is_empty());
}

#[test]
fn a_search_finds_parts_of_names_and_addresses() {
    let sandbox = sandbox();
    let mut both = search(&sandbox, r#"name~"amy""#);
    both.sort();
    assert_eq!(both, ["Amy Tanaka", "Amyra Patel"]);
    assert_eq!(search(&sandbox, r#"name~"josé""#), ["José Ángel Martínez Ñúñez"]);
    assert_eq!(search(&sandbox, r#"name~"zzz" OR email~"j.gross""#), ["Jürgen Groß"]);
    assert_eq!(search(&sandbox, r#"name:"li wei""#), ["Li Wei"]);
    assert_eq!(search(&sandbox, r#"name~"O'Sull""#), ["Siobhán O'Sullivan"]);
    assert!(search(&sandbox, r#"name~"nobody""#).is_empty());
}

#[test]
fn a_search_goes_on_page_by_page() {
    let sandbox = sandbox();
    let query = encode(&[("query", r#"email~"example""#), ("limit", "5")]);
    let mut found = 0;
    let mut page = String::new();
    loop {
        let body = get(&sandbox, &format!("/v1/customers/search?{query}{page}")).json();
        found += body["data"].as_array().unwrap().len();
        assert_eq!(body["object"], "search_result");
        match body["next_page"].as_str() {
            Some(next) => page = format!("&page={next}"),
            None => break,
        }
    }
    assert_eq!(found, names(&sandbox, "/v1/customers?limit=100").len());
}

#[test]
fn a_query_that_cannot_be_read_is_refused() {
    let sandbox = sandbox();
    for query in ["amy", r#"name~"am""#] {
        let path = format!("/v1/customers/search?{}", encode(&[("query", query)]));
        assert_eq!(get(&sandbox, &path).status, 400);
    }
}

#[test]
fn a_payment_is_linked_to_its_customer_and_the_card_is_not() {
    let sandbox = sandbox();
    let list = get(&sandbox, "/v1/customers?limit=1").json();
    let customer = list["data"][0]["id"].as_str().unwrap();
    let form = [
        ("amount", "100"),
        ("currency", "usd"),
        ("customer", customer),
        ("confirm", "true"),
        ("payment_method", "pm_card_visa"),
        ("allowed_payment_method_types[]", "card"),
        ("expand[]", "customer"),
        ("expand[]", "payment_method"),
    ];
    let intent = post(&sandbox, "/v1/payment_intents", &form).json();
    assert_eq!(intent["customer"]["id"], customer);
    assert!(intent["payment_method"]["customer"].is_null());
    let listed = get(&sandbox, &format!("/v1/payment_intents?customer={customer}")).json();
    assert_eq!(listed["data"][0]["id"], intent["id"]);

    let form = [("amount", "100"), ("currency", "usd"), ("customer", "cus_none")];
    let refused = post(&sandbox, "/v1/payment_intents", &form);
    assert_eq!((refused.status, &refused.error()["code"]), (400, &"resource_missing".into()));
}
