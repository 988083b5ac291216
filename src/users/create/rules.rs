//! What a new account needs, read so that a value that exists is valid.

use crate::{
    base::text::{Email, NotAName, PersonName, Phone},
    ui::FormState,
};

/// Who a new account is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    pub email: Email,
    /// What they are called.
    pub name: PersonName,
    /// May be empty.
    pub phone: Phone,
}

impl NewUser {
    /// Reads what was typed, or says everything that has to be put right.
    pub fn read(
        email: Email,
        title: &str,
        first_name: &str,
        last_name: &str,
        phone: &str,
    ) -> Result<Self, FormState> {
        let (name, phone) = (
            PersonName::read(title, first_name, last_name),
            Phone::read(phone),
        );
        match (name, phone) {
            (Ok(name), Ok(phone)) => Ok(Self { email, name, phone }),
            (name, phone) => {
                let form_state = wrong_names(name.err().unwrap_or_default());
                Err(match phone {
                    Ok(_) => form_state,
                    Err(why) => form_state.and_wrong("phone", why),
                })
            }
        }
    }
}

/// The page again, with what is wrong beside each part of the name.
pub(crate) fn wrong_names(wrong: Vec<(&'static str, NotAName)>) -> FormState {
    let told = |form_state: FormState, (field, why): (&str, NotAName)| {
        form_state.and_wrong(field, why.of(field))
    };
    wrong.into_iter().fold(FormState::default(), told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let email = Email::parse("nora@nhs.net").unwrap();
        let long = "x".repeat(300);
        let form_state = NewUser::read(email, &long, "-", "", "call me").unwrap_err();
        let fields: Vec<_> = form_state
            .errors
            .iter()
            .map(|error| error.field.as_str())
            .collect();
        assert_eq!(fields, ["title", "first_name", "last_name", "phone"]);
        assert_eq!(
            form_state.errors[0].message,
            "Title must be 20 characters or fewer"
        );
    }

    #[test]
    fn one_name_is_enough() {
        let email = Email::parse("sukarno@nhs.net").unwrap();
        let user = NewUser::read(email, "", "", "Sukarno", "").unwrap();
        assert_eq!(user.name.full(), "Sukarno");
    }
}
