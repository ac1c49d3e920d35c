//! Each way of writing a card is planted in noise and must be found there.

use super::*;

const CARD: TestCard<'_> = TestCard {
    number: b"4000056655665556",
    expiry: b"1231",
    code: b"987",
    discretionary: b"83920175",
    name: b"PLANTED/NAME",
};

/// Noise with `planted` in its middle.
fn with(planted: &[u8]) -> Vec<u8> {
    let mut noise = 1_u32;
    let mut bytes: Vec<u8> = std::iter::repeat_with(|| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.to_be_bytes()[0]
    })
    .take(20_000)
    .collect();
    bytes.splice(9_001..9_001 + planted.len(), planted.iter().copied());
    bytes
}

fn found(planted: &[u8]) -> BTreeSet<Encoding> {
    Needles::of(&CARD).search(&with(planted)).into_iter().map(|find| find.encoding).collect()
}

fn spread(digits: &[u8], stride: usize) -> Vec<u8> {
    digits
        .iter()
        .flat_map(|digit| {
            let mut cell = vec![0xaa; stride];
            cell[0] = *digit;
            cell
        })
        .collect()
}

#[test]
fn noise_and_zeros_and_counting_are_no_card() {
    assert!(found(b"").is_empty());
    assert!(found(&[0; 4000]).is_empty() && found(&[b'0'; 4000]).is_empty());
    assert!(found(b"4242424242424242 400005").is_empty());
}

#[test]
fn seven_digits_are_found_at_every_stride_as_characters_and_as_numbers() {
    let card = TestCard { number: b"4929104857362819", ..CARD };
    let needles = Needles::of(&card);
    let encodings = |planted: &[u8]| -> BTreeSet<Encoding> {
        needles.search(&with(planted)).into_iter().map(|find| find.encoding).collect()
    };
    let digits = &card.number[6..13];
    let values: Vec<u8> = digits.iter().map(|digit| digit - b'0').collect();
    for stride in STRIDES {
        let as_characters = encodings(&spread(digits, stride));
        assert_eq!(as_characters, BTreeSet::from([Encoding::Characters(stride)]));
        let as_numbers = encodings(&spread(&values, stride));
        assert_eq!(as_numbers, BTreeSet::from([Encoding::Numbers(stride)]));
    }
    assert!(encodings(&digits[..6]).is_empty(), "six digits are no find");
    let mut sparse = vec![0; 10_000];
    sparse[5_119] = values[0];
    for (place, value) in values.iter().enumerate() {
        sparse[5_119 - 6 * 64 + place * 64] = *value;
    }
    assert!(!needles.search(&sparse).is_empty(), "zeros around do not hide a run");
}

#[test]
fn a_whole_number_without_distinctive_parts_is_found_as_a_whole() {
    let card = TestCard { number: b"4000000000000002", ..CARD };
    let finds = Needles::of(&card).search(&with(b"4000000000000002"));
    assert_eq!(finds.first().map(|find| find.encoding), Some(Encoding::Characters(1)));
}

#[test]
fn the_last_four_beside_themselves_are_no_find_but_one_digit_more_is() {
    let card = TestCard { number: b"4000056657562756", ..CARD };
    let finds = |planted: &[u8]| !Needles::of(&card).search(&with(planted)).is_empty();
    assert!(!finds(b"27562756") && !finds(b"275627562756"));
    assert!(finds(b"57562756"), "a leak of eight digits");
}

#[test]
fn packed_digits_are_found_in_both_alignments() {
    assert!(found(&[0x40, 0x00, 0x05, 0x66, 0x55, 0x66, 0x55, 0x56]).contains(&Encoding::Packed));
    assert!(
        found(&[0xf4, 0x00, 0x00, 0x56, 0x65, 0x56, 0x65, 0x55, 0x6f]).contains(&Encoding::Packed)
    );
}

#[test]
fn other_writings_of_the_number_are_found() {
    assert!(found(b"34303030303536363535363635353536").contains(&Encoding::Hexadecimal));
    assert!(found(b"NDAwMDA1NjY1NTY2NTU1Ng==").contains(&Encoding::Base64));
    assert!(found(b"4000 0566 5566 5556").contains(&Encoding::Grouped));
    assert!(found(b"4000-0566-5566-5556").contains(&Encoding::Grouped));
}

#[test]
fn request_bodies_are_found() {
    let form = b"type=card&card[number]=4000056655665556&card[cvc]=987";
    assert!(found(form).contains(&Encoding::CodeInContext));
    assert!(found(b"card%5Bcvc%5D=987").contains(&Encoding::CodeInContext));
    assert!(found(b"{\"cvc\":\"987\"}").contains(&Encoding::CodeInContext));
}

#[test]
fn a_code_is_found_behind_its_expiry_and_in_the_stations_own_form() {
    assert!(found(b"1231987").contains(&Encoding::Characters(1)));
    assert!(found(b"987\0....\x03\0\0\0\0\0\0\0").contains(&Encoding::CodeInContext));
    assert!(found(b"987").is_empty(), "three digits alone are anything");
}

#[test]
fn tracks_are_found_by_their_other_secrets_too() {
    assert!(found(b"=3112101").is_empty());
    assert!(found(b"83920175").contains(&Encoding::Characters(1)));
    assert!(found(b"^PLANTED/NAME^").contains(&Encoding::Name));
}
