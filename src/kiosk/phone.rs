//! The demo's stand-in for a customer's phone: it presses "approve" or "refuse" on the sandbox's
//! bank page. It talks to loopback only.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::station::SecretLink;

/// What the customer does at the bank's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Approve.
    Approve,
    /// Refuse.
    Refuse,
}

/// Presses a button of the page, on a thread of its own.
pub fn press(link: &SecretLink, button: Press) {
    let Some((address, path)) = link
        .0
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .and_then(|(host, path)| {
            host.parse::<SocketAddr>().ok().map(|host| (host, path.to_owned()))
        })
        .filter(|(address, _)| address.ip().is_loopback())
    else {
        return;
    };
    let word = match button {
        Press::Approve => "approve",
        Press::Refuse => "refuse",
    };
    let job = move || {
        if let Err(error) = get(address, &format!("/{path}/{word}")) {
            tracing::warn!(%error, "the sandbox's bank page did not answer");
        }
    };
    if let Err(error) = std::thread::Builder::new().name("phone".to_owned()).spawn(job) {
        tracing::warn!(%error, "no thread for the demo's phone");
    }
}

fn get(address: SocketAddr, path: &str) -> std::io::Result<()> {
    let wait = Duration::from_secs(2);
    let mut stream = TcpStream::connect_timeout(&address, wait)?;
    stream.set_read_timeout(Some(wait))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0; 512];
    let _ = stream.read(&mut answer)?;
    Ok(())
}
