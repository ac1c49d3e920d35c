//! Swipes into the form, before and behind typing.

use super::*;

#[test]
fn a_swipe_fills_number_and_expiry_from_any_line() {
    for keys in ["", "4242", "5555555555554444", "55555555555544441230", "55555555555544441230999"]
    {
        let mut form = typed(keys);
        form.swipe(swiped("4242424242424242", (2030, 12)));
        let view = form.view();
        assert!(view.swiped && view.focus == Field::Cvc && view.cvc_digits == 0);
        assert_eq!(masked(&view.number), "•••• •••• •••• 4242");
        assert_eq!(view.expiry, Expiry::new(2030, 12));
        assert_eq!(press_all(&mut form, "\n"), Pressed::Ignored, "the reader's own Enter");
        assert_eq!(press_all(&mut form, "123\n"), Pressed::Complete);
        let card = form.into_card().unwrap();
        assert!(card_is(&card, "4242424242424242", "123"));
        assert!(card.holder().is_some_and(|holder| holder.as_bytes() == b"PUBLIC/JANE"));
    }
}

#[test]
fn a_second_swipe_keeps_nothing_of_the_first() {
    let mut form = form();
    form.swipe(swiped("6205500000000000004", (2030, 12)));
    press_all(&mut form, "123");
    let nameless = SwipedCard { holder: None, ..swiped("378282246310005", (2029, 1)) };
    form.swipe(nameless);
    assert_eq!(form.view().cvc_digits, 0);
    press_all(&mut form, "1234");
    let card = form.into_card().unwrap();
    assert!(card_is(&card, "378282246310005", "1234"));
    assert!(card.holder().is_none());
    assert_eq!(card.summary().expiry.to_string(), "01/29");
}

#[test]
fn swiped_lines_are_locked_until_cleared() {
    for back in ["^", "^^"] {
        let mut form = form();
        form.swipe(swiped("4242424242424242", (2030, 12)));
        press_all(&mut form, back);
        let before = form.view();
        press_all(&mut form, "5");
        let hint = Some((before.focus, Hint::LineFull));
        assert_eq!(form.view(), FormView { hint, ..before });
        press_all(&mut form, "!");
        assert!(form.view() == self::form().view());
        press_all(&mut form, "37828224631000512301234");
        let card = form.into_card().unwrap();
        assert!(card.holder().is_none(), "the name went with the swiped number");
    }
    let mut form = form();
    form.swipe(swiped("4242424242424242", (2030, 12)));
    press_all(&mut form, "<<<");
    assert!(form.view() == self::form().view(), "Backspace alone gets rid of a swipe too");
}

#[test]
fn a_swiped_card_that_cannot_be_charged_says_why() {
    let mut form = form();
    form.swipe(swiped("4242424242424242", (2027, 5)));
    assert_eq!(form.view().hint, Some((Field::Expiry, Hint::Expired)));
    press_all(&mut form, ">123\n");
    assert!(!form.view().complete && form.into_card().is_none());

    let mut form = self::form();
    form.swipe(swiped("4242424242424241", (2030, 12)));
    assert_eq!(form.view().hint, Some((Field::Number, Hint::NumberWrong)));
    assert!(matches!(form.view().number, NumberView::Typing { digits: 16, .. }));
    form.swipe(swiped("4242424242424242", (2030, 12)));
    assert_eq!((form.view().hint, form.view().focus), (None, Field::Cvc));
}

#[test]
fn an_old_card_may_be_swiped_though_nobody_types_such_a_number() {
    // Thirteen-digit Visa: on a stripe it is whole, among keys it is most likely half a number.
    let mut form = form();
    form.swipe(swiped("4222222222222", (2030, 12)));
    assert_eq!(press_all(&mut form, "123\n"), Pressed::Complete);
    let form = typed("4222222222222>");
    assert_eq!(form.view().hint, Some((Field::Number, Hint::NumberIncomplete)));
}
