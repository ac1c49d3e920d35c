//! The one connection that carries a card: opened ahead while the customer types, used for one
//! request, closed and dropped after. HTTP/1.1, because HTTP/2 would copy the body.
//!
//! Non-blocking: the vault polls it together with its readers. It knows bytes, not cards.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::time::Duration;

use rustix::event::PollFlags;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType};
use rustls::pki_types::ServerName;
use zeroize::{Zeroize, Zeroizing};

use crate::station::{ConnectPhase, Failure};

/// An answer may be this long, no longer.
pub(super) const ANSWER_MAX: usize = 256 * 1024;
/// A connection that was opened ahead is not trusted for longer: Stripe closes idle ones.
const FRESH: Duration = Duration::from_secs(20);

/// How the connection is secured; `None` only towards loopback.
#[derive(Clone)]
pub struct Security {
    /// Roots compiled in, HTTP/1.1 by ALPN, no resumption.
    pub config: Arc<rustls::ClientConfig>,
    /// The name the certificate must bear.
    pub name: ServerName<'static>,
}

/// Where Stripe is, if that is known.
pub(super) type Addresses = Option<Result<Vec<SocketAddr>, Failure>>;

/// The connection and what is on it.
pub(super) struct Courier {
    security: Option<Security>,
    addresses: Addresses,
    next_address: usize,
    line: Option<Line>,
    parcel: Option<Parcel>,
}

struct Line {
    stream: TcpStream,
    tls: Option<Box<rustls::ClientConnection>>,
    connected: bool,
    since: Duration,
}

struct Parcel {
    request: Zeroizing<Vec<u8>>,
    sent: usize,
    answer: Zeroizing<Vec<u8>>,
    deadline: Duration,
}

/// Where a parcel stands.
pub(super) enum Delivery {
    /// Nothing to tell.
    Waiting,
    /// More of the answer is there, or all of it when `ended`.
    Answer {
        /// The server has closed the connection.
        ended: bool,
    },
    /// It failed.
    Failed(Failure),
}

impl Courier {
    pub(super) const fn new(security: Option<Security>, addresses: Addresses) -> Self {
        Self { security, addresses, next_address: 0, line: None, parcel: None }
    }

    /// How it is secured and where Stripe is, for the next room.
    pub(super) fn into_knowledge(self) -> (Option<Security>, Addresses) {
        (self.security, self.addresses)
    }

    /// Where Stripe is, from now on.
    pub(super) fn set_addresses(&mut self, addresses: Result<Vec<SocketAddr>, Failure>) {
        self.addresses = Some(addresses);
        self.next_address = 0;
    }

    /// Begins to connect, if nothing is open and it is known where to.
    pub(super) fn open_ahead(&mut self, now: Duration) {
        let stale = self.line.as_ref().is_some_and(|line| now.saturating_sub(line.since) > FRESH);
        if stale && self.parcel.is_none() {
            self.line = None;
        }
        if self.line.is_none() && self.parcel.is_none() {
            // A failure shows when it matters, at the request.
            let _ = self.connect(now);
        }
    }

    /// Sends a request over the open connection, or over a new one.
    pub(super) fn send(&mut self, request: Zeroizing<Vec<u8>>, now: Duration, patience: Duration) {
        self.open_ahead(now);
        self.next_address = 0;
        self.parcel = Some(Parcel {
            request,
            sent: 0,
            answer: Zeroizing::new(Vec::with_capacity(8 * 1024)),
            deadline: now.saturating_add(patience),
        });
    }

    /// Closes and drops everything.
    pub(super) fn hang_up(&mut self) {
        self.line = None;
        self.parcel = None;
    }

    /// What has come of the answer so far.
    pub(super) fn answer(&self) -> &[u8] {
        self.parcel.as_ref().map(|parcel| parcel.answer.as_slice()).unwrap_or_default()
    }

    /// When it gives up waiting.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.parcel.as_ref().map(|parcel| parcel.deadline)
    }

    /// What to poll for.
    pub(super) fn interest(&self) -> Option<(BorrowedFd<'_>, PollFlags)> {
        let line = self.line.as_ref()?;
        let mut flags = PollFlags::IN;
        let unsent = self.parcel.as_ref().is_some_and(|parcel| parcel.sent < parcel.request.len());
        let wants_write = match &line.tls {
            _ if !line.connected => true,
            Some(tls) => tls.wants_write() || (unsent && !tls.is_handshaking()),
            None => unsent,
        };
        if wants_write {
            flags |= PollFlags::OUT;
        }
        Some((line.stream.as_fd(), flags))
    }

    fn connect(&mut self, now: Duration) -> Result<(), Failure> {
        let not_sent = |phase| Failure::NotSent { phase };
        let addresses = match &self.addresses {
            None => return Ok(()),
            Some(Err(failure)) => return Err(failure.clone()),
            Some(Ok(addresses)) => addresses,
        };
        while let Some(address) = addresses.get(self.next_address) {
            self.next_address += 1;
            if let Ok(stream) = dial(*address) {
                let tls = match &self.security {
                    None if address.ip().is_loopback() => None,
                    None => return Err(not_sent(ConnectPhase::Connect)),
                    Some(security) => {
                        let (config, name) = (security.config.clone(), security.name.clone());
                        let tls = rustls::ClientConnection::new(config, name)
                            .map_err(|_| not_sent(ConnectPhase::Tls))?;
                        Some(Box::new(tls))
                    }
                };
                self.line = Some(Line { stream, tls, connected: false, since: now });
                return Ok(());
            }
        }
        Err(not_sent(ConnectPhase::Connect))
    }

    /// Goes on as far as it can without waiting.
    pub(super) fn advance(&mut self, now: Duration) -> Delivery {
        if self.line.is_none()
            && self.parcel.is_some()
            && let Err(failure) = self.connect(now)
        {
            return self.fail(failure);
        }
        let overdue = self.parcel.as_ref().is_some_and(|parcel| parcel.deadline <= now);
        if overdue {
            let sent = self.parcel.as_ref().is_some_and(|parcel| parcel.sent > 0);
            let phase =
                if self.addresses.is_none() { ConnectPhase::Name } else { ConnectPhase::Connect };
            return self.fail(if sent { Failure::Unknown } else { Failure::NotSent { phase } });
        }
        let Some(line) = &mut self.line else { return Delivery::Waiting };
        match line.advance(self.parcel.as_mut()) {
            Ok(false) => Delivery::Waiting,
            Ok(true) => Delivery::Answer { ended: false },
            Err(LineEnd::Closed) => self.closed(now),
            Err(LineEnd::Refused) => self.next_or_fail(now),
            Err(LineEnd::Tls(phase)) => self.line_failed(Failure::NotSent { phase }),
        }
    }

    /// The server closed or broke the connection.
    fn closed(&mut self, now: Duration) -> Delivery {
        self.line = None;
        match &self.parcel {
            None => Delivery::Waiting,
            // A connection opened ahead that had gone stale: nothing was sent, so a new one is
            // safe.
            Some(parcel) if parcel.sent == 0 => match self.connect(now) {
                Ok(()) => Delivery::Waiting,
                Err(failure) => self.fail(failure),
            },
            Some(_) => Delivery::Answer { ended: true },
        }
    }

    fn next_or_fail(&mut self, now: Duration) -> Delivery {
        self.line = None;
        match self.connect(now) {
            Ok(()) => Delivery::Waiting,
            Err(failure) => self.line_failed(failure),
        }
    }

    /// Without a request under way a failed connection is forgotten; it shows at the request.
    fn line_failed(&mut self, failure: Failure) -> Delivery {
        self.line = None;
        self.next_address = 0;
        if self.parcel.is_some() { self.fail(failure) } else { Delivery::Waiting }
    }

    fn fail(&mut self, failure: Failure) -> Delivery {
        self.hang_up();
        self.next_address = 0;
        Delivery::Failed(failure)
    }
}

enum LineEnd {
    Refused,
    Closed,
    Tls(ConnectPhase),
}

impl Line {
    /// Returns whether more of an answer has come.
    fn advance(&mut self, parcel: Option<&mut Parcel>) -> Result<bool, LineEnd> {
        if !self.connected {
            if !matches!(self.stream.take_error(), Ok(None)) {
                return Err(LineEnd::Refused);
            }
            match self.stream.peer_addr() {
                Ok(_) => self.connected = true,
                Err(error) if error.kind() == ErrorKind::NotConnected => return Ok(false),
                Err(_) => return Err(LineEnd::Refused),
            }
            let _ = self.stream.set_nodelay(true);
        }
        match &mut self.tls {
            Some(tls) => advance_tls(tls, &mut self.stream, parcel),
            None => advance_plain(&mut self.stream, parcel),
        }
    }
}

fn advance_plain(stream: &mut TcpStream, parcel: Option<&mut Parcel>) -> Result<bool, LineEnd> {
    let Some(parcel) = parcel else {
        // Opened ahead: all that can come now is the end.
        let mut byte = [0];
        return match stream.peek(&mut byte) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            Ok(_) | Err(_) => Err(LineEnd::Closed),
        };
    };
    while let Some(rest) = parcel.request.get(parcel.sent..).filter(|rest| !rest.is_empty()) {
        match stream.write(rest) {
            Ok(count) => parcel.sent += count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Err(LineEnd::Closed),
        }
    }
    parcel.request.zeroize();
    take_in(parcel, stream)
}

fn advance_tls(
    tls: &mut rustls::ClientConnection,
    stream: &mut TcpStream,
    mut parcel: Option<&mut Parcel>,
) -> Result<bool, LineEnd> {
    let mut came = false;
    loop {
        if let Some(parcel) = parcel.as_deref_mut()
            && !tls.is_handshaking()
            && let Some(rest) = parcel.request.get(parcel.sent..).filter(|rest| !rest.is_empty())
        {
            // Sealed in place: only ciphertext stays in the library's buffers.
            match tls.writer().write(rest) {
                Ok(count) => parcel.sent += count,
                Err(_) => return Err(LineEnd::Closed),
            }
            if parcel.sent == parcel.request.len() {
                parcel.request.zeroize();
            }
        }
        let mut progress = false;
        while tls.wants_write() {
            match tls.write_tls(stream) {
                Ok(_) => progress = true,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => return Err(ended(tls)),
            }
        }
        match tls.read_tls(stream) {
            Ok(0) => {
                return match parcel {
                    Some(_) if came => Ok(true),
                    _ => Err(ended(tls)),
                };
            }
            Ok(_) => {
                progress = true;
                tls.process_new_packets().map_err(|error| LineEnd::Tls(phase_of(&error)))?;
                if let Some(parcel) = parcel.as_deref_mut() {
                    came |= take_in(parcel, &mut tls.reader())?;
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => progress = true,
            Err(_) => return Err(ended(tls)),
        }
        if !progress {
            return Ok(came);
        }
    }
}

/// What an end of the stream means: during the handshake nothing has been sent.
fn ended(tls: &rustls::ClientConnection) -> LineEnd {
    if tls.is_handshaking() { LineEnd::Tls(ConnectPhase::Tls) } else { LineEnd::Closed }
}

fn phase_of(error: &rustls::Error) -> ConnectPhase {
    match error {
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => {
            ConnectPhase::Certificate
        }
        _ => ConnectPhase::Tls,
    }
}

/// Reads what is there into the parcel's answer.
fn take_in(parcel: &mut Parcel, from: &mut impl Read) -> Result<bool, LineEnd> {
    let mut came = false;
    let mut piece = [0; 4096];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return if came { Ok(true) } else { Err(LineEnd::Closed) },
            Ok(count) => {
                let room = ANSWER_MAX.saturating_sub(parcel.answer.len());
                let kept = piece.get(..count.min(room)).unwrap_or_default();
                parcel.answer.extend_from_slice(kept);
                came = true;
                if room <= count {
                    return Ok(true);
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(came),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return if came { Ok(true) } else { Err(LineEnd::Closed) },
        }
    }
}

/// Begins a connection without waiting for it.
fn dial(address: SocketAddr) -> Result<TcpStream, Errno> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let socket = rustix::net::socket_with(family, SocketType::STREAM, flags, None)?;
    match rustix::net::connect(&socket, &address) {
        Ok(()) | Err(Errno::INPROGRESS) => Ok(TcpStream::from(socket)),
        Err(error) => Err(error),
    }
}
