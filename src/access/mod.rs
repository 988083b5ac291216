//! Services, roles and grants, and who may do what: the core that every other room asks and that asks none of them.
//!
//! [`Actor`] is who asks; its methods give permits, values without which a store's function can't be called.
//! [`plan`](plan()) decides a change to one user's roles, the same way in the browser before saving and on the server;
//! [`redate`](redate()) decides a change of one grant's dates.

mod actor;
mod catalogue;
mod leave;
mod model;
mod period;
mod plan;
mod powers;
mod redate;
mod refusal;
mod words;

pub use actor::{
    Actor, Administers, ConfirmsLinks, Fresh, LooksAfter, ManagesUsers, OverAccount, OwnEntry,
    Place, Registration, ResetsFactors, Reviews, Scope, SeesPerformers, SeesPractice, WorksAt,
};
pub use catalogue::{GivenBy, Role, RoleFacts, Service};
pub use leave::{Leave, Leaving, leave};
pub use model::{
    GmcNumber, Grant, MembershipStatus, Moment, NotAGmcNumber, NotAnOdsCode, OdsCode, Origin,
    UserId,
};
pub use period::Period;
pub use plan::{
    Column, ColumnPlan, Holder, LONGEST_REASON, Plan, REASON_TOO_LONG, Subject, Terms, Wanted,
    holders_of, passed, plan,
};
pub use powers::{Locked, Powers, UserPlace};
pub use redate::{NewDates, Redated, Redating, redate};
pub use refusal::Refusal;
pub use words::{Provenance, dates_of, list};
