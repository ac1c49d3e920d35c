//! What the form promises to a person typing or swiping a card.

mod swipes;

use super::*;
use crate::card::{Expiry, Month, ServiceCode, masked};

const TODAY: Month = Month { year: 2027, month: 6 };

fn form_with(postal: PostalRule) -> Box<CardForm> {
    CardForm::new(FormRules { today: TODAY, postal })
}

fn form() -> Box<CardForm> {
    form_with(PostalRule::Off)
}

/// Presses one key per character: `<` Backspace, `!` Clear, `>` Next, `^` Previous, `\n` Enter.
fn press_all(form: &mut CardForm, keys: &str) -> Pressed {
    let mut last = Pressed::Ignored;
    for key in keys.chars() {
        last = form.press(match key {
            '<' => FormKey::Backspace,
            '!' => FormKey::Clear,
            '>' => FormKey::Next,
            '^' => FormKey::Previous,
            '\n' => FormKey::Enter,
            other => FormKey::Char(other),
        });
    }
    last
}

fn typed(keys: &str) -> Box<CardForm> {
    let mut form = form();
    press_all(&mut form, keys);
    form
}

fn swiped(number: &str, expiry: (u16, u8)) -> SwipedCard {
    SwipedCard {
        pan: Pan::new(number.as_bytes()).unwrap(),
        expiry: Expiry::new(expiry.0, expiry.1).unwrap(),
        holder: HolderName::new(b"PUBLIC/JANE"),
        service_code: ServiceCode::new(b"201"),
    }
}

/// Compared without ever printing what differs.
fn card_is(card: &Card, number: &str, cvc: &str) -> bool {
    card.pan().digits() == number.as_bytes() && card.cvc().digits() == cvc.as_bytes()
}

/// Numbers Stripe publishes for testing that are whole and valid, with what they are.
const STRIPE_TEST_NUMBERS: &[(Brand, &[&str])] = &[
    (
        Brand::Visa,
        &[
            "4242424242424242",
            "4000056655665556",
            "4000002500001001",
            "4000050360000001",
            "4000008260000000",
            "4000002760000016",
            "4000002500000003",
            "4000001240000000",
            "4000003920000003",
            "4000003560000008",
            "4000000360000006",
            "4000000000000002",
            "4000000000009995",
            "4000000000009987",
            "4000000000009979",
            "4000000000000069",
            "4000000000000127",
            "4000000000000119",
            "4000000000006975",
            "4000000000000341",
            "4100000000000019",
            "4000000000004954",
            "4000000000009235",
            "4000008400000407",
            "4000008400000159",
            "4000008400001017",
            "4000008405600003",
            "4000000000000101",
            "4000058400307872",
            "4000000000000036",
            "4000058400306072",
            "4000000000000028",
            "4000000000000010",
            "4000000000000044",
            "4000000000003220",
            "4000008400000027",
            "4000008400001629",
            "4000008400001280",
            "4000000000003055",
            "4000000000003097",
            "4000000032200000",
            "4000002760003184",
            "4000002500003155",
            "4000003800000446",
            "4000008260003178",
            "4000000000007726",
            "4000000000005126",
            "4000000000000259",
            "4000000000002685",
            "4000000000001976",
            "4000000000005423",
            "4000000404000079",
            "4000000000000077",
            "4000003720000278",
        ],
    ),
    (
        Brand::Mastercard,
        &[
            "5555555555554444",
            "2223003122003222",
            "5200828282828210",
            "5105105105105100",
            "5555552500001001",
            "5555050360000080",
        ],
    ),
    (Brand::Amex, &["378282246310005", "371449635398431", "378282246310005"]),
    (
        Brand::Discover,
        &["6011111111111117", "6011000990139424", "6011981111111113", "6555900000604105"],
    ),
    (Brand::Diners, &["3056930009020004", "36227206271667"]),
    (Brand::Jcb, &["3566002020360505"]),
    (Brand::UnionPay, &["6200000000000005", "6200000000000047", "6205500000000000004"]),
];

#[test]
fn every_stripe_test_card_can_be_typed_digit_by_digit() {
    for &(brand, numbers) in STRIPE_TEST_NUMBERS {
        for number in numbers {
            // A failing test, too, tells the last four at most.
            let (_, tail) = number.split_at(number.len() - 4);
            let cvc = if brand == Brand::Amex { "1234" } else { "123" };
            for between in ["", "\n", ">", " "] {
                // Where the number may go on, only the person can say that it is whole.
                let ends_itself = brand != Brand::UnionPay || number.len() == 19;
                let confirm = if ends_itself { between } else { "\n" };
                let mut form = form();
                press_all(&mut form, &format!("{number}{confirm}1230{between}{cvc}"));
                assert_eq!(press_all(&mut form, "\n"), Pressed::Complete, "test card {tail}");
                let view = form.view();
                let NumberView::Whole { digits, brand: seen, last4 } = view.number else {
                    panic!("test card {tail} is not whole");
                };
                assert_eq!((seen, usize::from(digits)), (brand, number.len()));
                assert_eq!(last4.to_string(), tail);
                assert_eq!(usize::from(view.cvc_length), cvc.len());
                assert!(form.into_card().is_some_and(|card| card_is(&card, number, cvc)));
            }
        }
    }
}

#[test]
fn keys_used_between_the_lines_change_nothing() {
    for (style, keys) in [
        "42424242424242421230123",
        "4242 4242 4242 4242\n12/30\n123",
        "4242-4242-4242-4242>12-30>123",
        "4242424242424242/1230/123",
        "4242424242424242 12/30 123",
    ]
    .into_iter()
    .enumerate()
    {
        let mut form = typed(keys);
        assert_eq!(form.view().focus, Field::Cvc, "style {style}");
        assert_eq!(press_all(&mut form, "\n"), Pressed::Complete, "style {style}");
    }
}

#[test]
fn only_one_key_is_swallowed_after_the_focus_moved_by_itself() {
    let mut form = typed("4242424242424242");
    assert_eq!(press_all(&mut form, "\n"), Pressed::Ignored);
    assert_eq!(form.view().focus, Field::Expiry);
    assert_eq!(press_all(&mut form, "\n"), Pressed::Changed);
    assert_eq!(form.view().hint, Some((Field::Expiry, Hint::ExpiryIncomplete)));
}

#[test]
fn a_visa_number_of_19_digits_can_be_typed() {
    // Its first 16 digits look whole, so the focus leaves once; back, the rest is added.
    for back in ["^", "<", "12<<<"] {
        let mut form = typed("4242424242424242");
        press_all(&mut form, back);
        assert_eq!(form.view().focus, Field::Number);
        press_all(&mut form, "<2");
        assert_eq!(form.view().focus, Field::Number, "the same number does not leave twice");
        press_all(&mut form, "006");
        assert_eq!(form.view().focus, Field::Expiry);
        press_all(&mut form, "1230123");
        let card = form.into_card().unwrap();
        assert!(card_is(&card, "4242424242424242006", "123"));
    }
}

#[test]
fn another_number_moves_on_again() {
    let mut form = typed("4242424242424242^!5555555555554444");
    assert_eq!(form.view().focus, Field::Expiry);
    for emptying in ["!", &"<".repeat(16)] {
        press_all(&mut form, &format!("^{emptying}5555555555554444"));
        assert_eq!(form.view().focus, Field::Expiry, "an emptied line begins anew");
    }
}

#[test]
fn a_number_of_open_length_waits_for_the_person() {
    for number in ["6200000000000005", "6759649826438453", "9999999999999995"] {
        let mut form = typed(number);
        assert_eq!(form.view().focus, Field::Number);
        press_all(&mut form, "\n");
        assert_eq!(form.view().focus, Field::Expiry);
        assert_eq!(form.view().hint, None);
    }
}

#[test]
fn a_mistyped_number_is_told_and_kept_for_correction() {
    let mut form = typed("4242424242424241");
    assert_eq!(form.view().hint, Some((Field::Number, Hint::NumberWrong)));
    assert_eq!(form.view().number, NumberView::Typing { digits: 16, brand: Brand::Visa });
    press_all(&mut form, "<2");
    assert_eq!((form.view().hint, form.view().focus), (None, Field::Expiry));

    let form = typed("55555555555544431");
    assert_eq!(form.view().hint, Some((Field::Number, Hint::NumberWrong)), "not just: full");
    let form = typed("42424242424242411");
    assert_eq!(form.view().hint, None, "a longer Visa number may still become right");
    let form = typed("42424242424242411>");
    assert_eq!(form.view().hint, Some((Field::Number, Hint::NumberWrong)));
    let form = typed("4242>");
    assert_eq!(form.view().hint, Some((Field::Number, Hint::NumberIncomplete)));
    assert_eq!(form.view().focus, Field::Expiry);
}

#[test]
fn the_last_four_show_only_after_the_number_is_left() {
    // Passes the check at several lengths, as numbers of an unknown issuer may.
    let mut form = form();
    for _ in 0..19 {
        press_all(&mut form, "0");
        assert!(matches!(form.view().number, NumberView::Typing { .. }));
    }
    let mut form = typed("6200000000000005");
    assert!(matches!(form.view().number, NumberView::Typing { digits: 16, .. }));
    press_all(&mut form, ">");
    assert_eq!(masked(&form.view().number), "•••• •••• •••• 0005");
}

#[test]
fn an_expiry_that_cannot_be_is_told() {
    for (keys, hint) in [
        ("00", Some(Hint::ExpiryWrong)),
        ("13", Some(Hint::ExpiryWrong)),
        ("1330", Some(Hint::ExpiryWrong)),
        ("0527", Some(Hint::Expired)),
        ("05271", Some(Hint::Expired)),
        ("1>", Some(Hint::ExpiryIncomplete)),
        ("12a", Some(Hint::DigitsOnly)),
        ("12a3", None),
    ] {
        let mut form = typed("4242424242424242");
        press_all(&mut form, keys);
        assert_eq!(form.view().hint, hint.map(|hint| (Field::Expiry, hint)), "keys {keys}");
    }
    let mut form = typed("42424242424242420527");
    assert_eq!(form.view().focus, Field::Expiry);
    press_all(&mut form, "<<27<8");
    assert_eq!(form.view().expiry, Expiry::new(2028, 5));
    assert_eq!(form.view().focus, Field::Cvc);
}

#[test]
fn a_card_is_good_through_its_last_month() {
    assert_eq!(typed("42424242424242420627").view().focus, Field::Cvc);
}

#[test]
fn the_security_code_has_the_brands_length() {
    let form = typed("4242424242424242123012345");
    assert_eq!(form.view().cvc_digits, 3);
    assert_eq!(form.view().hint, Some((Field::Cvc, Hint::LineFull)));
    let mut form = typed("3782822463100051230123");
    assert_eq!(press_all(&mut form, "\n"), Pressed::Changed);
    assert_eq!(form.view().hint, Some((Field::Cvc, Hint::CvcIncomplete)));
    assert_eq!(press_all(&mut form, "4"), Pressed::Changed);
    assert_eq!(press_all(&mut form, "\n"), Pressed::Complete);
    for cvc in ["123", "1234"] {
        let mut form = typed(&format!("9999999999999995>1230{cvc}"));
        assert_eq!(press_all(&mut form, "\n"), Pressed::Complete, "unknown brand, code {cvc}");
    }
}

#[test]
fn a_code_typed_for_another_kind_of_card_is_forgotten() {
    let mut form = typed("42424242424242421230123^^");
    press_all(&mut form, "!5555555555554444");
    assert_eq!(form.view().cvc_digits, 3, "codes of both brands have the same length");
    press_all(&mut form, "^!37");
    assert_eq!(form.view().cvc_digits, 0);
    let mut form = typed(">>1234^^4");
    assert_eq!(form.view().cvc_digits, 0, "four digits are no Visa code");
    assert_eq!(press_all(&mut form, "\n"), Pressed::Changed);
}

#[test]
fn enter_goes_to_what_is_missing() {
    for (keys, focus, hint) in [
        ("\n", Field::Number, Some((Field::Number, Hint::NumberIncomplete))),
        (">>\n", Field::Number, None),
        (">1230123\n", Field::Number, None),
        ("4242>\n", Field::Number, Some((Field::Number, Hint::NumberIncomplete))),
        ("6200000000000005\n", Field::Expiry, None),
        ("4242424242424242>>\n", Field::Expiry, None),
        ("42424242424242421230\n\n", Field::Cvc, Some((Field::Cvc, Hint::CvcIncomplete))),
    ] {
        let view = typed(keys).view();
        assert_eq!((view.focus, view.hint), (focus, hint));
        assert!(!view.complete);
    }
}

#[test]
fn backspace_walks_back_through_the_lines() {
    let mut form = typed("4242424242424242123");
    press_all(&mut form, "<<<");
    assert_eq!((form.view().focus, form.view().expiry_digits), (Field::Expiry, 0));
    press_all(&mut form, "<");
    assert_eq!(form.view().focus, Field::Number);
    assert_eq!(form.view().number, NumberView::Typing { digits: 16, brand: Brand::Visa });
    press_all(&mut form, &"<".repeat(16));
    assert!(form.view() == self::form().view());
    assert_eq!(press_all(&mut form, "<"), Pressed::Ignored);
}

#[test]
fn letters_are_told_and_leave_no_trace() {
    for letter in ["x", "é", "٣", "\u{7}", "/", "👍"] {
        let mut form = typed("4242");
        assert_eq!(press_all(&mut form, letter), Pressed::Changed, "letter {letter:?}");
        assert_eq!(form.view().hint, Some((Field::Number, Hint::DigitsOnly)));
        press_all(&mut form, "4");
        assert_eq!(form.view().hint, None);
        assert_eq!(form.view().number, NumberView::Typing { digits: 5, brand: Brand::Visa });
    }
}

#[test]
fn a_required_postal_code_is_asked_for() {
    let mut form = form_with(PostalRule::Required);
    assert_eq!(press_all(&mut form, "42424242424242421230123\n"), Pressed::Changed);
    assert_eq!((form.view().focus, form.view().hint), (Field::Postal, None));
    press_all(&mut form, "\n");
    assert_eq!(form.view().hint, Some((Field::Postal, Hint::PostalIncomplete)));
    assert_eq!(press_all(&mut form, " -\n"), Pressed::Changed, "a hyphen alone is no code");
    assert_eq!(press_all(&mut form, "!sw1a 1aa\n"), Pressed::Complete);
    let card = form.into_card().unwrap();
    assert!(card.postal().is_some_and(|postal| postal.as_bytes() == b"SW1A 1AA"));
}

#[test]
fn an_optional_postal_code_may_stay_empty() {
    let mut form = form_with(PostalRule::Optional);
    assert_eq!(press_all(&mut form, "42424242424242421230123\n"), Pressed::Complete);
    press_all(&mut form, ">12345-67890");
    assert_eq!(form.view().postal_chars, Some(10));
    assert_eq!(form.view().hint, Some((Field::Postal, Hint::LineFull)));
    assert!(self::form().view().postal_chars.is_none());
}

#[test]
fn ten_kilobytes_of_anything_do_no_harm() {
    for text in ["4", "0", "4242 ", "x", "/", "1230\n", "<>^!\n7", "é\u{0}\n", "😀"] {
        let mut form = form_with(PostalRule::Required);
        press_all(&mut form, &text.repeat(10_240 / text.len()));
        press_all(&mut form, "^^^^!42424242424242421230>!123>!75001");
        // A paste may have left a finished number behind; the lines are cleared one by one.
        press_all(&mut form, "^^^!4242424242424242>");
        assert!(matches!(form.view().number, NumberView::Whole { .. }), "pasted {text:?}");
    }
}
