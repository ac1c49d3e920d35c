//! `GET /v1/customers/search` and Stripe's query language (docs.stripe.com/search): clauses joined
//! by AND or by OR, not by both; `:` matches whole words, `~` parts of at least three characters,
//! `-` before a clause negates it.

use serde_json::{Value, json};

use super::book::Book;
use super::customers::Customer;
use super::errors::{self, Refusal, Reply};
use super::listing;
use super::objects;
use super::params::Params;

/// Searches names, e-mails, phones, notes and dates of the customers, newest first.
///
/// # Errors
/// A query that cannot be read; a page that was not offered.
pub fn customers(book: &Book, params: &Params) -> Reply {
    let query = Query::parse(params.required("query")?).ok_or_else(unreadable)?;
    let limit = listing::limit(params)?;
    let skip = match params.text("page") {
        None => 0,
        Some(page) => page
            .strip_prefix("page_")
            .and_then(|skip| skip.parse::<usize>().ok())
            .ok_or_else(|| errors::invalid_param("page", "Invalid page."))?,
    };
    let found: Vec<&Customer> =
        book.customers.newest_first().filter(|customer| query.matches(customer)).collect();
    let shown = skip.saturating_add(limit);
    let has_more = found.len() > shown;
    let data: Vec<Value> =
        found.into_iter().skip(skip).take(limit).map(objects::customer).collect();
    let next_page = has_more.then(|| format!("page_{shown}"));
    Ok(json!({
        "object": "search_result",
        "data": data,
        "has_more": has_more,
        "next_page": next_page,
        "url": "/v1/customers/search",
    }))
}

fn unreadable() -> Refusal {
    errors::invalid_param(
        "query",
        "We were unable to parse your search query. Try using the format `metadata[\"key\"]:\"value\"` \
         to query for metadata or key:\"value\" to query for other fields.",
    )
}

/// A query that could be read.
struct Query {
    clauses: Vec<Clause>,
    any: bool,
}

struct Clause {
    negated: bool,
    field: String,
    operator: char,
    value: String,
}

impl Query {
    fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        let mut clauses = Vec::new();
        let mut joint: Option<bool> = None;
        loop {
            let (clause, after) = Clause::parse(rest)?;
            clauses.push(clause);
            let after = after.trim_start();
            if after.is_empty() {
                return Some(Self { clauses, any: joint == Some(true) });
            }
            // A space alone means AND.
            let (any, next) = match word(after) {
                Some(("OR", next)) => (true, next),
                Some(("AND", next)) => (false, next),
                _ => (false, after),
            };
            if joint.is_some_and(|before| before != any) {
                return None;
            }
            joint = Some(any);
            rest = next.trim_start();
        }
    }

    fn matches(&self, customer: &Customer) -> bool {
        if self.any {
            self.clauses.iter().any(|clause| clause.matches(customer))
        } else {
            self.clauses.iter().all(|clause| clause.matches(customer))
        }
    }
}

fn word(text: &str) -> Option<(&str, &str)> {
    text.split_once(char::is_whitespace)
}

impl Clause {
    fn parse(text: &str) -> Option<(Self, &str)> {
        let (negated, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (field, rest) = if let Some(rest) = text.strip_prefix("metadata[") {
            let (key, rest) = quoted(rest)?;
            (format!("metadata.{key}"), rest.strip_prefix(']')?)
        } else {
            let end = text.find(|c: char| !c.is_ascii_alphabetic())?;
            let (name, rest) = text.split_at_checked(end)?;
            (name.to_owned(), rest)
        };
        let mut signs = rest.chars();
        let operator = signs.next()?;
        let (value, rest) = quoted(signs.as_str()).or_else(|| unquoted(signs.as_str()))?;
        let clause = Self { negated, field, operator, value };
        clause.is_sound().then_some((clause, rest))
    }

    fn is_sound(&self) -> bool {
        match (self.field.as_str(), self.operator) {
            ("created", ':' | '<' | '>') => self.value.parse::<i64>().is_ok(),
            ("name" | "email" | "phone", '~') => self.value.chars().count() >= 3,
            ("name" | "email" | "phone", ':') => true,
            (field, ':') => field.starts_with("metadata."),
            _ => false,
        }
    }

    fn matches(&self, customer: &Customer) -> bool {
        let found = match self.field.as_str() {
            "name" => self.matches_text(customer.name),
            "email" => self.matches_text(customer.email),
            "phone" => customer.phone.is_some_and(|phone| self.matches_text(phone)),
            "created" => self.value.parse::<i64>().is_ok_and(|value| match self.operator {
                '<' => customer.created < value,
                '>' => customer.created > value,
                _ => customer.created == value,
            }),
            metadata => customer.metadata.iter().any(|(key, value)| {
                metadata.strip_prefix("metadata.") == Some(key) && *value == self.value
            }),
        };
        found != self.negated
    }

    fn matches_text(&self, text: &str) -> bool {
        let (text, value) = (text.to_lowercase(), self.value.to_lowercase());
        match self.operator {
            '~' => text.contains(&value),
            _ => {
                let words = |text: &str| -> Vec<String> {
                    let words = text.split(|c: char| !c.is_alphanumeric());
                    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
                };
                let wanted = words(&value);
                !wanted.is_empty() && words(&text).windows(wanted.len()).any(|run| run == wanted)
            }
        }
    }
}

/// A value in quotes of either kind, with backslash escapes, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut value = String::new();
    let mut signs = text.chars();
    signs.next();
    loop {
        match signs.next()? {
            '\\' => value.push(signs.next()?),
            sign if sign == quote => return Some((value, signs.as_str())),
            sign => value.push(sign),
        }
    }
}

/// A number without quotes, and what follows it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (value, rest) = text.split_at_checked(end)?;
    (!value.is_empty()).then(|| (value.to_owned(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn customer(name: &'static str, email: &'static str) -> Customer {
        let metadata = vec![("room".to_owned(), "12".to_owned())];
        Customer { id: "cus_1".to_owned(), created: 1000, name, email, phone: None, metadata }
    }

    fn finds(query: &str) -> bool {
        let amy = customer("Amy Tanaka-Groß", "amy.tanaka@example.com");
        Query::parse(query).is_some_and(|query| query.matches(&amy))
    }

    #[test]
    fn clauses_match_as_stripe_says() {
        for query in [
            r#"name~"tan""#,
            r#"name~"TANAKA""#,
            r#"name:"amy tanaka""#,
            r#"email:"amy.tanaka@example.com""#,
            r#"email~"@exam""#,
            r#"name~"zzz" OR email~"amy.t""#,
            r#"name~"amy" AND email~"amy.t""#,
            r#"name~'amy' -email~'zzz'"#,
            r#"metadata["room"]:"12""#,
            "created>999 created<1001",
        ] {
            assert!(finds(query), "{query}");
        }
        for query in [
            r#"name:"tan""#,
            r#"name~"zzz""#,
            r#"-name~"amy""#,
            r#"name~"amy" AND email~"zzz""#,
            r#"metadata["room"]:"1""#,
            "created>1000",
        ] {
            assert!(!finds(query), "{query}");
        }
    }

    #[test]
    fn what_stripe_cannot_read_is_refused() {
        for query in [
            "",
            "amy",
            r#"name~"am""#,
            r#"name~"amy"#,
            r#"colour:"red""#,
            r#"name~"amy" OR name~"bob" AND name~"eve""#,
        ] {
            assert!(Query::parse(query).is_none(), "{query}");
        }
    }

    proptest! {
        #[test]
        fn an_escaped_value_is_read_back_whole(value in "\\PC{0,30}") {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            let query = format!("name:\"{escaped}\"");
            let query = Query::parse(&query).unwrap();
            prop_assert_eq!(&query.clauses[0].value, &value);
        }

        #[test]
        fn no_query_can_break_the_parser(query in "\\PC{0,60}") {
            drop(Query::parse(&query));
        }
    }
}
