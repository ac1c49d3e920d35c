//! The network between a station and its sandbox: raw TCP, so that it is free to break HTTP.
//!
//! It looks at each request and does to the chosen calls what it was told; all else passes. The
//! station makes a connection for each request, so one connection carries one.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, pidfd_send_signal};

use crate::call::{Call, key_of};
use crate::fault::Fault;
use crate::http_message::read_message;

/// How long a hanging connection is kept, at most.
const HANG: Duration = Duration::from_secs(90);
/// Between two bytes of an answer that drips.
const DRIP: Duration = Duration::from_millis(40);

/// How often a fault is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Often {
    /// By the first such call only.
    Once,
    /// By every such call until the network is healed.
    UntilHealed,
}

/// A proxy that runs until it is dropped.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<std::thread::JoinHandle<()>>,
}

struct Shared {
    sandbox: SocketAddr,
    state: Mutex<State>,
    changed: Condvar,
    /// Requests that will reach the sandbox later.
    late: AtomicUsize,
    /// Connections made to where the redirects lead.
    led_astray: AtomicUsize,
    elsewhere: SocketAddr,
}

#[derive(Default)]
struct State {
    plan: HashMap<Call, (Fault, Often)>,
    /// No connection is taken.
    refusing: bool,
    ended: bool,
    /// Counts healings, so that what waits for one sees it.
    healings: u64,
    /// Every request, with the fault it met.
    log: Vec<(Call, Option<Fault>)>,
    /// How long the last call of each kind was here and at the sandbox.
    away: HashMap<Call, Duration>,
    /// Answers of 500, which Stripe keeps under their key.
    kept: HashSet<String>,
    /// Who dies how long after which call.
    doom: Option<(OwnedFd, Call, Duration)>,
}

impl Proxy {
    /// In front of the sandbox at this address.
    pub fn new(sandbox: SocketAddr) -> Self {
        let listener = TcpListener::bind((own_loopback(), 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let trap = TcpListener::bind((own_loopback(), 0)).unwrap();
        let elsewhere = trap.local_addr().unwrap();
        let shared = Arc::new(Shared {
            sandbox,
            state: Mutex::default(),
            changed: Condvar::new(),
            late: AtomicUsize::new(0),
            led_astray: AtomicUsize::new(0),
            elsewhere,
        });
        let own = Arc::clone(&shared);
        let accepting = Some(std::thread::spawn(move || accept(address, listener, &trap, &own)));
        Self { address, shared, accepting }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on this happens to such calls.
    pub fn breaks(&self, call: Call, fault: Fault, often: Often) {
        self.shared.state.lock().unwrap().plan.insert(call, (fault, often));
    }

    /// The network is whole again; what Stripe kept under a key it keeps.
    pub fn heals(&self) {
        let mut state = self.shared.state.lock().unwrap();
        state.plan.clear();
        state.refusing = false;
        state.healings += 1;
        self.shared.changed.notify_all();
    }

    /// Kills a process, a while after the next such call has arrived here, or after now.
    pub fn dooms(&self, process: OwnedFd, call: Option<Call>, pause: Duration) {
        match call {
            Some(call) => {
                self.shared.state.lock().unwrap().doom = Some((process, call, pause));
            }
            None => kill_later(process, pause),
        }
    }

    /// Kills nobody any more.
    pub fn spares(&self) {
        self.shared.state.lock().unwrap().doom = None;
    }

    /// Whether every request that was to arrive late has arrived.
    pub fn is_quiet(&self) -> bool {
        self.shared.late.load(Ordering::SeqCst) == 0
    }

    /// How many requests met this fault so far.
    pub fn met(&self, call: Call, fault: Fault) -> usize {
        let state = self.shared.state.lock().unwrap();
        state.log.iter().filter(|entry| **entry == (call, Some(fault))).count()
    }

    /// How many such requests came so far.
    pub fn came(&self, call: Call) -> usize {
        self.shared.state.lock().unwrap().log.iter().filter(|entry| entry.0 == call).count()
    }

    /// How long the last such call was away from the station.
    pub fn time_away(&self, call: Call) -> Duration {
        self.shared.state.lock().unwrap().away.get(&call).copied().unwrap_or_default()
    }

    /// How often somebody followed a redirect.
    pub fn led_astray(&self) -> usize {
        self.shared.led_astray.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.state.lock().unwrap().ended = true;
        self.heals();
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

/// A loopback address that nobody else in this run binds, so that a port that was let go for a
/// while can be taken again.
fn own_loopback() -> Ipv4Addr {
    static LAST: AtomicU8 = AtomicU8::new(1);
    let [high, low] = [std::process::id() / 250 % 250, std::process::id() % 250];
    let own = LAST.fetch_add(1, Ordering::SeqCst);
    Ipv4Addr::new(127, 1 + high as u8, 1 + low as u8, own)
}

fn accept(address: SocketAddr, listener: TcpListener, trap: &TcpListener, shared: &Arc<Shared>) {
    let mut listener = Some(listener);
    trap.set_nonblocking(true).unwrap();
    loop {
        let (refusing, ended) = {
            let state = shared.state.lock().unwrap();
            (state.refusing, state.ended)
        };
        if ended {
            return;
        }
        if refusing {
            listener = None;
        } else if listener.is_none() {
            listener = TcpListener::bind(address).ok();
        }
        if trap.accept().is_ok() {
            shared.led_astray.fetch_add(1, Ordering::SeqCst);
        }
        let Some(listener) = &listener else {
            std::thread::park_timeout(Duration::from_millis(5));
            continue;
        };
        let mut waited = [PollFd::new(listener, PollFlags::IN)];
        let patience = Timespec { tv_sec: 0, tv_nsec: 10_000_000 };
        if poll(&mut waited, Some(&patience)).unwrap_or(0) == 0 {
            continue;
        }
        if let Ok((stream, _)) = listener.accept() {
            let shared = Arc::clone(shared);
            std::thread::spawn(move || drop(shared.carry(stream)));
        }
    }
}

impl Shared {
    /// What is to happen to this request, and how often the network has been healed before: whoever
    /// sees it in the log may heal the network at once.
    fn fate(&self, call: Call, request: &[u8]) -> Option<(Fault, u64)> {
        let mut state = self.state.lock().unwrap();
        let kept = key_of(request).is_some_and(|key| state.kept.contains(&key));
        let mut fault = state.plan.get(&call).map(|(fault, _)| *fault);
        if matches!(state.plan.get(&call), Some((_, Often::Once))) {
            state.plan.remove(&call);
        }
        if kept {
            fault = Some(Fault::Error500Before);
        }
        match fault {
            Some(Fault::Error500Before | Fault::Error500After) => {
                state.kept.extend(key_of(request));
            }
            Some(Fault::Refused) => state.refusing = true,
            _ => {}
        }
        state.log.push((call, fault));
        if let Some(Fault::LateSoon | Fault::LateAtLast) = fault {
            self.late.fetch_add(1, Ordering::SeqCst);
        }
        if let Some((process, _, pause)) = state.doom.take_if(|(_, doomed, _)| *doomed == call) {
            kill_later(process, pause);
        }
        fault.map(|fault| (fault, state.healings))
    }

    fn carry(self: Arc<Self>, mut station: TcpStream) -> std::io::Result<()> {
        let began = Instant::now();
        station.set_read_timeout(Some(HANG))?;
        let request = read_message(&mut station)?;
        let call = Call::of(&request);
        let Some((fault, healings)) = self.fate(call, &request) else {
            let answer = self.ask(&request)?;
            self.state.lock().unwrap().away.insert(call, began.elapsed());
            return station.write_all(&answer);
        };
        let truth = if fault.is_carried_out() { self.ask(&request)? } else { Vec::new() };
        match fault {
            Fault::Refused | Fault::ResetBefore | Fault::ResetAfter => reset(&station),
            Fault::HangBefore | Fault::HangAfter => self.hang(&mut station, HANG),
            Fault::Drip => {
                for byte in truth {
                    station.write_all(&[byte])?;
                    std::thread::park_timeout(DRIP);
                }
                Ok(())
            }
            Fault::Truncated => station.write_all(&truth[..truth.len() * 2 / 3]),
            Fault::Garbage => station.write_all(b"\x16\x03\x01\x00\x05SSH-2.0-nothing\r\n\r\n\0"),
            Fault::Endless => {
                station.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{")?;
                pour(&mut station, b"\"a\":1,")
            }
            Fault::EndlessHead => {
                station.write_all(b"HTTP/1.1 200 OK\r\n")?;
                pour(&mut station, b"X-Again: and again\r\n")
            }
            Fault::Portal => answer(
                &mut station,
                "200 OK",
                "Content-Type: text/html\r\n",
                "<html><form action=/login>Room number? <input name=room></form></html>",
            ),
            Fault::WrongType => {
                let text = String::from_utf8_lossy(&truth);
                let text = text.replace("application/json", "image/png");
                station.write_all(text.as_bytes())
            }
            Fault::Redirect301 | Fault::Redirect307 => {
                let status =
                    if fault == Fault::Redirect301 { "301 Moved" } else { "307 Temporary" };
                let path = String::from_utf8_lossy(&request);
                let path = path.split(' ').nth(1).unwrap_or("/");
                let location = format!("Location: http://{}{path}\r\n", self.elsewhere);
                answer(&mut station, status, &location, "")
            }
            Fault::Storm => answer(
                &mut station,
                "429 Too Many Requests",
                "Retry-After: 1\r\n",
                r#"{"error":{"type":"invalid_request_error","code":"rate_limit","message":"Slow."}}"#,
            ),
            Fault::Conflict => answer(
                &mut station,
                "409 Conflict",
                "Stripe-Should-Retry: true\r\n",
                r#"{"error":{"type":"idempotency_error","code":"idempotency_key_in_use","message":"."}}"#,
            ),
            Fault::Error500Before | Fault::Error500After => answer(
                &mut station,
                "500 Internal Server Error",
                "Request-Id: req_fault\r\n",
                r#"{"error":{"type":"api_error","message":"An unknown error occurred."}}"#,
            ),
            Fault::Unavailable => answer(
                &mut station,
                "503 Service Unavailable",
                "Content-Type: text/html\r\n",
                "<h1>503</h1>",
            ),
            Fault::LateSoon | Fault::LateAtLast => {
                let done = reset(&station);
                drop(station);
                if fault == Fault::LateSoon {
                    std::thread::park_timeout(Duration::from_secs(1));
                } else {
                    self.wait_for_healing(healings, Duration::from_millis(400));
                }
                let _ = self.ask(&request);
                self.late.fetch_sub(1, Ordering::SeqCst);
                done
            }
        }
    }

    /// Has the sandbox answer.
    fn ask(&self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut sandbox = TcpStream::connect(self.sandbox)?;
        sandbox.set_read_timeout(Some(HANG))?;
        sandbox.write_all(request)?;
        read_message(&mut sandbox)
    }

    /// Says nothing until the station leaves, the network is healed for good, or time is up.
    fn hang(&self, station: &mut TcpStream, patience: Duration) -> std::io::Result<()> {
        station.set_read_timeout(Some(patience))?;
        let _ = station.read(&mut [0])?;
        Ok(())
    }

    /// Waits until the network has been healed more often than this, and a moment more.
    fn wait_for_healing(&self, seen: u64, more: Duration) {
        let began = Instant::now();
        let state = self.state.lock().unwrap();
        let (state, _) = self
            .changed
            .wait_timeout_while(state, HANG, |state| state.healings == seen && !state.ended)
            .unwrap();
        drop(state);
        debug_assert!(began.elapsed() <= HANG * 2);
        std::thread::park_timeout(more);
    }
}

/// Kills a process when the time has come, if it is still there.
fn kill_later(process: OwnedFd, pause: Duration) {
    std::thread::spawn(move || {
        std::thread::park_timeout(pause);
        let _ = pidfd_send_signal(&process, Signal::KILL);
    });
}

fn reset(stream: &TcpStream) -> std::io::Result<()> {
    Ok(rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO))?)
}

/// Writes until the other side leaves.
fn pour(stream: &mut TcpStream, piece: &[u8]) -> std::io::Result<()> {
    let pieces = piece.repeat(200);
    loop {
        stream.write_all(&pieces)?;
    }
}

fn answer(stream: &mut TcpStream, status: &str, headers: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(stream, "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}
