//! Which keys do something on which screen, as the bottom line names them. The obvious one first.

use super::Scene;
use crate::station::Trouble;
use crate::station::screen::{Choice, Outcome, Screen, Sending, TechnicianPage};

/// A key and what it does.
pub(super) struct KeyHint {
    pub(super) name: String,
    pub(super) act: &'static str,
}

/// The keys of the present screen. None while nothing can be pressed.
pub(super) fn of(scene: &Scene<'_>) -> Vec<KeyHint> {
    let words = scene.words();
    let key = |name: &str, act| KeyHint { name: name.to_owned(), act };
    let enter = |act| key(words.key_enter, act);
    let escape = |act| key(words.key_escape, act);
    let clear = || key(words.key_delete, words.act_clear);
    if scene.prompt.is_some() {
        return vec![enter(words.act_continue), clear(), escape(words.act_back)];
    }
    let up_down = || key("↑ ↓", words.act_choose);
    match scene.screen {
        Screen::Welcome(_) => welcome(scene),
        Screen::Amount(_) => {
            let mut keys = vec![enter(words.act_continue)];
            if scene.presets_only() {
                let last = scene.policy.presets.len().min(9);
                keys.push(key(&format!("1–{last}"), words.act_choose));
            } else if !scene.policy.presets.is_empty() {
                keys.push(up_down());
            }
            keys.extend([clear(), escape(words.act_back)]);
            keys
        }
        Screen::Reference(_) => vec![enter(words.act_continue), clear(), escape(words.act_back)],
        Screen::Customer(_) => {
            vec![enter(words.act_continue), up_down(), clear(), escape(words.act_back)]
        }
        Screen::Method(_) => vec![enter(words.act_continue), escape(words.act_back)],
        Screen::Card(screen) if screen.whole.is_some() => vec![escape(words.act_back)],
        Screen::Card(_) => vec![
            enter(words.act_continue),
            key(words.key_tab, words.act_next_line),
            clear(),
            escape(words.act_back),
        ],
        Screen::Save(_) => vec![enter(words.act_continue), escape(words.act_back)],
        Screen::Confirm(screen) => {
            let act = match screen.choice {
                Choice::Charge => words.act_charge,
                Choice::Cancel => words.act_cancel,
            };
            vec![enter(act), key("← →", words.act_choose), escape(words.act_cancel)]
        }
        Screen::Charging(_) => Vec::new(),
        Screen::Challenge(_) => vec![escape(words.act_cancel)],
        Screen::Outcome(screen) => match &screen.outcome {
            Outcome::Declined { another: true, .. } => {
                vec![enter(words.act_other_card), escape(words.act_end_sale)]
            }
            Outcome::Declined { another: false, .. }
            | Outcome::Approved(_)
            | Outcome::NotCharged { .. } => vec![enter(words.act_continue)],
        },
        Screen::Receipt(screen) => match screen.sending {
            Sending::Choosing => vec![enter(words.act_continue), up_down()],
            Sending::Typing | Sending::AddressWrong | Sending::Failed => {
                vec![enter(words.act_send), clear(), escape(words.act_back)]
            }
            Sending::Waiting | Sending::Asking(_) => vec![escape(words.act_leave_running)],
        },
        Screen::Technician(screen) => match screen.page {
            TechnicianPage::Menu => {
                vec![enter(words.act_continue), up_down(), escape(words.act_back)]
            }
            TechnicianPage::Settings => vec![enter(words.act_back)],
        },
        Screen::Closed(screen) => {
            let guarded = scene.policy.unattended.pins.any();
            let mut keys = match &screen.trouble {
                Trouble::Paused | Trouble::ClosedByStaff if guarded => {
                    vec![enter(words.pin_title)]
                }
                Trouble::Paused | Trouble::ClosedByStaff if scene.is_kiosk() => Vec::new(),
                // It opens the moment these are over; a key makes that no sooner.
                Trouble::OutOfHours
                | Trouble::ReaderGone
                | Trouble::DiskFull
                | Trouble::JournalBehind => Vec::new(),
                _ => vec![enter(words.act_try_again)],
            };
            if scene.may_leave() {
                keys.push(key(words.key_leave, words.act_leave));
            }
            keys
        }
    }
}

fn welcome(scene: &Scene<'_>) -> Vec<KeyHint> {
    let words = scene.words();
    let key = |name: &str, act| KeyHint { name: name.to_owned(), act };
    let mut keys = match (scene.unseen, scene.is_kiosk(), scene.policy.fixed) {
        (Some(_), _, _) => return vec![key(words.key_enter, words.act_acknowledge)],
        (None, true, _) => vec![key(words.key_enter, words.act_start)],
        (None, false, Some(_)) => vec![key(words.key_enter, words.act_type_amount)],
        (None, false, None) => {
            vec![key("0–9", words.step_amount), key(words.key_enter, words.act_type_amount)]
        }
    };
    if scene.attentions > 0 && !scene.is_kiosk() {
        keys.push(key("A", words.act_acknowledge));
    }
    if scene.policy.unattended.second_language.is_some() {
        keys.push(key("L", words.other_language));
    }
    if scene.may_leave() {
        keys.push(key(words.key_leave, words.act_leave));
    }
    keys
}
