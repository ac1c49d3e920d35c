//! Reading a request's body without leaving card data behind.
//!
//! The bytes are copied once, into a buffer of fixed size that is wiped. What they were copied
//! from belongs to the HTTP library; it can be wiped once nobody else holds it, that is, after the
//! connection is closed.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use zeroize::Zeroizing;

/// The longest body read, in bytes. Stripe's requests here have a few hundred.
const LIMIT: usize = 64 * 1024;

/// A body that was read.
pub struct Body {
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Where they came from.
    pub source: Vec<Bytes>,
}

/// Why a body could not be read.
pub enum Unreadable {
    /// It is longer than any request of Stripe's.
    TooLong,
    /// The connection broke.
    Broken,
}

/// Reads a body to its end.
///
/// # Errors
/// [`Unreadable`].
pub async fn read(mut incoming: Incoming) -> Result<Body, Unreadable> {
    // A declared length is the size to reserve; without one the limit is, so that the buffer
    // never grows and so never leaves a copy behind.
    let declared = incoming.size_hint().upper().map(usize::try_from);
    let capacity = match declared {
        Some(Ok(length)) if length <= LIMIT => length,
        Some(_) => return Err(Unreadable::TooLong),
        None => LIMIT,
    };
    let mut body = Body { bytes: Zeroizing::new(Vec::with_capacity(capacity)), source: Vec::new() };
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|_| Unreadable::Broken)?;
        let Ok(chunk) = frame.into_data() else { continue };
        if body.bytes.len() + chunk.len() > capacity {
            return Err(Unreadable::TooLong);
        }
        body.bytes.extend_from_slice(&chunk);
        body.source.push(chunk);
    }
    Ok(body)
}

/// Wipes the library's buffers, once it has let go of them.
///
/// Chunks that share a buffer lie in it in order. So from the last to the first: a chunk that is
/// not alone in its buffer is dropped, and the one that remains wipes from its own start to the
/// buffer's end.
pub fn wipe(source: Vec<Bytes>) {
    drop(wiped(source));
}

/// The buffers of [`wipe`], each from its first chunk to its end, now zeros.
fn wiped(mut source: Vec<Bytes>) -> Vec<BytesMut> {
    let mut buffers = Vec::new();
    while let Some(chunk) = source.pop() {
        if let Ok(mut buffer) = chunk.try_into_mut() {
            buffer.fill(0);
            buffer.resize(buffer.capacity(), 0);
            buffers.push(buffer);
        }
    }
    buffers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A read buffer as the HTTP library has it: a head, then a body in two chunks, then room.
    fn read_buffer() -> (BytesMut, Bytes, Vec<Bytes>) {
        let mut buffer = BytesMut::with_capacity(256);
        buffer.extend_from_slice(b"POST / HTTP/1.1\r\n\r\ncard[number]=4242&card[cvc]=123");
        let head = buffer.split_to(19).freeze();
        let first = buffer.split_to(17).freeze();
        let second = buffer.split().freeze();
        (buffer, head, vec![first, second])
    }

    #[test]
    fn chunks_of_one_buffer_are_wiped_together_to_its_end() {
        let (rest, head, chunks) = read_buffer();
        drop((rest, head));
        let buffers = wiped(chunks);
        assert_eq!(buffers.len(), 1);
        assert!(buffers.iter().all(|buffer| buffer.len() >= 256 - 19));
        assert!(buffers.iter().flatten().all(|byte| *byte == 0));
    }

    #[test]
    fn a_buffer_still_in_use_is_left_alone() {
        let (rest, head, chunks) = read_buffer();
        assert!(wiped(chunks).is_empty());
        assert!(head.starts_with(b"POST"));
        drop(rest);
    }
}
