//! Small states shown on every screen: readers and the network.

/// One configured reader, as shown on every screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderState {
    /// Its name in the settings.
    pub name: String,
    /// How it is.
    pub health: ReaderHealth,
}

/// How a reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReaderHealth {
    /// Not looked at yet.
    Starting,
    /// A swipe would be read.
    Ready,
    /// Not plugged in.
    Missing,
    /// The station may not open it.
    Denied,
    /// Opened, and then it failed.
    Failed,
}

/// Whether Stripe answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// Nothing asked yet.
    Unknown,
    /// The last call was answered.
    Online,
    /// The last call got no answer.
    Offline,
}

/// Figures of the machine and of this process, for the technician's menu. What cannot be found
/// out is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// Bytes free on the journal's disk.
    pub disk_free: Option<u64>,
    /// Bytes of memory this process takes up.
    pub resident: Option<u64>,
    /// Descriptors it has open.
    pub descriptors: Option<usize>,
    /// Threads it runs.
    pub threads: Option<usize>,
}
