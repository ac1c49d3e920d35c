//! Payment method: "Charge with New Card". Behind the screen the sale is opened and its
//! PaymentIntent made, so that the card can be taken at once.

use crate::station::screen::{
    ClosedScreen, CustomerScreen, Draft, Live, MethodScreen, Preparation, Screen, Search,
};
use crate::station::{
    AmountEntry, Ask, Attempt, Customer, Failure, Key, Money, Record, Reply, Sale, SaleId, Station,
    Trouble,
};

impl Station {
    /// The sale stands: it is written down, and from then on it is the one live sale.
    pub(super) fn open_sale(&mut self, draft: Draft, money: Money) -> Screen {
        if let Some(trouble) = self.no_sale() {
            return Screen::Closed(ClosedScreen { trouble, request_id: None, since: self.now.at });
        }
        let sale = Sale {
            id: SaleId(self.random.next_wide()),
            number: self.next_number,
            money,
            reference: draft.reference,
            customer: draft.customer,
        };
        self.next_number = self.next_number.saturating_add(1);
        let batch = self.record(vec![Record::Opened {
            sale: sale.id,
            number: sale.number,
            money,
            reference: sale.reference.clone(),
            customer: sale.customer.id().cloned(),
        }]);
        let live = Live {
            sale,
            intent: Preparation::Opening(batch),
            attempt: Attempt::FIRST,
            cards: 0,
            asked: false,
        };
        Screen::Method(MethodScreen { live, notice: None })
    }

    pub(super) fn method_key(&mut self, mut screen: MethodScreen, key: Key) -> Screen {
        screen.notice = None;
        match key {
            Key::Enter | Key::Char('1') => self.card_screen(screen.live, None),
            Key::Escape | Key::Leave => self.back_to_customer(screen.live),
            Key::Char(_)
            | Key::Backspace
            | Key::Delete
            | Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::Function(_) => Screen::Method(screen),
        }
    }

    /// One step back: this sale is void, and what was typed is kept for the next.
    fn back_to_customer(&mut self, live: Live) -> Screen {
        let money = live.sale.money;
        let draft = Draft {
            amount: AmountEntry::of(money),
            reference: live.sale.reference.clone(),
            customer: live.sale.customer.clone(),
        };
        self.void(&live, Trouble::Cancelled.code());
        if self.asks_for_customer() {
            // Who was chosen stays chosen.
            let (search, selected) = match &draft.customer {
                Customer::Known(known) => (Search::Found(vec![known.clone()]), 1),
                Customer::WalkIn => (Search::Idle, 0),
            };
            let query = String::new();
            Screen::Customer(CustomerScreen { draft, money, query, search, selected, notice: None })
        } else {
            self.back_to_reference(draft, money)
        }
    }

    pub(super) fn method_answered(
        &mut self,
        mut screen: MethodScreen,
        ask: Ask,
        result: Result<Reply, Failure>,
    ) -> Screen {
        match self.prepare_answered(&mut screen.live, ask, result) {
            Ok(()) => Screen::Method(screen),
            Err(failure) => self.not_charged(&screen.live, &failure),
        }
    }
}
