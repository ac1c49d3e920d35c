//! Which parameters each endpoint knows (Stripe's OpenAPI specification, August 2026, with the
//! changes of API version 2026-09-30.endive).
//!
//! Much of what Stripe knows has no meaning here (transfers, mandates, shipping): such parameters
//! are accepted and have no effect, since a client that sends them is not wrong.

/// What every endpoint knows.
pub const EXPAND: &[&str] = &["expand[]"];

/// What every endpoint that makes an object knows.
pub const METADATA: &[&str] = &["metadata[*]"];

/// What every list knows.
pub const PAGE: &[&str] = &[
    "created",
    "created[gt]",
    "created[gte]",
    "created[lt]",
    "created[lte]",
    "ending_before",
    "limit",
    "starting_after",
];

/// What only the creation of a PaymentIntent knows.
pub const INTENT: &[&str] = &[
    "amount",
    "application_fee_amount",
    "automatic_payment_methods[allow_redirects]",
    "automatic_payment_methods[enabled]",
    "confirm",
    "confirmation_method",
    "currency",
    "customer",
    "customer_account",
    "description",
    "on_behalf_of",
    "payment_method_configuration",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data[amount]",
    "transfer_data[description]",
    "transfer_data[destination]",
    "transfer_data[payment_data][description]",
    "transfer_group",
];

/// What the creation of a PaymentIntent and its confirmation know.
pub const CONFIRMATION: &[&str] = &[
    "allowed_payment_method_types[]",
    "amount_details[discount_amount]",
    "amount_details[enforce_arithmetic_validation]",
    "amount_details[shipping][amount]",
    "amount_details[shipping][from_postal_code]",
    "amount_details[shipping][to_postal_code]",
    "amount_details[tax][total_tax_amount]",
    "capture_method",
    "confirmation_token",
    "error_on_requires_action",
    "excluded_payment_method_types[]",
    "hooks[inputs][tax][calculation]",
    "mandate",
    "mandate_data",
    "mandate_data[customer_acceptance][accepted_at]",
    "mandate_data[customer_acceptance][online][ip_address]",
    "mandate_data[customer_acceptance][online][user_agent]",
    "mandate_data[customer_acceptance][type]",
    "off_session",
    "payment_details[customer_reference]",
    "payment_details[order_reference]",
    "payment_method",
    "payment_method_data[allow_redisplay]",
    "payment_method_data[billing_details][address][city]",
    "payment_method_data[billing_details][address][country]",
    "payment_method_data[billing_details][address][line1]",
    "payment_method_data[billing_details][address][line2]",
    "payment_method_data[billing_details][address][postal_code]",
    "payment_method_data[billing_details][address][state]",
    "payment_method_data[billing_details][email]",
    "payment_method_data[billing_details][name]",
    "payment_method_data[billing_details][phone]",
    "payment_method_data[billing_details][tax_id]",
    "payment_method_data[radar_options][session]",
    "payment_method_data[type]",
    "payment_method_options[card][capture_method]",
    "payment_method_options[card][cvc_token]",
    "payment_method_options[card][installments][enabled]",
    "payment_method_options[card][installments][plan][count]",
    "payment_method_options[card][installments][plan][interval]",
    "payment_method_options[card][installments][plan][type]",
    "payment_method_options[card][mandate_options][amount]",
    "payment_method_options[card][mandate_options][amount_type]",
    "payment_method_options[card][mandate_options][description]",
    "payment_method_options[card][mandate_options][end_date]",
    "payment_method_options[card][mandate_options][interval]",
    "payment_method_options[card][mandate_options][interval_count]",
    "payment_method_options[card][mandate_options][reference]",
    "payment_method_options[card][mandate_options][start_date]",
    "payment_method_options[card][mandate_options][supported_types][]",
    "payment_method_options[card][moto]",
    "payment_method_options[card][network]",
    "payment_method_options[card][request_extended_authorization]",
    "payment_method_options[card][request_incremental_authorization]",
    "payment_method_options[card][request_multicapture]",
    "payment_method_options[card][request_overcapture]",
    "payment_method_options[card][request_three_d_secure]",
    "payment_method_options[card][require_cvc_recollection]",
    "payment_method_options[card][setup_future_usage]",
    "payment_method_options[card][statement_descriptor_suffix_kana]",
    "payment_method_options[card][statement_descriptor_suffix_kanji]",
    "payment_method_options[card][three_d_secure][ares_trans_status]",
    "payment_method_options[card][three_d_secure][cryptogram]",
    "payment_method_options[card][three_d_secure][electronic_commerce_indicator]",
    "payment_method_options[card][three_d_secure][exemption_indicator]",
    "payment_method_options[card][three_d_secure][network_options][cartes_bancaires][cb_avalgo]",
    "payment_method_options[card][three_d_secure][network_options][cartes_bancaires][cb_exemption]",
    "payment_method_options[card][three_d_secure][network_options][cartes_bancaires][cb_score]",
    "payment_method_options[card][three_d_secure][requestor_challenge_indicator]",
    "payment_method_options[card][three_d_secure][transaction_id]",
    "payment_method_options[card][three_d_secure][version]",
    "payment_method_options[card_present][capture_method]",
    "payment_method_options[card_present][request_extended_authorization]",
    "payment_method_options[card_present][request_incremental_authorization_support]",
    "payment_method_options[card_present][routing][requested_priority]",
    "radar_options[referrer]",
    "radar_options[session]",
    "receipt_email",
    "return_url",
    "setup_future_usage",
    "shipping[address][city]",
    "shipping[address][country]",
    "shipping[address][line1]",
    "shipping[address][line2]",
    "shipping[address][postal_code]",
    "shipping[address][state]",
    "shipping[carrier]",
    "shipping[name]",
    "shipping[phone]",
    "shipping[tracking_number]",
    "use_stripe_sdk",
];

/// What only the confirmation knows.
pub const CONFIRM: &[&str] =
    &["amount_details", "amount_to_confirm", "payment_details", "shipping"];

/// What the capture of a PaymentIntent knows.
pub const CAPTURE: &[&str] = &[
    "amount_details[discount_amount]",
    "amount_details[enforce_arithmetic_validation]",
    "amount_details[shipping][amount]",
    "amount_details[shipping][from_postal_code]",
    "amount_details[shipping][to_postal_code]",
    "amount_details[tax][total_tax_amount]",
    "amount_to_capture",
    "application_fee_amount",
    "final_capture",
    "hooks[inputs][tax][calculation]",
    "payment_details",
    "payment_details[customer_reference]",
    "payment_details[order_reference]",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data[amount]",
];

/// What the cancellation of a PaymentIntent knows.
pub const CANCEL: &[&str] = &["cancellation_reason"];

/// What the retrieval of a PaymentIntent knows.
pub const INTENT_RETRIEVE: &[&str] = &["client_secret"];

/// What the list of PaymentIntents knows, beside a page.
pub const INTENT_LIST: &[&str] = &["customer", "customer_account"];

/// What the creation of a PaymentMethod knows.
pub const PAYMENT_METHOD: &[&str] = &[
    "allow_redisplay",
    "billing_details[address][city]",
    "billing_details[address][country]",
    "billing_details[address][line1]",
    "billing_details[address][line2]",
    "billing_details[address][postal_code]",
    "billing_details[address][state]",
    "billing_details[email]",
    "billing_details[name]",
    "billing_details[phone]",
    "billing_details[tax_id]",
    "card[cvc]",
    "card[exp_month]",
    "card[exp_year]",
    "card[networks][preferred]",
    "card[number]",
    "card[token]",
    "customer",
    "payment_method",
    "radar_options[session]",
    "type",
];

/// What the update of a charge knows.
pub const CHARGE_UPDATE: &[&str] =
    &["customer", "description", "fraud_details[user_report]", "receipt_email", "transfer_group"];

/// What the creation of a refund knows.
pub const REFUND: &[&str] = &[
    "amount",
    "charge",
    "currency",
    "customer",
    "instructions_email",
    "origin",
    "payment_intent",
    "reason",
    "refund_application_fee",
    "reverse_transfer",
];

/// What the list of customers knows, beside a page.
pub const CUSTOMER_LIST: &[&str] = &["email", "test_clock"];

/// What the search for customers knows.
pub const CUSTOMER_SEARCH: &[&str] = &["limit", "page", "query"];
