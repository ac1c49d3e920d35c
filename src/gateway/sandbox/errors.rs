//! Stripe's error bodies (docs.stripe.com/api/errors), and the sentences that its clients know.

use serde_json::{Map, Value, json};

use super::declines::Decline;

/// What an operation answers: an object, or a refusal.
pub type Reply = Result<Value, Refusal>;

/// A refusal; boxed because it is large and rare.
pub type Refusal = Box<ApiError>;

/// One error answer of the API.
pub struct ApiError {
    /// The HTTP status, 400 to 500.
    pub status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    message: String,
    param: Option<String>,
    more: Map<String, Value>,
    /// Whether the answer is kept for the idempotency key: only once execution has begun.
    pub kept: bool,
}

impl std::fmt::Debug for ApiError {
    /// Leaves out the objects inside: they can name a customer.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("param", &self.param)
            .finish_non_exhaustive()
    }
}

impl ApiError {
    fn new(status: u16, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            code: None,
            message: message.into(),
            param: None,
            more: Map::new(),
            kept: false,
        }
    }

    fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    fn param(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    fn kept(mut self) -> Self {
        self.kept = true;
        self
    }

    /// Adds a further field, such as the PaymentIntent concerned.
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.more.insert(field.to_owned(), value.into());
        self
    }

    /// The `error` object itself, without what belongs to one request.
    pub fn object(&self) -> Map<String, Value> {
        let mut object = Map::new();
        if let Some(code) = self.code {
            object.insert("code".into(), code.into());
            let page = code.replace('_', "-");
            object.insert(
                "doc_url".into(),
                format!("https://stripe.com/docs/error-codes/{page}").into(),
            );
        }
        object.extend(self.more.clone());
        object.insert("message".into(), self.message.clone().into());
        if let Some(param) = &self.param {
            object.insert("param".into(), param.clone().into());
        }
        object.insert("type".into(), self.kind.into());
        object
    }

    /// The whole answer's body.
    pub fn body(&self, request_id: &str) -> Value {
        let mut object = self.object();
        object.insert(
            "request_log_url".into(),
            format!("https://dashboard.stripe.com/test/logs/{request_id}").into(),
        );
        json!({ "error": object })
    }
}

/// A request that is wrong in itself: nothing was tried.
pub fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(400, "invalid_request_error", message)
}

/// Trouble on the sandbox's own side: 500.
pub fn internal(message: impl Into<String>) -> ApiError {
    ApiError::new(500, "api_error", message)
}

/// As [`invalid`], naming the parameter at fault.
pub fn invalid_param(param: &str, message: impl Into<String>) -> Refusal {
    Box::new(invalid(message).param(param))
}

/// A parameter the endpoint does not know.
pub fn parameter_unknown(names: &[&str]) -> Refusal {
    let plural = if names.len() == 1 { "" } else { "s" };
    let list = names.join(", ");
    let first = names.first().copied().unwrap_or_default();
    Box::new(
        invalid(format!("Received unknown parameter{plural}: {list}"))
            .code("parameter_unknown")
            .param(first),
    )
}

/// A required parameter that was not sent.
pub fn parameter_missing(name: &str) -> Refusal {
    Box::new(
        invalid(format!("Missing required param: {name}.")).code("parameter_missing").param(name),
    )
}

/// A parameter sent empty.
pub fn parameter_empty(name: &str) -> Refusal {
    let message = format!(
        "You passed an empty string for '{name}'. We assume empty values are an attempt to unset a \
         parameter; however '{name}' cannot be unset. You should remove '{name}' from your request \
         or supply a non-empty value."
    );
    Box::new(invalid(message).code("parameter_invalid_empty").param(name))
}

/// A parameter that should be a whole number.
pub fn parameter_not_integer(name: &str) -> Refusal {
    Box::new(
        invalid(format!("Invalid integer: '{name}'")).code("parameter_invalid_integer").param(name),
    )
}

/// A parameter that should be one of a few words.
pub fn parameter_not_one_of(name: &str, allowed: &[&str]) -> Refusal {
    invalid_param(name, format!("Invalid {name}: must be one of {}", allowed.join(", ")))
}

/// The parameter that API version 2026-09-30.endive removed.
pub fn payment_method_types_refused() -> Refusal {
    Box::new(
        invalid(
            "The `payment_method_types` parameter is no longer supported. Use \
             `allowed_payment_method_types` instead.",
        )
        .code("payment_method_types_no_longer_supported")
        .param("payment_method_types"),
    )
}

/// An amount below what the currency allows.
pub fn amount_too_small(smallest: &str) -> Refusal {
    Box::new(
        invalid(format!("Amount must be at least {smallest}."))
            .code("amount_too_small")
            .param("amount"),
    )
}

/// An amount above what the API, or the hold, allows.
pub fn amount_too_large(param: &str, largest: &str) -> Refusal {
    Box::new(
        invalid(format!("Amount must be no more than {largest}."))
            .code("amount_too_large")
            .param(param),
    )
}

/// An id in the path that names nothing: 404.
pub fn not_found(what: &str, id: &str, param: &str) -> Refusal {
    let mut error =
        invalid(format!("No such {what}: '{id}'")).code("resource_missing").param(param);
    error.status = 404;
    Box::new(error.kept())
}

/// An id in a parameter that names nothing: 400.
pub fn no_such(what: &str, id: &str, param: &str) -> Refusal {
    Box::new(
        invalid(format!("No such {what}: '{id}'")).code("resource_missing").param(param).kept(),
    )
}

/// A URL that is no endpoint.
pub fn unknown_url(method: &str, path: &str) -> Refusal {
    let mut error = invalid(format!(
        "Unrecognized request URL ({method}: {path}). The sandbox knows only what a card charged \
         once needs."
    ));
    error.status = 404;
    Box::new(error)
}

/// A PaymentIntent in a state that does not allow what was asked.
pub fn unexpected_state(message: impl Into<String>, intent: Value) -> Refusal {
    Box::new(
        invalid(message)
            .code("payment_intent_unexpected_state")
            .with("payment_intent", intent)
            .kept(),
    )
}

/// A request that was tried and is refused for what it names.
pub fn refused(code: Option<&'static str>, message: impl Into<String>) -> ApiError {
    let error = invalid(message).kept();
    match code {
        Some(code) => error.code(code),
        None => error,
    }
}

/// A card that is wrong in itself or that the bank declined: 402.
pub fn card_error(code: &'static str, param: Option<&str>, message: &str) -> ApiError {
    let error = ApiError::new(402, "card_error", message).code(code).kept();
    match param {
        Some(param) => error.param(param),
        None => error,
    }
}

/// A decline with everything Stripe says about it.
pub fn declined(decline: Decline) -> ApiError {
    let mut error = card_error(decline.code(), decline.param(), decline.message());
    if let Some(advice) = decline.advice_code() {
        error = error.with("advice_code", advice);
    }
    error = error.with("decline_code", decline.decline_code());
    if let Some(network) = decline.network_decline_code() {
        error = error.with("network_decline_code", network);
    }
    error
}

/// A missing or wrong key: 401.
pub fn unauthorized(message: &str, code: Option<&'static str>) -> Refusal {
    let error = ApiError::new(401, "invalid_request_error", message);
    Box::new(match code {
        Some(code) => error.code(code),
        None => error,
    })
}

/// A restricted key without the permission: 403.
pub fn forbidden(permission: &str, account: &str) -> Refusal {
    Box::new(ApiError::new(
        403,
        "invalid_request_error",
        format!(
            "The provided key 'rk_test_***' does not have the required permissions for this \
             endpoint on account '{account}'. Having the 'rak_{permission}' permission would allow \
             this request to continue."
        ),
    ))
}

/// An idempotency key used again with other parameters.
pub fn idempotency_mismatch(key: &str) -> Refusal {
    Box::new(ApiError::new(
        400,
        "idempotency_error",
        format!(
            "Keys for idempotent requests can only be used with the same parameters they were \
             first used with. Try using a key other than '{key}' if you meant to execute a \
             different request."
        ),
    ))
}

/// An idempotency key whose first request is still being handled: 409.
pub fn idempotency_in_use(key: &str) -> Refusal {
    Box::new(
        ApiError::new(
            409,
            "invalid_request_error",
            format!(
                "There is currently another in-progress request using this Idempotent Key (that \
                 probably means you submitted twice, and the other request is still going \
                 through): {key}. Please try again later or use a different key."
            ),
        )
        .code("idempotency_key_in_use"),
    )
}

/// The refusal of card numbers by accounts that are not enabled for them, in test mode. Stripe
/// sends no `code` with it; its HTTP status is not documented, and 400 is that of its type.
pub fn raw_cards_disabled() -> Refusal {
    Box::new(refused(
        None,
        "Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest \
         you use test tokens that map to the test card you are using, see \
         https://stripe.com/docs/testing. To enable raw card data APIs in test mode, see \
         https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis.",
    ))
}
