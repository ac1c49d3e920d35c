//! Reading the answer to a card request from the bytes that have arrived so far. No IO, and no
//! memory between calls: the same bytes always mean the same.

use httparse::{EMPTY_HEADER, Header, Response, Status};
use serde::Deserialize;

use crate::card::{Brand, Last4};
use crate::gateway::stripe::answer_head::AnswerHead;
use crate::gateway::stripe::transport::ANSWER_MAX;
use crate::gateway::stripe::{errors, text};
use crate::station::{Failure, MethodId};

/// The most headers an answer may have; Stripe sends about 25.
const HEADERS_MAX: usize = 100;
/// The most interim answers (1xx) that are passed over.
const INTERIM_MAX: usize = 8;

/// A card that Stripe has taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// `pm_…`: worth one use.
    pub method: MethodId,
    /// The brand, as Stripe says.
    pub brand: Brand,
    /// The last four digits, as Stripe says.
    pub last4: Last4,
}

/// What the bytes so far amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerSoFar {
    /// The answer goes on. If the connection ends here, that is [`Failure::Unknown`].
    More,
    /// The answer is whole; what follows on the connection does not matter.
    Whole(Result<Token, Failure>),
}

/// Reads all bytes that have arrived on the connection, from the first one on. To be called again
/// with more until it is whole.
///
/// After 256 KiB without an end it is [`Failure::Unknown`]. An answer that would only end with
/// the connection (neither `Content-Length` nor chunked) never gets whole; Stripe sends none.
#[must_use]
pub fn read_answer(bytes: &[u8]) -> AnswerSoFar {
    let answer = match whole(bytes) {
        Ok(answer) => Ok(answer),
        Err(Stop::More) if bytes.len() <= ANSWER_MAX => return AnswerSoFar::More,
        Err(Stop::More | Stop::Broken) => Err(Failure::Unknown),
        Err(Stop::TooLong(head)) => Err(head.undecodable()),
    };
    AnswerSoFar::Whole(answer.and_then(|(head, body)| match head.http {
        200..=299 => token(&body).ok_or_else(|| head.undecodable()),
        _ => Err(errors::read(&head, &body)),
    }))
}

/// Why there is no whole answer.
enum Stop {
    More,
    Broken,
    TooLong(AnswerHead),
}

fn whole(bytes: &[u8]) -> Result<(AnswerHead, Vec<u8>), Stop> {
    let mut rest = bytes;
    for _ in 0..INTERIM_MAX {
        let mut headers = [EMPTY_HEADER; HEADERS_MAX];
        let mut response = Response::new(&mut headers);
        let length = match response.parse(rest) {
            Ok(Status::Complete(length)) => length,
            Ok(Status::Partial) => return Err(Stop::More),
            Err(_) => return Err(Stop::Broken),
        };
        rest = rest.get(length..).unwrap_or_default();
        let http = response.code.ok_or(Stop::Broken)?;
        if (100..200).contains(&http) {
            continue;
        }
        let head = AnswerHead::new(http, |name| value(response.headers, name));
        let body = match framing(http, response.headers)? {
            Framing::Length(length) if length > ANSWER_MAX => return Err(Stop::TooLong(head)),
            Framing::Length(length) => rest.get(..length).ok_or(Stop::More)?.to_vec(),
            Framing::Chunks => chunks(rest)?,
        };
        return Ok((head, body));
    }
    Err(Stop::Broken)
}

fn values<'h>(headers: &[Header<'h>], name: &str) -> impl Iterator<Item = &'h str> {
    headers
        .iter()
        .filter(move |header| header.name.eq_ignore_ascii_case(name))
        .map(|header| std::str::from_utf8(header.value).unwrap_or_default().trim())
}

fn value<'h>(headers: &[Header<'h>], name: &str) -> Option<&'h str> {
    values(headers, name).next()
}

/// How an answer says where it ends (RFC 9112, 6.3).
enum Framing {
    Length(usize),
    Chunks,
}

fn framing(http: u16, headers: &[Header<'_>]) -> Result<Framing, Stop> {
    if matches!(http, 204 | 304) {
        return Ok(Framing::Length(0));
    }
    if let Some(coding) = value(headers, "transfer-encoding") {
        return if coding.eq_ignore_ascii_case("chunked") {
            Ok(Framing::Chunks)
        } else {
            Err(Stop::Broken)
        };
    }
    let length = value(headers, "content-length").ok_or(Stop::More)?;
    if values(headers, "content-length").any(|other| other != length)
        || !length.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Err(Stop::Broken);
    }
    length.parse().map(Framing::Length).map_err(|_| Stop::Broken)
}

/// Joins the chunks; trailers after the last one do not matter.
fn chunks(mut rest: &[u8]) -> Result<Vec<u8>, Stop> {
    let mut body = Vec::new();
    loop {
        let (start, size) = match httparse::parse_chunk_size(rest) {
            Ok(Status::Complete(found)) => found,
            Ok(Status::Partial) => return Err(Stop::More),
            Err(_) => return Err(Stop::Broken),
        };
        if size == 0 {
            return Ok(body);
        }
        let size = usize::try_from(size).map_err(|_| Stop::Broken)?;
        let data = rest.get(start..).unwrap_or_default();
        let (chunk, after) = data.split_at_checked(size).ok_or(Stop::More)?;
        body.extend_from_slice(chunk);
        rest = match after {
            [b'\r', b'\n', next @ ..] => next,
            [] | [b'\r'] => return Err(Stop::More),
            _ => return Err(Stop::Broken),
        };
    }
}

fn token(body: &[u8]) -> Option<Token> {
    #[derive(Deserialize)]
    struct Body {
        id: String,
        card: CardBody,
    }
    #[derive(Deserialize)]
    struct CardBody {
        brand: String,
        last4: String,
    }
    let body: Body = serde_json::from_slice(body).ok()?;
    Some(Token {
        method: MethodId(text::id(&body.id, "pm_")?),
        brand: Brand::from_wire_name(&body.card.brand),
        last4: body.card.last4.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::station::{ApiError, ApiKind, Decline};

    const TAKEN_IN: &str = r#"{"id":"pm_1","card":{"brand":"amex","last4":"0005"}}"#;
    const DECLINED: &str =
        r#"{"error":{"type":"card_error","code":"incorrect_number","message":"x"}}"#;

    fn plain(status: &str, body: &str) -> Vec<u8> {
        format!(
            "HTTP/1.1 {status}\r\nRequest-Id: req_1\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }

    fn chunked(status: &str, body: &str, size: usize) -> Vec<u8> {
        let mut wire = format!("HTTP/1.1 {status}\r\nTransfer-Encoding: Chunked\r\n\r\n");
        for chunk in body.as_bytes().chunks(size) {
            let text = std::str::from_utf8(chunk).unwrap();
            wire.push_str(&format!("{:x};ext=1\r\n{text}\r\n", chunk.len()));
        }
        wire.push_str("0\r\nTrailer: x\r\n\r\n");
        wire.into_bytes()
    }

    fn taken_in() -> AnswerSoFar {
        AnswerSoFar::Whole(Ok(Token {
            method: MethodId("pm_1".to_owned()),
            brand: Brand::Amex,
            last4: "0005".parse().unwrap(),
        }))
    }

    fn failure(bytes: &[u8]) -> Failure {
        match read_answer(bytes) {
            AnswerSoFar::Whole(Err(failure)) => failure,
            other => panic!("not a failure: {other:?}"),
        }
    }

    #[test]
    fn a_card_is_taken_in_however_the_answer_is_framed() {
        assert_eq!(read_answer(&plain("200 OK", TAKEN_IN)), taken_in());
        assert_eq!(read_answer(&chunked("200 OK", TAKEN_IN, 7)), taken_in());
        let mut after_interim = b"HTTP/1.1 100 Continue\r\n\r\n".to_vec();
        after_interim.extend(plain("200 OK", TAKEN_IN));
        assert_eq!(read_answer(&after_interim), taken_in());
    }

    #[test]
    fn a_wrong_number_is_a_decline_whether_stripe_says_400_or_402() {
        for status in ["402 Payment Required", "400 Bad Request"] {
            for body in [DECLINED, &DECLINED.replace("card_error", "invalid_request_error")] {
                let Failure::Api(error) = failure(&plain(status, body)) else { panic!("no error") };
                let ApiError { kind: ApiKind::Declined(declined), request_id, .. } = error else {
                    panic!("no decline")
                };
                assert_eq!(declined.reason, Decline::CheckNumber);
                assert_eq!(request_id.as_deref(), Some("req_1"));
            }
        }
    }

    #[test]
    fn an_answer_of_another_shape_is_undecodable_and_keeps_its_request_id() {
        for body in ["", "{}", "<html>", r#"{"id":"pm_1/x","card":{"brand":"v","last4":"1234"}}"#] {
            let request_id = Some("req_1".to_owned());
            assert_eq!(
                failure(&plain("200 OK", body)),
                Failure::Undecodable { http: 200, request_id }
            );
        }
    }

    #[test]
    fn what_is_no_http_is_unknown() {
        for wire in [
            "SSH-2.0-OpenSSH\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ] {
            assert_eq!(failure(wire.as_bytes()), Failure::Unknown, "{wire}");
        }
    }

    #[test]
    fn an_endless_answer_ends_at_the_cap() {
        let long = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", ANSWER_MAX + 1);
        assert!(matches!(failure(long.as_bytes()), Failure::Undecodable { http: 200, .. }));
        let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        assert_eq!(read_answer(&endless), AnswerSoFar::More);
        endless.resize(ANSWER_MAX + 1, b'x');
        assert_eq!(failure(&endless), Failure::Unknown);
    }

    proptest! {
        #[test]
        fn any_split_of_an_answer_gives_the_same_result(
            good in any::<bool>(), size in 1usize..40, framed in any::<bool>(), junk in any::<u8>(),
        ) {
            let (status, body) =
                if good { ("200 OK", TAKEN_IN) } else { ("402 Payment Required", DECLINED) };
            let mut wire =
                if framed { plain(status, body) } else { chunked(status, body, size) };
            let result = read_answer(&wire);
            prop_assert!(matches!(result, AnswerSoFar::Whole(_)));
            for end in 0..wire.len() {
                let so_far = read_answer(&wire[..end]);
                prop_assert!(so_far == AnswerSoFar::More || so_far == result);
            }
            wire.push(junk);
            prop_assert_eq!(read_answer(&wire), result);
        }

        #[test]
        fn arbitrary_bytes_never_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..600), cut in 0usize..200,
        ) {
            let _ = read_answer(&bytes);
            let mut wire = chunked("200 OK", TAKEN_IN, 5);
            wire.truncate(cut);
            wire.extend(bytes);
            let _ = read_answer(&wire);
        }
    }
}
