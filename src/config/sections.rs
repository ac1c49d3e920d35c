//! The sections read from the merged layers, with the rules that join several keys.

use std::time::Duration;

use super::amount::{read_amount, write_amount};
use super::defaults::of_reader;
use super::key::Key;
use super::keys::{self, ReaderWord};
use super::merged::{Reading, Table};
use super::profile;
use super::rule::AmountText;
use super::settings::{
    JournalSettings, LogSettings, ReaderKind, ReaderSettings, ReceiptSettings, SecuritySettings,
    SerialLine, Settings, StationSettings, StripeSettings,
};
use crate::reader::Place;
use crate::station::{
    AmountLimits, Currency, DeclineLimit, Mode, Money, Pins, Timings, Unattended,
};

/// All sections; `None` when any of them is wrong (the reading knows why).
pub(super) fn settings(reading: &mut Reading<'_>) -> Option<Settings> {
    // All are read before any is given up, so that all that is wrong is said.
    let station = station(reading);
    let stripe = stripe(reading);
    let journal = reading.take(&keys::JOURNAL_PATH).map(|path| JournalSettings { path });
    let log = log(reading);
    let receipt = receipt(reading);
    let unattended = unattended(reading);
    let security = security(reading);
    let readers = readers(reading);
    Some(Settings {
        station: station?,
        stripe: stripe?,
        journal: journal?,
        log: log?,
        receipt: receipt?,
        unattended: unattended?,
        security: security?,
        readers: readers?,
    })
}

fn station(reading: &mut Reading<'_>) -> Option<StationSettings> {
    let name = reading.take(&keys::NAME);
    let mode = reading.take(&keys::MODE);
    let currency = reading.take(&keys::CURRENCY);
    let language = reading.take(&keys::LANGUAGE);
    let amounts = currency.and_then(|currency| amounts(reading, currency, mode));
    let reference = reading.take(&keys::REFERENCE);
    let postal = reading.take(&keys::POSTAL_CODE);
    let customer_search = reading.take(&keys::CUSTOMER_SEARCH);
    let shorten_names = reading.take(&keys::SHORTEN_NAMES);
    let timings = timings(reading);
    let duplicate = reading.take(&keys::DUPLICATE);
    if mode == Some(Mode::Kiosk) && customer_search == Some(true) {
        reading.refuse(&keys::CUSTOMER_SEARCH, "false at a kiosk: a customer must not see others");
    }
    let amounts = amounts?;
    Some(StationSettings {
        name: name?,
        mode: mode?,
        currency: currency?,
        language: language?,
        limits: amounts.limits,
        presets: amounts.presets,
        fixed: amounts.fixed,
        reference: reference?,
        postal: postal?,
        customer_search: customer_search?,
        shorten_names: shorten_names?,
        timings: timings?,
        duplicate: duplicate?,
    })
}

fn timings(reading: &mut Reading<'_>) -> Option<Timings> {
    let idle = reading.take(&keys::IDLE);
    let warning = reading.take(&keys::IDLE_WARNING);
    let outcome = reading.take(&keys::OUTCOME);
    let challenge = reading.take(&keys::THREE_D_SECURE);
    Some(Timings { idle: idle?, warning: warning?, outcome: outcome?, challenge: challenge? })
}

struct Amounts {
    limits: AmountLimits,
    presets: Vec<Money>,
    fixed: Option<Money>,
}

fn amounts(reading: &mut Reading<'_>, currency: Currency, mode: Option<Mode>) -> Option<Amounts> {
    let allowed = allowed_amount(currency);
    let limits = limits(reading, currency, &allowed);
    let presets = reading.take(&keys::PRESETS);
    let fixed = reading.take_if_set(&keys::FIXED_AMOUNT);
    let (limits, presets) = (limits?, presets?);
    let within = format!(
        "{allowed}, from \"{}\" to \"{}\" (station.minimum_amount, station.maximum_amount)",
        write_amount(limits.minimum),
        write_amount(limits.maximum)
    );
    let range = limits.minimum.minor()..=limits.maximum.minor();
    let sale =
        |text: &String| read_amount(text, currency).filter(|money| range.contains(&money.minor()));
    let is_fixed = fixed.is_some();
    let fixed = fixed.as_ref().and_then(sale);
    if is_fixed && fixed.is_none() {
        reading.refuse(&keys::FIXED_AMOUNT, &within);
    }
    for (index, _) in presets.iter().enumerate().filter(|(_, text)| sale(text).is_none()) {
        reading.refuse_item(&keys::PRESETS, index, &within);
    }
    if is_fixed && !presets.is_empty() {
        reading.refuse(&keys::PRESETS, "[], as station.fixed_amount is set");
    }
    if mode == Some(Mode::Kiosk) && !is_fixed && presets.is_empty() {
        reading.refuse(
            &keys::PRESETS,
            format!("at a kiosk without station.fixed_amount at least one: {within}"),
        );
    }
    let presets = presets.iter().filter_map(sale).collect();
    Some(Amounts { limits, presets, fixed })
}

fn limits(reading: &mut Reading<'_>, currency: Currency, allowed: &str) -> Option<AmountLimits> {
    let mut limit = |key: &Key<AmountText>| {
        let text = reading.take(key)?;
        let money = read_amount(&text, currency).filter(|money| money.minor() > 0);
        if money.is_none() {
            reading.refuse(key, format!("{allowed}, above zero, of at most 8 digits"));
        }
        money
    };
    let minimum = limit(&keys::MINIMUM_AMOUNT);
    let maximum = limit(&keys::MAXIMUM_AMOUNT);
    let (minimum, maximum) = (minimum?, maximum?);
    if minimum.minor() > maximum.minor() {
        let most = write_amount(maximum);
        reading.refuse(
            &keys::MINIMUM_AMOUNT,
            format!("at most station.maximum_amount, which is \"{most}\""),
        );
        return None;
    }
    Some(AmountLimits { minimum, maximum })
}

/// What an amount in a currency looks like, as it follows "allowed: ".
fn allowed_amount(currency: Currency) -> String {
    let code = currency.code();
    match (currency.decimals(), currency.step()) {
        (0, _) => format!("an amount in {code}, in quotes, without decimals, such as \"500\""),
        (_, 100) => format!("a whole amount in {code}, in quotes, such as \"500\""),
        (3, _) => format!(
            "an amount in {code}, in quotes, with at most 3 decimals of which the third is 0, such \
             as \"12.500\""
        ),
        (_, _) => {
            format!("an amount in {code}, in quotes, with at most 2 decimals, such as \"12.50\"")
        }
    }
}

fn stripe(reading: &mut Reading<'_>) -> Option<StripeSettings> {
    let api_base = reading.take(&keys::API_BASE);
    let secret_key_file = reading.take_if_set(&keys::SECRET_KEY_FILE);
    let timeout = reading.take(&keys::TIMEOUT);
    let statement_descriptor_suffix = reading.take_if_set(&keys::STATEMENT_SUFFIX);
    let bank_confirmation = reading.take(&keys::BANK_CONFIRMATION);
    Some(StripeSettings {
        api_base: api_base?,
        secret_key_file,
        timeout: timeout?,
        statement_descriptor_suffix,
        bank_confirmation: bank_confirmation?,
    })
}

fn log(reading: &mut Reading<'_>) -> Option<LogSettings> {
    let directory = reading.take(&keys::LOG_DIRECTORY);
    let keep_days = reading.take(&keys::KEEP_DAYS);
    let day_megabytes = reading.take(&keys::DAY_MEGABYTES);
    let heartbeat = reading.take(&keys::HEARTBEAT);
    let level = reading.take(&keys::LEVEL);
    Some(LogSettings {
        directory: directory?,
        keep_days: keep_days?,
        day_bytes: u64::from(day_megabytes?) * 1_000_000,
        heartbeat: heartbeat?,
        level: level?,
    })
}

fn receipt(reading: &mut Reading<'_>) -> Option<ReceiptSettings> {
    let printer = reading.take_if_set(&keys::PRINTER);
    let email = reading.take(&keys::EMAIL);
    Some(ReceiptSettings { printer, email: email? })
}

fn unattended(reading: &mut Reading<'_>) -> Option<Unattended> {
    let hours = reading.take_if_set(&keys::HOURS);
    let require_reader = reading.take(&keys::REQUIRE_READER);
    let second_language = reading.take_if_set(&keys::SECOND_LANGUAGE);
    let count = reading.take(&keys::DECLINES);
    let within = reading.take(&keys::DECLINE_MINUTES);
    let visit = reading.take(&keys::VISIT_DECLINES);
    let visit_idle = reading.take(&keys::VISIT_MINUTES);
    let pause = reading.take(&keys::PAUSE_MINUTES);
    let staff = reading.take_if_set(&keys::STAFF_PIN);
    let technician = reading.take_if_set(&keys::TECHNICIAN_PIN);
    let leave = reading.take(&keys::LEAVE);
    if second_language.is_some() && second_language == reading.merged().peek(&keys::LANGUAGE) {
        reading.refuse(&keys::SECOND_LANGUAGE, "another one than station.language");
    }
    let help = reading.take_if_set(&keys::HELP);
    let minutes = |minutes: u16| Duration::from_secs(u64::from(minutes) * 60);
    Some(Unattended {
        hours: hours.unwrap_or_default(),
        require_reader: require_reader?,
        second_language,
        declines: DeclineLimit {
            count: count?.into(),
            within: minutes(within?),
            visit: visit?.into(),
            visit_idle: minutes(visit_idle?),
            pause: minutes(pause?),
        },
        pins: Pins { staff, technician },
        leave: leave?,
        help,
    })
}

fn security(reading: &mut Reading<'_>) -> Option<SecuritySettings> {
    let confine = reading.take(&keys::CONFINE);
    let require_locked_memory = reading.take(&keys::REQUIRE_LOCKED_MEMORY);
    Some(SecuritySettings { confine: confine?, require_locked_memory: require_locked_memory? })
}

fn readers(reading: &mut Reading<'_>) -> Option<Vec<ReaderSettings>> {
    let tables = reading.merged().tables("reader");
    if tables.is_empty() {
        return Some(vec![ReaderSettings {
            name: None,
            kind: ReaderKind::Terminal,
            enabled: true,
        }]);
    }
    let readers: Vec<_> = tables.iter().map(|table| reader(reading, table)).collect();
    for (place, table) in tables.iter().enumerate() {
        refuse_twin(reading, table, &readers, place);
    }
    readers.into_iter().collect()
}

/// Refuses a reader that would open the device of one before it: only one of them ever could.
fn refuse_twin(
    reading: &mut Reading<'_>,
    table: &Table<'_>,
    readers: &[Option<ReaderSettings>],
    place: usize,
) {
    let in_use = |reader: &&ReaderSettings| reader.enabled;
    let Some(this) = readers.get(place).and_then(Option::as_ref).filter(in_use) else { return };
    let before = readers.iter().take(place).flatten().filter(in_use);
    let Some(twin) = before.into_iter().find(|other| other.kind.is_same_device(&this.kind)) else {
        return;
    };
    let other = twin.shown_name();
    match this.kind.place() {
        None => reading.refuse_in(table, &keys::READER_KIND, "\"terminal\" for one reader only"),
        Some(Place::Path(_)) => {
            let allowed = format!("another one than that of reader {other:?}");
            reading.refuse_in(table, &keys::READER_PATH, allowed);
        }
        Some(_) => {
            let allowed = "for one reader only; give each its path (chargeonce reader list)";
            let keys = (&keys::READER_USB, &keys::READER_PROFILE, &keys::READER_KIND);
            match (table.has(keys.0), table.has(keys.1)) {
                (true, _) => reading.refuse_in(table, keys.0, allowed),
                (false, true) => reading.refuse_in(table, keys.1, allowed),
                (false, false) => reading.refuse_in(table, keys.2, allowed),
            }
        }
    }
}

fn reader(reading: &mut Reading<'_>, table: &Table<'_>) -> Option<ReaderSettings> {
    let name = reading.take_in(table, &keys::READER_NAME);
    let profile = reading.take_in(table, &keys::READER_PROFILE);
    let profile = profile.as_ref();
    let word = reading.take_in(table, &keys::READER_KIND);
    let path = reading.take_in(table, &keys::READER_PATH);
    let baud = reading.take_in(table, &keys::READER_BAUD);
    let usb = reading.take_in(table, &keys::READER_USB);
    let framing = reading.take_in(table, &keys::READER_FRAMING);
    let protocol = reading.take_in(table, &keys::READER_PROTOCOL);
    let sentinels = reading.take_in(table, &keys::READER_SENTINELS);
    let enabled = reading.take_in(table, &keys::READER_ENABLED);
    let has_kind = table.has(&keys::READER_KIND);
    if !has_kind && !table.has(&keys::READER_PROFILE) {
        reading.missing(&keys::READER_KIND, table.place.clone());
    }
    let word = if has_kind { word? } else { profile::kind(profile?) };
    if !matches!(word, ReaderWord::Serial) {
        let only = "set for kind = \"serial\" only";
        reading.refuse_in(table, &keys::READER_BAUD, only);
        reading.refuse_in(table, &keys::READER_FRAMING, only);
        reading.refuse_in(table, &keys::READER_PROTOCOL, only);
        reading.refuse_in(table, &keys::READER_SENTINELS, only);
    }
    if matches!(word, ReaderWord::Terminal) {
        reading.refuse_in(table, &keys::READER_PATH, "not set for kind = \"terminal\"");
        reading.refuse_in(table, &keys::READER_USB, "not set for kind = \"terminal\"");
    } else if path.is_some() {
        reading.refuse_in(table, &keys::READER_USB, "not set beside reader.path");
    }
    // One that is set and wrong is not one that is left open.
    if (table.has(&keys::READER_PATH) && path.is_none())
        || (table.has(&keys::READER_USB) && usb.is_none())
    {
        return None;
    }
    let place = match (path, usb, profile) {
        (Some(path), ..) => Place::Path(path),
        (None, Some(id), _) => Place::Usb(id),
        (None, None, Some(profile)) => Place::Profile(profile.name.clone()),
        (None, None, None) => Place::FirstFound,
    };
    let kind = match word {
        ReaderWord::Serial => ReaderKind::Serial {
            place,
            line: SerialLine {
                baud: baud
                    .or_else(|| profile.and_then(profile::baud))
                    .or_else(|| of_reader(&keys::READER_BAUD))?,
                framing: framing
                    .or_else(|| profile.and_then(profile::framing))
                    .or_else(|| of_reader(&keys::READER_FRAMING))?,
                protocol: protocol
                    .or_else(|| profile.and_then(profile::protocol))
                    .or_else(|| of_reader(&keys::READER_PROTOCOL))?,
            },
            sentinels: sentinels.or_else(|| of_reader(&keys::READER_SENTINELS))?,
        },
        ReaderWord::Evdev => ReaderKind::Evdev { place },
        ReaderWord::Hidraw => ReaderKind::Hidraw { place },
        ReaderWord::Terminal => ReaderKind::Terminal,
    };
    let enabled = enabled.or_else(|| of_reader(&keys::READER_ENABLED))?;
    Some(ReaderSettings { name, kind, enabled })
}
