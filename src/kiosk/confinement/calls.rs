//! The fence around system calls: seccomp.
//!
//! Three filters, of which the kernel obeys the strictest. A call that is on no list is answered as
//! by a kernel that does not have it, so that a newer C library takes its way for older kernels.
//! What would give a stranger's code more than the station has is refused. And what nobody does by
//! mistake ends the process: reading other processes, loading code into the kernel, changing what
//! is mounted.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::SeccompCmpArgLen::{Dword, Qword};
use seccompiler::SeccompCmpOp::{Eq, MaskedEq, Ne};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch,
};

use super::Hold;
use super::lists::{HOSTILE, LEGACY_STARTING, NEEDED, OTHERS, STARTING};

/// Whom a fence is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Threads {
    /// This thread and those it will start.
    This,
    /// All of the process.
    All,
}

/// Puts the fence up.
pub(super) fn fence(threads: Threads) -> Hold {
    let Ok(programs) = programs() else { return Hold::Missing };
    let put_up = |program: &BpfProgram| match threads {
        Threads::This => seccompiler::apply_filter(program),
        Threads::All => seccompiler::apply_filter_all_threads(program),
    };
    // In this order: of two refusals the kernel gives the answer of the one put up last.
    if programs.iter().all(|program| put_up(program).is_ok()) { Hold::Whole } else { Hold::Missing }
}

fn programs() -> Result<[BpfProgram; 3], BackendError> {
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let program = |rules, otherwise, then| -> Result<BpfProgram, BackendError> {
        SeccompFilter::new(rules, otherwise, then, arch)?.try_into()
    };
    let refuse = |error: libc::c_int| SeccompAction::Errno(error.unsigned_abs());
    Ok([
        program(whole(NEEDED), refuse(libc::ENOSYS), SeccompAction::Allow)?,
        program(refused()?, SeccompAction::Allow, refuse(libc::EPERM))?,
        program(whole(HOSTILE), SeccompAction::Allow, SeccompAction::KillProcess)?,
    ])
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// These calls, whatever their arguments.
fn whole(calls: &[&[c_long]]) -> Rules {
    calls.iter().copied().flatten().map(|call| (*call, Vec::new())).collect()
}

/// An argument by its place, its length, and what it is compared with.
type Condition = (u8, SeccompCmpArgLen, SeccompCmpOp, u64);

/// What the station may do, but not so.
fn refused() -> Result<Rules, BackendError> {
    let clone_thread = libc::CLONE_THREAD.unsigned_abs().into();
    let execute = libc::PROT_EXEC.unsigned_abs().into();
    let both = (libc::PROT_WRITE | libc::PROT_EXEC).unsigned_abs().into();
    let number = |value: libc::c_int| u64::from(value.unsigned_abs());
    let other_family = [libc::AF_UNIX, libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK];
    let other_family: Vec<Condition> =
        other_family.iter().map(|family| (0, Dword, Ne, number(*family))).collect();
    let some: [(c_long, &[Condition]); 9] = [
        // A process, instead of a thread.
        (libc::SYS_clone, &[(0, Qword, MaskedEq(clone_thread), 0)]),
        // Memory that becomes code. Libraries are mapped as code from the start.
        (libc::SYS_mprotect, &[(2, Dword, MaskedEq(execute), execute)]),
        (libc::SYS_mmap, &[(2, Dword, MaskedEq(both), both)]),
        // Packets, Bluetooth, virtual machines, the kernel's cryptography.
        (libc::SYS_socket, &other_family),
        (libc::SYS_socketpair, &[(0, Dword, Ne, number(libc::AF_UNIX))]),
        // Opening the process to others again.
        (libc::SYS_prctl, &[(0, Dword, Eq, number(libc::PR_SET_DUMPABLE)), (1, Qword, Ne, 0)]),
        (libc::SYS_prctl, &[(0, Dword, Eq, number(libc::PR_SET_PTRACER))]),
        // Typing on a terminal in somebody's name.
        (libc::SYS_ioctl, &[(1, Dword, Eq, libc::TIOCSTI)]),
        (libc::SYS_ioctl, &[(1, Dword, Eq, TIOCLINUX)]),
    ];
    let mut rules = whole(&[STARTING, OTHERS, LEGACY_STARTING]);
    for (call, conditions) in some {
        let conditions = conditions.iter().map(|(place, length, operator, value)| {
            SeccompCondition::new(*place, length.clone(), operator.clone(), *value)
        });
        let rule = SeccompRule::new(conditions.collect::<Result<_, _>>()?)?;
        rules.entry(call).or_default().push(rule);
    }
    Ok(rules)
}

/// `ioctl_console(2)`: the console's selection, which pastes as if it were typed.
const TIOCLINUX: u64 = 0x541c;

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn nothing_that_is_needed_ends_the_process() {
        let hostile = whole(HOSTILE);
        assert!(whole(NEEDED).keys().all(|call| !hostile.contains_key(call)));
    }

    /// Runs `work` on a thread of its own, behind the fence.
    fn fenced<T: Send>(work: impl FnOnce() -> T + Send) -> T {
        std::thread::scope(|scope| {
            let trial = || {
                rustix::thread::set_no_new_privs(true).unwrap();
                assert_eq!(fence(Threads::This), Hold::Whole);
                work()
            };
            scope.spawn(trial).join().unwrap()
        })
    }

    #[test]
    fn threads_files_and_sockets_work_behind_the_fence() {
        let answer = fenced(|| {
            let directory = tempfile::tempdir().unwrap();
            let file = directory.path().join("x");
            std::fs::write(&file, "y").unwrap();
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let client = std::thread::spawn(move || std::net::TcpStream::connect(address).is_ok());
            let named = std::net::ToSocketAddrs::to_socket_addrs(&("localhost", 80)).unwrap();
            assert!(named.count() > 0);
            (client.join().unwrap(), std::fs::read(file).unwrap())
        });
        assert_eq!(answer, (true, b"y".to_vec()));
    }

    #[test]
    fn a_vault_stands_behind_the_fence() {
        let (free, fenced) = (protection(), fenced(protection));
        assert_eq!(free, fenced);
    }

    fn protection() -> crate::vault::walls::Protection {
        let region = crate::vault::walls::Region::build().unwrap();
        let (sum, seen) = region.start(|| vec![1_u8; 100].len()).unwrap().demolish();
        assert_eq!(sum, Some(100));
        seen.protection
    }

    #[test]
    fn no_program_is_started_and_no_odd_socket_made_behind_the_fence() {
        fenced(|| {
            let refused = |error: io::Error| error.raw_os_error() == Some(libc::EPERM);
            assert!(std::process::Command::new("/bin/true").spawn().is_err_and(refused));
            let packets = rustix::net::AddressFamily::from_raw(libc::AF_PACKET.try_into().unwrap());
            let raw = rustix::net::SocketType::RAW;
            let made = rustix::net::socket(packets, raw, None);
            assert_eq!(made.err(), Some(rustix::io::Errno::PERM));
        });
    }

    #[test]
    fn what_is_not_on_the_list_is_not_there_behind_the_fence() {
        let made = fenced(|| rustix::fs::memfd_create("x", rustix::fs::MemfdFlags::CLOEXEC));
        assert_eq!(made.err(), Some(rustix::io::Errno::NOSYS));
    }

    #[test]
    fn what_nobody_does_by_mistake_ends_the_process() {
        const SELF: &str =
            "kiosk::confinement::calls::tests::what_nobody_does_by_mistake_ends_the_process";
        if std::env::var_os("CHARGEONCE_FENCED_CHILD").is_some() {
            fenced(|| std::os::unix::fs::chroot("/").is_ok());
            return;
        }
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", SELF]).env("CHARGEONCE_FENCED_CHILD", "1");
        let status = child.output().unwrap().status;
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(libc::SIGSYS));
    }
}
