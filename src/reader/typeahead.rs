//! What was typed into a terminal and will be dealt with by nobody.

use std::os::fd::BorrowedFd;

use rustix::event::{PollFd, PollFlags, Timespec};
use zeroize::{Zeroize, Zeroizing};

/// Bytes taken in one read.
const CHUNK: usize = 512;
/// The kernel's ring holds 4 KiB; somebody who types on and on is not waited for.
const READS: usize = 16;

/// Reads it off and wipes it. The kernel overwrites what it hands over; merely flushed, it would
/// stay in the kernel's ring until more is typed.
pub fn read_off(terminal: BorrowedFd<'_>) {
    let mut chunk = Zeroizing::new([0; CHUNK]);
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    for _ in 0..READS {
        let mut polled = [PollFd::from_borrowed_fd(terminal, PollFlags::IN)];
        let is_more = rustix::event::poll(&mut polled, Some(&now)).is_ok_and(|ready| ready > 0);
        if !is_more || rustix::io::read(terminal, chunk.as_mut_slice()).is_err() {
            return;
        }
        chunk.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;

    use super::*;

    #[test]
    fn nothing_typed_is_left_in_the_kernel() {
        let (input, keys) = rustix::pipe::pipe().unwrap();
        rustix::io::write(&keys, &[b'4'; 4_000]).unwrap();
        read_off(input.as_fd());
        let mut polled = [PollFd::new(&input, PollFlags::IN)];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        assert_eq!(rustix::event::poll(&mut polled, Some(&now)), Ok(0));
        // Nothing there, and then nobody to type.
        read_off(input.as_fd());
        drop(keys);
        read_off(input.as_fd());
    }
}
