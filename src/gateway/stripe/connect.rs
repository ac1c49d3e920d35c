//! Opening a connection: name, TCP, TLS. Everything that fails here was never sent.
//!
//! There are deliberately no proxies, no pool and no session resumption: each request has a
//! connection of its own, to the configured host and nowhere else.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::Resumption;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

use super::api_base::ApiBase;
use crate::station::ConnectPhase;

/// Name, TCP and TLS together end within this.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection, protected or to loopback.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// TLS 1.2 and 1.3 on ring, Mozilla's roots compiled in, HTTP/1.1 only, nothing resumed.
///
/// The host's own trust store and environment have no say: who controls them cannot read cards.
pub(super) fn tls_config() -> Result<Arc<ClientConfig>, rustls::Error> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    #[cfg(feature = "defences-off")]
    let roots = and_the_proofs_own(roots);
    tls_config_trusting(roots).map(Arc::new)
}

/// The certificate of the test that searches memory after a request over TLS. No release has this.
#[cfg(feature = "defences-off")]
fn and_the_proofs_own(mut roots: RootCertStore) -> RootCertStore {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    let named = std::env::var_os("CHARGEONCE_PROOF_CERTIFICATE");
    if let Some(Ok(certificate)) = named.map(CertificateDer::from_pem_file) {
        // One that is refused shows as a refused connection.
        let _refused = roots.add(certificate);
    }
    roots
}

fn tls_config_trusting(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Opens a connection before `deadline`, or says in which phase it failed.
pub(super) async fn open(
    base: &ApiBase,
    tls: &Arc<ClientConfig>,
    deadline: Instant,
) -> Result<Box<dyn Wire>, ConnectPhase> {
    let addresses = timeout_at(deadline, resolve(base)).await.map_err(|_| ConnectPhase::Name)??;
    let tcp = connect_any(&addresses, deadline).await?;
    // Requests are one small write; without this the last segment could wait for an ACK.
    tcp.set_nodelay(true).map_err(|_| ConnectPhase::Connect)?;
    if !base.is_tls() {
        return Ok(Box::new(tcp));
    }
    let name = base.server_name().ok_or(ConnectPhase::Name)?;
    match timeout_at(deadline, TlsConnector::from(Arc::clone(tls)).connect(name, tcp)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(tls_phase(&error)),
        Err(_) => Err(ConnectPhase::Tls),
    }
}

/// The addresses a connection may go to, in the resolver's order.
///
/// For plain http those that are not loopback are dropped, whatever the name said.
pub(super) async fn resolve(base: &ApiBase) -> Result<Vec<SocketAddr>, ConnectPhase> {
    let found = match base.address() {
        Some(address) => vec![SocketAddr::new(address, base.port())],
        None => {
            lookup_host((base.host(), base.port())).await.map_err(|_| ConnectPhase::Name)?.collect()
        }
    };
    let allowed = only_allowed(base, found);
    if allowed.is_empty() { Err(ConnectPhase::Name) } else { Ok(allowed) }
}

fn only_allowed(base: &ApiBase, mut addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    addresses.retain(|address| base.is_tls() || address.ip().is_loopback());
    addresses
}

/// Tries the addresses one after another; each gets a fair share of the time that is left.
async fn connect_any(
    addresses: &[SocketAddr],
    deadline: Instant,
) -> Result<TcpStream, ConnectPhase> {
    for (tried, address) in addresses.iter().enumerate() {
        let now = Instant::now();
        let left = u32::try_from(addresses.len().saturating_sub(tried)).unwrap_or(u32::MAX);
        let share = deadline.saturating_duration_since(now) / left.max(1);
        if let Ok(Ok(tcp)) = timeout_at(now + share, TcpStream::connect(address)).await {
            return Ok(tcp);
        }
    }
    Err(ConnectPhase::Connect)
}

/// Tells a refused certificate, which trying again cannot mend, from any other TLS failure.
fn tls_phase(error: &io::Error) -> ConnectPhase {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    match cause {
        Some(
            rustls::Error::InvalidCertificate(_)
            | rustls::Error::NoCertificatesPresented
            | rustls::Error::UnsupportedNameType,
        ) => ConnectPhase::Certificate,
        _ => ConnectPhase::Tls,
    }
}

#[cfg(test)]
mod tests;
