//! The hash chain: each event carries a SHA-256 over itself and the hash before it.
//!
//! SQLite returns a flipped byte in a row's text as if nothing had happened, and its
//! `integrity_check` does not see it either. The chain does.

use sha2::{Digest, Sha256};

/// A SHA-256.
pub(super) type Hash = [u8; 32];

/// Everything of an event that its hash covers, beside the hash before.
pub(super) struct Link<'a> {
    pub(super) seq: i64,
    pub(super) sale: Option<&'a str>,
    pub(super) kind: &'a str,
    pub(super) body: &'a str,
    pub(super) wall_ms: i64,
    pub(super) boot: &'a [u8],
    pub(super) mono_ms: i64,
}

impl Link<'_> {
    /// The event's hash, given the one before. Texts go in with their lengths, so that nothing
    /// can move from one column to the next unseen.
    pub(super) fn hash(&self, prev: &Hash) -> Hash {
        let mut hash = Sha256::new();
        hash.update(prev);
        hash.update(self.seq.to_be_bytes());
        hash.update([u8::from(self.sale.is_some())]);
        for text in [self.sale.unwrap_or_default(), self.kind, self.body] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        hash.update(self.wall_ms.to_be_bytes());
        hash.update((self.boot.len() as u64).to_be_bytes());
        hash.update(self.boot);
        hash.update(self.mono_ms.to_be_bytes());
        hash.finalize().into()
    }
}

/// What the first event follows: the journal's identity, so that it is covered too.
pub(super) fn genesis(format: i64, install: &[u8; 16], created_ms: i64) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"chargeonce journal");
    hash.update(format.to_be_bytes());
    hash.update(install);
    hash.update(created_ms.to_be_bytes());
    hash.finalize().into()
}

/// Where the chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The last event's number; 0 before the first.
    pub(super) seq: i64,
    /// The last event's hash; the genesis before the first.
    pub(super) hash: Hash,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link<'static> {
        Link {
            seq: 7,
            sale: Some("ab"),
            kind: "opened",
            body: "{}",
            wall_ms: 1,
            boot: &[3; 16],
            mono_ms: 2,
        }
    }

    #[test]
    fn every_column_and_the_hash_before_change_the_hash() {
        let whole = link().hash(&[0; 32]);
        let changed = [
            link().hash(&[1; 32]),
            Link { seq: 8, ..link() }.hash(&[0; 32]),
            Link { sale: None, ..link() }.hash(&[0; 32]),
            Link { sale: Some("ac"), ..link() }.hash(&[0; 32]),
            Link { kind: "intent", ..link() }.hash(&[0; 32]),
            Link { body: "[]", ..link() }.hash(&[0; 32]),
            Link { wall_ms: 2, ..link() }.hash(&[0; 32]),
            Link { boot: &[4; 16], ..link() }.hash(&[0; 32]),
            Link { mono_ms: 3, ..link() }.hash(&[0; 32]),
        ];
        assert!(changed.iter().all(|hash| *hash != whole));
    }

    #[test]
    fn text_cannot_move_between_columns_unseen() {
        let one = Link { kind: "open", body: "ed{}", ..link() };
        assert_ne!(one.hash(&[0; 32]), link().hash(&[0; 32]));
        let none = Link { sale: None, ..link() };
        let empty = Link { sale: Some(""), ..link() };
        assert_ne!(none.hash(&[0; 32]), empty.hash(&[0; 32]));
    }

    #[test]
    fn a_journals_identity_is_under_the_chain() {
        let whole = genesis(1, &[2; 16], 3);
        assert_ne!(genesis(2, &[2; 16], 3), whole);
        assert_ne!(genesis(1, &[3; 16], 3), whole);
        assert_ne!(genesis(1, &[2; 16], 4), whole);
    }
}
