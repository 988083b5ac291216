//! The command line. Every setting is a flag and an environment variable with a stated default.

use std::{net::SocketAddr, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use super::{App, Clock, Db, forget::keep_forgetting, http, new_id};
use crate::{
    dates::Instant,
    demo,
    history::commands::{self as record, HistoryCommand},
    mail::{self, MailSettings, command::MailCommand},
    practices::import::command::{self as import, Import},
    server::Stamp,
    sign_in,
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
    Serve(Serve),
    /// Fill an empty database with invented practices and people: a small set to look at, or, with sizes, one to
    /// measure with.
    Demo(demo::command::Demo),
    /// Take over practices and PCNs from files of the NHS Organisation Data Service.
    #[command(subcommand)]
    Import(Import),
    /// Accounts that can't be made in the browser.
    #[command(subcommand)]
    User(User),
    /// The record of changes.
    #[command(subcommand)]
    History(HistoryCommand),
    /// Letters and the outbox.
    #[command(subcommand)]
    Mail(MailCommand),
}

#[derive(Debug, Args)]
struct Serve {
    /// Address and port to listen on
    #[arg(long, env, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where browsers reach this server, for passkeys; by default the address it listens on
    #[arg(long, env)]
    public_url: Option<String>,
    /// Folder with what the browser loads
    #[arg(long, env, default_value = "target/site")]
    site_root: String,
    /// Where browsers reach this server, for links in messages; by default the address it listens on
    #[arg(long, env)]
    public_url: Option<String>,
    #[command(flatten)]
    mail: MailSettings,
    /// Log lines as JSON
    #[arg(long, env)]
    log_json: bool,
}

#[derive(Debug, Subcommand)]
enum User {
    /// Make the account of a registration officer: the first account of an installation.
    CreateRegistrationOfficer {
        /// Their e-mail address, which is their username
        #[arg(long)]
        email: String,
        /// Given name
        #[arg(long)]
        first_name: String,
        /// Family name
        #[arg(long)]
        last_name: String,
    },
    /// Take away a second factor that was lost, where nobody is left who can do it in the browser.
    ResetSecondFactor {
        /// Their e-mail address
        #[arg(long)]
        email: String,
        /// What was lost, and how you made sure that it is them
        #[arg(long)]
        reason: String,
    },
}

/// Why a command did not do its work, in words for the operator.
#[derive(Debug)]
struct Told(String);

impl<E: std::error::Error> From<E> for Told {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Runs the command that was asked for.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
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
            eprintln!("practice-access: can't start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(command(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Told(why)) => {
            eprintln!("practice-access: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn command(cli: Cli) -> Result<(), Told> {
    let url = &cli.database.database_url;
    let db = match cli.command {
        // An empty database made by a slip in its address would pass for one in order.
        Command::History(_) | Command::Mail(MailCommand::Dead | MailCommand::Retry { .. }) => {
            Db::open_existing(url).await?
        }
        _ => Db::open(url).await?,
    };
    let result = match cli.command {
        Command::Serve(serve) => self::serve(serve, db.clone()).await,
        Command::Demo(wanted) => demo::command::run(&wanted, &db, Clock::System.now())
            .await
            .map_err(Told::from),
        Command::Import(import) => import::run(import, &db, by_the_program(Clock::System.now()))
            .await
            .map_err(Told::from),
        Command::User(User::CreateRegistrationOfficer {
            email,
            first_name,
            last_name,
        }) => create_officer(&db, email, first_name, last_name).await,
        Command::Mail(command) => mail::command::run(command, &db, Clock::System.now())
            .await
            .map_err(Told::from),
        Command::User(User::ResetSecondFactor { email, reason }) => {
            reset_factor(&db, &email, &reason).await
        }
        Command::History(command) => match record::run(command, &db, &Clock::System).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Told("the record was tampered with".to_owned())),
            Err(failure) => Err(failure.into()),
        },
    };
    db.close().await;
    result
}

async fn serve(serve: Serve, db: Db) -> Result<(), Told> {
    use axum::serve::ListenerExt as _;
    let demonstration = demo::kind_of(&db).await?;
    if demonstration.is_some() && !serve.listen.ip().is_loopback() {
        return Err(Told(
            "this database holds demonstration data, whose password is public: listen on 127.0.0.1 or another \
             loopback address, or serve another database"
                .to_owned(),
        ));
    }
    log_to_stderr(serve.log_json);
    let (carrier, from) = serve.mail.read()?;
    let mut app = App::new(db, Clock::System, &serve.site_root);
    app.public_url = match serve.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => ["http://", &serve.listen.to_string()].concat(),
    };
    let delivering = tokio::spawn(mail::keep_delivering(
        app.clone(),
        carrier,
        from,
        demonstration.is_some(),
    ));
    let anchoring = tokio::spawn(record::keep_anchored(app.db.clone(), app.clock.clone()));
    let answering = tokio::spawn(sign_in::requests::keep_answering(app.clone()));
    let forgetting = tokio::spawn(keep_forgetting(app.db.clone(), app.clock.clone()));
    let router = http::router(app);
    let listener = tokio::net::TcpListener::bind(serve.listen)
        .await
        .map_err(|error| {
            Told(
                [
                    "can't listen on ",
                    &serve.listen.to_string(),
                    ": ",
                    &error.to_string(),
                ]
                .concat(),
            )
        })?
        // Small answers must not wait for an acknowledgement.
        .tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
    tracing::info!(listen = %serve.listen, "Listening");
    if let Some(kind) = demonstration {
        eprintln!(
            "\nhttp://{} with invented people. {}",
            serve.listen,
            demo::invitation(kind)
        );
    }
    axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(asked_to_stop())
    .await?;
    anchoring.abort();
    answering.abort();
    delivering.abort();
    forgetting.abort();
    Ok(())
}

fn log_to_stderr(json: bool) {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { log.json().init() } else { log.init() }
}

/// Waits for Ctrl-C or the signal by which a service is stopped; requests under way are then finished.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).ok();
    let terminated = async {
        match &mut terminate {
            Some(signal) => signal.recv().await.unwrap_or(()),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

async fn create_officer(
    db: &Db,
    email: String,
    first_name: String,
    last_name: String,
) -> Result<(), Told> {
    use std::io::BufRead as _;
    eprintln!("Password for {email} (at least 12 characters), then Enter:");
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.chars().count() < 12 {
        return Err(Told(
            "the password must be at least 12 characters".to_owned(),
        ));
    }
    let now = Clock::System.now();
    let officer = sign_in::CreateOfficer {
        id: new_id(),
        email: email.trim().to_lowercase(),
        first_name,
        last_name,
        password_hash: sign_in::passwords::hash_now(password)?,
        stamp: by_the_program(now),
    };
    db.write(&officer).await?;
    eprintln!("{email} can now log in as a registration officer.");
    Ok(())
}

async fn reset_factor(db: &Db, email: &str, reason: &str) -> Result<(), Told> {
    let (email, stamp) = (
        email.trim().to_lowercase(),
        by_the_program(Clock::System.now()),
    );
    if sign_in::factor::reset_by_operator(db, &email, reason, &stamp).await? {
        eprintln!("{email} has no second factor any more and is logged out everywhere.");
        Ok(())
    } else {
        Err(Told(["there is no account ", &email].concat()))
    }
}

/// The mark of what the operator does from the command line.
fn by_the_program(at: Instant) -> Stamp {
    Stamp {
        at,
        today: super::date_of(at),
        by: None,
        by_name: "Operator".to_owned(),
        request_id: new_id().to_string(),
        fresh: None,
    }
}
