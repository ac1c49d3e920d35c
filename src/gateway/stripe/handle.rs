//! The gateway's own worker: one thread beside the screen, so that a blocked console never stalls
//! a charge and a slow network never stalls the console.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};
use tracing::Instrument;

use super::Gateway;
use crate::station::{Answer, Failure, Request};

type OnAnswer = Arc<dyn Fn(Answer) + Send + Sync>;

/// A running gateway. Dropping it leaves requests under way without an answer; the journal says
/// what they were.
pub struct GatewayHandle {
    gateway: Arc<Gateway>,
    on_answer: OnAnswer,
    /// Taken only on drop.
    runtime: Option<Runtime>,
}

impl GatewayHandle {
    /// Starts the worker. `on_answer` is called on it, once for every request sent, and must not
    /// block.
    ///
    /// # Errors
    /// When the system refuses a thread or its event queue.
    pub fn spawn(
        gateway: Gateway,
        on_answer: impl Fn(Answer) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(2)
            .thread_name("gateway")
            .enable_io()
            .enable_time()
            .build()?;
        Ok(Self {
            gateway: Arc::new(gateway),
            on_answer: Arc::new(on_answer),
            runtime: Some(runtime),
        })
    }

    /// Sends a request once. It is answered exactly once: within the gateway's time-out, or twice
    /// that where a customer search falls back to the list.
    pub fn send(&self, request: Request) {
        let (gateway, on_answer) = (Arc::clone(&self.gateway), Arc::clone(&self.on_answer));
        let span = tracing::info_span!("gateway", ask = request.ask.0);
        self.run(
            async move {
                let result = gateway.perform(request.call).await;
                on_answer(Answer { ask: request.ask, result });
            }
            .instrument(span),
        );
    }

    /// Looks up the API's addresses on the worker, for the vault's own connection.
    ///
    /// `then` hears them in the order to try, or [`Failure::NotSent`].
    pub fn resolve(&self, then: impl FnOnce(Result<Vec<SocketAddr>, Failure>) + Send + 'static) {
        let gateway = Arc::clone(&self.gateway);
        self.run(async move { then(gateway.resolve().await) });
    }

    /// The gateway itself: where it goes, its TLS settings, the head of a card request.
    #[must_use]
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn(work);
        }
    }
}

impl Drop for GatewayHandle {
    fn drop(&mut self) {
        // Without waiting: a look-up that hangs in the system's resolver must not hold up leaving.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
