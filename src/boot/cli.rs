//! The command line. Every setting is a flag and an environment variable with a stated default.

use std::process::ExitCode;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use rustix::fs::Mode;

use crate::{
    backup::command as backup,
    base::{
        clock::{Clock, new_id},
        dates::Instant,
    },
    boot::{
        check, contact::ContactSettings, import, import::Import, serve::Serve,
        unknown_settings::refuse_unknown,
    },
    database::Db,
    demo,
    history::{commands as record, commands::HistoryCommand},
    mail::{self, command::MailCommand},
    officers::{self, command::UserCommand},
    paper,
    performers::{self, command::PerformersCommand},
    users::kept_apart::{self, SeparateRolesCommand},
    web::{AuditContext, log::tell_operator},
};

/// Who works at a GP practice and what each of them may do.
#[derive(Debug, Parser)]
#[command(name = "practice-access", version)]
struct Cli {
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Database {
    /// Where the data is: `sqlite:FILE` or `postgres://USER@HOST/NAME`
    #[arg(
        long,
        env,
        default_value = "sqlite:data/practice-access.db",
        global = true,
        hide_env_values = true
    )]
    database_url: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer browsers.
    Serve(Box<Serve>),
    /// Fill an empty database with invented practices and people: a small set to look at, or, with sizes, one to
    /// measure with.
    Demo(demo::command::Demo),
    /// Take over practices and PCNs from files of the NHS Organisation Data Service.
    #[command(subcommand)]
    Import(Import),
    /// GPs on the Performers List and the roles that follow.
    #[command(subcommand)]
    Performers(PerformersCommand),
    /// Roles that nobody holds at one practice at the same time.
    #[command(subcommand)]
    SeparateRoles(SeparateRolesCommand),
    /// Accounts that can't be made in the browser.
    #[command(subcommand)]
    User(UserCommand),
    /// One file of the letters to practices that set up administrators, for a printer.
    Letters {
        #[command(flatten)]
        wanted: paper::command::Letters,
        #[command(flatten)]
        contact: ContactSettings,
    },
    /// Check that the database is whole: its file, what its rows say of one another, and the record of changes. Exits
    /// with 1 where it is not.
    Check,
    /// Write everything that is in the database to a file, while the server runs, or check such a file.
    Backup(backup::Backup),
    /// Make an empty database of either kind what a backup says.
    Restore(backup::Restore),
    /// The record of changes.
    #[command(subcommand)]
    History(HistoryCommand),
    /// Letters and the outbox.
    #[command(subcommand)]
    Mail(MailCommand),
}

/// Why a command did not do its work, in words for the operator.
#[derive(Debug)]
pub(super) struct CliError(pub(super) String);

impl<E: std::error::Error> From<E> for CliError {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Runs the command that was asked for.
pub fn run() -> ExitCode {
    // The database and the letters hold secrets: what is written is for this user of the machine alone.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let cli = Cli::parse();
    if let Err(why) = refuse_unknown(&Cli::command()) {
        tell_operator(&format!("practice-access: {why}"));
        return ExitCode::FAILURE;
    }
    // Never fewer than two: with one, rendering a page can wait for itself.
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .max(2);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            tell_operator(&format!("practice-access: can't start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(command(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(CliError(why)) => {
            tell_operator(&format!("practice-access: {why}"));
            ExitCode::FAILURE
        }
    }
}

// Long: one match, an arm for each command.
async fn command(cli: Cli) -> Result<(), CliError> {
    if let Command::Mail(command) = &cli.command
        && command.preview()?
    {
        return Ok(());
    }
    let url = &cli.database.database_url;
    match &cli.command {
        Command::Backup(wanted) if wanted.only_checks() => return Ok(backup::check(wanted).await?),
        Command::Restore(wanted) => {
            let audit = by_the_program(Clock::System.now());
            return Ok(backup::restore(wanted, url, &audit).await?);
        }
        _ => {}
    }
    let creates = match &cli.command {
        Command::Serve(serve) => serve.creates_database(),
        Command::Demo(_)
        | Command::Import(_)
        | Command::User(UserCommand::CreateRegistrationOfficer { .. }) => true,
        _ => false,
    };
    if !creates {
        Db::must_exist(url)?;
    }
    let db = match cli.command {
        Command::Serve(_) => Db::open(url).await?,
        _ => Db::open_for_command(url).await?,
    };
    let result = match cli.command {
        Command::Serve(serve) => serve.run(db.clone()).await,
        Command::Demo(wanted) => demo::command::run(&wanted, &db, Clock::System.now())
            .await
            .map_err(CliError::from),
        Command::Import(import) => import::run(import, &db, by_the_program(Clock::System.now()))
            .await
            .map_err(CliError::from),
        Command::User(command) => {
            officers::command::run(command, &db, &by_the_program(Clock::System.now()))
                .await
                .map_err(CliError)
        }
        Command::SeparateRoles(command) => {
            kept_apart::run(&command, &db, &by_the_program(Clock::System.now()))
                .await
                .map_err(CliError)
        }
        Command::Performers(command) => {
            performers::command::run(&command, &db, &by_the_program(Clock::System.now()))
                .await
                .map_err(CliError::from)
        }
        Command::Mail(command) => mail::command::run(command, &db, Clock::System.now())
            .await
            .map_err(CliError::from),
        Command::History(command) => {
            let audit = by_the_program(Clock::System.now());
            match record::run(command, &db, &Clock::System, &audit).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(CliError(
                    "the record is not in order, or access is not what it says".to_owned(),
                )),
                Err(failure) => Err(failure.into()),
            }
        }
        Command::Letters { wanted, contact } => {
            let audit = by_the_program(Clock::System.now());
            paper::command::run(&wanted, &contact.contact(false), &db, &audit)
                .await
                .map_err(CliError::from)
        }
        Command::Backup(wanted) => backup::back_up(&wanted, &db, Clock::System.now())
            .await
            .map_err(CliError::from),
        // Has its own way of opening the database, above.
        Command::Restore(_) => Ok(()),
        Command::Check => {
            let audit = by_the_program(Clock::System.now());
            match check::run(&db, &Clock::System, &audit).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(CliError("the database is not whole".to_owned())),
                Err(failure) => Err(failure.into()),
            }
        }
    };
    db.close().await;
    result
}

/// The mark of what the operator does from the command line.
fn by_the_program(at: Instant) -> AuditContext {
    AuditContext {
        at,
        today: crate::base::clock::date_of(at),
        by: None,
        by_name: "Operator".to_owned(),
        request_id: new_id().to_string(),
        recent_factor: None,
    }
}
