//! `application/x-www-form-urlencoded` parameters with Stripe's bracket nesting, as a flat list.
//!
//! Names are kept as sent (`metadata[station]`, `expand[0]`); looking one up takes `[0]` and `[]`
//! for the same. Card numbers and CVCs are never text here: see [`Secret`].

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::errors::{self, Refusal};
use super::secret::Secret;

enum Parameter {
    Text(String),
    CardData(Secret),
}

/// The parameters of one request, in the order they were sent.
#[derive(Default)]
pub struct Params {
    list: Vec<(String, Parameter)>,
}

impl Params {
    /// Decodes a query or a form body. Broken escapes are taken literally; nothing is refused.
    pub fn decode(encoded: &[u8]) -> Self {
        let pairs = encoded.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
        let list = pairs.map(|pair| {
            let mut halves = pair.splitn(2, |&byte| byte == b'=');
            let name = text(halves.next().unwrap_or_default());
            let value = halves.next().unwrap_or_default();
            let parameter = if is_card_data(&name) {
                Parameter::CardData(Secret::read(unescape(value)))
            } else {
                Parameter::Text(text(value))
            };
            (name, parameter)
        });
        Self { list: list.collect() }
    }

    /// Whether a card number or CVC is among them.
    pub fn has_card_data(&self) -> bool {
        self.list.iter().any(|(_, value)| matches!(value, Parameter::CardData(_)))
    }

    /// Whether nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether the parameter, an element or a member of it was sent.
    pub fn has(&self, name: &str) -> bool {
        self.list.iter().any(|(sent, _)| {
            sent.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        })
    }

    /// A text parameter, if sent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.list.iter().find_map(|(sent, value)| match value {
            Parameter::Text(text) if sent == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// A text parameter as an owned string, if sent.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// A text parameter that must be there.
    ///
    /// # Errors
    /// `parameter_missing`.
    pub fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| errors::parameter_missing(name))
    }

    /// A whole number, if sent.
    ///
    /// # Errors
    /// `parameter_invalid_integer`.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.text(name)
            .map(|text| text.parse().map_err(|_| errors::parameter_not_integer(name)))
            .transpose()
    }

    /// `true` or `false`; not sent is `false`.
    ///
    /// # Errors
    /// Refuses any other word.
    pub fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.one_of(name, &["true", "false"])? {
            Some(word) => Ok(word == "true"),
            None => Ok(false),
        }
    }

    /// One of a few words, if sent.
    ///
    /// # Errors
    /// Refuses any other word and names the allowed ones.
    pub fn one_of<'a>(&self, name: &str, allowed: &[&'a str]) -> Result<Option<&'a str>, Refusal> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match allowed.iter().find(|word| **word == text) {
            Some(word) => Ok(Some(word)),
            None => Err(errors::parameter_not_one_of(name, allowed)),
        }
    }

    /// Card data, if sent.
    pub fn card_data(&self, name: &str) -> Option<&Secret> {
        self.list.iter().find_map(|(sent, value)| match value {
            Parameter::CardData(secret) if sent == name => Some(secret),
            _ => None,
        })
    }

    /// The elements of an array parameter, sent as `name[]` or `name[0]`.
    pub fn elements(&self, name: &str) -> Vec<&str> {
        let array = format!("{name}[]");
        let elements = self.list.iter().filter(|(sent, _)| shape(sent) == array);
        elements
            .filter_map(|(_, value)| match value {
                Parameter::Text(text) => Some(text.as_str()),
                Parameter::CardData(_) => None,
            })
            .collect()
    }

    /// The members of a hash parameter, sent as `name[key]`, empty ones left out.
    pub fn members(&self, name: &str) -> Vec<(String, String)> {
        let members = self.list.iter().filter_map(|(sent, value)| match value {
            Parameter::Text(text) if !text.is_empty() => {
                let key = sent.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?;
                Some((key.to_owned(), text.clone()))
            }
            _ => None,
        });
        members.collect()
    }

    /// Refuses what the endpoint does not know, and what is empty.
    ///
    /// A table's entry is a name in brackets; `[]` stands for any index and `[*]` for any key.
    ///
    /// # Errors
    /// `parameter_unknown`, `parameter_invalid_empty`, and the refusal of `payment_method_types`.
    pub fn check(&self, tables: &[&[&str]]) -> Result<(), Refusal> {
        if self.has("payment_method_types") {
            return Err(errors::payment_method_types_refused());
        }
        let known = |name: &str| {
            let shape = shape(name);
            tables.iter().copied().flatten().any(|entry| match entry.strip_suffix("[*]") {
                Some(hash) => shape.strip_prefix(hash).is_some_and(|rest| {
                    rest.starts_with('[') && rest.ends_with(']') && rest.matches('[').count() == 1
                }),
                None => *entry == shape,
            })
        };
        let mut unknown: Vec<&str> =
            self.list.iter().map(|(name, _)| name.as_str()).filter(|name| !known(name)).collect();
        unknown.dedup();
        if !unknown.is_empty() {
            return Err(errors::parameter_unknown(&unknown));
        }
        let empty = self.list.iter().find(|(name, value)| {
            !name.starts_with("metadata[")
                && match value {
                    Parameter::Text(text) => text.is_empty(),
                    Parameter::CardData(secret) => secret.length() == 0,
                }
        });
        empty.map_or(Ok(()), |(name, _)| Err(errors::parameter_empty(name)))
    }

    /// The parameters for the record: card data, and when the card expires, only as its length.
    pub fn recorded(&self) -> Value {
        let mut object = Map::new();
        for (name, value) in &self.list {
            let value = match value {
                Parameter::Text(text) if is_expiry(name) => Value::from(text.len()),
                Parameter::Text(text) => Value::from(text.as_str()),
                Parameter::CardData(secret) => Value::from(secret.length()),
            };
            match object.get_mut(name) {
                None => {
                    object.insert(name.clone(), value);
                }
                Some(Value::Array(several)) => several.push(value),
                Some(one) => *one = Value::Array(vec![one.take(), value]),
            }
        }
        Value::Object(object)
    }

    /// A digest by which two requests with the same parameters are known, whatever their order.
    pub fn digest(&self, salt: &[u8; 32]) -> [u8; 32] {
        let mut parts: Vec<(&str, [u8; 32])> = Vec::with_capacity(self.list.len());
        for (name, value) in &self.list {
            let digest = match value {
                Parameter::Text(text) => Sha256::digest(text.as_bytes()).into(),
                Parameter::CardData(secret) => secret.digest(salt),
            };
            parts.push((name, digest));
        }
        parts.sort_unstable();
        let mut hasher = Sha256::new();
        for (name, digest) in parts {
            hasher.update(name.as_bytes());
            hasher.update([0]);
            hasher.update(digest);
        }
        hasher.finalize().into()
    }
}

/// Whether a parameter of this name can hold card data, known to the endpoint or not. The
/// account's own notes may be called anything.
fn is_card_data(name: &str) -> bool {
    if name.starts_with("metadata[") {
        return false;
    }
    matches!(last_of(name), "number" | "cvc" | "cvv" | "track" | "swipe_data")
}

/// Whether a parameter of this name says when a card expires.
fn is_expiry(name: &str) -> bool {
    !name.starts_with("metadata[") && matches!(last_of(name), "exp_month" | "exp_year")
}

/// The innermost name: `number` of `card[number]`.
fn last_of(name: &str) -> &str {
    name.rsplit('[').next().unwrap_or(name).trim_end_matches(']')
}

/// A name with every index left out: `expand[0]` becomes `expand[]`.
fn shape(name: &str) -> String {
    let mut shape = String::with_capacity(name.len());
    for part in name.split_inclusive('[') {
        let index = part.trim_start_matches(|c: char| c.is_ascii_digit());
        shape.push_str(if index.starts_with(']') { index } else { part });
    }
    shape
}

/// Decoded text.
pub(super) fn text(encoded: &[u8]) -> String {
    let bytes: Vec<u8> = unescape(encoded).collect();
    String::from_utf8(bytes)
        .unwrap_or_else(|wrong| String::from_utf8_lossy(wrong.as_bytes()).into())
}

/// Undoes percent-encoding byte by byte, so that nothing decoded is held here.
fn unescape(encoded: &[u8]) -> impl Iterator<Item = u8> {
    let mut rest = encoded;
    std::iter::from_fn(move || {
        let (&first, after) = rest.split_first()?;
        rest = after;
        match (first, after) {
            (b'+', _) => Some(b' '),
            (b'%', [high, low, beyond @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = beyond;
                    Some(high << 4 | low)
                }
                _ => Some(b'%'),
            },
            _ => Some(first),
        }
    })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nesting_is_kept_flat_and_indexes_do_not_matter() {
        let params = Params::decode(b"expand[]=a&expand%5B1%5D=b&metadata[station]=Bar+1%2F2&x=");
        assert_eq!(params.elements("expand"), ["a", "b"]);
        assert_eq!(params.members("metadata"), [("station".to_owned(), "Bar 1/2".to_owned())]);
        assert_eq!(params.text("x"), Some(""));
        assert!(params.has("metadata") && !params.has("meta"));
    }

    #[test]
    fn card_data_is_recorded_by_its_length_under_any_name() {
        let params =
            Params::decode(b"card[number]=4242424242424242&a[b][cvc]=123&card[exp_year]=2031");
        let recorded = params.recorded();
        assert_eq!(recorded["card[number]"], 16);
        assert_eq!(recorded["a[b][cvc]"], 3);
        assert_eq!(recorded["card[exp_year]"], 4);
        assert!(params.text("card[number]").is_none());
    }

    #[test]
    fn an_unknown_parameter_is_refused_by_name() {
        let tables: &[&[&str]] = &[&["amount", "metadata[*]", "expand[]"]];
        let check = |form: &[u8]| Params::decode(form).check(tables).map_err(|e| e.object());
        assert!(check(b"amount=1&metadata[a]=b&expand[3]=x").is_ok());
        for (form, code, param) in [
            (b"amuont=1".as_slice(), "parameter_unknown", "amuont"),
            (b"metadata[a][b]=1", "parameter_unknown", "metadata[a][b]"),
            (b"amount[]=1", "parameter_unknown", "amount[]"),
            (b"amount=", "parameter_invalid_empty", "amount"),
            (
                b"payment_method_types[]=card",
                "payment_method_types_no_longer_supported",
                "payment_method_types",
            ),
        ] {
            let error = check(form).unwrap_err();
            assert_eq!(error["code"], code);
            assert_eq!(error["param"], param);
        }
    }

    #[test]
    fn order_does_not_change_the_digest_and_a_value_does() {
        let digest = |form: &[u8]| Params::decode(form).digest(&[0; 32]);
        assert_eq!(digest(b"a=1&b=2"), digest(b"b=2&a=1"));
        assert_ne!(digest(b"a=1&b=2"), digest(b"a=2&b=1"));
        assert_ne!(
            digest(b"card[number]=4242424242424242"),
            digest(b"card[number]=4000000000000002")
        );
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(value in "\\PC{0,40}") {
            let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let params = Params::decode(format!("description={encoded}").as_bytes());
            prop_assert_eq!(params.text("description"), Some(value.as_str()));
        }

        #[test]
        fn no_body_can_break_the_decoder(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let params = Params::decode(&body);
            prop_assert!(params.recorded().is_object());
        }
    }
}
