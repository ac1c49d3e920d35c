//! A process stopped by `ptrace`, with the registers of all its threads, vectors included.

#![expect(unsafe_code, reason = "the kernel has no other way to show registers")]

use std::fs;
use std::ptr;

/// General registers; the whole extended state with all vectors (`NT_X86_XSTATE`); the simple
/// floating-point state, which other architectures have.
const SETS: [usize; 3] = [1, 0x202, 2];

/// All threads of a process, stopped until this is dropped.
pub struct Stopped {
    threads: Vec<libc::pid_t>,
}

impl Stopped {
    pub fn stop(process: u32) -> Self {
        let mut threads = Vec::new();
        // Threads may come while others are being stopped.
        loop {
            let before = threads.len();
            for entry in fs::read_dir(format!("/proc/{process}/task")).unwrap().flatten() {
                let thread: libc::pid_t = entry.file_name().to_str().unwrap().parse().unwrap();
                if !threads.contains(&thread) && stop(thread) {
                    threads.push(thread);
                }
            }
            if threads.len() == before {
                return Self { threads };
            }
        }
    }

    /// Every register set of every thread.
    pub fn registers(&self) -> Vec<Vec<u8>> {
        let sets = |thread: &libc::pid_t| SETS.map(|set| register_set(*thread, set));
        self.threads.iter().flat_map(sets).collect()
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        for thread in &self.threads {
            // SAFETY: no memory is handed over.
            unsafe {
                libc::ptrace(
                    libc::PTRACE_DETACH,
                    *thread,
                    ptr::null_mut::<u8>(),
                    ptr::null_mut::<u8>(),
                )
            };
        }
    }
}

fn stop(thread: libc::pid_t) -> bool {
    let nothing = ptr::null_mut::<u8>();
    // SAFETY: no memory is handed over but the status, which is ours.
    unsafe {
        let mut status = 0;
        libc::ptrace(libc::PTRACE_SEIZE, thread, nothing, nothing) == 0
            && libc::ptrace(libc::PTRACE_INTERRUPT, thread, nothing, nothing) == 0
            && libc::waitpid(thread, &raw mut status, libc::__WALL) == thread
    }
}

fn register_set(thread: libc::pid_t, set: usize) -> Vec<u8> {
    let mut bytes = vec![0_u8; 16 * 1024];
    let mut vector = libc::iovec { iov_base: bytes.as_mut_ptr().cast(), iov_len: bytes.len() };
    // SAFETY: the kernel writes at most `iov_len` bytes into the vector and says how many.
    let got = unsafe { libc::ptrace(libc::PTRACE_GETREGSET, thread, set, &raw mut vector) };
    bytes.truncate(if got == 0 { vector.iov_len } else { 0 });
    bytes
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use std::io::Read;
    use std::process::{Command, Stdio};

    use chargeonce::command::prove::search::{Encoding, Needles, TestCard};

    use super::*;
    use crate::scan;

    const IN_CHILD: &str = "CHARGEONCE_TEST_HOLDS_DIGITS";
    const NUMBER: &[u8; 16] = b"4929104857362819";

    /// Holds eight digits in a vector register, and nowhere else, for good.
    fn hold() -> ! {
        let digits = u64::from_le_bytes(NUMBER[6..14].try_into().unwrap());
        // SAFETY: registers only, and it never comes back.
        unsafe {
            std::arch::asm!(
                "movq xmm7, {digits}", "xor {digits}, {digits}",
                "2:", "pause", "jmp 2b",
                digits = in(reg) digits, options(noreturn, nomem, nostack)
            )
        }
    }

    #[test]
    fn digits_in_a_vector_register_are_found() {
        if std::env::var_os(IN_CHILD).is_some() {
            rustix::io::write(rustix::stdio::stderr(), b"!").unwrap();
            hold();
        }
        if !scan::may_look() {
            return;
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "registers::tests::digits_in_a_vector_register_are_found"])
            .arg("--nocapture")
            .env(IN_CHILD, "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stderr.as_mut().unwrap().read_exact(&mut [0]).unwrap();
        crate::desk::pause(std::time::Duration::from_millis(50));
        let registers = Stopped::stop(child.id()).registers();
        child.kill().unwrap();
        child.wait().unwrap();
        let none = b"";
        let needles = Needles::of(&TestCard {
            number: NUMBER,
            expiry: none,
            code: none,
            discretionary: none,
            name: none,
        });
        let finds: Vec<_> = registers.iter().flat_map(|set| needles.search(set)).collect();
        assert!(finds.iter().any(|find| find.encoding == Encoding::Characters(1)));
    }
}
