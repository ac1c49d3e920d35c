//! Against servers on loopback. The certificate and its key beside this file are for these tests
//! only: self-signed for 127.0.0.1, trusted by nobody else.

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::thread::JoinHandle;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tokio::io::AsyncReadExt;

use super::*;

fn certificate() -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(include_bytes!("certificate.pem")).unwrap()
}

/// A TLS server that greets one caller and returns the protocol they agreed on.
fn tls_server() -> (ApiBase, JoinHandle<Option<Vec<u8>>>) {
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let base = base_of(&listener, "https");
    let server = std::thread::spawn(move || {
        let (tcp, _) = listener.accept().unwrap();
        let tls = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = StreamOwned::new(tls, tcp);
        stream.write_all(b"hello").ok()?;
        stream.conn.alpn_protocol().map(<[u8]>::to_vec)
    });
    (base, server)
}

fn base_of(listener: &TcpListener, scheme: &str) -> ApiBase {
    format!("{scheme}://{}", listener.local_addr().unwrap()).parse().unwrap()
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(10)
}

/// The phase that failed; the connection itself cannot be shown.
async fn failed(base: &ApiBase, deadline: Instant) -> Option<ConnectPhase> {
    open(base, &tls_config().unwrap(), deadline).await.err()
}

#[tokio::test]
async fn a_trusted_server_is_reached_over_http_1_1_only() {
    let (base, server) = tls_server();
    let mut roots = RootCertStore::empty();
    roots.add(certificate()).unwrap();
    let config = Arc::new(tls_config_trusting(roots).unwrap());
    let mut wire = open(&base, &config, soon()).await.unwrap_or_else(|phase| panic!("{phase:?}"));
    let mut greeting = [0; 5];
    wire.read_exact(&mut greeting).await.unwrap();
    assert_eq!(&greeting, b"hello");
    assert_eq!(server.join().unwrap().as_deref(), Some(&b"http/1.1"[..]));
}

#[tokio::test]
async fn a_certificate_from_elsewhere_is_refused_before_anything_is_sent() {
    let (base, server) = tls_server();
    assert_eq!(failed(&base, soon()).await, Some(ConnectPhase::Certificate));
    server.join().unwrap();
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_a_tls_failure() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let base = base_of(&listener, "https");
    let server = std::thread::spawn(move || {
        let (mut tcp, _) = listener.accept().unwrap();
        tcp.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    });
    assert_eq!(failed(&base, soon()).await, Some(ConnectPhase::Tls));
    server.join().unwrap();
}

#[tokio::test]
async fn a_server_that_never_answers_the_handshake_is_a_tls_failure() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let deadline = Instant::now() + Duration::from_millis(200);
    assert_eq!(failed(&base_of(&listener, "https"), deadline).await, Some(ConnectPhase::Tls));
}

#[tokio::test]
async fn a_closed_port_is_a_connect_failure() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let base = base_of(&listener, "http");
    drop(listener);
    assert_eq!(failed(&base, soon()).await, Some(ConnectPhase::Connect));
}

#[test]
fn plain_http_goes_to_loopback_only_whatever_the_name_resolves_to() {
    let found: Vec<SocketAddr> = ["203.0.113.7:80", "127.0.0.1:80", "[::1]:80", "[2001:db8::1]:80"]
        .map(|address| address.parse().unwrap())
        .to_vec();
    let plain = only_allowed(&"http://localhost".parse().unwrap(), found.clone());
    assert_eq!(plain, [found[1], found[2]]);
    let tls = only_allowed(&"https://api.stripe.com".parse().unwrap(), found.clone());
    assert_eq!(tls, found);
}
