//! One day's file, and no more of it than is allowed: a fault that repeats itself all day must not
//! take the journal's disk. What began it stands at the beginning and is kept.

use std::io::{self, Write};

use jiff::civil::Date;

/// The last line of a day that was too long.
const FULL: &[u8] =
    b"the log of this day is full; what follows is not written (log.day_megabytes)\n";

/// Writes to today's file until it is full.
pub(super) struct DayFile<W> {
    file: W,
    most: u64,
    today: fn() -> Date,
    day: Date,
    written: u64,
    full: bool,
}

impl<W: Write> DayFile<W> {
    /// `written` is what today's file already holds, in bytes.
    pub(super) fn new(file: W, most: u64, written: u64, today: fn() -> Date) -> Self {
        Self { file, most, today, day: today(), written, full: false }
    }
}

impl<W: Write> Write for DayFile<W> {
    /// Takes whole lines, one or more; what there is no room for is taken and dropped.
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        let today = (self.today)();
        if today != self.day {
            (self.day, self.written, self.full) = (today, 0, false);
        }
        let after = self.written.saturating_add(lines.len() as u64);
        if after > self.most {
            if !self.full {
                self.full = true;
                self.file.write_all(FULL)?;
            }
        } else if !self.full {
            self.file.write_all(lines)?;
            self.written = after;
        }
        Ok(lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The day it is, UTC: the day in the file's name.
pub(super) fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI8, Ordering};

    use super::*;

    static DAY: AtomicI8 = AtomicI8::new(1);

    fn counted() -> Date {
        Date::constant(2030, 9, DAY.load(Ordering::Relaxed))
    }

    #[test]
    fn a_full_day_says_so_once_and_the_next_begins_anew() {
        let mut file = Vec::new();
        let mut log = DayFile::new(&mut file, 20, 5, counted);
        for line in ["first line\n", "too long now\n", "x\n", "y\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        DAY.store(2, Ordering::Relaxed);
        log.write_all(b"a new day\n").unwrap();
        let said = String::from_utf8(file).unwrap();
        let full = str::from_utf8(FULL).unwrap();
        assert_eq!(said, format!("first line\n{full}a new day\n"));
    }
}
