//! Keys: who may ask, and what a restricted key may ask for.
//!
//! Any test key is good. What a restricted key lacks is written in its name, so that every refusal
//! can be tried: `rk_test_no_customer_read`, or after a word of one's own and several at once
//! `rk_test_till_no_customer_read_no_charge_read`.

use base64ct::{Base64, Encoding as _};

use super::errors::{self, Refusal};

/// Checks the `Authorization` header of a request that needs `permission`, such as
/// `customer_read`.
///
/// # Errors
/// 401 without a test key, 403 for a restricted key that names the permission as missing.
pub fn check(authorization: Option<&str>, permission: &str, account: &str) -> Result<(), Refusal> {
    let key = authorization.and_then(key_of).unwrap_or_default();
    let key = key.as_str();
    if key.is_empty() {
        return Err(errors::unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization \
             header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See \
             https://stripe.com/docs/api#authentication for details, or we can help at \
             https://support.stripe.com/.",
            None,
        ));
    }
    if key.starts_with("pk_") {
        return Err(errors::unauthorized(
            "This API call cannot be made with a publishable API key. Please use a secret API \
             key. You can find a list of your API keys at \
             https://dashboard.stripe.com/account/apikeys.",
            Some("secret_key_required"),
        ));
    }
    let restricted = key.strip_prefix("rk_test_");
    if key.contains("live") || (restricted.is_none() && !key.starts_with("sk_test_")) {
        return Err(errors::unauthorized("Invalid API Key provided: ********", None));
    }
    if restricted.is_some_and(|name| lacks(name, permission)) {
        return Err(errors::forbidden(permission, account));
    }
    Ok(())
}

/// The key in a header: `Bearer` and the key, or `Basic` with the key as the user, as Stripe takes
/// both.
fn key_of(header: &str) -> Option<String> {
    let (scheme, rest) = header.trim().split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    let encoded = scheme.eq_ignore_ascii_case("basic").then(|| rest.trim())?;
    let decoded = String::from_utf8(Base64::decode_vec(encoded).ok()?).ok()?;
    Some(decoded.split(':').next().unwrap_or_default().to_owned())
}

/// Whether a restricted key's name says that it lacks the permission.
fn lacks(name: &str, permission: &str) -> bool {
    format!("_{name}").split("_no_").skip(1).any(|missing| missing == permission)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(authorization: Option<&str>) -> u16 {
        check(authorization, "customer_read", "acct_1").map_or_else(|error| error.status, |()| 200)
    }

    #[test]
    fn a_test_key_opens_and_anything_else_does_not() {
        for (header, expected) in [
            (Some("Bearer sk_test_anything"), 200),
            (Some("Bearer rk_test_anything"), 200),
            (Some("Bearer rk_test_no_charge_read"), 200),
            (Some("Bearer rk_test_no_customer_read"), 403),
            (Some("Bearer rk_test_till_no_charge_read_no_customer_read"), 403),
            (Some("Bearer sk_live_anything"), 401),
            (Some("Bearer rk_live_no_customer_read"), 401),
            (Some("Bearer pk_test_anything"), 401),
            (Some("Bearer nonsense"), 401),
            (Some("Bearer "), 401),
            // sk_test_anything: and sk:
            (Some("Basic c2tfdGVzdF9hbnl0aGluZzo="), 200),
            (Some("Basic c2s6"), 401),
            (Some("Basic ?"), 401),
            (None, 401),
        ] {
            assert_eq!(status(header), expected, "{header:?}");
        }
    }
}
