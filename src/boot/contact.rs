//! The settings that say how the registration team is reached.

use clap::Args;

use crate::{
    base::text::{Email, Phone},
    ui::Contact,
};

/// How the registration team is reached, for those who cannot log in.
#[derive(Clone, Debug, Args)]
pub(super) struct ContactSettings {
    /// The registration team's e-mail address, shown where people look who cannot log in [default: none]
    #[arg(long, env, value_name = "ADDRESS", value_parser = email_address)]
    contact_email: Option<String>,
    /// The registration team's telephone number, shown there too [default: none]
    #[arg(long, env, value_name = "NUMBER", value_parser = phone_number)]
    contact_phone: Option<String>,
}

impl ContactSettings {
    /// What pages show. A demonstration has an invented team.
    pub(super) fn contact(&self, demonstrates: bool) -> Contact {
        let set = self.contact_email.is_some() || self.contact_phone.is_some();
        let invented = demonstrates && !set;
        let or_invented = |value: Option<String>, example: &str| {
            value.unwrap_or_else(|| {
                if invented {
                    example.to_owned()
                } else {
                    String::new()
                }
            })
        };
        Contact {
            email: or_invented(self.contact_email.clone(), "registration.team@demo.example"),
            phone: or_invented(self.contact_phone.clone(), "01632 960 900"),
        }
    }
}

fn email_address(typed: &str) -> Result<String, String> {
    let email = Email::parse(typed).map_err(|error| error.to_string())?;
    let email = email.as_ref();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"@.-_+".contains(&b);
    if email.bytes().all(plain) {
        Ok(email.to_owned())
    } else {
        Err("letters, digits and @ . - _ + alone".to_owned())
    }
}

fn phone_number(typed: &str) -> Result<String, String> {
    let plain = |b: u8| b.is_ascii_digit() || b" +()-".contains(&b);
    let phone = Phone::read(typed).ok();
    phone
        .map(|phone| phone.as_ref().to_owned())
        .filter(|phone| !phone.is_empty() && phone.bytes().all(plain))
        .ok_or_else(|| {
            "at least three digits, and besides them spaces and + ( ) - alone".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_could_be_markup_is_taken_for_a_contact() {
        for typed in [
            "a\"b@example.org",
            "<b>@example.org",
            "a&b@example.org",
            "no address",
        ] {
            assert!(email_address(typed).is_err(), "{typed}");
        }
        assert_eq!(
            email_address("Registration.Team@example.org"),
            Ok("registration.team@example.org".to_owned())
        );
        for typed in ["", "12", "call <b>", "0300 EXT"] {
            assert!(phone_number(typed).is_err(), "{typed}");
        }
        assert_eq!(
            phone_number("+44 (0)300 123"),
            Ok("+44 (0)300 123".to_owned())
        );
    }

    #[test]
    fn a_demonstration_has_a_team_to_reach_and_a_real_installation_only_the_one_that_is_set() {
        let unset = || ContactSettings {
            contact_email: None,
            contact_phone: None,
        };
        assert!(unset().contact(false).is_unknown());
        assert!(!unset().contact(true).is_unknown());
        let phone = ContactSettings {
            contact_phone: Some("0300 123".to_owned()),
            ..unset()
        };
        let contact = phone.contact(true);
        assert_eq!(
            (contact.email.as_str(), contact.phone.as_str()),
            ("", "0300 123")
        );
    }
}
