//! Which of the station's calls a request is.

/// A call, as the network sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// The sale's PaymentIntent is made.
    Create,
    /// The card becomes a PaymentMethod.
    Token,
    /// The bank is asked for a hold.
    Confirm,
    /// The money is taken.
    Capture,
    /// The hold is let go.
    Cancel,
    /// The PaymentIntent is read.
    Inspect,
    /// The audit lists PaymentIntents.
    List,
    /// Anything else.
    Other,
}

impl Call {
    /// Told by the first line of a request.
    pub fn of(request: &[u8]) -> Self {
        let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let mut words = line.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parts: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        match (method, parts.as_slice()) {
            ("POST", ["payment_intents"]) => Self::Create,
            ("POST", ["payment_methods"]) => Self::Token,
            ("POST", ["payment_intents", _, "confirm"]) => Self::Confirm,
            ("POST", ["payment_intents", _, "capture"]) => Self::Capture,
            ("POST", ["payment_intents", _, "cancel"]) => Self::Cancel,
            ("GET", ["payment_intents", _]) => Self::Inspect,
            ("GET", ["payment_intents"]) if !query.is_empty() => Self::List,
            _ => Self::Other,
        }
    }
}

/// The idempotency key of a request, if it has one.
pub fn key_of(request: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(request);
    let head = text.split("\r\n\r\n").next()?;
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("idempotency-key").then(|| value.trim().to_owned())
    })
}
