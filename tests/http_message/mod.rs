//! Whole messages of HTTP/1.1, as far as a proxy of the tests must know them.

use std::io::Read;

/// One whole request or answer.
pub fn read_message(stream: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    let mut piece = [0; 8192];
    while !is_whole(&message) {
        let count = stream.read(&mut piece)?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        message.extend_from_slice(&piece[..count]);
    }
    Ok(message)
}

/// Whether head and declared body are there.
pub fn is_whole(message: &[u8]) -> bool {
    let Some(end) = message.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&message[..end]).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .map_or(0, |length| length.trim().parse().unwrap());
    message.len() >= end + 4 + length
}
