//! The one request that carries a card.
pub struct RequestHead;
impl RequestHead {
    pub(super) fn new(
        _: &super::ApiBase,
        _: zeroize::Zeroizing<String>,
        _: &super::IdempotencyKey,
    ) -> Self {
        Self
    }
}
