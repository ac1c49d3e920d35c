//! Stripe's cursor pagination (docs.stripe.com/api/pagination) and its `created` filter.

use serde_json::{Value, json};

use super::book::{Filed, Shelf};
use super::errors::{self, Refusal, Reply};
use super::params::Params;

/// How many objects a page has unless told otherwise.
const DEFAULT_LIMIT: usize = 10;

/// One page of a shelf, newest first.
///
/// # Errors
/// A limit out of range, or a cursor that names nothing.
pub fn page<T: Filed>(
    shelf: &Shelf<T>,
    params: &Params,
    url: &str,
    wanted: impl Fn(&T) -> bool,
    render: impl Fn(&T) -> Value,
) -> Reply {
    let limit = limit(params)?;
    let created = Created::read(params)?;
    for cursor in ["starting_after", "ending_before"] {
        if let Some(id) = params.text(cursor).filter(|id| shelf.get(id).is_none()) {
            return Err(errors::no_such("object", id, cursor));
        }
    }
    let fits = |object: &&T| created.allows(object.created()) && wanted(object);
    let (data, has_more) = if let Some(id) = params.text("ending_before") {
        let before: Vec<&T> =
            shelf.newest_first().take_while(|object| object.id() != id).filter(fits).collect();
        let skipped = before.len().saturating_sub(limit);
        (before.into_iter().skip(skipped).map(&render).collect::<Vec<_>>(), skipped > 0)
    } else {
        let after = params.text("starting_after");
        let mut rest = shelf
            .newest_first()
            .skip_while(|object| after.is_some_and(|id| object.id() != id))
            .skip(usize::from(after.is_some()))
            .filter(fits);
        (rest.by_ref().take(limit).map(&render).collect(), rest.next().is_some())
    };
    Ok(json!({ "object": "list", "data": data, "has_more": has_more, "url": url }))
}

/// The page size asked for: 1 to 100.
///
/// # Errors
/// `parameter_invalid_integer`, or a number out of range.
pub fn limit(params: &Params) -> Result<usize, Refusal> {
    match params.integer("limit")? {
        None => Ok(DEFAULT_LIMIT),
        Some(limit @ 1..=100) => Ok(usize::try_from(limit).unwrap_or(DEFAULT_LIMIT)),
        Some(_) => Err(errors::invalid_param("limit", "This value must be between 1 and 100.")),
    }
}

/// Bounds on when an object was made, both inclusive.
struct Created {
    first: i64,
    last: i64,
}

impl Created {
    fn read(params: &Params) -> Result<Self, Refusal> {
        let mut bounds = Self { first: i64::MIN, last: i64::MAX };
        if let Some(at) = params.integer("created")? {
            bounds = Self { first: at, last: at };
        }
        if let Some(at) = params.integer("created[gte]")? {
            bounds.first = bounds.first.max(at);
        }
        if let Some(at) = params.integer("created[gt]")? {
            bounds.first = bounds.first.max(at.saturating_add(1));
        }
        if let Some(at) = params.integer("created[lte]")? {
            bounds.last = bounds.last.min(at);
        }
        if let Some(at) = params.integer("created[lt]")? {
            bounds.last = bounds.last.min(at.saturating_sub(1));
        }
        Ok(bounds)
    }

    fn allows(&self, created: i64) -> bool {
        (self.first..=self.last).contains(&created)
    }
}
