//! Writing the card request: its length is worked out first, so that the buffer never grows and
//! no half-written copy is left behind.

use stripe_client_core::VERSION;
use zeroize::{Zeroize, Zeroizing};

use crate::gateway::stripe::ApiBase;
use crate::gateway::stripe::transport::USER_AGENT;
use crate::station::IdempotencyKey;

/// A card as it is sent, borrowed from where it is kept. Secret: no `Debug`, no `Clone`.
pub struct CardParts<'a> {
    /// The number, ASCII digits.
    pub number: &'a [u8],
    /// 1 to 12.
    pub exp_month: u8,
    /// The full year, such as 2030.
    pub exp_year: u16,
    /// The security code, ASCII digits; left out of the request when empty.
    pub cvc: &'a [u8],
    /// The billing postal code.
    pub postal: Option<&'a str>,
    /// The holder's name, UTF-8.
    pub name: Option<&'a [u8]>,
}

/// Everything of a card request that is known before there is a card. Secret: it holds the key.
pub struct RequestHead {
    /// From the request line up to the value of `Content-Length`.
    lead: Zeroizing<Vec<u8>>,
}

impl RequestHead {
    pub(in crate::gateway::stripe) fn new(
        base: &ApiBase,
        secret_key: &str,
        idempotency_key: &IdempotencyKey,
    ) -> Self {
        // `concat` allocates the whole length at once: no copy of the key is left by growth.
        let lead = [
            "POST ",
            base.prefix(),
            "/v1/payment_methods HTTP/1.1\r\nHost: ",
            &base.authority(),
            "\r\nAuthorization: Bearer ",
            secret_key,
            "\r\nIdempotency-Key: ",
            idempotency_key.as_str(),
            "\r\nStripe-Version: ",
            VERSION.as_str(),
            "\r\nUser-Agent: ",
            USER_AGENT,
            "\r\nAccept: application/json\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ",
        ]
        .concat();
        Self { lead: Zeroizing::new(lead.into_bytes()) }
    }
}

/// How many bytes [`write_request`] will write, for a buffer that is made ahead.
#[must_use]
pub fn request_length(parts: &CardParts<'_>, head: &RequestHead) -> usize {
    length(|put| request(parts, head, put))
}

/// Writes the complete HTTP/1.1 request into `into`, whose old content is wiped first.
///
/// Where the buffer is too small it is replaced before the first byte of the card is written,
/// never after.
pub fn write_request(parts: &CardParts<'_>, head: &RequestHead, into: &mut Zeroizing<Vec<u8>>) {
    into.zeroize();
    into.reserve_exact(request_length(parts, head));
    request(parts, head, &mut |bytes| into.extend_from_slice(bytes));
}

/// Takes the request piece by piece.
type Put<'p> = &'p mut dyn FnMut(&[u8]);

fn length(write: impl Fn(Put<'_>)) -> usize {
    let mut length = 0;
    write(&mut |bytes| length += bytes.len());
    length
}

fn request(parts: &CardParts<'_>, head: &RequestHead, put: Put<'_>) {
    put(&head.lead);
    decimal(length(|put| form(parts, put)), put);
    put(b"\r\n\r\n");
    form(parts, put);
}

fn form(parts: &CardParts<'_>, put: Put<'_>) {
    put(b"type=card&card[number]=");
    escaped(parts.number, put);
    put(b"&card[exp_month]=");
    decimal(parts.exp_month.into(), put);
    put(b"&card[exp_year]=");
    decimal(parts.exp_year.into(), put);
    if !parts.cvc.is_empty() {
        put(b"&card[cvc]=");
        escaped(parts.cvc, put);
    }
    if let Some(postal) = parts.postal {
        put(b"&billing_details[address][postal_code]=");
        escaped(postal.as_bytes(), put);
    }
    if let Some(name) = parts.name {
        put(b"&billing_details[name]=");
        escaped(name, put);
    }
}

/// A number in decimal, digit by digit and without a buffer.
fn decimal(value: usize, put: Put<'_>) {
    if value >= 10 {
        decimal(value / 10, put);
    }
    // A remainder of ten always fits.
    put(&[b'0' + (value % 10) as u8]);
}

/// `application/x-www-form-urlencoded`: whole runs are passed on where they lie, so that digits
/// are not copied one by one through the stack.
fn escaped(text: &[u8], put: Put<'_>) {
    for run in text.chunk_by(|&left, &right| is_plain(left) && is_plain(right)) {
        match run {
            [b' '] => put(b"+"),
            &[byte] if !is_plain(byte) => put(&[b'%', hex(byte >> 4), hex(byte & 0x0f)]),
            run => put(run),
        }
    }
}

const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'*')
}

const fn hex(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' + nibble,
        _ => b'A' + nibble - 10,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::station::SaleId;

    fn head(base: &str) -> RequestHead {
        let key = IdempotencyKey::method(SaleId(7), 1);
        RequestHead::new(&base.parse().unwrap(), "sk_test_x", &key)
    }

    fn written(parts: &CardParts<'_>, head: &RequestHead) -> Vec<u8> {
        let mut buffer = Zeroizing::new(Vec::new());
        write_request(parts, head, &mut buffer);
        buffer.to_vec()
    }

    const TEST_CARD: CardParts<'static> = CardParts {
        number: b"4242424242424242",
        exp_month: 4,
        exp_year: 2030,
        cvc: b"123",
        postal: None,
        name: None,
    };

    #[test]
    fn the_request_is_this_to_the_byte() {
        let parts =
            CardParts { postal: Some("SW1A 1AA"), name: Some(b"ZO\xc3\x8b & CO"), ..TEST_CARD };
        let form = "type=card&card[number]=4242424242424242&card[exp_month]=4\
             &card[exp_year]=2030&card[cvc]=123&billing_details[address][postal_code]=SW1A+1AA\
             &billing_details[name]=ZO%C3%8B+%26+CO";
        let expected = format!(
            "POST /x/v1/payment_methods HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\
             Authorization: Bearer sk_test_x\r\n\
             Idempotency-Key: 00000000000000000000000000000007-pm-1\r\n\
             Stripe-Version: {}\r\nUser-Agent: {USER_AGENT}\r\nAccept: application/json\r\n\
             Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{form}",
            VERSION.as_str(),
            form.len()
        );
        let request = String::from_utf8(written(&parts, &head("http://127.0.0.1:9/x"))).unwrap();
        assert!(request == expected, "the request is not as expected");
    }

    #[test]
    fn a_swiped_card_without_a_code_sends_no_empty_one() {
        let parts = CardParts { cvc: b"", ..TEST_CARD };
        let request = String::from_utf8(written(&parts, &head("http://127.0.0.1:9"))).unwrap();
        assert!(!request.contains("cvc"));
    }

    #[test]
    fn a_buffer_made_ahead_is_the_buffer_that_is_used() {
        let head = head("https://api.stripe.com");
        let length = request_length(&TEST_CARD, &head);
        let mut buffer = Zeroizing::new(Vec::with_capacity(length));
        let place = buffer.as_ptr();
        for _ in 0..3 {
            write_request(&TEST_CARD, &head, &mut buffer);
            assert_eq!((buffer.as_ptr(), buffer.len(), buffer.capacity()), (place, length, length));
        }
    }

    proptest! {
        #[test]
        fn what_is_escaped_reads_back_and_cannot_add_a_parameter(
            name in proptest::collection::vec(any::<u8>(), 0..60),
            postal in "\\PC{0,20}",
        ) {
            let parts = CardParts { name: Some(&name), postal: Some(&postal), ..TEST_CARD };
            let request = written(&parts, &head("http://127.0.0.1:9"));
            let split = request.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
            let form = std::str::from_utf8(&request[split + 4..]).unwrap();
            let said: usize = std::str::from_utf8(&request[..split]).unwrap()
                .rsplit_once(' ').unwrap().1.parse().unwrap();
            prop_assert!(said == form.len());
            let pairs: Vec<_> =
                form.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
            prop_assert!(pairs.len() == 7);
            prop_assert!(unescaped(pairs[5].1) == postal.as_bytes());
            prop_assert!(unescaped(pairs[6].1) == name);
        }
    }

    fn unescaped(text: &str) -> Vec<u8> {
        let mut bytes = text.bytes();
        let mut plain = Vec::new();
        while let Some(byte) = bytes.next() {
            plain.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let two = [bytes.next().unwrap(), bytes.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&two).unwrap(), 16).unwrap()
                }
                byte => byte,
            });
        }
        plain
    }
}
