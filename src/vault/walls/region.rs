//! A region, and the one thread that lives in it.
//!
//! The thread's stack and everything it allocates lie in the region. When it has ended, all of
//! that is wiped and unmapped at once, whatever libraries left where. So what the thread returns
//! must have been made outside (`outside`): its digits-free results, never a container that
//! was filled inside.

use std::ffi::c_void;
use std::io;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicBool, Ordering};

use super::allocator::{self, Arena};
use super::pages::{Pages, Protection};
use crate::vault::defences::{self, Defence};

/// Why a thread could not be started in a region.
#[derive(Debug, thiserror::Error)]
pub enum RegionError {
    /// The system gave no memory or no thread.
    #[error("the system gave no memory or thread for the card vault ({0})")]
    System(#[from] io::Error),
    /// The system does not lock its memory, and without that none is wanted.
    #[error("the system does not let the card vault's memory be locked")]
    Unlocked,
    /// A thread in a region wanted one of its own.
    #[error("a vault cannot be built inside a vault")]
    Nested,
}

/// Memory for one thread, ready to be lived in.
pub struct Region {
    pages: Pages,
    arena: Box<Arena>,
}

/// What was seen of a region when it was wiped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demolished {
    /// How it was kept from others.
    pub protection: Protection,
    /// Bytes of the arena that were never freed: anything but 0 is a mistake, for they may still
    /// be used.
    pub left: usize,
    /// The most bytes of the arena that were in use at once.
    pub most: usize,
    /// Bytes that did not fit, and came from the memory of all instead.
    pub spilled: usize,
}

impl Region {
    /// A region with the best protection the system allows.
    ///
    /// # Errors
    /// When there is no memory at all.
    pub fn build() -> io::Result<Self> {
        let seen = defences::is_off(Defence::Secret) || defences::is_off(Defence::Region);
        Self::build_with(if seen { Protection::Locked } else { Protection::Secret })
    }

    /// A region with `best` or less.
    ///
    /// # Errors
    /// When there is no memory at all.
    pub fn build_with(best: Protection) -> io::Result<Self> {
        let pages = Pages::map(best)?;
        // SAFETY: the arena's memory is this region's alone, and the region keeps it mapped until
        // the thread that uses it has ended.
        let arena = Box::new(unsafe { Arena::new(pages.arena().as_ptr()) });
        Ok(Self { pages, arena })
    }

    /// How it is kept from others.
    #[must_use]
    pub fn protection(&self) -> Protection {
        self.pages.protection()
    }

    /// Starts a thread in it that does `work`.
    ///
    /// # Errors
    /// [`RegionError`]; then `work` was not begun.
    pub fn start<T, F>(self, work: F) -> Result<Inhabited<T>, RegionError>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        if allocator::is_inside() {
            return Err(RegionError::Nested);
        }
        let body = move |result: &mut Option<T>| *result = Some(work());
        let life = Box::into_raw(Box::new(Life {
            region: self,
            body: Some(Box::new(body)),
            result: None,
        }));
        // SAFETY: `life` lives until the thread was joined, and nobody else uses it before.
        match unsafe { create(life) } {
            Ok(thread) => Ok(Inhabited { thread, life, joined: AtomicBool::new(false) }),
            Err(error) => {
                // SAFETY: no thread was made, so it is still ours alone.
                drop(unsafe { Box::from_raw(life) });
                Err(error.into())
            }
        }
    }
}

/// What a thread is to do, in its region.
type Body<T> = Box<dyn FnOnce(&mut Option<T>) + Send>;

/// A region, what is to be done in it, and what came of it.
struct Life<T> {
    region: Region,
    body: Option<Body<T>>,
    result: Option<T>,
}

/// A region with a thread in it. Dropping it waits for the thread's end.
pub struct Inhabited<T> {
    thread: libc::pthread_t,
    life: *mut Life<T>,
    joined: AtomicBool,
}

// SAFETY: the pointer is an owner's, which only joins the thread and then takes `Life` back, whose
// parts may move between threads.
unsafe impl<T: Send> Send for Inhabited<T> {}

impl<T> Inhabited<T> {
    /// Waits for the thread's end, wipes the region and gives it back.
    #[must_use]
    pub fn demolish(self) -> (Option<T>, Demolished) {
        let Life { region, result, .. } = *self.take_back();
        let Region { pages, mut arena } = region;
        let (left, most, spilled) = arena.figures();
        let protection = pages.protection();
        drop(pages);
        (result, Demolished { protection, left, most, spilled })
    }

    /// Joins the thread, once.
    fn take_back(&self) -> Box<Life<T>> {
        // SAFETY: the thread was made joinable, and `joined` sees to it that this happens once.
        let error = unsafe { libc::pthread_join(self.thread, std::ptr::null_mut()) };
        if error != 0 {
            // The thread may still run, in memory that would be taken away under it.
            std::process::abort();
        }
        self.joined.store(true, Ordering::Relaxed);
        // SAFETY: it came from `Box::into_raw`, and the thread that used it has ended.
        unsafe { Box::from_raw(self.life) }
    }
}

impl<T> Drop for Inhabited<T> {
    fn drop(&mut self) {
        if !self.joined.load(Ordering::Relaxed) {
            drop(self.take_back());
        }
    }
}

/// Makes the thread.
///
/// # Safety
/// `life` is valid until the thread was joined, and nobody else uses it meanwhile.
unsafe fn create<T: Send>(life: *mut Life<T>) -> io::Result<libc::pthread_t> {
    let check = |error: libc::c_int| match error {
        0 => Ok(()),
        error => Err(io::Error::from_raw_os_error(error)),
    };
    let mut attributes = MaybeUninit::uninit();
    let mut thread = MaybeUninit::uninit();
    // SAFETY: the attributes are initialised before they are used and destroyed after; the stack
    // is the region's, writable, and lives as long as `life`; `inhabit` gets the pointer it
    // expects.
    unsafe {
        let (stack, length) = (*life).region.pages.stack();
        check(libc::pthread_attr_init(attributes.as_mut_ptr()))?;
        let set =
            libc::pthread_attr_setstack(attributes.as_mut_ptr(), stack.as_ptr().cast(), length);
        let made = check(set).and_then(|()| {
            let begin = inhabit::<T>;
            let made = libc::pthread_create(
                thread.as_mut_ptr(),
                attributes.as_ptr(),
                begin,
                life.cast::<c_void>(),
            );
            check(made)
        });
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        made?;
        Ok(thread.assume_init())
    }
}

/// The thread. A panic that got here would end the process: it cannot leave an `extern "C"`.
extern "C" fn inhabit<T>(life: *mut c_void) -> *mut c_void {
    let life = life.cast::<Life<T>>();
    // A nameless thread works as well.
    let _ = rustix::thread::set_name(c"vault");
    // SAFETY: `create`'s caller promised that `life` is this thread's until it was joined; the
    // arena is in it and stays where it is.
    let (body, result) = unsafe {
        if !defences::is_off(Defence::Region) {
            allocator::move_in(&raw const *(*life).region.arena);
        }
        ((*life).body.take(), &mut (*life).result)
    };
    if let Some(body) = body {
        body(result);
    }
    std::ptr::null_mut()
}
