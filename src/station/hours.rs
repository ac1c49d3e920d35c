//! Opening hours: when an unattended station takes payments. The one decision that goes by wall
//! time, because hours are for people; a wrong clock closes a station early or late, and nothing
//! else.

use std::fmt;

use super::Wall;

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Monday first.
const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/// When it is open: any of some spans, or always without any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    spans: Vec<Span>,
}

/// Some days, from one minute to another; past midnight where the end is not after the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    first: usize,
    last: usize,
    from: u16,
    to: u16,
}

impl Hours {
    /// Reads `mo-fr 08:00-18:00, sa 09:00-13:00`. A span such as `fr 20:00-02:00` ends on the next
    /// day; `24:00` is midnight at the end of a day.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let spans = text.split(',').map(Span::read).collect::<Option<Vec<_>>>()?;
        Some(Self { spans })
    }

    /// Whether there are any; without, it is always open.
    #[must_use]
    pub const fn are_set(&self) -> bool {
        !self.spans.is_empty()
    }

    /// Whether it is open at this local time.
    #[must_use]
    pub fn is_open(&self, wall: Wall) -> bool {
        let today = weekday(wall);
        let yesterday = (today + 6) % 7;
        let minute = u16::from(wall.hour) * 60 + u16::from(wall.minute);
        let open = |span: &Span| {
            let runs_over = span.to <= span.from;
            let evening = span.on(today) && minute >= span.from && (runs_over || minute < span.to);
            let morning = runs_over && span.on(yesterday) && minute < span.to;
            evening || morning
        };
        !self.are_set() || self.spans.iter().any(open)
    }
}

impl Span {
    fn read(text: &str) -> Option<Self> {
        let (days, times) = text.trim().split_once(' ')?;
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let day = |name: &str| DAYS.iter().position(|day| *day == name);
        let (from, to) = times.trim().split_once('-')?;
        let (from, to) = (minute(from)?, minute(to)?);
        (from < DAY && from != to).then_some(Self {
            first: day(first)?,
            last: day(last)?,
            from,
            to,
        })
    }

    fn text(&self, days: &[&str; 7]) -> String {
        let name = |day: usize| days.get(day).copied().unwrap_or_default();
        let days = if self.first == self.last {
            name(self.first).to_owned()
        } else {
            format!("{}-{}", name(self.first), name(self.last))
        };
        let (from, to) = (self.from, self.to);
        format!("{days} {:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }

    /// Whether it begins on this day. `sa-mo` runs over the end of the week.
    const fn on(&self, day: usize) -> bool {
        if self.first <= self.last {
            self.first <= day && day <= self.last
        } else {
            day >= self.first || day <= self.last
        }
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |text: &str| (text.len() == 2).then(|| text.parse::<u16>().ok()).flatten();
    let (hour, minute) = (two(hour)?, two(minute)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= DAY).then_some(total)
}

/// Monday is 0. Sakamoto's method, for the Gregorian calendar.
fn weekday(wall: Wall) -> usize {
    const OFFSETS: [u32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let month = usize::from(wall.month.max(1)) - 1;
    let year = u32::from(wall.year) - u32::from(month < 2);
    let offset = OFFSETS.get(month).copied().unwrap_or_default();
    let sunday_first =
        (year + year / 4 - year / 100 + year / 400 + offset + u32::from(wall.day)) % 7;
    (sunday_first as usize + 6) % 7
}

impl Hours {
    /// The text for people, with the names of the days in their language, Monday first.
    #[must_use]
    pub fn text(&self, days: &[&str; 7]) -> String {
        let spans: Vec<_> = self.spans.iter().map(|span| span.text(days)).collect();
        spans.join(", ")
    }
}

impl fmt::Display for Hours {
    /// As it is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(&DAYS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 is a Monday.
    fn at(day: u8, hour: u8, minute: u8) -> Wall {
        Wall { unix_ms: 0, year: 2026, month: 11, day, hour, minute }
    }

    #[test]
    fn without_hours_it_is_always_open() {
        assert!(Hours::default().is_open(at(23, 3, 0)));
    }

    #[test]
    fn it_opens_with_the_first_minute_and_closes_with_the_last() {
        let hours = Hours::read("mo-fr 08:00-18:00, sa 09:00-13:00").unwrap();
        for (day, hour, minute, open) in [
            (23, 7, 59, false),
            (23, 8, 0, true),
            (27, 17, 59, true),
            (27, 18, 0, false),
            (28, 9, 0, true),
            (28, 13, 0, false),
            (29, 12, 0, false),
        ] {
            assert_eq!(hours.is_open(at(day, hour, minute)), open, "{day} {hour}:{minute}");
        }
    }

    #[test]
    fn a_night_runs_into_the_next_day_and_a_week_end_into_the_next_week() {
        let night = Hours::read("su 20:00-02:00").unwrap();
        assert!(night.is_open(at(29, 23, 0)) && night.is_open(at(30, 1, 59)));
        assert!(!night.is_open(at(30, 2, 0)) && !night.is_open(at(29, 1, 0)));
        let over = Hours::read("sa-mo 00:00-24:00").unwrap();
        assert!(over.is_open(at(23, 12, 0)) && over.is_open(at(29, 0, 0)));
        assert!(!over.is_open(at(24, 0, 0)));
    }

    #[test]
    fn weekdays_are_right_over_leap_years_and_centuries() {
        for (year, month, day, expected) in [
            (2000, 2, 29, 1),
            (2024, 2, 29, 3),
            (2026, 11, 23, 0),
            (2030, 1, 1, 1),
            (2100, 3, 1, 0),
        ] {
            let wall = Wall { unix_ms: 0, year, month, day, hour: 0, minute: 0 };
            assert_eq!(weekday(wall), expected, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn what_is_no_span_is_refused_and_what_is_one_is_written_as_it_was_read() {
        for text in [
            "",
            "mo",
            "mo 8:00-18:00",
            "xx 08:00-18:00",
            "mo 08:00-24:01",
            "mo 24:00-01:00",
            "mo 08:60-09:00",
            "mo 08:00-08:00",
            "mo 08:00-18:00,",
        ] {
            assert_eq!(Hours::read(text), None, "{text:?}");
        }
        let text = "mo-fr 08:00-18:00, sa 09:00-24:00";
        let hours = Hours::read(text).unwrap();
        assert_eq!(hours.to_string(), text);
        let french = ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"];
        assert_eq!(hours.text(&french), "lun-ven 08:00-18:00, sam 09:00-24:00");
    }
}
