//! The reference that a payment to the scheme carries, without which PCSE cannot tell whose it is.

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentKind {
    Locum,
    Solo,
    Shortfall,
    Arrears,
}

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];

/// The reference for a payment: scheme number, kind, month and year, like `12345678SHOMAR2024`. None if the scheme number
/// has not eight letters and digits, or there is no such month.
pub fn payment_reference(
    sd_number: &str,
    kind: PaymentKind,
    month: u8,
    year: u16,
) -> Option<String> {
    let month = MONTHS.get(usize::from(month).checked_sub(1)?)?;
    let kind = match kind {
        PaymentKind::Locum => "LOC",
        PaymentKind::Solo => "SOL",
        PaymentKind::Shortfall => "SHO",
        PaymentKind::Arrears => "ARR",
    };
    let number = scheme_number(sd_number)?;
    Some([&number, kind, month, &year.to_string()].concat())
}

/// A scheme number as it is written, in capitals and without spaces; none if it has not eight letters and digits.
pub fn scheme_number(text: &str) -> Option<String> {
    let number: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let right = number.len() == 8 && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    right.then(|| number.to_ascii_uppercase())
}
