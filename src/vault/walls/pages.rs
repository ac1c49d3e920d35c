//! The memory of a region: a guard, a stack, an arena, in a place of the address space that is
//! never used for anything else.
//!
//! Places are reserved once, for the life of the process. So an address in one of them is known to
//! be a region's, at any time and on any thread, and one that is kept too long leads to a crash
//! or nowhere, never into somebody else's memory.

use std::io;
use std::os::fd::{AsFd, FromRawFd, OwnedFd};
use std::ptr::{self, NonNull};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::mm::{Advice, MapFlags, MlockFlags, ProtFlags};

use super::blocks::{ALIGN_MAX, ARENA};

/// Below the stack: nothing. Whoever overruns the stack stops here.
const GUARD: usize = 64 * 1024;
/// The stack. TLS in a debug build takes about 100 KiB of it.
const STACK: usize = 448 * 1024;
/// The upper end of the stack, where the C library keeps what it must know of a thread. The
/// kernel's futexes do not reach into secret memory, so this part is locked memory instead.
const THREAD: usize = 64 * 1024;
/// All that is used of a place.
const USED: usize = STACK + THREAD + ARENA;
/// A place, with its guard.
const PLACE: usize = GUARD + USED;
/// Places. The station uses two at a time; tests more.
const PLACES: usize = 32;

/// How a region's memory is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protection {
    /// The system refused to lock it: it may be swapped out.
    Unlocked,
    /// Locked: never swapped out, in no core dump, in no child process.
    Locked,
    /// Secret (`memfd_secret`): locked, and gone from the kernel's own map of the memory, so that
    /// no other process can read it by way of the kernel, root's included.
    Secret,
}

struct Place {
    in_use: AtomicBool,
}

struct Places {
    start: usize,
    all: [Place; PLACES],
}

static RESERVED: OnceLock<Option<Places>> = OnceLock::new();

fn reserved() -> Option<&'static Places> {
    RESERVED.get_or_init(reserve).as_ref()
}

fn reserve() -> Option<Places> {
    // SAFETY: a new mapping at a place of the system's choice touches no memory in use.
    let start = unsafe {
        rustix::mm::mmap_anonymous(
            ptr::null_mut(),
            PLACE * PLACES,
            ProtFlags::empty(),
            MapFlags::PRIVATE | MapFlags::NORESERVE,
        )
    };
    let all = [const { Place { in_use: AtomicBool::new(false) } }; PLACES];
    start.ok().map(|start| Places { start: start.addr(), all })
}

/// Whether an address belongs to a region, standing or gone.
pub(super) fn is_reserved(address: usize) -> bool {
    // Never reserves: before the first region no address is one's.
    RESERVED.get().and_then(Option::as_ref).is_some_and(|places| {
        address.checked_sub(places.start).is_some_and(|offset| offset < PLACE * PLACES)
    })
}

/// Mapped memory of one place. Dropping it wipes it and gives it back.
pub(super) struct Pages {
    place: &'static Place,
    /// The lowest byte in use: the stack's.
    start: NonNull<u8>,
    protection: Protection,
}

// SAFETY: it is the only owner of its memory, which no thread is bound to.
unsafe impl Send for Pages {}

impl Pages {
    /// Memory in a place of its own, as well protected as the system allows.
    pub(super) fn map(best: Protection) -> io::Result<Self> {
        let none = || io::Error::from(io::ErrorKind::OutOfMemory);
        let places = reserved().ok_or_else(none)?;
        let (index, place) = places
            .all
            .iter()
            .enumerate()
            .find(|(_, place)| !place.in_use.swap(true, Ordering::AcqRel))
            .ok_or_else(none)?;
        let start = ptr::without_provenance_mut(places.start + index * PLACE + GUARD);
        let mapped = map_best(start, best);
        let (start, protection) = match mapped {
            Ok((start, protection)) => (NonNull::new(start).ok_or_else(none)?, protection),
            Err(error) => {
                give_back(start);
                place.in_use.store(false, Ordering::Release);
                return Err(error);
            }
        };
        Ok(Self { place, start, protection })
    }

    pub(super) fn protection(&self) -> Protection {
        self.protection
    }

    /// The stack's lowest byte and its length.
    pub(super) fn stack(&self) -> (NonNull<u8>, usize) {
        (self.start, STACK + THREAD)
    }

    /// The arena's lowest byte, aligned to a page; it has [`ARENA`] bytes.
    pub(super) fn arena(&self) -> NonNull<u8> {
        const { assert!((STACK + THREAD).is_multiple_of(ALIGN_MAX) && PLACE.is_multiple_of(ALIGN_MAX)) };
        // SAFETY: the arena lies behind the stack in the same mapping of `USED` bytes.
        unsafe { self.start.add(STACK + THREAD) }
    }

    /// Overwrites every page that was ever touched.
    fn wipe(&mut self) {
        const PAGE: usize = 4096;
        let mut touched = [1_u8; USED / PAGE];
        // SAFETY: the range is mapped and ours; the vector has a byte for each page of it. Where
        // pages are larger fewer bytes are written, and where the call fails none: both leave
        // ones, and then all is wiped.
        let answered = unsafe {
            libc::mincore(self.start.as_ptr().cast(), USED, touched.as_mut_ptr()) == 0
                && libc::sysconf(libc::_SC_PAGESIZE) == 4096
        };
        for (page, touched) in touched.iter().enumerate() {
            if !answered || touched & 1 == 1 {
                // SAFETY: within the mapping, which is writable; nobody else knows of it now that
                // its thread has ended.
                unsafe { wipe(self.start.as_ptr().add(page * PAGE), PAGE) };
            }
        }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.wipe();
        give_back(self.start.as_ptr());
        self.place.in_use.store(false, Ordering::Release);
    }
}

/// Overwrites memory in a way no compiler leaves out.
///
/// # Safety
/// `start` is valid for writes of `length` bytes.
pub(super) unsafe fn wipe(start: *mut u8, length: usize) {
    #[cfg(not(miri))]
    // SAFETY: the caller's promise.
    unsafe {
        libc::explicit_bzero(start.cast(), length);
    }
    // Miri knows no such function, and leaves nothing out.
    #[cfg(miri)]
    // SAFETY: the caller's promise.
    unsafe {
        start.write_bytes(0, length);
    }
}

fn map_best(start: *mut u8, best: Protection) -> io::Result<(*mut u8, Protection)> {
    let secret = best == Protection::Secret && map_secret(start, USED).is_ok();
    let mut protection = Protection::Secret;
    let mut locked = |start: *mut u8, length| -> io::Result<()> {
        protection = protection.min(map_locked(start, length, best)?);
        Ok(())
    };
    if secret {
        locked(start.wrapping_add(STACK), THREAD)?;
        // The part that futexes must reach is the exception that the name does not tell.
        if protection == Protection::Locked {
            protection = Protection::Secret;
        }
    } else {
        locked(start, USED)?;
    }
    // SAFETY: the range was mapped just now. A kernel without the advice keeps less apart; a
    // child process is never made, so nothing depends on it.
    let _ = unsafe { rustix::mm::madvise(start.cast(), USED, Advice::LinuxDontFork) };
    // SAFETY: as above. For memory that is not secret this is what keeps it out of core dumps.
    let _ = unsafe { rustix::mm::madvise(start.cast(), USED, Advice::LinuxDontDump) };
    Ok((start, protection))
}

const ACCESS: ProtFlags = ProtFlags::READ.union(ProtFlags::WRITE);

fn map_secret(start: *mut u8, length: usize) -> io::Result<()> {
    // SAFETY: the call takes one flag and returns a descriptor or an error.
    let made = unsafe { libc::syscall(libc::SYS_memfd_secret, libc::O_CLOEXEC) };
    let made = i32::try_from(made).ok().filter(|made| *made >= 0);
    let made = made.ok_or_else(io::Error::last_os_error)?;
    // SAFETY: the descriptor was made just now and belongs to nobody else.
    let file = unsafe { OwnedFd::from_raw_fd(made) };
    rustix::fs::ftruncate(&file, u64::try_from(length).unwrap_or(u64::MAX))?;
    // SAFETY: the range lies in a place that this region alone has, where nothing is in use.
    unsafe {
        let flags = MapFlags::SHARED | MapFlags::FIXED;
        rustix::mm::mmap(start.cast(), length, ACCESS, flags, file.as_fd(), 0)?;
    }
    Ok(())
}

fn map_locked(start: *mut u8, length: usize, best: Protection) -> io::Result<Protection> {
    // SAFETY: as in `map_secret`.
    unsafe {
        let flags = MapFlags::PRIVATE | MapFlags::FIXED;
        rustix::mm::mmap_anonymous(start.cast(), length, ACCESS, flags)?;
    }
    if best == Protection::Unlocked {
        return Ok(Protection::Unlocked);
    }
    // SAFETY: locking changes nothing of the memory.
    let locked = unsafe { rustix::mm::mlock_with(start.cast(), length, MlockFlags::ONFAULT) };
    Ok(if locked.is_ok() { Protection::Locked } else { Protection::Unlocked })
}

/// Makes a place empty again: reserved, with no memory behind it.
fn give_back(start: *mut u8) {
    // SAFETY: the place is this region's alone and its thread has ended, so nobody uses it.
    let given_back = unsafe {
        let flags = MapFlags::PRIVATE | MapFlags::NORESERVE | MapFlags::FIXED;
        rustix::mm::mmap_anonymous(start.cast(), USED, ProtFlags::empty(), flags)
    };
    // Memory that can't be given back has been wiped; it stays reserved and is mapped over next.
    let _ = given_back;
}
