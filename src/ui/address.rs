//! Writing values into an address, the same way on the server and in the browser.

/// `value` with everything but letters, digits and `-._~` escaped.
pub fn escape(value: &str) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let mut escaped = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let digit = |number: u8| DIGITS.get(usize::from(number)).copied().unwrap_or('0');
            escaped.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    escaped
}

/// `path` with a query of these names and values.
pub fn with_query(path: &str, parts: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    let mut before = "?";
    for (name, value) in parts {
        address.extend([before, &escape(name), "=", &escape(value)]);
        before = "&";
    }
    address
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn only_what_an_address_can_hold_is_left_as_it_is() {
        assert_eq!(escape("gpp-avcs"), "gpp-avcs");
        assert_eq!(
            escape("O'Brien & Núñez"),
            "O%27Brien%20%26%20N%C3%BA%C3%B1ez"
        );
    }
}
