//! Authenticator apps: codes that follow from a shared secret and the time (RFC 6238: SHA-1, six digits, steps of 30
//! seconds, which is what every app knows).

mod qr;

use totp_rs::{Builder, Secret, Totp};

pub use qr::QrCode;

use crate::{
    base::{clock::secret, dates::Instant},
    ui::escape,
};

/// Bytes of a secret: what RFC 4226 recommends.
const LENGTH: usize = 20;
/// Seconds of a step.
const STEP: i64 = 30;
/// As shown in the app above the code.
const ISSUER: &str = "Practice Access";

/// What an app and this program share.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSecret([u8; LENGTH]);

/// What becomes of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It is right. No code of this step or an earlier one is accepted after it.
    Accepted {
        /// Its step, to be stored.
        step: i64,
    },
    /// It was right once: this code, or a later one, was used already.
    Used,
    /// It is wrong.
    Wrong,
}

impl AppSecret {
    /// A new one.
    pub fn new() -> Self {
        let mut bytes = [0; LENGTH];
        bytes.copy_from_slice(&secret()[..LENGTH]);
        Self(bytes)
    }

    /// From the bytes it is stored as.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// As stored.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// From a key as [`AppSecret::key`] writes it.
    pub fn read(key: &str) -> Option<Self> {
        let key: String = key.chars().filter(|c| !c.is_whitespace()).collect();
        let read = Secret::try_from_base32(key.to_ascii_uppercase()).ok()?;
        Self::from_bytes(read.as_bytes())
    }

    /// As people type it into an app: letters and digits in groups of four.
    pub fn key(&self) -> String {
        let key = Secret::new(Box::new(self.0)).to_base32();
        let mut grouped = String::with_capacity(40);
        for (index, letter) in key.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(letter);
        }
        grouped
    }

    /// As an app reads it from the picture.
    pub fn address(&self, email: &str) -> String {
        let (issuer, key) = (escape(ISSUER), self.key().replace(' ', ""));
        let label = [&issuer, ":", &escape(email)].concat();
        [
            "otpauth://totp/",
            &label,
            "?secret=",
            &key,
            "&issuer=",
            &issuer,
        ]
        .concat()
    }

    fn codes(&self) -> Option<Totp> {
        Builder::new().with_secret(self.0.to_vec()).build().ok()
    }

    /// Judges a code at a moment: of the step then, or of the one before or after it, because clocks differ, but only
    /// of a step after the last one that was used.
    pub fn judge(&self, code: &str, now: Instant, last_step: i64) -> Judged {
        let Some((codes, now)) = self.codes().zip(seconds(now)) else {
            return Judged::Wrong;
        };
        let last_step = counted(last_step, now);
        match codes.check(code, now).map(i64::try_from) {
            Some(Ok(step)) if step > last_step => Judged::Accepted { step },
            Some(Ok(_)) => Judged::Used,
            _ => Judged::Wrong,
        }
    }

    /// The earliest code that [`AppSecret::judge`] would accept, if there is one at this moment.
    pub fn next_code(&self, now: Instant, last_step: i64) -> Option<String> {
        let last_step = counted(last_step, seconds(now)?);
        let this = i64::try_from(seconds(now)?).ok()? / STEP;
        let step = this.max(last_step + 1);
        let at = u64::try_from(step * STEP).ok()?;
        (step <= this + 1).then_some(())?;
        Some(self.codes()?.generate(at).to_string())
    }
}

/// The last step that was used, unless a clock that was wrong noted it: nobody is kept from using their app until then.
fn counted(last_step: i64, now: u64) -> i64 {
    let now = Instant(i64::try_from(now).unwrap_or_default() * 1_000_000);
    if Instant(last_step.saturating_mul(STEP * 1_000_000)).is_ahead_of(now) {
        0
    } else {
        last_step
    }
}

fn seconds(now: Instant) -> Option<u64> {
    u64::try_from(now.0 / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Instant = Instant(1_795_428_000_000_000);

    fn fixed() -> AppSecret {
        AppSecret(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Instant {
        Instant(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let step = seconds / STEP;
            let judged = fixed().judge(code, at(seconds), 0);
            assert_eq!(judged, Judged::Accepted { step }, "{seconds}");
        }
    }

    #[test]
    fn the_key_is_in_groups_of_four_and_reads_back() {
        let secret = AppSecret::new();
        let key = secret.key();
        assert!(key.split(' ').all(|group| group.len() == 4), "{key}");
        assert!(AppSecret::read(&key.to_lowercase()) == Some(secret));
        assert!(AppSecret::read("AAAA").is_none());
        assert_eq!(
            fixed().address("ann+b@nhs.net"),
            "otpauth://totp/Practice%20Access:ann%2Bb%40nhs.net?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Practice%20Access"
        );
    }

    #[test]
    fn one_step_of_drift_is_forgiven_either_way_and_two_are_not() {
        let code = fixed().next_code(NOW, 0).unwrap();
        for (seconds, accepted) in [
            (-60, false),
            (-30, true),
            (0, true),
            (30, true),
            (60, false),
        ] {
            let judged = fixed().judge(&code, Instant(NOW.0 + seconds * 1_000_000), 0);
            let is = matches!(judged, Judged::Accepted { .. });
            assert_eq!(is, accepted, "{seconds}: {judged:?}");
        }
    }

    #[test]
    fn a_step_that_a_wrong_clock_noted_keeps_nobody_out() {
        let code = fixed().next_code(NOW, 0).unwrap();
        let step = NOW.0 / 1_000_000 / STEP;
        for (ahead, accepted) in [(1, false), (60, false), (200, true), (1_000_000, true)] {
            let judged = fixed().judge(&code, NOW, step + ahead);
            let is = matches!(judged, Judged::Accepted { .. });
            assert_eq!(is, accepted, "{ahead}: {judged:?}");
            assert_eq!(
                fixed().next_code(NOW, step + ahead).is_some(),
                accepted || ahead == 0,
                "{ahead}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_code_is_accepted_twice_whatever_is_tried_in_whatever_order(
            tries in prop::collection::vec((0..300_i64, 0..10_i64), 1..40)
        ) {
            let secret = fixed();
            let (mut last, mut accepted) = (0, Vec::new());
            for (now, of) in tries {
                let code = secret.codes().unwrap().generate(u64::try_from(of * STEP).unwrap() + 1_795_428_000).to_string();
                if let Judged::Accepted { step } = secret.judge(&code, at(1_795_428_000 + now), last) {
                    prop_assert!(step > last && !accepted.contains(&step));
                    accepted.push(step);
                    last = step;
                }
            }
        }

        #[test]
        fn the_next_code_is_one_that_is_accepted(now in 0..1_000_000_i64, behind in 0..5_i64) {
            let now = at(1_795_428_000 + now);
            let last = now.0 / 1_000_000 / STEP + 2 - behind;
            match fixed().next_code(now, last) {
                Some(code) => {
                    let judged = fixed().judge(&code, now, last);
                    let accepted = matches!(judged, Judged::Accepted { .. });
                    prop_assert!(accepted);
                }
                None => prop_assert!(behind <= 1),
            }
        }
    }
}
