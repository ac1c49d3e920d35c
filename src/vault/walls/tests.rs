//! What the walls promise, seen from inside the process.

use std::sync::mpsc::channel;

use super::pages::{is_reserved, wipe};
use super::{Protection, Region, RegionError, outside};

fn live<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> (T, super::Demolished) {
    let (result, seen) = Region::build().unwrap().start(work).unwrap().demolish();
    (result.unwrap(), seen)
}

fn address<T: ?Sized>(thing: &T) -> usize {
    (&raw const *thing).addr()
}

#[test]
fn stack_and_allocations_of_the_thread_lie_in_its_region() {
    let (inside, seen) = live(|| {
        let local = 1_u8;
        let boxed = Box::new(2_u8);
        let grown: Vec<u8> = (0..100_000_u32).map(|number| number.to_le_bytes()[0]).collect();
        [address(&local), address(&*boxed), address(grown.as_slice())].map(is_reserved)
    });
    assert_eq!(inside, [true; 3]);
    assert_eq!((seen.left, seen.spilled), (0, 0));
    assert!(seen.most >= 100_000);
    assert!(!is_reserved(address(&*Box::new(0))), "others allocate elsewhere");
}

#[test]
fn what_is_made_outside_outlives_the_region() {
    let (text, seen) = live(|| {
        let inside = String::from("pm_1");
        outside(|| inside.clone())
    });
    assert_eq!(text, "pm_1");
    assert!(!is_reserved(text.as_ptr().addr()));
    assert_eq!(seen.left, 0);
}

#[test]
fn what_came_from_outside_is_freed_where_it_came_from() {
    let text = "x".repeat(1000);
    let (length, seen) = live(move || text.len());
    assert_eq!((length, seen.left), (1000, 0));
}

#[test]
fn what_escapes_is_noticed() {
    let (escaped, seen) = live(|| vec![1_u8; 1000]);
    assert_eq!(seen.left, 1024);
    // Freeing it later, on whichever thread, touches nothing.
    drop(escaped);
}

#[test]
fn a_full_region_goes_on_with_other_memory_and_says_so() {
    let (ends, seen) = live(|| {
        let large = vec![1_u8; 400 * 1024];
        let too_large = vec![2_u8; 400 * 1024];
        [is_reserved(large.as_ptr().addr()), is_reserved(too_large.as_ptr().addr())]
    });
    assert_eq!(ends, [true, false]);
    assert_eq!((seen.left, seen.spilled), (0, 400 * 1024));
}

#[test]
fn a_vault_in_a_vault_is_refused() {
    let (refused, _) = live(|| {
        let inner = outside(Region::build).unwrap();
        matches!(outside(|| inner.start(|| ())), Err(RegionError::Nested))
    });
    assert!(refused);
}

#[test]
fn two_regions_do_not_share_memory() {
    let (first, heard) = channel();
    let (release, wait) = channel::<()>();
    let one = Region::build().unwrap().start(move || {
        let mine = Box::new(1_u8);
        outside(|| first.send(address(&*mine))).unwrap();
        wait.recv().unwrap();
        *mine
    });
    let other = heard.recv().unwrap();
    let (mine, _) = live(|| address(&*Box::new(2_u8)));
    assert_ne!(mine, other);
    release.send(()).unwrap();
    assert_eq!(one.unwrap().demolish().0, Some(1));
}

#[test]
fn weaker_protection_serves_where_better_is_refused() {
    for best in [Protection::Unlocked, Protection::Locked] {
        let region = Region::build_with(best).unwrap();
        assert!(region.protection() <= best);
        let (sum, seen) =
            region.start(|| vec![1_u32; 1000].iter().sum::<u32>()).unwrap().demolish();
        assert_eq!((sum, seen.left), (Some(1000), 0));
    }
}

#[test]
fn regions_are_built_and_demolished_any_number_of_times() {
    for round in 0..100_u32 {
        let (sum, seen) = live(move || vec![round; 100].iter().sum::<u32>());
        assert_eq!((sum, seen.left), (round * 100, 0));
    }
}

#[test]
fn wiping_leaves_zeros_up_to_the_end_and_no_further() {
    let mut bytes = [7_u8; 10];
    // SAFETY: eight bytes within the array.
    unsafe { wipe(bytes[1..].as_mut_ptr(), 8) };
    assert_eq!(bytes, [7, 0, 0, 0, 0, 0, 0, 0, 0, 7]);
}
