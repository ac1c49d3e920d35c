//! The menu behind the PINs.

use crate::station::{Leaver, Moment, Role, health::Machine};

/// The menu behind a PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TechnicianScreen {
    /// Whose PIN opened it.
    pub role: Role,
    /// What is shown.
    pub page: TechnicianPage,
    /// The line Enter would choose, counted from 0.
    pub choice: usize,
    /// The machine's figures, once they are there.
    pub machine: Option<Machine>,
    /// When it goes away.
    pub until: Moment,
    /// When the figures are taken anew.
    pub refresh: Moment,
}

/// A page of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TechnicianPage {
    /// Figures, and what can be done.
    Menu,
    /// The settings in force.
    Settings,
}

/// What the menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TechnicianAct {
    /// Go on after too many declines.
    LiftPause,
    /// Close the station until it is opened by hand.
    Close,
    /// Open it again.
    Open,
    /// Show the settings in force.
    Settings,
    /// Start the program anew.
    Restart,
    /// End the program for good.
    Leave,
    /// Close the menu.
    Back,
}

impl TechnicianAct {
    /// What the menu offers, in its order, to whoever has `role`.
    #[must_use]
    pub fn offered(role: Role, leave: Leaver, paused: bool, closed: bool) -> Vec<Self> {
        let technician = role == Role::Technician;
        let may_leave = match leave {
            Leaver::Nobody => false,
            Leaver::Technician => technician,
            Leaver::Staff => true,
        };
        [
            (Self::LiftPause, paused),
            (Self::Close, !closed),
            (Self::Open, closed),
            (Self::Settings, technician),
            (Self::Restart, technician),
            (Self::Leave, may_leave),
            (Self::Back, true),
        ]
        .into_iter()
        .filter_map(|(act, offered)| offered.then_some(act))
        .collect()
    }
}
