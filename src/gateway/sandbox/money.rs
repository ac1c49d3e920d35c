//! Amounts as Stripe counts and bounds them: integers of the smallest unit on the wire.
//!
//! The facts are Stripe's currency page (docs.stripe.com/currencies); minimums apply there to the
//! settlement currency, here to the charge's own.

/// The largest amount Stripe takes, in the smallest unit.
pub const LARGEST: i64 = 99_999_999;

/// Currencies without a smaller unit.
const ZERO_DECIMAL: &[&str] = &[
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
    "xof", "xpf",
];

/// Currencies with a thousandth as the smallest unit.
const THREE_DECIMAL: &[&str] = &["bhd", "jod", "kwd", "omr", "tnd"];

/// The currencies a charge can be made in.
const SUPPORTED: &str = "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd \
    bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd \
    fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw \
    kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio \
    nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos \
    srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar \
    zmw";

/// Whether a lower-case ISO 4217 code can be charged.
pub fn is_supported(currency: &str) -> bool {
    currency.len() == 3 && SUPPORTED.split(' ').any(|known| known == currency)
}

/// The smallest amount that can be charged, in the smallest unit; 1 where Stripe names none.
pub fn smallest(currency: &str) -> i64 {
    match currency {
        "usd" | "aud" | "brl" | "cad" | "chf" | "eur" | "inr" | "nzd" | "sgd" | "jpy" => 50,
        "gbp" => 30,
        "aed" | "myr" | "pln" | "ron" => 200,
        "bgn" => 100,
        "czk" => 1500,
        "dkk" => 250,
        "hkd" => 400,
        "huf" => 17_500,
        "mxn" | "thb" => 1000,
        "nok" | "sek" => 300,
        _ => 1,
    }
}

/// How many decimals the currency has on the wire.
fn decimals(currency: &str) -> usize {
    match currency {
        zero if ZERO_DECIMAL.contains(&zero) => 0,
        three if THREE_DECIMAL.contains(&three) => 3,
        _ => 2,
    }
}

/// An amount for people, such as `12.50 EUR`.
pub fn display(amount: i64, currency: &str) -> String {
    let places = decimals(currency);
    let mut digits = format!("{amount:0width$}", width = places + 1);
    if places > 0 {
        digits.insert(digits.len() - places, '.');
    }
    format!("{digits} {}", currency.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_shown_with_its_currency_s_decimals() {
        assert_eq!(display(1250, "eur"), "12.50 EUR");
        assert_eq!(display(5, "usd"), "0.05 USD");
        assert_eq!(display(500, "jpy"), "500 JPY");
        assert_eq!(display(1250, "kwd"), "1.250 KWD");
    }

    #[test]
    fn only_known_currencies_are_supported() {
        assert!(is_supported("eur"));
        assert!(!is_supported("EUR"));
        assert!(!is_supported("xxx"));
        assert!(!is_supported("eur usd"));
    }
}
