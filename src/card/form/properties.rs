//! What holds for the form after any keys and swipes whatsoever.

use proptest::prelude::*;

use super::*;
use crate::card::{Expiry, Month};

const TODAY: Month = Month { year: 2027, month: 6 };

/// Something done to a form. [`FormKey`] itself cannot be printed, so it is made when it is used.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Type(char),
    Backspace,
    Clear,
    Next,
    Previous,
    Enter,
    /// One of [`NUMBERS`], valid through January of this year.
    Swipe(usize, u16),
}

fn key(deed: Deed) -> Option<FormKey> {
    Some(match deed {
        Deed::Type(typed) => FormKey::Char(typed),
        Deed::Backspace => FormKey::Backspace,
        Deed::Clear => FormKey::Clear,
        Deed::Next => FormKey::Next,
        Deed::Previous => FormKey::Previous,
        Deed::Enter => FormKey::Enter,
        Deed::Swipe(..) => return None,
    })
}

fn act(form: &mut CardForm, deed: Deed) -> Pressed {
    match (key(deed), deed) {
        (Some(key), _) => form.press(key),
        (None, Deed::Swipe(number, year)) => {
            form.swipe(SwipedCard {
                pan: Pan::new(NUMBERS[number].as_bytes()).unwrap(),
                expiry: Expiry::new(year, 1).unwrap(),
                holder: HolderName::new(b"PUBLIC/JANE"),
                service_code: None,
            });
            Pressed::Changed
        }
        (None, _) => Pressed::Ignored,
    }
}

const NUMBERS: [&str; 5] = [
    "4242424242424242",
    "378282246310005",
    "36227206271667",
    "6205500000000000004",
    "4242424242424241",
];

/// Deeds in bursts: random keys would hardly ever type a whole number.
fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let digit = prop::char::range('0', '9').prop_map(|digit| vec![Deed::Type(digit)]);
    let burst = |text: &str| text.chars().map(Deed::Type).collect::<Vec<_>>();
    let number = prop::sample::select(NUMBERS.to_vec()).prop_map(burst);
    let rest = prop::sample::select(vec!["1230", "930", "1/30", "0120", "123", "1234", "sw1a"])
        .prop_map(burst);
    let control = prop::sample::select(vec![
        Deed::Backspace,
        Deed::Clear,
        Deed::Next,
        Deed::Previous,
        Deed::Enter,
    ])
    .prop_map(|deed| vec![deed]);
    let swipe = (0..NUMBERS.len(), prop::sample::select(vec![2027, 2030]))
        .prop_map(|(number, year)| vec![Deed::Swipe(number, year)]);
    let other = any::<char>().prop_map(|typed| vec![Deed::Type(typed)]);
    let any_burst = prop_oneof![
        4 => digit,
        3 => number,
        4 => rest,
        5 => control,
        1 => swipe,
        1 => other,
    ];
    prop::collection::vec(any_burst, 0..24).prop_map(|bursts| bursts.concat())
}

fn postal_rule() -> impl Strategy<Value = PostalRule> {
    prop::sample::select(vec![PostalRule::Off, PostalRule::Optional, PostalRule::Required])
}

/// Checks everything that is true of any view.
fn check(form: &CardForm, rules: FormRules) -> Result<(), TestCaseError> {
    let view = form.view();
    match view.number {
        NumberView::Typing { digits, .. } => prop_assert!(digits <= 19),
        NumberView::Whole { digits, .. } => {
            prop_assert!((12..=19).contains(&digits));
            prop_assert!(view.swiped || view.focus != Field::Number, "shown while being typed");
        }
    }
    prop_assert!(view.expiry_digits <= 4);
    prop_assert!(view.expiry.is_none() || view.expiry_digits == 4);
    prop_assert!(view.cvc_digits <= 4);
    prop_assert!((3..=4).contains(&view.cvc_length));
    prop_assert_eq!(view.postal_chars.is_some(), rules.postal != PostalRule::Off);
    prop_assert!(view.postal_chars.is_none_or(|chars| chars <= 10));
    prop_assert!(view.focus != Field::Postal || view.postal_chars.is_some());
    prop_assert!(!view.complete || view.expiry.is_some_and(|expiry| !expiry.is_past(rules.today)));
    Ok(())
}

proptest! {
    #[test]
    fn any_keys_leave_a_form_that_makes_sense(deeds in deeds(), postal in postal_rule()) {
        let rules = FormRules { today: TODAY, postal };
        let mut form = CardForm::new(rules);
        for deed in deeds {
            let before = form.view();
            let pressed = act(&mut form, deed);
            check(&form, rules)?;
            let sends = matches!(deed, Deed::Enter) && before.complete;
            prop_assert_eq!(pressed == Pressed::Complete, sends, "complete iff Enter says so");
            if pressed == Pressed::Ignored {
                prop_assert_eq!(form.view(), before);
            }
        }
        let complete = form.view().complete;
        prop_assert_eq!(form.into_card().is_some(), complete);
    }

    #[test]
    fn what_a_key_typed_backspace_takes_back(deeds in deeds(), typed in "[0-9/A-Z]") {
        let mut form = CardForm::new(FormRules { today: TODAY, postal: PostalRule::Required });
        for deed in deeds {
            act(&mut form, deed);
        }
        let counts = |form: &CardForm| {
            let view = form.view();
            (form.number.len(), view.expiry_digits, view.cvc_digits, view.postal_chars)
        };
        let before = (form.view().focus, counts(&form));
        let cvc_before = counts(&form).2;
        act(&mut form, Deed::Type(typed.chars().next().unwrap()));
        if counts(&form) != before.1 {
            if form.view().focus != before.0 {
                // The focus moved on by itself; the line before is where the key went.
                act(&mut form, Deed::Previous);
            }
            act(&mut form, Deed::Backspace);
            let after = (form.view().focus, counts(&form));
            // A digit that made the card another kind of card cost the security code.
            let cvc = after.1.2;
            prop_assert!(cvc == cvc_before || (cvc == 0 && before.0 == Field::Number));
            let expected = (before.1.0, before.1.1, cvc, before.1.3);
            prop_assert_eq!(after, (before.0, expected));
        }
    }

    #[test]
    fn enough_backspaces_empty_any_form(deeds in deeds(), postal in postal_rule()) {
        let rules = FormRules { today: TODAY, postal };
        let mut form = CardForm::new(rules);
        for deed in deeds {
            act(&mut form, deed);
        }
        // One Next may be swallowed; three lead from the first line to the last.
        for _ in 0..4 {
            act(&mut form, Deed::Next);
        }
        // 19 + 4 + 4 + 10 characters and three steps between the lines.
        for _ in 0..40 {
            act(&mut form, Deed::Backspace);
        }
        prop_assert_eq!(form.view(), CardForm::new(rules).view());
    }

    #[test]
    fn a_view_never_prints_more_than_four_digits_of_the_number(deeds in deeds()) {
        let mut form = CardForm::new(FormRules { today: TODAY, postal: PostalRule::Off });
        for deed in deeds {
            act(&mut form, deed);
            let drawn = crate::card::masked(&form.view().number);
            let digits = drawn.chars().filter(char::is_ascii_digit).count();
            prop_assert!(digits == 0 || digits == 4);
            prop_assert!(drawn.chars().count() <= 23);
        }
    }
}
