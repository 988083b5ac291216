//! Telling those who manage access at a practice which roles of its GPs have begun and ended with the list.

use std::collections::BTreeMap;

use super::follow::Followed;
use crate::{
    access::{Role, Service},
    base::{
        ids::{OdsCode, UserId},
        text::{full_name, greeting, isolated},
    },
    database::{Failure, Query, Tx},
    mail::{self, GpRoles, Letter, Recipient},
    ui::addresses,
    web::AuditContext,
};

/// Practices that are read at once.
const AT_ONCE: usize = 500;
/// GPs of whom one letter says what changed.
const NAMED: usize = 50;

#[derive(sqlx::FromRow)]
struct Administrator {
    ods: OdsCode,
    practice: String,
    id: UserId,
    email: String,
    first_name: String,
    last_name: String,
}

/// Tells everybody who manages access at one of these practices, in one letter for each practice, of which GPs the roles
/// began or ended there.
pub(in crate::performers) async fn tell_practices(
    tx: &mut Tx,
    audit: &AuditContext,
    followed: &[Followed],
) -> Result<(), Failure> {
    let mut by_practice: BTreeMap<&OdsCode, Vec<&Followed>> = BTreeMap::new();
    for place in followed {
        if place.given.is_some() || !place.ended.is_empty() {
            by_practice.entry(&place.practice).or_default().push(place);
        }
    }
    let codes: Vec<_> = by_practice.keys().copied().collect();
    for some in codes.chunks(AT_ONCE) {
        let administrators = administrators(tx, audit, some).await?;
        let letters = administrators.iter().filter_map(|administrator| {
            let places = by_practice.get(&administrator.ods)?;
            administrator.letter(places)
        });
        mail::post_all(tx, audit, &letters.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

impl Administrator {
    /// What they are told: of themselves they have a letter already.
    fn letter(&self, places: &[&Followed]) -> Option<(Recipient, Letter)> {
        let others = places.iter().filter(|place| place.user != self.id);
        let changes: Vec<_> = others.map(|place| change(place)).collect();
        if changes.is_empty() {
            return None;
        }
        let to = Recipient {
            address: self.email.clone(),
            name: full_name(&self.first_name, &self.last_name),
        };
        let more = changes.len().saturating_sub(NAMED);
        let letter = Letter::GpRoles(GpRoles {
            name: greeting(&self.first_name, &self.last_name).to_owned(),
            practice: self.practice.clone(),
            changes: changes.into_iter().take(NAMED).collect(),
            more,
            link: addresses::practice_page(&self.ods, "users"),
        });
        Some((to, letter))
    }
}

/// What changed of one GP: a sentence without its stop.
fn change(place: &Followed) -> String {
    let who = isolated(&place.name);
    let number = match &place.gmc_number {
        Some(number) => [" (GMC ", number.as_ref(), ")"].concat(),
        None => String::new(),
    };
    let ended: Vec<_> = place.ended.iter().map(|role| role.name()).collect();
    let ended = ended.join(" and ");
    let what = match place.given {
        Some(role) if ended.is_empty() => [" now has ", role.name()].concat(),
        Some(role) => [" now has ", role.name(), " instead of ", &ended].concat(),
        None => [" no longer has ", &ended].concat(),
    };
    [&*who, &number, &what].concat()
}

/// Whether GPs have something to do with it as GPs. Of orders and records only their practice's own people decide.
fn concerns_gps(service: Service) -> bool {
    service != Service::Mrs
}

/// Who manages access at these practices today. A practice that has closed has nobody to tell.
async fn administrators(
    tx: &mut Tx,
    audit: &AuditContext,
    practices: &[&OdsCode],
) -> Result<Vec<Administrator>, Failure> {
    let mut query = Query::new(
        "SELECT DISTINCT g.ods, p.name AS practice, u.sort_name, u.id, u.email, u.first_name, u.last_name
         FROM role_grant g
         JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods AND m.status <> 'deactivated'
         JOIN practice p ON p.ods = g.ods AND p.status = 'active'
         JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND g.holder_limit > 0 AND g.starts_on <= $1
           AND (g.ends_on IS NULL OR g.ends_on >= $1) AND g.ods IN ",
    )
    .bind(audit.today);
    query
        .push_list(practices.iter().copied())
        .push(" AND g.role IN ")
        .push_list(Role::all().filter(|role| role.administers() && concerns_gps(role.service())))
        .push(" ORDER BY g.ods, u.sort_name, u.id");
    Ok(tx.all(query).await?)
}
