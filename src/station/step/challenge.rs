//! The bank's page (3-D Secure): wait for the customer's phone, looking at the intent.

use std::time::Duration;

use crate::station::screen::{ChallengeScreen, Screen};
use crate::station::{Ask, Call, Failure, IntentStatus, Key, Reply, Station, Trouble};

/// Between looks, at first and after half a minute.
const POLL: Duration = Duration::from_secs(2);
const POLL_LATER: Duration = Duration::from_secs(5);
const LATER: Duration = Duration::from_secs(30);

impl Station {
    pub(super) fn challenge_key(&mut self, screen: ChallengeScreen, key: Key) -> Screen {
        match key {
            Key::Escape | Key::Leave => self.ended(&screen.live, Trouble::Cancelled, None),
            Key::Char(_)
            | Key::Enter
            | Key::Backspace
            | Key::Delete
            | Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::Function(_) => Screen::Challenge(screen),
        }
    }

    pub(super) fn challenge_time(&mut self, mut screen: ChallengeScreen) -> Screen {
        if screen.until <= self.now.at {
            // The customer may have confirmed, and nobody could tell us.
            let unheard = screen.deaf || screen.poll.due().is_none();
            let trouble = if unheard { Trouble::NoAnswer } else { Trouble::ChallengeAbandoned };
            return self.ended(&screen.live, trouble, None);
        }
        if screen.poll.due().is_some_and(|due| due <= self.now.at)
            && let Some(intent) = screen.live.intent_id().cloned()
        {
            let ask = self.call(Call::Inspect { intent });
            screen.poll = screen.poll.again(ask);
        }
        Screen::Challenge(screen)
    }

    pub(super) fn challenge_answered(
        &mut self,
        mut screen: ChallengeScreen,
        ask: Ask,
        result: Result<Reply, Failure>,
    ) -> Screen {
        if !screen.poll.awaits(ask) {
            return Screen::Challenge(screen);
        }
        if let Ok(Reply::Intent(facts)) = &result
            && !matches!(facts.status, IntentStatus::RequiresAction | IntentStatus::Processing)
        {
            return self.judge(screen.live, screen.card, screen.token, facts);
        }
        screen.deaf = result.is_err();
        let waited = self.now.at.since(screen.poll.since);
        let pause = if waited < LATER { POLL } else { POLL_LATER };
        screen.poll = screen.poll.waiting(self.now.at.after(pause));
        Screen::Challenge(screen)
    }
}
