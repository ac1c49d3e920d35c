//! What holds for any bytes at any pace.

use proptest::prelude::*;

use super::*;

/// Pauses no longer than every channel allows inside a swipe.
fn pauses(count: usize) -> impl Strategy<Value = Vec<u64>> {
    proptest::collection::vec(0u64..=14, count)
}

proptest! {
    #[test]
    fn any_pauses_within_the_gap_give_the_same_verdict(pauses in pauses(89)) {
        let swipe = [&both(), b"\r".as_slice()].concat();
        prop_assert_eq!(pauses.len(), swipe.len());
        for transport in [Transport::KeyboardTty, Transport::KeyboardEvdev,
                          Transport::Serial { baud: 9600 }, Transport::Hid] {
            let mut channel = Channel::new(transport);
            for (&byte, &pause) in swipe.iter().zip(&pauses) {
                channel = channel.wait_ms(pause).burst(&[byte]);
            }
            let outcome = channel.end();
            prop_assert!(outcome.is_one_card());
            prop_assert!(outcome.typed.is_empty());
        }
    }

    #[test]
    fn keys_after_a_line_end_pass_unchanged(
        keys in "[0-9a-z\x08\r]{0,12}", pause in 0u64..40, pace in 0u64..40, one in any::<bool>(),
    ) {
        let swipe = if one { both() } else { TRACK2.to_vec() };
        let outcome =
            Channel::tty().paced(&swipe, 1).burst(b"\r").wait_ms(pause).paced(keys.as_bytes(), pace).end();
        prop_assert!(outcome.is_one_card() && outcome.typed == keys.as_bytes());
    }

    #[test]
    fn typing_without_sentinels_passes_unchanged(
        typed in "[^%;]{0,200}", pace in 0u64..200,
    ) {
        let outcome = Channel::tty().paced(typed.as_bytes(), pace).end();
        prop_assert!(outcome.verdicts.is_empty() && outcome.typed == typed.as_bytes());
    }

    #[test]
    fn bytes_of_no_swipe_all_come_back_in_order(
        typed in "[%;a-z0-9 ]{0,6}([a-z ]{3}[%;a-z0-9 ]{0,3}){0,20}",
        pauses in proptest::collection::vec(0u64..200, 200),
    ) {
        let mut channel = Channel::tty();
        for (&byte, &pause) in typed.as_bytes().iter().zip(&pauses) {
            channel = channel.wait_ms(pause).burst(&[byte]);
        }
        let outcome = channel.end();
        // Letters, digits and sentinels alone make no swipe but a run of digits after `;`.
        if outcome.verdicts.is_empty() {
            prop_assert!(outcome.typed == typed.as_bytes());
        }
    }

    #[test]
    fn any_bytes_at_any_time_never_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..3000), pace in 0u64..120,
    ) {
        for transport in [Transport::KeyboardTty, Transport::KeyboardEvdev, Transport::Hid,
                          Transport::Serial { baud: 0 }, Transport::Msr605 { baud: 1200 }] {
            let channel = Channel::new(transport).burst(&bytes);
            channel.paced(&bytes[..bytes.len() / 4], pace).end();
        }
    }
}
