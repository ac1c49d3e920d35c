//! The menu behind a PIN: how the station is, and the few things that can be done about it.
//! Staff close and open it; a technician also sees the settings and starts the program anew.

use std::time::Duration;

use crate::station::screen::{Screen, TechnicianAct, TechnicianPage, TechnicianScreen};
use crate::station::{Effect, Ending, Key, Moment, Record, Role, StaffAct, Station};

/// The menu goes away by itself.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often its figures are taken anew.
const REFRESH: Duration = Duration::from_secs(5);

impl Station {
    /// Opens the menu, and asks for what it shows.
    pub(super) fn open_menu(&mut self, role: Role) -> Screen {
        self.warning = None;
        self.effects.push(Effect::Repaint);
        let screen = TechnicianScreen {
            role,
            page: TechnicianPage::Menu,
            choice: 0,
            machine: None,
            until: self.now.at.after(PATIENCE),
            refresh: self.now.at,
        };
        self.probe();
        Screen::Technician(self.surveyed(screen))
    }

    /// What the menu offers now, in its order.
    fn technician_acts(&self, role: Role) -> Vec<TechnicianAct> {
        let leave = self.policy.unattended.leave;
        TechnicianAct::offered(role, leave, self.is_paused(), self.books.is_closed())
    }

    pub(super) fn technician_key(&mut self, mut screen: TechnicianScreen, key: Key) -> Screen {
        screen.until = self.now.at.after(PATIENCE);
        if screen.page == TechnicianPage::Settings {
            if matches!(key, Key::Enter | Key::Escape) {
                screen.page = TechnicianPage::Menu;
            }
            return Screen::Technician(screen);
        }
        let acts = self.technician_acts(screen.role);
        match key {
            Key::Up | Key::BackTab => screen.choice = screen.choice.saturating_sub(1),
            Key::Down | Key::Tab => {
                let last = acts.len().saturating_sub(1);
                screen.choice = screen.choice.saturating_add(1).min(last);
            }
            Key::Char(digit @ '1'..='9') => {
                // A digit only chooses: what closes or ends the station is not one stray key away.
                let place = (digit as usize).saturating_sub('1' as usize);
                if place < acts.len() {
                    screen.choice = place;
                }
            }
            Key::Enter => {
                let act = acts.get(screen.choice).copied().unwrap_or(TechnicianAct::Back);
                return self.technician_does(screen, act);
            }
            Key::Escape | Key::Leave => return self.welcome(None),
            _ => {}
        }
        Screen::Technician(screen)
    }

    fn technician_does(&mut self, mut screen: TechnicianScreen, act: TechnicianAct) -> Screen {
        match act {
            TechnicianAct::LiftPause => self.lift_pause(),
            TechnicianAct::Close => {
                self.record(vec![Record::Staff { act: StaffAct::Closed }]);
            }
            TechnicianAct::Open => self.open_by_hand(),
            TechnicianAct::Settings => screen.page = TechnicianPage::Settings,
            TechnicianAct::Restart => self.end(Ending::Restart, StaffAct::Restarted),
            TechnicianAct::Leave => self.end(Ending::Left, StaffAct::Left),
            TechnicianAct::Back => return self.welcome(None),
        }
        Screen::Technician(screen)
    }

    pub(super) fn open_by_hand(&mut self) {
        self.record(vec![Record::Staff { act: StaffAct::Opened }]);
    }

    fn end(&mut self, ending: Ending, act: StaffAct) {
        self.record(vec![Record::Staff { act }]);
        self.ending = ending;
        self.stop();
    }

    pub(super) fn technician_time(&mut self, screen: TechnicianScreen) -> Screen {
        if screen.until <= self.now.at {
            return self.welcome(None);
        }
        Screen::Technician(self.surveyed(screen))
    }

    /// Asks for the machine's figures anew when it is time.
    fn surveyed(&mut self, mut screen: TechnicianScreen) -> TechnicianScreen {
        if screen.refresh <= self.now.at {
            screen.refresh = self.now.at.after(REFRESH);
            self.effects.push(Effect::Survey);
        }
        screen
    }

    pub(super) fn technician_deadline(screen: &TechnicianScreen) -> Moment {
        screen.until.min(screen.refresh)
    }
}
