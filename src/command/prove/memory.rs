//! The memory of another process, read through `/proc`. Needs root, or the right to trace, for a
//! process that closed itself to others.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;

/// One mapping's bytes, as far as they can be read.
pub struct Piece {
    /// The first address.
    pub start: u64,
    /// What the system calls it: `[heap]`, `[stack]`, a file, or nothing.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What was read of a process.
pub struct Snapshot {
    /// The writable mappings.
    pub pieces: Vec<Piece>,
    /// Bytes of writable mappings that the kernel shows to nobody: secret memory.
    pub unreadable: u64,
}

/// Reads every writable mapping of a process. Mappings that cannot be written are the program's
/// files, as they are on the disk: no card gets there.
///
/// # Errors
/// When the process is gone, or closed to us.
pub fn snapshot(process: u32) -> io::Result<Snapshot> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps"))?;
    let memory = File::open(format!("/proc/{process}/mem"))?;
    let mut snapshot = Snapshot { pieces: Vec::new(), unreadable: 0 };
    for line in maps.lines() {
        let Some((start, end, name)) = writable(line) else { continue };
        let length = usize::try_from(end.saturating_sub(start)).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        match memory.read_exact_at(&mut bytes, start) {
            Ok(()) => snapshot.pieces.push(Piece { start, name, bytes }),
            Err(_) => snapshot.unreadable += end.saturating_sub(start),
        }
    }
    Ok(snapshot)
}

/// The bounds and the name of a line of `maps`, if the mapping can be read and written.
fn writable(line: &str) -> Option<(u64, u64, String)> {
    let mut words = line.split_whitespace();
    let (start, end) = words.next()?.split_once('-')?;
    let rights = words.next()?;
    let name = words.nth(3).unwrap_or_default().to_owned();
    let address = |text| u64::from_str_radix(text, 16).ok();
    rights.starts_with("rw").then_some((address(start)?, address(end)?, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_text_is_in_the_snapshot_of_its_process() {
        let planted: Vec<u8> = b"detnalp".iter().rev().copied().cycle().take(7_000).collect();
        let snapshot = snapshot(std::process::id()).unwrap();
        let place = planted.as_ptr().addr() as u64;
        let piece = snapshot
            .pieces
            .iter()
            .find(|piece| (piece.start..piece.start + piece.bytes.len() as u64).contains(&place));
        let piece = piece.unwrap();
        let from = usize::try_from(place - piece.start).unwrap();
        assert!(piece.bytes[from..].starts_with(b"planted"));
    }

    #[test]
    fn only_writable_mappings_are_read() {
        let heap = "5555-6666 rw-p 00000000 00:00 0    [heap]";
        assert_eq!(writable(heap), Some((0x5555, 0x6666, "[heap]".to_owned())));
        assert_eq!(writable("5555-6666 r-xp 00000000 00:00 0  /bin/x"), None);
        assert_eq!(writable("5555-6666 ---p 00000000 00:00 0"), None);
    }
}
