//! Where the pages about a user and about a practice are, for links from every room.

use uuid::Uuid;

use crate::{access::Role, base::ids::UserId};

/// A user's page: their role table.
pub fn user(user: UserId) -> String {
    ["/users/", &user.to_string()].concat()
}

/// Another page about a user, by the last part of its address: `history`, `sign-in`, `second-factor`.
pub fn user_page(user: UserId, page: &str) -> String {
    [&self::user(user), "/", page].concat()
}

/// Where somebody's leaving of a practice is dealt with.
pub fn leave(user: UserId, practice: &impl AsRef<str>) -> String {
    [&user_page(user, "leave?practice="), practice.as_ref()].concat()
}

/// Where somebody's belonging to the registration team is dealt with.
pub fn officer(user: UserId) -> String {
    ["/officers/", &user.to_string()].concat()
}

/// Where the dates of a grant are changed.
pub fn dates(user: UserId, practice: &impl AsRef<str>, role: Role) -> String {
    [
        &user_page(user, "dates?practice="),
        practice.as_ref(),
        "&role=",
        role.code(),
    ]
    .concat()
}

/// Where a user is created at a practice.
pub fn create_at(practice: &impl AsRef<str>) -> String {
    ["/users/new?practices=", practice.as_ref()].concat()
}

/// A page about a practice, by the last part of its address: `users`, `history`, `performers`, `review`, `successions`.
pub fn practice_page(practice: &impl AsRef<str>, page: &str) -> String {
    ["/practices/", practice.as_ref(), "/", page].concat()
}

/// Where a practice's users are shown with the change that gives some of them `role` begun.
pub fn give(practice: &impl AsRef<str>, role: Role) -> String {
    [
        &practice_page(practice, "users?give="),
        role.code(),
        "#change",
    ]
    .concat()
}

/// Where what was saved by a form with this key is undone.
pub fn undo(key: &str) -> String {
    ["/undo/", key].concat()
}

/// Where a member asks for roles at a practice.
pub fn ask(practice: &impl AsRef<str>) -> String {
    ["/ask?practice=", practice.as_ref()].concat()
}

/// Where a request for roles is read and answered.
pub fn role_request(id: Uuid) -> String {
    ["/requests/", &id.to_string()].concat()
}

/// Where what a GP asks for about a link is read and decided.
pub fn link_request(id: Uuid) -> String {
    ["/performers/requests/", &id.to_string()].concat()
}
