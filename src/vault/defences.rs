//! Switches for the test that shows what each defence is for. Without the feature `defences-off`,
//! which no release has, nothing can be switched off.

/// A defence that the test switches off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Defence {
    /// The region around the vault's thread: its arena, and its end after each card.
    Region = 1,
    /// The overwriting of all other memory when it is freed.
    ZeroOnFree = 2,
    /// Secret memory: locked memory instead, which the test can look into.
    Secret = 4,
    /// The terminal's settings that make the kernel overwrite what it has handed over.
    Ring = 8,
}

/// Whether it is switched off: never.
#[cfg(not(feature = "defences-off"))]
pub(crate) const fn is_off(_: Defence) -> bool {
    false
}

#[cfg(feature = "defences-off")]
mod switches {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::Defence;

    static OFF: AtomicU32 = AtomicU32::new(0);

    /// Whether it is switched off.
    pub(crate) fn is_off(defence: Defence) -> bool {
        OFF.load(Ordering::Relaxed) & defence as u32 != 0
    }

    /// Switches off what the environment variable `CHARGEONCE_DEFENCES_OFF` names.
    pub(crate) fn read_environment() {
        let names = std::env::var("CHARGEONCE_DEFENCES_OFF").unwrap_or_default();
        for name in names.split(',') {
            let defence = match name {
                "region" => Defence::Region,
                "ring" => Defence::Ring,
                "secret" => Defence::Secret,
                "zero-on-free" => Defence::ZeroOnFree,
                _ => continue,
            };
            OFF.fetch_or(defence as u32, Ordering::Relaxed);
        }
    }
}

#[cfg(feature = "defences-off")]
pub(crate) use switches::{is_off, read_environment};
