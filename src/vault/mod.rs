//! The one thread where card digits exist.
//!
//! In come wishes ([`Vault`]'s methods), keys and swipes; out come safe things only
//! ([`Said`]): keys that are not the card's, counts and masks, a summary, a `pm_…`, a failure.
//! The thread polls the terminal and the readers at all times, so that no other part of the
//! program ever reads a byte that could be a digit, and makes the one request that carries a card.
//!
//! The thread lives within [`walls`]: its stack and whatever it allocates are one region of memory,
//! which is wiped and given back, thread and all, when a card was sent or given up or a swipe came
//! that nobody waited for. The next room stands at once; what is typed meanwhile waits in the
//! kernel.
//!
//! Not here: what a swipe says ([`crate::card::track`]), what a request says
//! ([`crate::gateway::stripe::token`]), or any decision about the sale ([`crate::station`]).

mod command;
mod courier;
mod defences;
mod keeper;
mod keys;
mod room;
mod sending;
mod session;
mod terminal;
pub mod walls;

use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Instant;

use rustix::event::EventfdFlags;

use command::Command;
pub use courier::Security;
#[cfg(feature = "defences-off")]
pub(crate) use defences::read_environment as read_switches;
pub(crate) use defences::{Defence, is_off};
use keeper::{Keeper, Keepsakes};
pub use room::{Fittings, Said};
use walls::RegionError;

use crate::card::Month;
use crate::gateway::stripe::token::RequestHead;
use crate::reader::demo::DemoCard;
use crate::station::{Ask, Failure, Requirement};

/// The door of the vault. Dropping it wipes the vault and ends its thread.
pub struct Vault {
    wishes: Sender<Command>,
    wake: Arc<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl Vault {
    /// Builds the vault and starts its thread. `tell` is called on its threads and must not block.
    ///
    /// `start` is the moment all times are counted from.
    ///
    /// # Errors
    /// When the system gives no thread, memory or descriptor, or does not lock the memory although
    /// [`Fittings::must_lock`] asks for it.
    pub fn spawn(
        fittings: Fittings,
        start: Instant,
        tell: impl Fn(Said) + Send + Sync + 'static,
    ) -> Result<Self, RegionError> {
        let flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
        let wake = Arc::new(rustix::event::eventfd(0, flags).map_err(io::Error::from)?);
        let inside = rustix::io::dup(&*wake).map_err(io::Error::from)?;
        let (wishes, heard) = channel();
        let must_lock = fittings.must_lock;
        let keepsakes = Keepsakes::new(fittings, Arc::new(tell), heard, inside, start);
        let keeper = Keeper::begin(keepsakes, must_lock)?;
        let thread = std::thread::Builder::new()
            .name("vault keeper".to_owned())
            .spawn(move || keeper.keep())?;
        Ok(Self { wishes, wake, thread: Some(thread) })
    }

    /// The station has dealt with the key it was given.
    pub fn proceed(&self) {
        self.wish(Command::Proceed);
    }

    /// From now on keys and swipes are the card's.
    pub fn await_card(&self, session: Ask, today: Month, postal: Requirement) {
        self.wish(Command::Await { session, today, postal });
    }

    /// A slot for Stripe's addresses, to be filled from any thread.
    #[must_use]
    pub fn addresses(&self) -> AddressSlot {
        AddressSlot(self.wishes.clone(), self.wake.clone())
    }

    /// Send the card, then wipe it, whatever comes of it.
    pub fn tokenise(&self, session: Ask, head: RequestHead) {
        self.wish(Command::Tokenise { session, head });
    }

    /// The next key is no longer the card's: it answers a question on the screen.
    pub fn take_answer(&self) {
        self.wish(Command::TakeAnswer);
    }

    /// Wipe whatever is held.
    pub fn forget(&self) {
        self.wish(Command::Forget);
    }

    /// Swipe a test card, as if a reader had.
    pub fn swipe(&self, card: DemoCard) {
        self.wish(Command::Swipe(card));
    }

    fn wish(&self, wish: Command) {
        send(&self.wishes, &self.wake, wish);
    }
}

/// The thread ends only when its door closes; a wish to nobody changes nothing.
fn send(wishes: &Sender<Command>, wake: &OwnedFd, wish: Command) {
    if wishes.send(wish).is_ok() {
        let _ = rustix::io::write(wake, &1u64.to_ne_bytes());
    }
}

/// Where the vault is told Stripe's addresses.
pub struct AddressSlot(Sender<Command>, Arc<OwnedFd>);

impl AddressSlot {
    /// Where Stripe is, or why that is not known.
    pub fn set(self, addresses: Result<Vec<SocketAddr>, Failure>) {
        send(&self.0, &self.1, Command::Addresses(addresses));
    }
}

impl Drop for Vault {
    fn drop(&mut self) {
        self.wish(Command::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
