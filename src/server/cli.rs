//! The command line. Every setting is a flag and an environment variable with a stated default.

use std::{net::SocketAddr, process::ExitCode, sync::Arc};

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use tokio::net::TcpListener;

use super::{
    App, Clock, Db, contact::ContactSettings, entrance::EntranceSettings, forget::keep_forgetting,
    http, listen, new_id, numbers, settings::refuse_unknown,
};
use crate::{
    dates::Instant,
    demo,
    history::{
        AnchorFile,
        commands::{self as record, HistoryCommand},
    },
    mail::{self, MailSettings, command::MailCommand},
    performers::{self, command::PerformersCommand},
    practices::import::command::{self as import, Import},
    server::Stamp,
    sign_in::{self, command::UserCommand},
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
    /// Accounts that can't be made in the browser.
    #[command(subcommand)]
    User(UserCommand),
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
    #[command(flatten)]
    entrance: EntranceSettings,
    /// Address and port for Prometheus, which reads its numbers at /metrics [default: none]
    #[arg(long, env, value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    /// Folder with what the browser loads
    #[arg(long, env, default_value = "target/site")]
    site_root: String,
    /// Where browsers reach this server, like `https://access.example`; by default the address it listens on
    #[arg(long, env, value_name = "URL")]
    public_url: Option<String>,
    #[command(flatten)]
    contact: ContactSettings,
    /// Let the registration team approve changes of principals too, on behalf of the commissioner
    #[arg(long, env)]
    second_approval: bool,
    #[command(flatten)]
    mail: MailSettings,
    /// File to which every anchor of the record is added, best on another machine [default: none, the log has them]
    #[arg(long, env, value_name = "FILE")]
    anchor_file: Option<std::path::PathBuf>,
    /// Log lines as JSON
    #[arg(long, env)]
    log_json: bool,
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
    if let Err(why) = refuse_unknown(&Cli::command()) {
        eprintln!("practice-access: {why}");
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
        Command::History(_)
        | Command::Performers(_)
        | Command::Mail(MailCommand::Dead | MailCommand::Retry { .. }) => {
            Db::open_existing(url).await?
        }
        _ => Db::open(url).await?,
    };
    let result = match cli.command {
        Command::Serve(serve) => self::serve(*serve, db.clone()).await,
        Command::Demo(wanted) => demo::command::run(&wanted, &db, Clock::System.now())
            .await
            .map_err(Told::from),
        Command::Import(import) => import::run(import, &db, by_the_program(Clock::System.now()))
            .await
            .map_err(Told::from),
        Command::User(command) => {
            sign_in::command::run(command, &db, &by_the_program(Clock::System.now()))
                .await
                .map_err(Told)
        }
        Command::Performers(command) => {
            performers::command::run(&command, &db, &by_the_program(Clock::System.now()))
                .await
                .map_err(Told::from)
        }
        Command::Mail(command) => mail::command::run(command, &db, Clock::System.now())
            .await
            .map_err(Told::from),
        Command::History(command) => {
            let stamp = by_the_program(Clock::System.now());
            match record::run(command, &db, &Clock::System, &stamp).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(Told(
                    "the record is not in order, or access is not what it says".to_owned(),
                )),
                Err(failure) => Err(failure.into()),
            }
        }
    };
    db.close().await;
    result
}

async fn serve(serve: Serve, db: Db) -> Result<(), Told> {
    let scheme = if serve.entrance.has_certificate() {
        "https"
    } else {
        "http"
    };
    let public_url = match &serve.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("{scheme}://{}", serve.listen),
    };
    let entrance = serve
        .entrance
        .entrance(serve.listen, &public_url)
        .map_err(Told)?;
    let certificate = serve.entrance.certificate().map_err(Told)?;
    if let Some(address) = serve.metrics_listen {
        numbers::check(address, certificate.is_some()).map_err(Told)?;
    }
    let demonstration = demo::kind_of(&db).await?;
    let alone = serve.listen.ip().is_loopback() && entrance.proxies.is_empty();
    if demonstration.is_some() && !alone {
        return Err(Told(
            "this database holds demonstration data, whose password is public: listen on 127.0.0.1 or another \
             loopback address without a proxy before it, or serve another database"
                .to_owned(),
        ));
    }
    let anchor_file = match serve.anchor_file {
        None => None,
        Some(path) => {
            let told = |error| Told(format!("--anchor-file {}: {error}", path.display()));
            Some(AnchorFile::open(&path).map_err(told)?)
        }
    };
    log_to_stderr(serve.log_json)?;
    let (carrier, from) = serve.mail.read()?;
    let mut app = App::new(db, Clock::System, &serve.site_root);
    app.entrance = Arc::new(entrance);
    app.public_url.clone_from(&public_url);
    app.second_approval = serve.second_approval;
    app.contact = serve.contact.contact(demonstration.is_some());
    if app.contact.is_unknown() {
        tracing::warn!(
            "Nobody who cannot log in is told how to reach the registration team: set --contact-email or --contact-phone"
        );
    }
    let demonstrates = demonstration.is_some();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let delivering = mail::keep_delivering(app.clone(), carrier, from, demonstrates, stopped);
    let delivering = tokio::spawn(delivering);
    let mut beside = vec![
        tokio::spawn(record::keep_anchored(
            app.db.clone(),
            app.clock.clone(),
            anchor_file,
        )),
        tokio::spawn(keep_forgetting(app.db.clone(), app.clock.clone())),
        tokio::spawn(sign_in::requests::keep_answering(app.clone())),
    ];
    let tls = match certificate {
        None => None,
        Some(certificate) => {
            let acceptor = certificate.acceptor().map_err(Told)?;
            beside.push(tokio::spawn(certificate.keep_fresh()));
            Some(acceptor)
        }
    };
    let router = http::router(app);
    let listener = bind(serve.listen).await?;
    if let Some(address) = serve.metrics_listen {
        let listener = bind(address).await?;
        let (page, upkeep) = numbers::begin().map_err(Told)?;
        beside.push(tokio::spawn(upkeep));
        let reading = listen::serve(listener, tls.clone(), page, std::future::pending());
        beside.push(tokio::spawn(reading));
    }
    tracing::info!(listen = %serve.listen, "Listening");
    if let Some(kind) = demonstration {
        eprintln!(
            "\n{public_url} with invented people. {}",
            demo::invitation(kind)
        );
    }
    listen::serve(listener, tls, router, asked_to_stop()).await;
    let _ = stop.send(true);
    if tokio::time::timeout(listen::LONGEST_FAREWELL, delivering)
        .await
        .is_err()
    {
        tracing::warn!("A message under way was broken off; it is sent again");
    }
    beside.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Told> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| Told(format!("can't listen on {address}: {error}")))
}

fn log_to_stderr(json: bool) -> Result<(), Told> {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(wanted) => EnvFilter::try_new(wanted)
            .map_err(|error| Told(format!("RUST_LOG can't be understood: {error}")))?,
        Err(_) => EnvFilter::new("info"),
    };
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json {
        log.json().init();
    } else {
        log.init();
    }
    Ok(())
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
