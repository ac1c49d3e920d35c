//! What the program uses of the crate `zeroize`, without the wiping.

use std::ops::{Deref, DerefMut};

/// Would overwrite.
pub trait Zeroize {
    /// Does nothing.
    fn zeroize(&mut self) {}
}

impl<T: ?Sized> Zeroize for T {}

/// Would overwrite when dropped.
pub trait ZeroizeOnDrop {}

/// Would overwrite its content when dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zeroizing<Z>(Z);

impl<Z> Zeroizing<Z> {
    /// Holds a value.
    pub const fn new(value: Z) -> Self {
        Self(value)
    }
}

impl<Z> From<Z> for Zeroizing<Z> {
    fn from(value: Z) -> Self {
        Self(value)
    }
}

impl<Z> Deref for Zeroizing<Z> {
    type Target = Z;

    fn deref(&self) -> &Z {
        &self.0
    }
}

impl<Z> DerefMut for Zeroizing<Z> {
    fn deref_mut(&mut self) -> &mut Z {
        &mut self.0
    }
}

impl<T: ?Sized, Z: AsRef<T>> AsRef<T> for Zeroizing<Z> {
    fn as_ref(&self) -> &T {
        self.0.as_ref()
    }
}

impl<T: ?Sized, Z: AsMut<T>> AsMut<T> for Zeroizing<Z> {
    fn as_mut(&mut self) -> &mut T {
        self.0.as_mut()
    }
}
