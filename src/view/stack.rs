//! Things above each other in the middle of a canvas: how most screens are composed.
//!
//! A stack that is too tall first loses its gaps, then its large type, before anything is cut.

use ratatui::style::Style;

use super::canvas::Canvas;
use super::card_picture::CardPicture;
use super::figures::Figures;
use super::look::{self, Weight};
use super::text::{fitted, tail, width, wrapped};

/// The widest a running text is set, so that the eye finds the next line.
const MEASURE: u16 = 72;

/// Columns of a line to type into.
const INPUT: u16 = 60;
/// The fewest columns of a list.
const LIST: u16 = 40;

/// A button.
#[derive(Clone, Debug)]
pub(super) struct Button {
    pub(super) label: String,
    pub(super) state: ButtonState,
}

/// How a button stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ButtonState {
    /// Enter presses it.
    Chosen,
    /// It can be chosen.
    Open,
    /// Nothing presses it.
    Locked,
}

impl Button {
    pub(super) fn new(label: impl Into<String>, chosen: bool) -> Self {
        let state = if chosen { ButtonState::Chosen } else { ButtonState::Open };
        Self { label: label.into(), state }
    }

    pub(super) fn locked(label: impl Into<String>) -> Self {
        Self { label: label.into(), state: ButtonState::Locked }
    }

    fn columns(&self) -> u16 {
        width(&self.label).saturating_add(8)
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let middle = canvas.height() / 2;
        match self.state {
            ButtonState::Chosen => {
                canvas.outline(Weight::Double, look::next());
                let mut face = canvas.inside(1, 1);
                face.fill(' ', look::chosen());
                face.centre(middle.saturating_sub(1), &self.label, look::chosen());
            }
            ButtonState::Open => {
                canvas.outline(Weight::Light, look::text());
                canvas.centre(middle, &self.label, look::text());
            }
            ButtonState::Locked => {
                canvas.outline(Weight::Light, look::quiet());
                canvas.centre(middle, &self.label, look::quiet());
            }
        }
    }
}

enum Item {
    Gap,
    Row(String, Style),
    Large { text: String, widest: Option<String>, style: Style },
    Card(CardPicture),
    Buttons(Vec<Button>),
    Facts(Vec<(String, String, Style)>),
    Input(String),
    List(Vec<Choice>),
}

/// One line of a list to choose from.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) label: String,
    pub(super) detail: String,
    pub(super) chosen: bool,
}

/// Things above each other, and how they are aligned.
pub(super) struct Stack {
    items: Vec<Item>,
    columns: u16,
    centred: bool,
    roomy: bool,
}

impl Stack {
    /// A stack in the middle of the canvas it will be drawn on.
    pub(super) fn centred(canvas: &Canvas<'_>) -> Self {
        Self { items: Vec::new(), columns: canvas.width(), centred: true, roomy: canvas.is_roomy() }
    }

    /// A stack whose lines begin at the left edge.
    pub(super) fn left(canvas: &Canvas<'_>) -> Self {
        Self { centred: false, ..Self::centred(canvas) }
    }

    /// An empty row, given up where room is short.
    pub(super) fn gap(mut self) -> Self {
        self.items.push(Item::Gap);
        self
    }

    /// A text, wrapped.
    pub(super) fn text(mut self, text: &str, style: Style) -> Self {
        for line in wrapped(text, self.columns.min(MEASURE)) {
            self.items.push(Item::Row(line, style));
        }
        self
    }

    /// A text, wrapped, if there is one.
    pub(super) fn maybe(self, text: Option<&str>, style: Style) -> Self {
        match text {
            Some(text) => self.text(text, style),
            None => self,
        }
    }

    /// A row that is kept for a sentence that may come and go, so that nothing moves when it does.
    pub(super) fn note(mut self, text: Option<&str>, style: Style) -> Self {
        self.items.push(Item::Row(text.unwrap_or_default().to_owned(), style));
        self
    }

    /// A text in the largest type there is room for.
    pub(super) fn large(mut self, text: impl Into<String>, style: Style) -> Self {
        self.items.push(Item::Large { text: text.into(), widest: None, style });
        self
    }

    /// A text that grows, in the type that the widest it can become has room for.
    pub(super) fn large_as(mut self, text: String, widest: String, style: Style) -> Self {
        self.items.push(Item::Large { text, widest: Some(widest), style });
        self
    }

    /// A drawn card.
    pub(super) fn card(mut self, card: CardPicture) -> Self {
        self.items.push(Item::Card(card));
        self
    }

    /// Buttons beside each other, or above each other where they are too wide.
    pub(super) fn buttons(mut self, buttons: Vec<Button>) -> Self {
        let across: u16 = buttons.iter().map(|button| button.columns() + 2).sum();
        if across <= self.columns {
            self.items.push(Item::Buttons(buttons));
        } else {
            self.items.extend(buttons.into_iter().map(|button| Item::Buttons(vec![button])));
        }
        self
    }

    /// Labels with what they label, in two columns.
    pub(super) fn facts(mut self, facts: Vec<(String, String, Style)>) -> Self {
        self.items.push(Item::Facts(facts));
        self
    }

    /// A line that is being typed, with its cursor.
    pub(super) fn input(mut self, text: impl Into<String>) -> Self {
        self.items.push(Item::Input(text.into()));
        self
    }

    /// Lines to choose one from.
    pub(super) fn list(mut self, choices: Vec<Choice>) -> Self {
        self.items.push(Item::List(choices));
        self
    }

    /// Draws the stack in the middle of the canvas's height.
    pub(super) fn draw(self, canvas: &mut Canvas<'_>) {
        let top = canvas.height().saturating_sub(self.best(canvas.height()).0) / 2;
        self.draw_from(canvas, top);
    }

    fn draw_from(self, canvas: &mut Canvas<'_>, top: u16) {
        let (_, gap, plan) = self.best(canvas.height());
        let mut y = top;
        for (item, large) in self.items.iter().zip(plan) {
            y = y.saturating_add(self.draw_item(canvas, y, item, gap, large));
        }
    }

    /// Height, rows of a gap, and the large type of each item, by the best plan that fits.
    fn best(&self, rows: u16) -> (u16, u16, Vec<Option<Figures>>) {
        let plans: &[(u16, u16)] = if self.roomy {
            &[(2, 24), (2, 16), (1, 10), (1, 7), (0, 7), (0, 0)]
        } else {
            &[(1, 10), (1, 7), (0, 7), (0, 0)]
        };
        let mut last = None;
        for &(gap, large_rows) in plans {
            let plan: Vec<Option<Figures>> =
                self.items.iter().map(|item| self.figures(item, large_rows)).collect();
            let height = self
                .items
                .iter()
                .zip(&plan)
                .map(|(item, large)| self.height(item, gap, large.as_ref()))
                .fold(0u16, u16::saturating_add);
            let fits = height <= rows;
            last = Some((height, gap, plan));
            if fits {
                break;
            }
        }
        last.unwrap_or_default()
    }

    fn figures(&self, item: &Item, rows: u16) -> Option<Figures> {
        match item {
            Item::Large { text, widest: None, .. } => Figures::fitting(text, self.columns, rows),
            Item::Large { text, widest: Some(widest), .. } => {
                Figures::fitting_as(text, widest, self.columns, rows)
            }
            Item::Gap
            | Item::Row(..)
            | Item::Card(_)
            | Item::Buttons(_)
            | Item::Facts(_)
            | Item::Input(_)
            | Item::List(_) => None,
        }
    }

    fn height(&self, item: &Item, gap: u16, large: Option<&Figures>) -> u16 {
        match item {
            Item::Gap => gap,
            Item::Row(..) => 1,
            Item::Large { .. } => large.map_or(1, Figures::height),
            Item::Card(_) => CardPicture::size(self.roomy).1,
            Item::Buttons(_) | Item::Input(_) => 3,
            Item::Facts(facts) => u16::try_from(facts.len()).unwrap_or(u16::MAX),
            Item::List(choices) => u16::try_from(choices.len()).unwrap_or(u16::MAX),
        }
    }

    fn indent(&self, canvas: &Canvas<'_>, columns: u16) -> u16 {
        if self.centred { canvas.width().saturating_sub(columns) / 2 } else { 0 }
    }

    fn draw_item(
        &self,
        canvas: &mut Canvas<'_>,
        y: u16,
        item: &Item,
        gap: u16,
        large: Option<Figures>,
    ) -> u16 {
        let height = self.height(item, gap, large.as_ref());
        match item {
            Item::Gap => {}
            Item::Row(text, style) => {
                canvas.write(self.indent(canvas, width(text)), y, text, *style);
            }
            Item::Large { text, style, .. } => match large {
                Some(figures) => {
                    figures.draw(canvas, self.indent(canvas, figures.width()), y, *style);
                }
                None => {
                    canvas.write(self.indent(canvas, width(text)), y, text, *style);
                }
            },
            Item::Card(card) => {
                let (columns, rows) = CardPicture::size(self.roomy);
                let x = self.indent(canvas, columns);
                card.draw(&mut canvas.part(x, y, columns, rows));
            }
            Item::Buttons(buttons) => {
                let columns = buttons.iter().map(|button| button.columns() + 2).sum::<u16>();
                let mut x = self.indent(canvas, columns.saturating_sub(2));
                for button in buttons {
                    button.draw(&mut canvas.part(x, y, button.columns(), height));
                    x = x.saturating_add(button.columns() + 2);
                }
            }
            Item::Facts(facts) => self.draw_facts(canvas, y, facts),
            Item::Input(text) => {
                let columns = self.columns.min(INPUT);
                let x = self.indent(canvas, columns);
                draw_input(&mut canvas.part(x, y, columns, height), text);
            }
            Item::List(choices) => self.draw_list(canvas, y, choices),
        }
        height
    }

    fn draw_list(&self, canvas: &mut Canvas<'_>, y: u16, choices: &[Choice]) {
        let labels = choices.iter().map(|choice| width(&choice.label)).max().unwrap_or_default();
        let details = choices.iter().map(|choice| width(&choice.detail)).max().unwrap_or_default();
        let room = self.columns.saturating_sub(4);
        let columns = labels.saturating_add(details).saturating_add(8).max(LIST).min(room);
        let x = self.indent(canvas, columns);
        for (row, choice) in (y..).zip(choices) {
            let mut line = canvas.part(x, row, columns, 1);
            let (face, detail) = if choice.chosen {
                line.fill(' ', look::chosen());
                line.write(1, 0, "→", look::chosen());
                (look::chosen(), look::chosen())
            } else {
                (look::text(), look::quiet())
            };
            line.write(3, 0, &fitted(&choice.label, columns.saturating_sub(4)), face);
            let at = labels.saturating_add(6);
            line.write(at, 0, &fitted(&choice.detail, columns.saturating_sub(at + 1)), detail);
        }
    }

    fn draw_facts(&self, canvas: &mut Canvas<'_>, y: u16, facts: &[(String, String, Style)]) {
        let labels = facts.iter().map(|(label, _, _)| width(label)).max().unwrap_or_default();
        let values = facts.iter().map(|(_, value, _)| width(value)).max().unwrap_or_default();
        let x = self.indent(canvas, labels.saturating_add(values).saturating_add(3));
        let value_x = x.saturating_add(labels).saturating_add(3);
        for (row, (label, value, style)) in (y..).zip(facts) {
            canvas.write(x, row, label, look::quiet());
            let room = canvas.width().saturating_sub(value_x);
            canvas.write(value_x, row, &fitted(value, room), *style);
        }
    }
}

fn draw_input(canvas: &mut Canvas<'_>, text: &str) {
    canvas.outline(Weight::Light, look::next());
    let room = canvas.width().saturating_sub(5);
    let end = canvas.write(2, 1, &tail(text, room), look::strong());
    canvas.write(end, 1, " ", look::chosen());
}
