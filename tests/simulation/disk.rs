//! The disk under the journal: batches in order, each written whole or not at all, and durable
//! only once the write has ended.

use std::collections::VecDeque;

use chargeonce::station::{Batch, Dated, Record};

#[derive(Default)]
pub struct Disk {
    pub durable: Vec<Dated>,
    pending: VecDeque<(Batch, Vec<Record>)>,
    busy_until: u64,
    pub full: bool,
}

impl Disk {
    /// Takes a batch; it will have been written at the time returned.
    pub fn give(&mut self, batch: Batch, records: Vec<Record>, now: u64, takes: u64) -> u64 {
        self.pending.push_back((batch, records));
        self.busy_until = self.busy_until.max(now) + takes;
        self.busy_until
    }

    /// The oldest batch is written. `None` when it was not the one waited for.
    pub fn written(&mut self, batch: Batch, unix_ms: i64) -> Option<Vec<Record>> {
        if self.pending.front().is_none_or(|(front, _)| *front != batch) {
            return None;
        }
        let (_, records) = self.pending.pop_front()?;
        self.keep(&records, unix_ms);
        Some(records)
    }

    /// The process or the power is gone: this many of the waiting batches made it.
    pub fn cut(&mut self, survive: u64, unix_ms: i64) -> Vec<Vec<Record>> {
        let kept: Vec<_> =
            self.pending.drain(..).take(survive as usize).map(|(_, records)| records).collect();
        for records in &kept {
            self.keep(records, unix_ms);
        }
        self.pending.clear();
        self.busy_until = 0;
        kept
    }

    pub fn waiting(&self) -> u64 {
        self.pending.len() as u64
    }

    fn keep(&mut self, records: &[Record], unix_ms: i64) {
        self.durable.extend(records.iter().map(|record| Dated { unix_ms, record: record.clone() }));
    }
}
