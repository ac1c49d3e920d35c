//! The TLS that the station speaks to Stripe, ended here instead. A release trusts no such
//! certificate: it takes the feature `defences-off`.

use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Self-signed for 127.0.0.1; trusted by tests only.
pub const CERTIFICATE: &[u8] = include_bytes!("../../src/gateway/stripe/connect/certificate.pem");
const KEY: &[u8] = include_bytes!("../../src/gateway/stripe/connect/key.pem");

/// Whether the station is to speak it.
pub fn is_wanted() -> bool {
    cfg!(feature = "defences-off") && std::env::var_os("CHARGEONCE_PROOF_TLS").is_some()
}

/// The station's end of a connection, in the clear.
pub fn accept(station: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY).unwrap(),
        )
        .unwrap();
    StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), station)
}
