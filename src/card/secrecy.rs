//! Compile-time proof that secret card types cannot be copied, compared, printed or serialised.

use std::fmt::{Debug, Display};

use serde::Serialize;
use static_assertions::assert_not_impl_any;

use super::secret_text::SecretText;
use super::track::Storage;
use super::{Card, CardForm, Cvc, FormKey, HolderName, Pan, PostalCode, SwipedCard};

macro_rules! assert_secret {
    ($($kind:ty),+ $(,)?) => {
        $(assert_not_impl_any!($kind: Clone, Copy, Debug, Display, PartialEq, Serialize);)+
    };
}

assert_secret!(
    Card,
    CardForm,
    Cvc,
    FormKey,
    HolderName,
    Pan,
    PostalCode,
    SecretText<1>,
    Storage,
    SwipedCard,
);
