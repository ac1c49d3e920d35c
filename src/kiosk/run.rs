//! Builds the parts, starts them in the order in which each needs the one before, and takes them
//! down in the other.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

use zeroize::Zeroizing;

use super::clock::{Clock, wall};
use super::confinement::Confinement;
use super::desk::{Desk, Message};
use super::hardening::Hardening;
use super::heartbeat::Heartbeat;
use super::reload::Reload;
use super::service::Service;
use super::signals::{self, Heard};
use super::terminal::Screen;
use super::{KioskError, Launch, status_socket};
use crate::card::track::Mode as TrackMode;
use crate::config::{ReaderSettings, Surroundings};
use crate::gateway::sandbox::{self, Running};
use crate::gateway::stripe::{self, ApiBase, Gateway, GatewayHandle};
use crate::journal::{Journal, JournalThread, Options};
use crate::reader::device::Attach;
use crate::station::{BankConfirmation, Books, Ending, Moment, Realm, Station};
use crate::vault::walls::RegionError;
use crate::vault::{Fittings, Said, Security, Vault};
use crate::view::Look;

/// The key of the demo's embedded sandbox. It opens nothing else.
const DEMO_KEY: &str = "sk_test_embedded_sandbox";

/// Runs the station until it is told to stop; returns how it is to end. `confinement` is what
/// [`confine`](super::confine) came to, before the log's thread was started.
///
/// # Errors
/// [`KioskError`], with the terminal already given back.
pub fn run(launch: Launch, confinement: Confinement) -> Result<Ending, KioskError> {
    harden(confinement);
    let clock = Clock::start();
    let surroundings = Surroundings::of_this_process();
    let (sender, messages) = channel();
    let sandbox = embedded_sandbox(&launch)?;
    let gateway = gateway(&launch, sandbox.as_ref(), &sender)?;

    let (journal, records) = Journal::open(&launch.settings.journal.path, Options::default())?;
    let books = Books::fold(&records);
    drop(records);
    let told = sender.clone();
    let journal = JournalThread::spawn(journal, move |batch, result| {
        tell(&told, result.map_or_else(Message::JournalFailed, |_| Message::Recorded(batch)));
    })
    .map_err(KioskError::System)?;

    let told = sender.clone();
    signals::listen(move |heard| {
        tell(
            &told,
            match heard {
                Heard::Stop => Message::Stop,
                Heard::Reload => Message::Reload,
                Heard::Resized => Message::Resized,
            },
        );
    })
    .map_err(KioskError::System)?;

    let screen = Screen::enter().map_err(KioskError::NoTerminal)?;
    let (names, readers) = readers(&launch.settings.readers);
    let fittings = Fittings {
        terminal: Some(Screen::input().map_err(KioskError::System)?),
        readers,
        security: security(gateway.gateway())?,
        must_lock: launch.settings.security.require_locked_memory,
        patience: launch.settings.stripe.timeout,
        mode: if launch.realm == Realm::Live { TrackMode::Live } else { TrackMode::Test },
    };
    let told = sender.clone();
    let status = status_socket::path(&surroundings).map(|path| {
        status_socket::listen(path, move |answer| tell(&told, Message::StatusAsked(answer)))
    });
    if let Some(Err(error)) = &status {
        tracing::warn!(%error, "nobody can ask how the station is");
    }
    let told = sender;
    let vault = Vault::spawn(fittings, clock.origin(), move |said| {
        tell(
            &told,
            match said {
                Said::Event(event) => Message::Event(event),
                Said::TerminalGone => Message::TerminalGone,
            },
        );
    })
    .map_err(|error| match error {
        RegionError::Unlocked => KioskError::Unlocked,
        error => KioskError::System(std::io::Error::other(error)),
    })?;

    let reload = launch
        .demo
        .is_none()
        .then(|| Reload::new(launch.file, launch.settings.clone(), launch.realm));
    let policy = launch.settings.policy(launch.realm, launch.demo.is_some());
    let mut seed = [0; 16];
    getrandom::fill(&mut seed).map_err(|error| KioskError::System(std::io::Error::other(error)))?;
    let seed = u128::from_ne_bytes(seed);
    let look = Look::new(&std::env::var("TERM").unwrap_or_default(), wall);
    let station = Station::new(policy, names, books, seed, clock.now());
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        station = launch.settings.station.name,
        realm = ?launch.realm,
        sales = station.books().next_number() - 1,
        "started"
    );
    let desk = Desk {
        clock,
        station,
        screen,
        look,
        vault,
        gateway,
        journal,
        disk: disk_of(&launch.settings.journal.path),
        printer: launch.settings.receipt.printer,
        service: Service::of(&surroundings),
        reload,
        screen_since: Moment::default(),
        heartbeat: launch
            .demo
            .is_none()
            .then(|| Heartbeat::new(launch.settings.log.heartbeat, clock.now().at)),
        messages,
    };
    let ended = desk.run();
    drop(status);
    // The sandbox outlives the gateway that speaks to it.
    drop(sandbox);
    tracing::info!(well = ended.is_ok(), "stopped");
    ended
}

/// Before any thread, descriptor or key of this station.
fn harden(confinement: Confinement) {
    #[cfg(feature = "defences-off")]
    crate::vault::read_switches();
    let hardening = Hardening::apply();
    if hardening.is_whole() {
        tracing::info!(%hardening, "hardened");
    } else {
        tracing::warn!(%hardening, "less hardened than it could be");
    }
    if confinement.is_whole() {
        tracing::info!(%confinement, "confined");
    } else {
        tracing::warn!(%confinement, "less confined than it could be");
    }
}

/// The directory of a file.
fn disk_of(journal: &Path) -> PathBuf {
    journal.parent().unwrap_or(journal).to_owned()
}

/// The loop may be gone already; then nobody needs to be told.
fn tell(sender: &Sender<Message>, message: Message) {
    let _ = sender.send(message);
}

fn embedded_sandbox(launch: &Launch) -> Result<Option<Running>, KioskError> {
    let Some(demo) = launch.demo else { return Ok(None) };
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let options = sandbox::Options { latency: demo.latency, ..sandbox::Options::default() };
    Ok(Some(sandbox::start(listen, options)?))
}

fn gateway(
    launch: &Launch,
    sandbox: Option<&Running>,
    sender: &Sender<Message>,
) -> Result<GatewayHandle, KioskError> {
    let api_base = match sandbox {
        Some(sandbox) => sandbox.base_url().parse::<ApiBase>(),
        None => Ok(launch.settings.stripe.api_base.clone()),
    };
    let key = match (&launch.key, sandbox) {
        (_, Some(_)) => DEMO_KEY,
        (Some(key), None) => key.expose(),
        (None, None) => return Err(KioskError::NoKey),
    };
    let gateway = Gateway::new(stripe::Config {
        api_base: api_base.map_err(KioskError::ApiBase)?,
        key: Zeroizing::new(key.to_owned()),
        timeout: launch.settings.stripe.timeout,
        station_name: launch.settings.station.name.clone(),
        realm: launch.realm,
        statement_descriptor_suffix: launch.settings.stripe.statement_descriptor_suffix.clone(),
        return_url: stripe::RETURN_URL.to_owned(),
        decline_bank_confirmation: launch.settings.stripe.bank_confirmation
            == BankConfirmation::Decline,
    })?;
    let told = sender.clone();
    GatewayHandle::spawn(gateway, move |answer| tell(&told, Message::Answered(answer)))
        .map_err(KioskError::System)
}

/// How the vault's own connection is secured: as the gateway's.
fn security(gateway: &Gateway) -> Result<Option<Security>, KioskError> {
    let base = gateway.api_base();
    if !base.is_tls() {
        return Ok(None);
    }
    Ok(base.server_name().map(|name| Security { config: gateway.tls_config(), name }))
}

/// A reader's place among the station's readers, and the way to it.
type Way = (usize, Box<dyn Attach>);

/// The readers' names, and the ways to those with a device of their own.
fn readers(settings: &[ReaderSettings]) -> (Vec<String>, Vec<Way>) {
    let enabled = settings.iter().filter(|reader| reader.enabled);
    // A reader that types into the terminal is there as long as the terminal is.
    let own = enabled.filter_map(|reader| Some((reader, reader.kind.attachment()?)));
    let (names, ways): (Vec<_>, Vec<_>) =
        own.map(|(reader, way)| (reader.shown_name(), Box::new(way) as Box<dyn Attach>)).unzip();
    (names, ways.into_iter().enumerate().collect())
}
