//! Listening on loopback, on a thread of its own or in the foreground.

use std::convert::Infallible;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use super::book::{Book, Rules};
use super::record::Record;
use super::service::{self, Service, Spilt};
use super::{Options, SandboxError, body};

/// How long to wait when the system has no descriptor left for a connection.
const BREATH: Duration = Duration::from_millis(20);

/// A sandbox on a thread of its own; it stops when this is dropped.
pub struct Running {
    address: SocketAddr,
    service: Arc<Service>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as the base of its URLs: `http://127.0.0.1:12111`, no slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        base_url(self.address)
    }

    /// Everything the pretend bank knows, as Stripe's objects, newest first: `payment_intents`,
    /// `payment_methods`, `charges`, `refunds`.
    #[must_use]
    pub fn book_json(&self) -> Value {
        self.service.state().book.to_json()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A send that nobody hears means that the thread has ended already.
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// Starts a sandbox on a thread of its own. Port 0 takes any free port.
///
/// # Errors
/// [`SandboxError`]: no loopback address, a port in use, a record that cannot be written.
pub fn start(listen: SocketAddr, options: Options) -> Result<Running, SandboxError> {
    let Ready { listener, address, service, runtime } = prepare(listen, &options)?;
    let (stop, stopped) = oneshot::channel();
    let shared = Arc::clone(&service);
    let body = move || {
        runtime.block_on(async {
            tokio::select! {
                () = accept(listener, shared) => {}
                _ = stopped => {}
            }
        });
    };
    let thread = std::thread::Builder::new()
        .name("sandbox".to_owned())
        .spawn(body)
        .map_err(|error| refused("a thread", &error))?;
    Ok(Running { address, service, stop: Some(stop), thread: Some(thread) })
}

/// Serves in the foreground until SIGINT or SIGTERM. One line with the address is written to
/// `out` once connections are accepted.
///
/// # Errors
/// [`SandboxError`], as [`start`].
pub fn serve(
    listen: SocketAddr,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), SandboxError> {
    let Ready { listener, address, service, runtime } = prepare(listen, options)?;
    runtime.block_on(async {
        let wait = |kind| signal(kind).map_err(|error| refused("a signal handler", &error));
        let mut interrupted = wait(SignalKind::interrupt())?;
        let mut terminated = wait(SignalKind::terminate())?;
        writeln!(out, "sandbox listening on {}", base_url(address))
            .and_then(|()| out.flush())
            .map_err(SandboxError::Print)?;
        tokio::select! {
            () = accept(listener, service) => {}
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
        Ok(())
    })
}

struct Ready {
    listener: tokio::net::TcpListener,
    address: SocketAddr,
    service: Arc<Service>,
    runtime: Runtime,
}

fn prepare(listen: SocketAddr, options: &Options) -> Result<Ready, SandboxError> {
    if !listen.ip().is_loopback() {
        return Err(SandboxError::NotLoopback(listen));
    }
    let cannot = |source| SandboxError::Listen { address: listen, source };
    let listener = TcpListener::bind(listen).map_err(cannot)?;
    listener.set_nonblocking(true).map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    let record = options
        .record
        .as_ref()
        .map(|path| {
            Record::open(path).map_err(|source| SandboxError::Record { path: path.clone(), source })
        })
        .transpose()?;
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(|error| SandboxError::System {
        what: "random numbers",
        reason: error.to_string(),
    })?;
    let rules = Rules { raw_cards: options.raw_cards, accept_any_card: options.accept_any_card };
    let book = Book::new(rules, options.seed, salt, base_url(address), service::now());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| refused("a runtime", &error))?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener).map_err(cannot)?
    };
    let service = Arc::new(Service::new(book, record, options.latency));
    Ok(Ready { listener, address, service, runtime })
}

fn refused(what: &'static str, error: &std::io::Error) -> SandboxError {
    SandboxError::System { what, reason: error.to_string() }
}

fn base_url(address: SocketAddr) -> String {
    format!("http://{address}")
}

async fn accept(listener: tokio::net::TcpListener, service: Arc<Service>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(connection(stream, Arc::clone(&service)))),
            Err(_) => tokio::time::sleep(BREATH).await,
        }
    }
}

async fn connection(stream: TcpStream, service: Arc<Service>) {
    // Without it small answers may wait for an acknowledgement; with an old kernel they just do.
    drop(stream.set_nodelay(true));
    let spilt = Spilt::default();
    let answer = service_fn(|request| {
        let answer = Arc::clone(&service).answer(request, Arc::clone(&spilt));
        async { Ok::<_, Infallible>(answer.await) }
    });
    // How a connection ends is the client's business.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await);
    let source = std::mem::take(&mut *service::lock(&spilt));
    body::wipe(source);
}
