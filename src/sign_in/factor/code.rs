//! What people type to show a second factor: a code of their app, or a recovery code.

use super::recovery::RecoveryCode;

/// A code as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// The six digits of an authenticator app.
    App(String),
    /// A recovery code.
    Recovery(RecoveryCode),
}

/// What has to be typed instead of what was.
pub const NOT_A_CODE: &str =
    "Enter the 6-digit code from your authenticator app, or one of your recovery codes";

impl Code {
    /// Reads what was typed, forgiving spaces, hyphens and small letters.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let typed: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !"-‐‑–".contains(*c))
            .take(64)
            .collect();
        if typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::App(typed));
        }
        RecoveryCode::read(&typed)
            .map(Self::Recovery)
            .ok_or(NOT_A_CODE)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_codes_are_told_apart_however_they_are_spaced() {
        assert_eq!(Code::read(" 123 456 "), Ok(Code::App("123456".to_owned())));
        assert!(matches!(
            Code::read("7qk4-m2xd 0123-4567"),
            Ok(Code::Recovery(_))
        ));
        for wrong in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"] {
            assert_eq!(Code::read(wrong), Err(NOT_A_CODE), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_a_code_panic(text in ".*") {
            if let Ok(Code::App(digits)) = Code::read(&text) {
                prop_assert_eq!(digits.len(), 6);
            }
        }
    }
}
