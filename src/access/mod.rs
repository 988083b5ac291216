//! Services, roles and grants, and who may do what: pure rules, which every room asks.
//!
//! [`Actor`] is who asks; its methods give permits, values without which a store's function can't be called.
//! [`plan`](plan()) decides a change to one user's roles, the same way in the browser before saving and on the server;
//! [`redate`](redate()) decides a change of one grant's dates.

mod actor;
mod catalogue;
mod come_back;
mod leave;
mod model;
mod period;
mod permissions;
mod plan;
mod redate;
mod refusal;
mod take_back;
mod words;

pub use actor::{
    Actor, ActsFor, AddsPeople, Administers, BeginsExemption, Certified, CompletesForm,
    ConfirmsLinks, ExemptsFromFactor, FormSide, FormTies, LooksAfter, ManagesOfficers,
    ManagesUsers, Membership, Operates, OverAccount, OwnEntry, OwnFactors, PensionsDesk,
    RecentFactor, Registration, ResetsFactors, Reviews, Scope, SeesForm, SeesPerformers,
    SeesPractice, SignedIn, SubmitsForm, TakesAlong, WorksAt,
};
pub use catalogue::{GivenBy, Role, RoleFacts, Service};
pub use come_back::{ComingBack, Remembered, come_back};
pub use leave::{Leave, LeavePlan, Leaving, Staying, leave, leave_all, stay};
pub use model::{Grant, MembershipStatus, Moment, Origin};
pub use period::Period;
pub use permissions::{DenyReason, Permissions, UserPlace};
pub use plan::{
    Addition, Apart, Column, ColumnPlan, DesiredRoles, Holder, Plan, Subject, Terms, check_days,
    holders_of, passed, plan,
};
pub use redate::{NewDates, RedatePlan, Redated, Redating, redate};
pub use refusal::Refusal;
pub use take_back::{Changed, LeftOut, Made, TakingBack, WhyLeftOut, take_back};
pub use words::{Provenance, dates_of, list};
