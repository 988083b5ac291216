//! A user's places with the roles in force, as one text in the user's row.

use crate::{
    access::Membership,
    database::{Failure, Fields, RoleCodes},
};

/// Of each place the code, the practice's name, the status and the roles. `$1` is what ends a field, `$2` today. What
/// the user is known by comes after it, then any condition on the place `m`, and a bracket.
pub(crate) const PLACES: &str =
    "(SELECT string_agg(m.ods || $1 || replace(p.name, $1, ' ') || $1 || m.status || $1
         || COALESCE((SELECT string_agg(g.role, ' ') FROM role_grant g
              WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL
                AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2)
                AND (m.leaves_on IS NULL OR m.leaves_on >= $2)), '') || $1, '')
     FROM membership m JOIN practice p ON p.ods = m.ods WHERE m.user_id = ";

/// The places in such a text, by the practices' names, the roles of each in the order of the catalogue.
pub(crate) fn places(text: &str) -> Result<Vec<Membership>, Failure> {
    let mut fields = Fields::of("places of membership and role_grant", text);
    let mut places = Vec::new();
    while fields.more() {
        let (practice, name) = (fields.read()?, fields.text()?.to_owned());
        let (status, RoleCodes(mut roles)) = (fields.read()?, fields.read::<RoleCodes>()?);
        roles.sort_unstable();
        places.push(Membership {
            practice,
            name,
            status,
            roles,
        });
    }
    places.sort_by(|a, b| (&a.name, &a.practice).cmp(&(&b.name, &b.practice)));
    Ok(places)
}
