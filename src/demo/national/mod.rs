//! The national set: as many practices and people as England has, and as alike as an invention can be.
//!
//! It is made practice by practice, so that it takes little memory however large it gets, and from a seed, so that
//! it can be made again. Its time is a fixed day, because the same seed has to give the same rows on any day.

mod people;
mod places;
mod practices;

use std::collections::{HashMap, VecDeque};

use indicatif::ProgressBar;

use super::{load::Loading, model::Who, names::Names, random::Random};
use crate::{
    base::{dates::Instant, error::AppError},
    database::Failure,
    history::Action,
};
use people::Draft;
use practices::Practices;

/// How much to make.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Practices.
    pub practices: usize,
    /// Accounts.
    pub users: usize,
    /// Grants, of which some have ended.
    pub grants: usize,
    /// The same seed gives the same rows.
    pub seed: u64,
}

/// 1 June 2021, when practices began to give roles themselves.
const BEGINNING: Instant = Instant(1_622_505_600_000_000);
/// 1 November 2026: nothing is younger.
const AS_OF: Instant = Instant(1_793_491_200_000_000);

/// Users of the first practice, and of the second: sizes that measurements speak of.
const LARGE: [usize; 2] = [300, 500];

/// Practices whose rows are passed on together.
const TOGETHER: usize = 20;

/// The set while it is being made.
struct National<'a> {
    size: Size,
    random: Random,
    names: Names,
    practices: Practices,
    loading: &'a mut Loading,
    officer: Who,
    /// How many share each mailbox's name so far.
    mailboxes: HashMap<String, u32>,
    gps: usize,
    /// People of earlier practices who also work at one of the next.
    waiting: VecDeque<Vec<Draft>>,
    /// Who administers many practices: the person and the practices.
    everywhere: Vec<(Draft, std::ops::Range<usize>)>,
    granted: usize,
    made: usize,
}

impl Size {
    /// Says what is wrong with it, if anything is.
    pub fn check(self) -> Result<(), AppError> {
        let least = LARGE.iter().sum::<usize>() + 5 * self.practices;
        let wrong = if self.practices < 30 {
            // Otherwise some of the accounts to sign in with would have nowhere to work.
            "There must be at least 30 practices.".to_owned()
        } else if self.users < least {
            [
                "For so many practices there must be at least ",
                &least.to_string(),
                " users.",
            ]
            .concat()
        } else if self.users > 4_000_000 || self.practices > 99_999 {
            "There can be at most 99,999 practices and 4,000,000 users.".to_owned()
        } else if self.grants < 3 * self.users || self.grants > 10 * self.users {
            "There must be 3 to 10 grants for each user.".to_owned()
        } else {
            return Ok(());
        };
        Err(AppError::Invalid(wrong))
    }
}

/// Makes the set. `progress` counts users.
pub(super) fn make(
    mut loading: Loading,
    size: Size,
    progress: &ProgressBar,
) -> Result<(), Failure> {
    let loading = &mut loading;
    size.check()?;
    progress.set_length(u64::try_from(size.users).unwrap_or_default());
    let mut random = Random::new(size.seed);
    let practices = Practices::draw(size, &mut random);
    let officer = people::officer(loading);
    loading.person(&officer);
    loading.account(
        Action::OfficerCreated,
        &officer,
        &Who::by_itself("Operator"),
    )?;
    let mut national = National {
        size,
        random,
        names: Names::new(),
        practices,
        loading,
        officer: Who::person(&officer),
        mailboxes: HashMap::new(),
        gps: 0,
        waiting: VecDeque::new(),
        everywhere: Vec::new(),
        granted: 0,
        made: 1,
    };
    for index in 0..size.practices {
        national.practice(index)?;
        if index % TOGETHER == 0 {
            national.loading.pass_on()?;
        }
        progress.set_position(u64::try_from(national.made).unwrap_or_default());
    }
    national.loading.finish()
}

impl National<'_> {
    /// Makes one practice with its people, and those of others who also work there.
    fn practice(&mut self, index: usize) -> Result<(), Failure> {
        let practice = Practices::make(index, &mut self.random)?;
        self.loading.practice(&practice);
        let guests = self.waiting.pop_front().unwrap_or_default();
        let mut staff = self.residents(index);
        staff.extend(guests);
        let visiting = self
            .everywhere
            .iter()
            .filter(|(_, at)| at.contains(&index) && at.start != index);
        staff.extend(visiting.map(|(draft, _)| draft.clone()));
        let places = self.places(index, &staff);
        self.loading.places(&practice.ods, &places)
    }

    /// Makes the people whose first practice this is.
    fn residents(&mut self, index: usize) -> Vec<Draft> {
        let count = self.practices.residents(index);
        let mut staff = Vec::with_capacity(count);
        for number in 0..count {
            let (person, draft) = self.person(index, number);
            self.loading.person(&person);
            self.made += 1;
            staff.push(draft);
        }
        staff
    }

    /// A time of day on a day between two.
    fn moment(&mut self, from: Instant, to: Instant) -> Instant {
        let days = usize::try_from((to.0 - from.0) / Instant::DAY)
            .unwrap_or(0)
            .max(1);
        let day = i64::try_from(self.random.below(days)).unwrap_or(0);
        let seconds = i64::try_from(self.random.between(9 * 3600, 17 * 3600)).unwrap_or(0);
        let midnight = from.0 - from.0 % Instant::DAY + day * Instant::DAY;
        Instant((midnight + seconds * Instant::SECOND).max(from.0))
    }
}
