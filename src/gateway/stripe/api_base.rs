//! Where the API is: the root that every request's path hangs from.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use rustls::pki_types::ServerName;

use crate::station::Realm;

/// Stripe's own root.
pub const STRIPE: &str = "https://api.stripe.com";

/// The root of the API: `https://host[:port][/prefix]`, or `http://…` to this machine only.
///
/// No credentials, query or fragment; the prefix has no slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiBase {
    tls: bool,
    host: Host,
    port: u16,
    prefix: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Name(String),
}

/// Why a text is no root of an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiBaseError {
    /// Neither `https://` nor `http://`.
    #[error("the address of the Stripe API must begin with https://, such as {STRIPE}")]
    Scheme,
    /// Plain http to another machine.
    #[error(
        "the address of the Stripe API begins with http://, which would send cards in the clear; \
         only a sandbox on this machine may be reached so. Nothing was sent. Use https://"
    )]
    Unprotected,
    /// No host, or one that is no name and no address.
    #[error("the address of the Stripe API names no usable host; write it like {STRIPE}")]
    Host,
    /// Not a TCP port.
    #[error("the port in the address of the Stripe API must be a number from 1 to 65535")]
    Port,
    /// Credentials, a query, a fragment, or characters that have no place in a path.
    #[error(
        "the address of the Stripe API may have a host, a port and a path only: no user name, \
         no ?query, no #fragment"
    )]
    Extra,
}

impl ApiBase {
    /// Whether TLS is spoken.
    #[must_use]
    pub const fn is_tls(&self) -> bool {
        self.tls
    }

    /// The TCP port: 443 for https and 80 for http unless another is named.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The host as a person writes it; an IPv6 address without brackets.
    #[must_use]
    pub fn host(&self) -> String {
        match &self.host {
            Host::Address(address) => address.to_string(),
            Host::Name(name) => name.clone(),
        }
    }

    /// The host when it is an address, which needs no look-up.
    #[must_use]
    pub const fn address(&self) -> Option<IpAddr> {
        match self.host {
            Host::Address(address) => Some(address),
            Host::Name(_) => None,
        }
    }

    /// What precedes `/v1/…` in a request's path: empty, or `/` and more without a slash at the
    /// end.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The `Host` header: the port is named unless it is the scheme's own (RFC 9110, 7.2).
    #[must_use]
    pub fn authority(&self) -> String {
        let host = match &self.host {
            Host::Address(IpAddr::V6(address)) => format!("[{address}]"),
            Host::Address(IpAddr::V4(address)) => address.to_string(),
            Host::Name(name) => name.clone(),
        };
        if self.port == usual_port(self.tls) { host } else { format!("{host}:{}", self.port) }
    }

    /// The name the server's certificate must bear; `None` where no TLS is spoken.
    #[must_use]
    pub fn server_name(&self) -> Option<ServerName<'static>> {
        let name = match &self.host {
            Host::Address(address) => Some(ServerName::from(*address)),
            Host::Name(name) => ServerName::try_from(name.clone()).ok(),
        };
        name.filter(|_| self.tls)
    }

    /// Whether the host is this machine, so that what answers can only be a sandbox.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Address(address) => address.is_loopback(),
            Host::Name(name) => name == "localhost",
        }
    }

    /// Whose money moves here: nobody's on loopback, else what the key says.
    #[must_use]
    pub fn realm(&self, live_key: bool) -> Realm {
        if self.is_loopback() {
            Realm::Sandbox
        } else if live_key {
            Realm::Live
        } else {
            Realm::Test
        }
    }
}

impl FromStr for ApiBase {
    type Err = ApiBaseError;

    fn from_str(url: &str) -> Result<Self, ApiBaseError> {
        let (tls, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return Err(ApiBaseError::Scheme),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let prefix = path.trim_end_matches('/');
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        if authority.contains(['@', '?', '#']) || !prefix.bytes().all(is_plain) {
            return Err(ApiBaseError::Extra);
        }
        let (host, port) = split_authority(authority)?;
        let port = port.map_or(Ok(usual_port(tls)), port_number)?;
        let base = Self { tls, host, port, prefix: prefix.to_owned() };
        if !tls && !base.is_loopback() {
            return Err(ApiBaseError::Unprotected);
        }
        Ok(base)
    }
}

impl fmt::Display for ApiBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.prefix)
    }
}

const fn usual_port(tls: bool) -> u16 {
    if tls { 443 } else { 80 }
}

fn port_number(text: &str) -> Result<u16, ApiBaseError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&port| digits && port != 0).ok_or(ApiBaseError::Port)
}

/// Host and port text of `host`, `host:port`, `[v6]` and `[v6]:port`.
fn split_authority(authority: &str) -> Result<(Host, Option<&str>), ApiBaseError> {
    if let Some(bracketed) = authority.strip_prefix('[') {
        let (address, after) = bracketed.split_once(']').ok_or(ApiBaseError::Host)?;
        let address = address.parse().map_err(|_| ApiBaseError::Host)?;
        let port = match after.strip_prefix(':') {
            Some(port) => Some(port),
            None if after.is_empty() => None,
            None => return Err(ApiBaseError::Host),
        };
        return Ok((Host::Address(IpAddr::V6(address)), port));
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let host = match host.parse() {
        Ok(address) => Host::Address(IpAddr::V4(address)),
        Err(_) => {
            let name = host.to_ascii_lowercase();
            ServerName::try_from(name.as_str()).map_err(|_| ApiBaseError::Host)?;
            Host::Name(name)
        }
    };
    Ok((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> Result<ApiBase, ApiBaseError> {
        url.parse()
    }

    #[test]
    fn https_goes_anywhere_and_plain_http_stays_on_this_machine() {
        for url in [
            STRIPE,
            "https://proxy.example:8443/stripe/",
            "https://10.0.0.1",
            "http://127.0.0.1:12111",
            "http://127.8.9.1",
            "http://[::1]:12111/x",
            "http://localhost",
        ] {
            assert!(base(url).is_ok(), "{url}");
        }
        for url in [
            "http://api.stripe.com",
            "http://10.0.0.1",
            "http://[fe80::1]",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
        ] {
            assert_eq!(base(url), Err(ApiBaseError::Unprotected), "{url}");
        }
    }

    #[test]
    fn anything_beside_host_port_and_path_is_refused() {
        assert_eq!(base("ftp://localhost"), Err(ApiBaseError::Scheme));
        assert_eq!(base("api.stripe.com"), Err(ApiBaseError::Scheme));
        for url in [
            "https://sk_live_x@api.stripe.com",
            "http://localhost@example.com",
            "https://api.stripe.com?x=1",
            "https://api.stripe.com/#a",
            "https://api.stripe.com/a b",
        ] {
            assert_eq!(base(url), Err(ApiBaseError::Extra), "{url}");
        }
        for url in ["https://", "https://a b", "https://[::1", "https://[::1]x", "https://-"] {
            assert_eq!(base(url), Err(ApiBaseError::Host), "{url}");
        }
        for url in ["https://h:0", "https://h:99999", "https://h:+1", "https://h:"] {
            assert_eq!(base(url), Err(ApiBaseError::Port), "{url}");
        }
    }

    #[test]
    fn the_parts_are_told_apart_and_written_back() {
        let six = base("http://[::1]:12111/a/").unwrap();
        assert_eq!((six.is_tls(), six.host().as_str(), six.port()), (false, "::1", 12111));
        assert_eq!((six.authority().as_str(), six.prefix()), ("[::1]:12111", "/a"));
        assert_eq!(six.to_string(), "http://[::1]:12111/a");
        assert_eq!(six.server_name(), None);
        let stripe = base("https://API.Stripe.com:443/").unwrap();
        assert_eq!(stripe.to_string(), STRIPE);
        assert_eq!(stripe.authority(), "api.stripe.com");
        assert!(stripe.server_name().is_some());
    }

    #[test]
    fn what_answers_on_this_machine_is_a_sandbox_whatever_the_key() {
        for live in [false, true] {
            assert_eq!(base("http://localhost:1").unwrap().realm(live), Realm::Sandbox);
            assert_eq!(base("https://127.0.0.1").unwrap().realm(live), Realm::Sandbox);
        }
        assert_eq!(base(STRIPE).unwrap().realm(true), Realm::Live);
        assert_eq!(base(STRIPE).unwrap().realm(false), Realm::Test);
    }
}
