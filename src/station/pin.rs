//! The PINs of staff and technicians: kept as argon2id hashes, compared here and shown nowhere.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

/// The fewest and the most digits.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

/// The most a comparison may cost: the station waits for it, and its memory is limited. In KiB.
const MOST_KIB: u32 = 64 << 10;
/// Times over that memory.
const MOST_PASSES: u32 = 10;
/// Lanes.
const MOST_LANES: u32 = 4;

/// OWASP's least for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// Who a PIN lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// May lift a pause, and close and open the station.
    Staff,
    /// May also see the settings and start the program anew.
    Technician,
}

/// A PIN's hash, in the PHC string format.
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

impl PinHash {
    /// Takes a hash as `chargeonce pin` prints it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let hash = PasswordHash::new(text).ok()?;
        let whole = hash.salt.is_some() && hash.hash.is_some();
        let cost = Params::try_from(&hash).ok()?;
        let whole = whole
            && cost.m_cost() <= MOST_KIB
            && cost.t_cost() <= MOST_PASSES
            && cost.p_cost() <= MOST_LANES;
        (whole && hash.algorithm.as_str() == "argon2id").then(|| Self(text.to_owned()))
    }

    /// Makes the hash of a PIN: 4 to 12 digits.
    #[must_use]
    pub fn of(pin: &str, salt: &[u8; 16]) -> Option<Self> {
        let right =
            PIN_DIGITS.contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
        let salt = SaltString::encode_b64(salt).ok()?;
        let hash = right.then(|| argon2().hash_password(pin.as_bytes(), &salt))?.ok()?;
        Some(Self(hash.to_string()))
    }

    /// The text for the settings.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_of(&self, pin: &str) -> bool {
        PasswordHash::new(&self.0)
            .is_ok_and(|hash| argon2().verify_password(pin.as_bytes(), &hash).is_ok())
    }
}

impl std::fmt::Debug for PinHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinHash")
    }
}

/// The PINs that are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pins {
    /// Of staff.
    pub staff: Option<PinHash>,
    /// Of technicians.
    pub technician: Option<PinHash>,
}

impl Pins {
    /// Whether there is any.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.staff.is_some() || self.technician.is_some()
    }

    /// Who typed this. Takes some tens of milliseconds, on purpose.
    #[must_use]
    pub fn role(&self, typed: &TypedPin) -> Option<Role> {
        let is = |hash: &Option<PinHash>| hash.as_ref().is_some_and(|hash| hash.is_of(&typed.0));
        if is(&self.technician) {
            Some(Role::Technician)
        } else {
            is(&self.staff).then_some(Role::Staff)
        }
    }
}

/// Digits being typed: wiped when dropped, never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TypedPin(Zeroizing<String>);

impl TypedPin {
    /// One more digit, if there is room.
    pub fn push(&mut self, digit: char) {
        if digit.is_ascii_digit() && self.0.len() < *PIN_DIGITS.end() {
            self.0.push(digit);
        }
    }

    /// Takes the last digit back.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// How many digits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for TypedPin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedPin")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pin: &str) -> TypedPin {
        let mut typed = TypedPin::default();
        pin.chars().for_each(|digit| typed.push(digit));
        typed
    }

    #[test]
    fn a_pin_lets_in_whom_it_belongs_to() {
        let pins = Pins {
            staff: PinHash::of("1234", &[1; 16]),
            technician: PinHash::of("987654", &[2; 16]),
        };
        assert_eq!(pins.role(&typed("1234")), Some(Role::Staff));
        assert_eq!(pins.role(&typed("987654")), Some(Role::Technician));
        for wrong in ["", "123", "12345", "0000"] {
            assert_eq!(pins.role(&typed(wrong)), None, "{wrong}");
        }
        assert_eq!(Pins::default().role(&typed("")), None);
    }

    #[test]
    fn a_hash_is_read_back_and_anything_else_is_refused() {
        let hash = PinHash::of("1234", &[7; 16]).unwrap();
        assert_eq!(PinHash::read(hash.as_str()), Some(hash));
        for text in ["", "1234", "$argon2id$v=19$m=19456,t=2,p=1", "$2b$12$abcdefghijklmnopqrstuv"]
        {
            assert_eq!(PinHash::read(text), None);
        }
    }

    #[test]
    fn a_hash_that_would_hold_the_station_up_is_refused() {
        let hash = PinHash::of("1234", &[7; 16]).unwrap();
        for cost in ["m=4194304,t=2,p=1", "m=19456,t=1000,p=1", "m=19456,t=2,p=200"] {
            let dear = hash.as_str().replace("m=19456,t=2,p=1", cost);
            assert!(dear.contains(cost), "{dear}");
            assert_eq!(PinHash::read(&dear), None, "{cost}");
        }
    }

    #[test]
    fn a_pin_is_four_to_twelve_digits() {
        for pin in ["123", "1234567890123", "12a4", ""] {
            assert_eq!(PinHash::of(pin, &[0; 16]), None);
        }
    }
}
