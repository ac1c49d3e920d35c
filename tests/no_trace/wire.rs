//! The network between the station and the sandbox, which the test can break.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::http_message::{is_whole, read_message};
use crate::tls;

/// What the network does with the request that carries a card; everything else passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    None,
    /// The bank sees this test card instead, of the same length.
    Card(&'static str),
    /// No connection lives.
    Dead,
    /// The connection ends when the request has been read.
    Hangs,
    /// What comes back is no answer.
    Garbage,
    /// The request is answered, and no connection lives from then on.
    DeadAfter,
}

/// A broken wire, or a whole one.
pub struct Wire {
    address: SocketAddr,
    trouble: Arc<Mutex<Trouble>>,
}

impl Wire {
    /// To the server at `to`.
    pub fn new(to: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let trouble = Arc::new(Mutex::new(Trouble::None));
        let shared = Arc::clone(&trouble);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || drop(carry(stream, to, &shared)));
            }
        });
        Self { address, trouble }
    }

    pub fn url(&self) -> String {
        let scheme = if tls::is_wanted() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    pub fn set(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap() = trouble;
    }
}

/// One connection, one request: the station makes a connection for each.
fn carry(station: TcpStream, to: SocketAddr, shared: &Mutex<Trouble>) -> std::io::Result<()> {
    station.set_read_timeout(Some(Duration::from_secs(30)))?;
    if *shared.lock().unwrap() == Trouble::Dead {
        return Ok(());
    }
    if tls::is_wanted() {
        pass_on(tls::accept(station), to, shared)
    } else {
        pass_on(station, to, shared)
    }
}

fn pass_on(
    mut station: impl Read + Write,
    to: SocketAddr,
    shared: &Mutex<Trouble>,
) -> std::io::Result<()> {
    let mut request = read_message(&mut station)?;
    let carries_card = request.starts_with(b"POST /v1/payment_methods ");
    let trouble = *shared.lock().unwrap();
    match trouble {
        Trouble::Dead => return Ok(()),
        Trouble::Hangs if carries_card => return Ok(()),
        Trouble::Garbage if carries_card => {
            let body = b"<html>4 0 4 not here</html>";
            write!(station, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len())?;
            return station.write_all(body);
        }
        Trouble::Card(number) if carries_card => {
            let marker = b"card[number]=";
            let at = request.windows(marker.len()).position(|text| text == marker).unwrap();
            let place = &mut request[at + marker.len()..][..number.len()];
            place.copy_from_slice(number.as_bytes());
        }
        _ => {}
    }
    let mut sandbox = TcpStream::connect(to)?;
    sandbox.write_all(&request)?;
    let mut answer = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let count = sandbox.read(&mut piece)?;
        answer.extend_from_slice(&piece[..count]);
        station.write_all(&piece[..count])?;
        if count == 0 || is_whole(&answer) {
            break;
        }
    }
    if trouble == Trouble::DeadAfter && carries_card {
        *shared.lock().unwrap() = Trouble::Dead;
    }
    Ok(())
}
