//! The sandbox starts at once, stays on this machine and stops when it is dropped.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use chargeonce::gateway::sandbox::{Options, SandboxError, serve, start};

use crate::client::*;

#[test]
fn it_refuses_to_listen_where_others_could_reach_it() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let refused = start(address.parse().unwrap(), Options::default()).err().unwrap();
        assert!(matches!(refused, SandboxError::NotLoopback(_)));
        assert!(refused.to_string().contains("127.0.0.1"));
    }
}

#[test]
fn a_port_in_use_and_a_record_that_cannot_be_written_are_told() {
    let first = sandbox();
    let second = start(first.address(), Options::default()).err().unwrap();
    assert!(matches!(second, SandboxError::Listen { .. }));
    let record = Some("/nonexistent/record".into());
    let options = Options { record, ..Options::default() };
    let refused = start("127.0.0.1:0".parse().unwrap(), options).err().unwrap();
    assert!(matches!(refused, SandboxError::Record { .. }));
}

#[test]
fn it_stops_when_dropped() {
    let sandbox = sandbox();
    let address = sandbox.address();
    assert_eq!(get(&sandbox, "/v1/balance").status, 200);
    drop(sandbox);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn it_starts_fast() {
    // The best of several, since other tests use the machine too.
    let best = (0..20).map(|_| {
        let begun = Instant::now();
        let sandbox = sandbox();
        let took = begun.elapsed();
        drop(sandbox);
        took
    });
    assert!(best.min().unwrap() < Duration::from_millis(5));
}

#[test]
fn the_same_seed_gives_the_same_ids_and_another_does_not() {
    let id = |seed: u64| open_intent(&sandbox_with(Options { seed, ..Options::default() }));
    assert_eq!(id(7), id(7));
    assert_ne!(id(7), id(8));
}

#[test]
fn latency_delays_an_answer() {
    let latency = Duration::from_millis(80);
    let sandbox = sandbox_with(Options { latency, ..Options::default() });
    let begun = Instant::now();
    get(&sandbox, "/v1/balance");
    assert!(begun.elapsed() >= latency);
}

#[test]
fn a_connection_is_kept_open_except_after_card_data() {
    let sandbox = sandbox();
    let mut stream = TcpStream::connect(sandbox.address()).unwrap();
    let mut ask = |path: &str, body: &str| {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Bearer sk_test_x\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut buffer = [0; 8192];
        let read = stream.read(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..read]).into_owned()
    };
    let form = encode(&[("amount", "100"), ("currency", "usd")]);
    assert!(!ask("/v1/payment_intents", &form).contains("connection: close"));
    assert!(ask("/v1/payment_methods", &encode(&card(VISA))).contains("connection: close"));
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
}

#[test]
fn a_body_too_long_for_any_request_is_refused() {
    let sandbox = sandbox();
    let body = format!("description={}", "x".repeat(70_000));
    let mut stream = TcpStream::connect(sandbox.address()).unwrap();
    let head = format!(
        "POST /v1/payment_intents HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    // Only the head is sent: the declared length is enough.
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"));
}

#[test]
fn a_chunked_body_is_read_as_any_other() {
    let sandbox = sandbox();
    let mut stream = TcpStream::connect(sandbox.address()).unwrap();
    let request = "POST /v1/payment_intents HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\
        Authorization: Bearer sk_test_x\r\nTransfer-Encoding: chunked\r\n\r\n\
        a\r\namount=100\r\nd\r\n&currency=usd\r\n0\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"));
}

/// Hands each line written to it to another thread.
struct Lines(std::sync::mpsc::Sender<String>, String);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.1.push_str(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.send(std::mem::take(&mut self.1)).map_err(std::io::Error::other)
    }
}

#[test]
fn in_the_foreground_it_prints_its_address_and_stops_at_a_signal() {
    let (sender, lines) = std::sync::mpsc::channel();
    let listen = "127.0.0.1:0".parse().unwrap();
    let server = std::thread::spawn(move || {
        serve(listen, &Options::default(), &mut Lines(sender, String::new()))
    });
    let line = lines.recv().unwrap();
    let address = line.trim_end().strip_prefix("sandbox listening on http://").unwrap();
    let headers = ["Authorization: Bearer sk_test_x"];
    assert_eq!(send(address.parse().unwrap(), "GET /v1/balance", &headers, "").status, 200);
    // The server has taken over the signal before it printed its line.
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TERM)
        .unwrap();
    server.join().unwrap().unwrap();
}
