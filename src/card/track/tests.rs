use proptest::prelude::*;

use super::*;
use crate::card::Month;

const BOTH: &[u8] = b"%B4242424242424242^DOE/JANE^30122010000000000000?\
;4242424242424242=30122010000000000000?";

fn read(swipe: &[u8], source: Source, mode: Mode) -> Verdict {
    super::read(swipe, source, mode, &mut Storage::default())
}

fn read_hid(report: &[u8], mode: Mode) -> Verdict {
    super::read_hid(report, mode, &mut Storage::default())
}

fn read_any(swipe: &[u8]) -> Verdict {
    read(swipe, Source::Any, Mode::Test)
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Card(_) => "card",
        Verdict::NotPaymentCard(kind) => kind.as_str(),
        Verdict::Refused(refusal) => refusal.as_str(),
        Verdict::Typed => "typed",
    }
}

/// Reads `swipe` and panics with the verdict's word unless it is `wanted`.
fn expect(swipe: &str, wanted: &str) {
    assert_eq!(word(&read_any(swipe.as_bytes())), wanted);
}

#[test]
fn a_number_masked_with_zeros_is_no_card_although_it_passes_its_check() {
    expect("%B5452000000007189^HOGAN/PAUL^08040000000000000000000?", "masked_card_data");
    expect(";5452000000007189=080400000000000000?", "masked_card_data");
    let tail_clear = b";5452000000007189=301220112345?";
    assert_eq!(word(&read(tail_clear, Source::Serial, Mode::Live)), "masked_card_data");
    assert_eq!(word(&read(tail_clear, Source::Serial, Mode::Test)), "card");
}

#[test]
fn a_number_masked_with_asterisks_is_no_card() {
    expect("%*4266********9999^DOE/JANE^************?*", "masked_card_data");
    expect(";4266********9999=************?", "masked_card_data");
    expect("%B4266XXXXXXXX9999^DOE/JANE^3012201?", "masked_card_data");
    expect(";4266841234569999=****?", "masked_card_data");
}

#[test]
fn encrypted_fields_after_the_tracks_refuse_the_reader_whatever_the_tracks_say() {
    let tracks = "%B4242424242424242^DOE/JANE^3012201?;4242424242424242=3012201?";
    expect(&format!("{tracks}|0600|C25C1D1197D31CAA|87A3||\r"), "encrypted_reader");
    expect(&format!("{tracks}|0000|{}|{}||\r", &tracks[..36], &tracks[36..]), "card");
    expect(&format!("{tracks}|0000||||\r"), "card");
}

#[test]
fn either_track_alone_is_enough() {
    let (one, two) = BOTH.split_at(49);
    assert_eq!(word(&read_any(one)), "card");
    assert_eq!(word(&read_any(two)), "card");
    assert_eq!(word(&read_any(&[b"%E?", two].concat())), "card");
    assert_eq!(word(&read_any(&[one, b";E?"].concat())), "card");
    assert_eq!(word(&read_any(&[one, &two[..20]].concat())), "card");
    assert_eq!(word(&read_any(&[&one[..20], two].concat())), "card");
    assert_eq!(word(&read_any(&[one, two, b"+E?"].concat())), "card");
}

#[test]
fn the_name_comes_from_track_1() {
    let Verdict::Card(card) = read_any(BOTH) else { panic!("no card") };
    assert!(card.holder.is_some_and(|name| name.as_bytes() == b"DOE/JANE"));
}

#[test]
fn lower_case_from_a_stuck_caps_lock_is_read() {
    assert_eq!(word(&read_any(&BOTH.to_ascii_lowercase())), "card");
}

#[test]
fn missing_fields_are_missing_and_not_misread() {
    expect("%B4242424242424242^DOE/JANE^^^?", "missing_expiry");
    expect(";4242424242424242==201?", "missing_expiry");
    expect(";4242424242424242=?", "missing_expiry");
    expect(";4242424242424242=3012=?", "card");
    expect("4242424242424242D3012201", "card");
    expect(";4242424242424242=3013201?", "bad_expiry");
}

#[test]
fn other_cards_are_told_from_misread_ones() {
    expect("%A4242424242424242^DOE/JANE^3012201?", "unrecognised");
    expect("%BCVANCOUVER^DOE$JANE$^1 MAIN ST^?", "drivers_license");
    expect(";6044251234567=301219800101?", "drivers_license");
    expect(";1234567890123=301219800101?", "drivers_license");
    expect("%bcvancouver^doe$jane$^1 main st^?", "drivers_license");
    expect(";7012345678901=301200012?", "unrecognised");
    expect(";00007399=?", "unrecognised");
    expect("%B00007399^MEMBER^?", "unrecognised");
    expect(";9876543210987654321098=3012?", "unrecognised");
    expect(";40007399=?", "malformed_track2");
    expect(";0000000000000000=3012201?", "bad_checksum");
    expect(";4242424242424241=3012201?", "bad_checksum");
}

#[test]
fn what_is_left_of_a_bad_swipe_says_what_was_wrong() {
    expect("%E?\r", "unreadable");
    expect("+E?", "unreadable");
    expect("%?;?\r", "blank_card");
    expect("%", "incomplete");
    expect(";", "incomplete");
    expect(";424242424242:242=3012201?", "masked_card_data");
    expect(";4242=3012201?", "malformed_track2");
    expect("%B4242424242424242?", "malformed_track1");
}

#[test]
fn track_3_never_pays_whatever_its_sentinel() {
    expect("+0142424242424242424=724724100?", "no_payment_track");
    let third = "4242424242424242=30122010000000000000333333333333333333333?";
    expect(&format!(";{third}"), "no_payment_track");
    expect(&format!("%E?;E?;{third}"), "unreadable");
    expect(&format!(";4242424242424242=3012201?;{third}"), "card");
}

#[test]
fn an_end_sentinel_amid_the_digits_of_track_2_is_a_misread() {
    expect(";4242424242424242=3012?01000?", "malformed_track2");
    expect("%B4242424242424242^DOE/JANE^3012201?;4242424242424242=3012?01000?", "card");
    // Check characters look like digits, too.
    expect(";4242424242424242=3012201?5\r", "card");
    expect(";4242424242424242=3012201??\r", "card");
    expect(";4242424242424242=3012201?5;0142=1?", "card");
}

#[test]
fn a_track_without_sentinels_is_refused_for_its_check_digit_by_the_station_only() {
    expect("4242424242424241=3012201", "card");
    expect("B4242424242424241^DOE/JANE^3012201", "card");
}

#[test]
fn another_keyboard_layout_is_told() {
    let german = "%B4242424242424242&DOE-JANE&30122010000000000000_";
    assert_eq!(word(&read(german.as_bytes(), Source::KeyboardTty, Mode::Test)), "keyboard_layout");
    let turkish = "\u{15f}4242424242424242-30122010000000000000:";
    assert_eq!(word(&read_any(turkish.as_bytes())), "keyboard_layout");
}

#[test]
fn typing_in_a_terminal_is_typing() {
    let typed =
        ["", "\r", "4242424242424242", "10% off", "a;b", "4006381333931\r", "50%;60%\r", "%20d"];
    for typed in typed {
        let verdict = read(typed.as_bytes(), Source::KeyboardTty, Mode::Test);
        assert_eq!(word(&verdict), "typed");
    }
    let cut = read(b"%B424242", Source::KeyboardTty, Mode::Test);
    assert_eq!(word(&cut), "incomplete");
}

#[test]
fn a_service_code_for_cash_is_refused_by_the_station_only() {
    let june = Month { year: 2030, month: 6 };
    let assess_of = |swipe: &str| match read_any(swipe.as_bytes()) {
        Verdict::Card(card) => assess(&card, june, Mode::Test),
        verdict => panic!("{}", word(&verdict)),
    };
    assert_eq!(assess_of(";4242424242424242=3012201?"), Ok(()));
    assert_eq!(assess_of(";4242424242424242=3012203?"), Err(Refusal::AtmOrCashOnly));
    assert_eq!(assess_of(";4242424242424242=3005201?"), Err(Refusal::Expired));
    assert_eq!(assess_of(";4242424242424242=3006201?"), Ok(()));
    assert_eq!(assess_of(";6135320294113573=4912101?"), Err(Refusal::UnsupportedBrand));
    assert_eq!(assess_of(";1234567812345678=3012201?"), Err(Refusal::BadChecksum));
    assert_eq!(assess_of(";4242424242424242=3012701?"), Err(Refusal::UnsupportedBrand));
}

#[test]
fn a_test_card_is_refused_where_money_is_real() {
    let june = Month { year: 2030, month: 6 };
    let Verdict::Card(card) = read_any(b";4242424242424242=3012901?") else { panic!("no card") };
    assert_eq!(assess(&card, june, Mode::Test), Ok(()));
    assert_eq!(assess(&card, june, Mode::Live), Err(Refusal::TestCard));
}

#[test]
fn a_report_of_level_2_is_read_and_one_of_level_3_refused() {
    let mut report = [0u8; 887];
    report[3] = 49;
    report[4] = 39;
    report[7..56].copy_from_slice(&BOTH[..49]);
    report[119..158].copy_from_slice(&BOTH[49..]);
    assert_eq!(word(&read_hid(&report, Mode::Live)), "card");
    assert_eq!(word(&read_hid(&report[..856], Mode::Live)), "card");
    report[7] = 0xC2;
    assert_eq!(word(&read_hid(&report, Mode::Live)), "encrypted_reader");
}

#[test]
fn ciphertext_that_begins_like_a_track_is_still_encrypted() {
    let mut report = [0u8; 887];
    report[4] = 40;
    report[119] = b';';
    (120..159).zip(0x90..).for_each(|(at, byte)| report[at] = byte);
    assert_eq!(word(&read_hid(&report, Mode::Live)), "encrypted_reader");
    assert!(picture_hid(&report).is_none());
}

#[test]
fn a_report_with_masked_tracks_alone_is_an_encrypting_readers() {
    let mut report = [0u8; 887];
    report[506] = 39;
    report[620..659].copy_from_slice(&BOTH[49..]);
    assert_eq!(word(&read_hid(&report, Mode::Live)), "encrypted_reader");
}

#[test]
fn a_report_tells_an_unreadable_track_from_a_blank_one() {
    let mut report = [0u8; 337];
    assert_eq!(word(&read_hid(&report, Mode::Test)), "blank_card");
    report[1] = 1;
    assert_eq!(word(&read_hid(&report, Mode::Test)), "unreadable");
    report[4] = 39;
    report[1] = 0;
    report[117..156].copy_from_slice(&BOTH[49..]);
    // What lies beyond the length is left over from other swipes.
    report[156..200].fill(b'9');
    assert_eq!(word(&read_hid(&report, Mode::Test)), "card");
}

#[test]
fn packets_of_an_msr605x_are_joined() {
    let answer = [b"\x1bs\x1b\x01", &BOTH[..49], b"\x1b\x02", &BOTH[49..], b"\x1b\x03?\x1c\x1b0"];
    let mut packets = Vec::new();
    for part in answer.concat().chunks(63) {
        let mut packet = vec![u8::try_from(part.len()).unwrap() | 0x80];
        packet.extend_from_slice(part);
        packet.resize(64, 0);
        packets.extend(packet);
    }
    assert_eq!(word(&read_hid(&packets, Mode::Test)), "card");
}

#[test]
fn an_msr605_without_sentinels_is_read() {
    let bare = b"\x1bs\x1b\x01B4242424242424242^DOE/JANE^3012201\x1b\x024242424242424242=3012201\
        \x1b\x03?\x1c\x1b0";
    assert_eq!(word(&read_any(bare)), "card");
}

#[test]
fn a_recording_is_cut_into_its_swipes() {
    let count = |recording: &[&[u8]]| swipes(&recording.concat()).count();
    let (one, two) = BOTH.split_at(49);
    assert_eq!(count(&[BOTH, b"\r\n", BOTH, b"\r\n"]), 2);
    assert_eq!(count(&[BOTH, BOTH]), 2);
    assert_eq!(count(&[one, b"\r", two, b"\r"]), 1);
    assert_eq!(count(&[two, b"\r", two, b"\r"]), 2);
    assert_eq!(count(&[BOTH, b"\r", two, b"\r"]), 2);
    assert_eq!(count(&[b"%E?;E?\r", BOTH, b"\r"]), 2);
    assert_eq!(count(&[b"\r\n\r\n"]), 0);
    assert_eq!(count(&[b"4006381333931\r4006381333931\r"]), 2);
}

#[test]
fn no_two_refusals_share_a_word() {
    use Refusal::*;
    let all = [
        Unreadable,
        Incomplete,
        Overrun,
        BlankCard,
        NoSentinel,
        NoPaymentTrack,
        MalformedTrack1,
        MalformedTrack2,
        TrackMismatch,
        BadChecksum,
        MissingExpiry,
        BadExpiry,
        Expired,
        UnsupportedBrand,
        TestCard,
        AtmOrCashOnly,
        MaskedCardData,
        EncryptedReader,
        KeyboardLayout,
    ];
    let words: std::collections::HashSet<_> = all.iter().map(|refusal| refusal.as_str()).collect();
    assert_eq!(words.len(), all.len());
    assert!(all.iter().all(|refusal| refusal.hint().ends_with('.')));
}

static_assertions::assert_not_impl_any!(Verdict: Clone, Copy, std::fmt::Debug);

proptest! {
    #[test]
    fn any_bytes_are_judged_without_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..400), live in any::<bool>(),
    ) {
        let mode = if live { Mode::Live } else { Mode::Test };
        for source in [Source::Any, Source::KeyboardTty, Source::Serial, Source::Msr605] {
            let _ = read(&bytes, source, mode);
        }
        let _ = read_hid(&bytes, mode);
        let _ = swipes(&bytes).count();
    }

    #[test]
    fn any_report_is_judged_without_panic(
        head in proptest::collection::vec(any::<u8>(), 10), fill in any::<u8>(),
    ) {
        for length in [64, 128, 337, 509, 856, 887] {
            let mut report = vec![fill; length];
            report[..10].copy_from_slice(&head);
            let _ = read_hid(&report, Mode::Live);
        }
    }

    #[test]
    fn track_like_bytes_are_judged_without_panic(swipe in "[%;+?B=^0-9E*| ]{0,120}") {
        let _ = read_any(swipe.as_bytes());
        prop_assert!(swipes(swipe.as_bytes()).map(<[u8]>::len).sum::<usize>() <= swipe.len());
    }

    #[test]
    fn a_prefix_without_sentinels_changes_nothing(prefix in "[ -$&-:<-~]{0,60}") {
        let swipe = [prefix.as_bytes(), BOTH, b"\r"].concat();
        // A prefix may say "encrypted" only through a `?` and `|`, which end a track and add fields.
        prop_assume!(!(prefix.contains('?') && prefix.contains('|')));
        let verdict = read_any(&swipe);
        prop_assert_eq!(word(&verdict), "card");
        prop_assert!(matches!(verdict, Verdict::Card(card) if card.holder.is_some()));
    }

    #[test]
    fn a_suffix_of_a_reader_changes_nothing(suffix in "[0-?][\r\n\t]{0,2}[A-Z]{0,7}") {
        prop_assert_eq!(word(&read_any(&[BOTH, suffix.as_bytes()].concat())), "card");
    }

    #[test]
    fn a_swipe_cut_anywhere_is_never_another_card(end in 0usize..88) {
        let whole = match read_any(BOTH) { Verdict::Card(card) => card, _ => unreachable!() };
        if let Verdict::Card(card) = read_any(&BOTH[..end]) {
            prop_assert!(card.pan.digits() == whole.pan.digits());
            prop_assert!(card.expiry == whole.expiry);
        }
    }
}
