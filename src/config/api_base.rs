//! Where Stripe is reached: a URL that can't send a card in the clear beyond this machine.

use std::fmt;
use std::net::IpAddr;

/// The root of the API, such as `https://api.stripe.com`: https to any host, plain http to
/// loopback only; no credentials, query or fragment; no slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiBase {
    secure: bool,
    host: String,
    port: u16,
    path: String,
}

impl ApiBase {
    /// Reads a URL; `None` for one that isn't allowed.
    #[must_use]
    pub fn new(url: &str) -> Option<Self> {
        let (secure, rest) = match url.strip_prefix("https://") {
            Some(rest) => (true, rest),
            None => (false, url.strip_prefix("http://")?),
        };
        let (authority, path) = match rest.split_once('/') {
            Some((authority, path)) => (authority, path.trim_end_matches('/')),
            None => (rest, ""),
        };
        let path_is_plain =
            path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte));
        let (host, port) = split_authority(authority)?;
        let port = match port {
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().ok().filter(|&port| port != 0)?
            }
            Some(_) => return None,
            None if secure => 443,
            None => 80,
        };
        if !path_is_plain || !(secure || is_loopback(host)) {
            return None;
        }
        let path = if path.is_empty() { String::new() } else { format!("/{path}") };
        Some(Self { secure, host: host.to_ascii_lowercase(), port, path })
    }

    /// Whether TLS is spoken.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether it is this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }

    /// The host's name or address; an IPv6 address stands without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The TCP port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What goes before `/v1/...` in a request's path: empty, or `/` and more, no slash at the end.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for ApiBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, usual_port) = if self.secure { ("https", 443) } else { ("http", 80) };
        write!(f, "{scheme}://")?;
        if self.host.contains(':') {
            write!(f, "[{}]", self.host)?;
        } else {
            f.write_str(&self.host)?;
        }
        if self.port != usual_port {
            write!(f, ":{}", self.port)?;
        }
        f.write_str(&self.path)
    }
}

/// Host and port text of `host`, `host:port`, `[v6]` or `[v6]:port`.
fn split_authority(authority: &str) -> Option<(&str, Option<&str>)> {
    if let Some(bracketed) = authority.strip_prefix('[') {
        let (address, after) = bracketed.split_once(']')?;
        address.parse::<std::net::Ipv6Addr>().ok()?;
        return match after.strip_prefix(':') {
            Some(port) => Some((address, Some(port))),
            None => after.is_empty().then_some((address, None)),
        };
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    (plain && !host.is_empty()).then_some((host, port))
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_plain_http_stays_on_this_machine() {
        for url in [
            "https://api.stripe.com",
            "https://proxy.example:8443/stripe",
            "http://127.0.0.1:12111",
            "http://127.8.9.1",
            "http://[::1]:12111",
            "http://localhost:80/",
        ] {
            assert!(ApiBase::new(url).is_some(), "{url}");
        }
        for url in [
            "http://api.stripe.com",
            "http://10.0.0.1",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "https://user:word@api.stripe.com",
            "https://api.stripe.com?x=1",
            "https://api.stripe.com/#a",
            "https://api.stripe.com/?a",
            "https://",
            "https://host:0",
            "https://host:99999",
            "https://host:+1",
            "https://[::1",
            "https://a b",
            "ftp://localhost",
            "api.stripe.com",
            "",
        ] {
            assert!(ApiBase::new(url).is_none(), "{url}");
        }
    }

    #[test]
    fn the_parts_are_told_apart_and_written_back() {
        let base = ApiBase::new("http://[::1]:12111/a/").unwrap();
        assert_eq!((base.is_secure(), base.host(), base.port()), (false, "::1", 12111));
        assert_eq!(base.path(), "/a");
        assert_eq!(base.to_string(), "http://[::1]:12111/a");
        assert_eq!(ApiBase::new("https://API.Stripe.com/").unwrap().port(), 443);
        assert_eq!(
            ApiBase::new("https://API.Stripe.com:443/").unwrap().to_string(),
            "https://api.stripe.com"
        );
    }
}
