//! Places that nobody uses, in the database.

mod round;
mod tell;
mod view;
mod waiting;

pub(crate) use round::look_once_a_day;
pub(super) use view::view;
pub(crate) use waiting::waiting;

use super::rules::{Kind, Notice, Place};
use crate::{
    access::{MembershipStatus, Role, Service},
    base::{
        clock::{date_of, days_after},
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
        text::{full_name, known_as},
    },
    database::{Failure, Query, RoleCodes, Tx},
};

/// For how long somebody has to administer a service still, to be counted on when another one lapses.
const A_WHILE: u32 = 30;

/// A place, as it is decided about and told of.
#[derive(sqlx::FromRow)]
struct Row {
    user_id: UserId,
    first_name: String,
    last_name: String,
    email: String,
    status: MembershipStatus,
    since: Instant,
    leaves_on: Option<Date>,
    last_sign_in_at: Option<Instant>,
    invited_at: Option<Instant>,
    administers: Option<RoleCodes>,
    covers: Option<RoleCodes>,
    rests_on_link: bool,
    notice_used_at: Option<Instant>,
    noticed_on: Option<Date>,
    reminded: Option<i64>,
    lapsed_at: Option<Instant>,
}

impl Row {
    fn used_at(&self) -> Instant {
        let last = match self.status {
            MembershipStatus::Invited => self.invited_at,
            _ => self.last_sign_in_at,
        };
        last.map_or(self.since, |last| last.max(self.since))
    }

    fn kind(&self) -> Kind {
        let used_since = self.last_sign_in_at.is_some_and(|last| last >= self.since);
        if self.status == MembershipStatus::Invited {
            Kind::Invited
        } else if self.lapsed_at.is_some() && !used_since {
            Kind::BroughtBack
        } else {
            Kind::Unused
        }
    }

    fn notice(&self) -> Option<Notice> {
        Some(Notice {
            used_at: self.notice_used_at?,
            on: self.noticed_on?,
            reminded: u32::try_from(self.reminded?).ok()?,
        })
    }

    fn place(&self) -> Place {
        // Whoever has not come yet can't be counted on.
        let works = self.status == MembershipStatus::Active;
        Place {
            user: self.user_id,
            used_at: self.used_at(),
            kind: self.kind(),
            rests_on_link: self.rests_on_link,
            leaves_on: self.leaves_on,
            administers: administered(self.administers.as_ref()),
            covers: administered(self.covers.as_ref().filter(|_| works)),
            notice: self.notice(),
        }
    }

    fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    fn known_as(&self) -> String {
        known_as(&self.name(), &self.email)
    }

    fn used_on(&self) -> Date {
        date_of(self.used_at())
    }
}

fn administered(roles: Option<&RoleCodes>) -> Vec<Service> {
    let roles = roles.into_iter().flat_map(|roles| roles.0.iter());
    let administrators = roles.filter(|role| role.administers());
    administrators.copied().map(Role::service).collect()
}

/// Everybody who works at a practice or is invited to, but for registration officers.
async fn places(tx: &mut Tx, practice: &OdsCode, today: Date) -> Result<Vec<Row>, Failure> {
    Ok(tx
        .all(
            Query::new(
                "SELECT m.user_id, u.first_name, u.last_name, u.email, m.status, m.since, m.leaves_on, u.last_sign_in_at,
                        (SELECT max(k.created_at) FROM account_link k
                         WHERE k.user_id = m.user_id AND k.purpose = 'invitation') AS invited_at,
                        (SELECT string_agg(g.role, ' ') FROM role_grant g
                         WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL
                           AND (g.ends_on IS NULL OR g.ends_on >= $2)) AS administers,
                        (SELECT string_agg(g.role, ' ') FROM role_grant g
                         WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL AND g.starts_on <= $2
                           AND (g.ends_on IS NULL OR g.ends_on >= $3)
                           AND (m.leaves_on IS NULL OR m.leaves_on >= $3)) AS covers,
                        (EXISTS (SELECT 1 FROM performer f JOIN assignment a ON a.gmc_number = f.gmc_number
                                 WHERE f.user_id = m.user_id AND a.ods = m.ods AND a.stage <> 'cancelled'
                                   AND (a.ends_on IS NULL OR a.ends_on >= $2))
                         OR EXISTS (SELECT 1 FROM role_grant g
                                    WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL
                                      AND g.origin = 'performers list')
                         OR EXISTS (SELECT 1 FROM accountant_link k
                                    WHERE k.ods = m.ods AND k.state = 'active' AND m.user_id IN (k.member_id, k.accountant_id))
                        ) AS rests_on_link,
                        l.used_at AS notice_used_at, l.noticed_on, l.reminded, l.lapsed_at
                 FROM membership m
                 JOIN app_user u ON u.id = m.user_id
                 LEFT JOIN lapse l ON l.ods = m.ods AND l.user_id = m.user_id
                 WHERE m.ods = $1 AND m.status <> 'deactivated' AND NOT u.is_registration_officer
                 ORDER BY u.sort_name, u.id",
            )
            .bind(practice)
            .bind(today)
            .bind(days_after(today, A_WHILE)),
        )
        .await?)
}
