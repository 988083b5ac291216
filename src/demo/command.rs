//! `practice-access demo`.

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Fill, Filling, Size, invitation};
use crate::{
    base::dates::Instant,
    database::{Db, Failure},
    web::tell_operator,
};

/// Which set of demonstration data to make.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// How many practices
    #[arg(long, requires = "users", requires = "grants")]
    practices: Option<usize>,
    /// How many accounts
    #[arg(long, requires = "practices")]
    users: Option<usize>,
    /// How many roles given
    #[arg(long, requires = "practices")]
    grants: Option<usize>,
    /// The same seed gives the same practices and people
    #[arg(long, requires = "practices", default_value_t = 1)]
    seed: u64,
}

/// Fills an empty database and says how to use it.
pub(crate) async fn run(wanted: &Demo, db: &Db, now: Instant) -> Result<(), Failure> {
    let filling = match (wanted.practices, wanted.users, wanted.grants) {
        (Some(practices), Some(users), Some(grants)) => Filling::National(Size {
            practices,
            users,
            grants,
            seed: wanted.seed,
        }),
        _ => Filling::Small(now),
    };
    let kind = filling.kind();
    let style = ProgressStyle::with_template("{elapsed} {wide_bar} {pos} of {len} users {msg}")
        .map_err(Failure::internal)?;
    let progress = match filling {
        Filling::Small(_) => ProgressBar::hidden(),
        Filling::National(_) => ProgressBar::new(0).with_style(style),
    };
    let fill = Fill {
        filling,
        progress: progress.clone(),
    };
    db.write(&fill).await?;
    progress.finish_and_clear();
    tell_operator(&format!(
        "The database is filled with invented practices and people. {}",
        invitation(kind)
    ));
    Ok(())
}
