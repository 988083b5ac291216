//! Saying in plain sentences what an event recorded, and telling whether it is among those asked for.

use super::{Action, Change, Detail};
use crate::{
    access::{Redated, Role, Service, dates_of, list},
    base::{dates::Instant, search_words::finds, text::isolated},
};

/// Somebody whom the reader may not know.
pub(super) const SOMEBODY: &str = "somebody";

const TO_BE_OFFICER: &str = " to be a registration officer";

// Long: one match, an arm for each kind of event that is not said in one way.
/// Who, whom and what in one sentence. `action` is none for a kind of event that this version does not know.
pub(super) fn title(action: Option<Action>, by: &str, whom: &str) -> String {
    let names = [isolated(by), isolated(whom)];
    let [by, whom] = [&*names[0], &*names[1]];
    if let Some(did) = action.and_then(Action::did) {
        return [by, did].concat();
    }
    let parts: &[&str] = match action {
        Some(Action::UserCreated) => &[by, " created the account of ", whom],
        Some(Action::RolesChanged) if by == whom => &[by, " changed their own roles"],
        Some(Action::RolesChanged) => &[by, " changed ", whom, "'s roles"],
        Some(Action::TakenBack) if by == whom => &[by, " took back a change of their own roles"],
        Some(Action::TakenBack) => &[by, " took back a change of ", whom, "'s access"],
        Some(Action::DatesChanged) if by == whom => {
            &[by, " changed the dates of a role of their own"]
        }
        Some(Action::DatesChanged) => &[by, " changed the dates of a role of ", whom],
        Some(Action::RolesEnded) => &[whom, "'s roles ended on their last day"],
        Some(Action::Refused) if whom == SOMEBODY => {
            &[by, " tried to change somebody's access and was refused"]
        }
        Some(Action::Refused) if whom.is_empty() || by == whom => {
            &[by, " tried something and was refused"]
        }
        Some(Action::Refused) => &[by, " tried to change ", whom, "'s access and was refused"],
        Some(Action::OfficerCreated) => &[by, " made ", whom, " a registration officer"],
        Some(Action::OfficerInvited) => &[by, " invited ", whom, TO_BE_OFFICER],
        Some(Action::OfficerWithdrawn) => {
            &[by, " withdrew the invitation of ", whom, TO_BE_OFFICER]
        }
        Some(Action::OfficerDeactivated) => {
            &[by, " deactivated ", whom, " as a registration officer"]
        }
        Some(Action::OfficerReactivated) => &[by, " made ", whom, " a registration officer again"],
        Some(Action::InvitationSent) => &[by, " sent the invitation to ", whom, " again"],
        Some(Action::AddressCorrected) => {
            &[by, " corrected the address of ", whom, "'s invitation"]
        }
        Some(Action::InvitationWithdrawn) => &[by, " withdrew the invitation to ", whom],
        Some(Action::SignInLocked) => &[
            by,
            " entered wrong passwords until ",
            whom,
            "'s account was locked for 15 minutes",
        ],
        Some(Action::Deactivated) => &[by, " deactivated ", whom],
        Some(Action::DetailsCorrected) => &[by, " corrected the details of ", whom],
        Some(Action::BroughtBack) => &[by, " brought back ", whom],
        Some(Action::LastDaySet) => &[by, " set the last day of ", whom],
        Some(Action::Stays) => &[by, " took back the last day of ", whom],
        Some(Action::SignInUnlocked) => &[by, " unlocked ", whom, "'s log in"],
        Some(Action::RequestRefused) => &[by, " refused the roles that ", whom, " asked for"],
        Some(Action::StillHere) => &[by, " said that ", whom, " still works here"],
        Some(Action::FactorLocked) => &[
            by,
            " entered ",
            whom,
            "'s password and then too many wrong codes",
        ],
        Some(Action::FactorReset) => &[by, " reset ", whom, "'s second factor"],
        Some(Action::FactorExempted) => &[by, " exempted ", whom, " from the second factor"],
        Some(Action::ExemptionEnded) if by == whom => &[
            by,
            " set up a second factor, so their exemption from it ended",
        ],
        Some(Action::ExemptionEnded) => {
            &[by, " ended ", whom, "'s exemption from the second factor"]
        }
        Some(Action::AccountantNamed) => &[by, " named an accountant for ", whom],
        Some(Action::AccountantLinked) if by == whom => &[by, " took their accountant along"],
        Some(Action::AccountantLinked) => &[by, " is now the accountant of ", whom],
        Some(Action::AccountantDeclined) => &[by, " declined to be the accountant of ", whom],
        Some(Action::AccountantEnded) if by == whom => &[by, " ended a link with their accountant"],
        Some(Action::AccountantEnded) => &[by, " ended the link of ", whom, " with an accountant"],
        Some(Action::LinkConfirmed) => &[by, " confirmed what ", whom, " asked for"],
        Some(Action::LinkApproved) => &[by, " approved what ", whom, " asked for"],
        Some(Action::LinkRejected) => &[by, " rejected what ", whom, " asked for"],
        Some(Action::Nudged) => &[
            by,
            " asked ",
            whom,
            " to update their Performers List entry",
        ],
        Some(Action::EntryChanged) => &[by, " took over ", whom, "'s entry on the Performers List"],
        Some(Action::SuccessionAnswered) => &[by, " answered whether ", whom, " moves"],
        Some(Action::PensionsDeskGiven) => &[by, " gave ", whom, " the pensions desk"],
        Some(Action::PensionsDeskEnded) => &[by, " took the pensions desk from ", whom],
        Some(Action::NameChanged) if by == whom => &[by, " changed their name"],
        Some(Action::NameChanged) => &[by, " changed the name of ", whom],
        Some(Action::Accepted) => &[by, " accepted ", whom, "'s access as it was found"],
        Some(_) | None if whom.is_empty() => &[by, " did something"],
        Some(_) | None => &[by, " did something that concerns ", whom],
    };
    parts.concat()
}

/// What exactly, part by part.
pub(super) fn changes(detail: &Detail) -> Vec<Change> {
    let mut changes = Vec::new();
    let added = names(detail.added());
    if !added.is_empty() {
        let dates = dates_of(detail.starts_on, detail.ends_on);
        changes.push(Change::Added([list(&added), dates].concat()));
    }
    let removed = names(detail.removed());
    if !removed.is_empty() {
        changes.push(Change::Removed(list(&removed)));
    }
    let dates = detail.dates.iter().flat_map(Redated::in_words);
    changes.extend(dates.map(Change::Note));
    if !detail.note.is_empty() {
        changes.push(Change::Note(detail.note.clone()));
    }
    changes
}

fn names(roles: impl Iterator<Item = Role>) -> Vec<&'static str> {
    let mut roles: Vec<_> = roles.collect();
    roles.sort_unstable();
    roles.into_iter().map(Role::name).collect()
}

/// Whether roles of `service` came or went, or the dates of one changed.
pub(super) fn concerns(detail: &Detail, service: Service) -> bool {
    let redated = detail.dates.map(|dates| dates.role);
    let mut roles = detail.added().chain(detail.removed()).chain(redated);
    roles.any(|role| role.service() == service)
}

/// Which events of those read are wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Narrow {
    /// Words that a name of the event must have, all of them in one name, each in one of its forms.
    pub words: Vec<Vec<String>>,
    /// Only events of this kind.
    pub action: Option<Action>,
    /// Only changes of this service's roles.
    pub service: Option<Service>,
    /// Not before this moment.
    pub from: Option<Instant>,
    /// Before this moment.
    pub until: Option<Instant>,
}

impl Narrow {
    /// Whether every event that is read is wanted: times are left to the database.
    pub(super) fn reads_every(&self) -> bool {
        self.words.is_empty() && self.action.is_none() && self.service.is_none()
    }

    /// Whether one of the names has all the words, or words that begin with them.
    pub(super) fn names<'a>(&self, names: impl IntoIterator<Item = &'a String>) -> bool {
        self.words.is_empty() || names.into_iter().any(|name| finds(&self.words, name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::subsequence};

    use super::*;
    use crate::access::Period;

    fn role(code: &str) -> Role {
        Role::from_code(code).unwrap()
    }

    #[test]
    fn a_change_says_what_came_from_when_and_what_went() {
        let detail = Detail {
            before: vec![role("gpp-avcs"), role("pl-practice-manager")],
            after: vec![
                role("gpp-statements"),
                role("pl-practice-manager"),
                role("gpp-view-claims"),
            ],
            starts_on: Some("2026-12-01".parse().unwrap()),
            note: "Confirmed by telephone".to_owned(),
            ..Detail::default()
        };
        let sentences: Vec<_> = changes(&detail).iter().map(Change::in_words).collect();
        assert_eq!(
            sentences,
            [
                "Added View Claims and Statements from 1 December 2026",
                "Removed AVCs",
                "Confirmed by telephone"
            ]
        );
    }

    #[test]
    fn a_change_of_dates_says_each_day_before_and_after() {
        let day = |text: &str| text.parse().unwrap();
        let dates = |before: (&str, Option<&str>), after: (&str, Option<&str>)| {
            let [before, after] = [before, after].map(|(first, last)| Period {
                first: day(first),
                last: last.map(day),
            });
            let role = role("gpp-avcs");
            let detail = Detail {
                before: vec![role],
                after: vec![role],
                dates: Some(Redated {
                    role,
                    before,
                    after,
                }),
                ..Detail::default()
            };
            assert!(concerns(&detail, Service::Gpp) && !concerns(&detail, Service::Pl));
            let stored = serde_json::to_string(&detail).unwrap();
            assert_eq!(detail, serde_json::from_str(&stored).unwrap());
            let sentences: Vec<_> = changes(&detail).iter().map(Change::in_words).collect();
            sentences.join(". ")
        };
        let (may, june) = (Some("2027-05-01"), Some("2027-06-01"));
        assert_eq!(
            dates(("2026-01-01", None), ("2026-01-01", may)),
            "AVCs: last day set to 1 May 2027"
        );
        assert_eq!(
            dates(("2026-01-01", may), ("2026-01-01", None)),
            "AVCs: last day removed (it was 1 May 2027)"
        );
        assert_eq!(
            dates(("2027-01-01", may), ("2027-01-08", june)),
            "AVCs: first day moved from 1 January 2027 to 8 January 2027. \
             AVCs: last day moved from 1 May 2027 to 1 June 2027"
        );
    }

    #[test]
    fn a_sentence_names_who_did_what_to_whom() {
        let changed = Some(Action::RolesChanged);
        assert_eq!(
            title(changed, "Claire Ng", "Tom Bright"),
            "Claire Ng changed Tom Bright's roles"
        );
        assert_eq!(
            title(changed, "Claire Ng", "Claire Ng"),
            "Claire Ng changed their own roles"
        );
        assert_eq!(
            title(Some(Action::OfficerCreated), "Operator", "Ann Lee"),
            "Operator made Ann Lee a registration officer"
        );
    }

    #[test]
    fn a_person_is_found_by_the_beginnings_of_the_words_of_one_name() {
        let names = ["Zoë O'Brien-Smith".to_owned(), "Claire Ng".to_owned()];
        let found = |text: &str| {
            let narrow = Narrow {
                words: crate::base::search_words::sought(text),
                ..Narrow::default()
            };
            narrow.names(&names)
        };
        for text in [
            "",
            "ng",
            "clai ng",
            "smith zoe",
            "OBRIEN",
            "o’brien-s",
            "o brien",
            "Dr Claire Ng",
        ] {
            assert!(found(text), "{text}");
        }
        for text in ["claire smith", "aire", "Zoe Ng"] {
            assert!(!found(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_role_that_came_or_went_is_named_and_no_other(
            before in subsequence(Role::all().collect::<Vec<_>>(), 0..=Role::ALL.len()),
            after in subsequence(Role::all().collect::<Vec<_>>(), 0..=Role::ALL.len()),
        ) {
            let detail = Detail { before, after, ..Detail::default() };
            let changed = detail.added().count() + detail.removed().count();
            let said: usize = changes(&detail)
                .iter()
                .map(|change| {
                    let sentence = change.in_words();
                    let (_, names) = sentence.split_once(' ').unwrap();
                    let last = names.replace(" and Salary Change", "").replace("Joiners and ", "");
                    last.replace(" and ", ", ").split(", ").count()
                })
                .sum();
            prop_assert_eq!(said, changed);
        }

        #[test]
        fn every_kind_of_event_has_a_sentence_with_its_people(by in "[A-Z][a-z]{2,8}", whom in "[A-Z][a-z]{2,8}") {
            for action in Action::ALL.iter().copied() {
                let title = title(Some(action), &by, &whom);
                let person = if action == Action::RolesEnded { &whom } else { &by };
                prop_assert!(title.contains(person.as_str()), "{}", title);
            }
        }
    }
}
