//! The server: every part put together, begun and ended.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use clap::Args;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

use crate::{
    base::{clock::Clock, dates::Instant, kept::Keeps},
    boot::{
        cli::CliError, contact::ContactSettings, jobs, listener, per_address::PerAddress,
        prometheus, router,
    },
    database::Db,
    demo,
    history::AnchorFile,
    mail::MailSettings,
    web::{
        App, CoolingPeriod, UnusedAfter,
        ingress::{Ingress, IngressSettings},
        log,
    },
};

const NOT_ALONE: &str = "this database holds demonstration data, whose password is public: listen on 127.0.0.1 or another \
    loopback address without a proxy before it, or serve another database";

/// Its settings.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address and port to listen on
    #[arg(long, env, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    #[command(flatten)]
    ingress: IngressSettings,
    /// Make the SQLite database if it is not there. Without this, a slip in its address stops the start
    #[arg(long, env)]
    create_database: bool,
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
    /// For how many hours a practice may object to an administrator whom the registration team has approved
    #[arg(long, env, default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=336))]
    cooling_hours: u16,
    /// The same for the Main Contact
    #[arg(long, env, default_value_t = 48, value_parser = clap::value_parser!(u16).range(1..=336))]
    main_contact_cooling_hours: u16,
    /// After how many days without a log in somebody's place at a practice lapses
    #[arg(long, env, default_value_t = UnusedAfter::default().days, value_parser = clap::value_parser!(u32).range(60..=1_095))]
    lapse_days: u32,
    /// After how many days an invitation that nobody used is closed
    #[arg(long, env, default_value_t = UnusedAfter::default().invitation_days, value_parser = clap::value_parser!(u32).range(14..=365))]
    invitation_days: u32,
    /// For how many days it is kept that a message was sent
    #[arg(long, env, default_value_t = Keeps::default().messages, value_parser = clap::value_parser!(u32).range(7..=3_650))]
    keep_message_days: u32,
    /// For how many days after their time links in messages can say what became of them
    #[arg(long, env, default_value_t = Keeps::default().links, value_parser = clap::value_parser!(u32).range(7..=3_650))]
    keep_link_days: u32,
    /// For how many days letters on paper and the names of launches that are over are kept
    #[arg(long, env, default_value_t = Keeps::default().letters, value_parser = clap::value_parser!(u32).range(30..=3_650))]
    keep_letter_days: u32,
    #[command(flatten)]
    mail: MailSettings,
    /// File to which every anchor of the record is added, best on another machine [default: none, the log has them]
    #[arg(long, env, value_name = "FILE")]
    anchor_file: Option<std::path::PathBuf>,
    /// Log lines as JSON
    #[arg(long, env)]
    log_json: bool,
}

impl Serve {
    /// Whether a database that is not there is to be made.
    pub(super) fn creates_database(&self) -> bool {
        self.create_database
    }

    /// Answers browsers until it is asked to stop.
    pub(super) async fn run(self, db: Db) -> Result<(), CliError> {
        let public_url = self.public_url();
        let ingress = self
            .ingress
            .ingress(self.listen, &public_url)
            .map_err(CliError)?;
        let certificate = self.ingress.certificate().map_err(CliError)?;
        if let Some(address) = self.metrics_listen {
            prometheus::check(address, certificate.is_some()).map_err(CliError)?;
        }
        let demonstration = demo::kind_of(&db).await?;
        let alone = self.listen.ip().is_loopback() && ingress.proxies.is_empty();
        if demonstration.is_some() && !alone {
            return Err(CliError(NOT_ALONE.to_owned()));
        }
        let anchor_file = self.anchor_file()?;
        let log = log::begin(self.log_json).map_err(CliError)?;
        let (transport, from) = self.mail.read()?;
        let addresses = PerAddress::but(ingress.proxies.clone());
        let app = self.app(db, ingress, demonstration.is_some());
        let supervisor = app.jobs.clone();
        let stop = asked_to_stop()?;
        let listener = bind(self.listen).await?;
        let mut beside = jobs::start(&app, anchor_file);
        let tls = match certificate {
            None => None,
            Some(certificate) => {
                let acceptor = certificate.acceptor().map_err(CliError)?;
                beside.push(supervisor.start("certificate", jobs::QUICK, move || {
                    certificate.clone().keep_fresh()
                }));
                Some(acceptor)
            }
        };
        if let Some(address) = self.metrics_listen {
            beside.extend(start_numbers(&app, bind(address).await?, tls.clone())?);
        }
        let delivering = jobs::start_mail(&app, transport, from, demonstration.is_some());
        let router = router::router(app);
        tracing::info!(listen = %self.listen, "Listening");
        if let Some(kind) = demonstration {
            let how = demo::invitation(kind);
            log.say(&format!("\n{public_url} with invented people. {how}"));
        }
        listener::serve(listener, tls, router, addresses, stop).await;
        supervisor.stop();
        let delivered = tokio::time::timeout(listener::SHUTDOWN_TIMEOUT, delivering).await;
        if delivered.is_err() {
            tracing::warn!("A message under way was broken off; it is sent again");
        }
        beside.iter().for_each(JoinHandle::abort);
        Ok(())
    }

    /// The file to which anchors are added, if there is to be one.
    fn anchor_file(&self) -> Result<Option<AnchorFile>, CliError> {
        let Some(path) = &self.anchor_file else {
            return Ok(None);
        };
        let told = |error| CliError(format!("--anchor-file {}: {error}", path.display()));
        AnchorFile::open(path).map(Some).map_err(told)
    }

    /// What answers, with its settings.
    fn app(&self, db: Db, ingress: Ingress, demonstration: bool) -> App {
        let mut app = App::new(db, Clock::System, &self.site_root);
        app.ingress = Arc::new(ingress);
        app.public_url = self.public_url();
        app.second_approval = self.second_approval;
        app.cooling = CoolingPeriod {
            administrator: i64::from(self.cooling_hours) * Instant::HOUR,
            main_contact: i64::from(self.main_contact_cooling_hours) * Instant::HOUR,
        };
        app.unused = UnusedAfter {
            days: self.lapse_days,
            invitation_days: self.invitation_days,
        };
        app.keeps = Keeps {
            messages: self.keep_message_days,
            links: self.keep_link_days,
            letters: self.keep_letter_days,
        };
        app.contact = self.contact.contact(demonstration);
        if app.contact.is_unknown() {
            tracing::warn!(
                "Nobody who cannot log in is told how to reach the registration team: set --contact-email or --contact-phone"
            );
        }
        app
    }

    fn public_url(&self) -> String {
        let scheme = if self.ingress.has_certificate() {
            "https"
        } else {
            "http"
        };
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("{scheme}://{}", self.listen),
        }
    }
}

/// Starts the numbers for Prometheus.
fn start_numbers(
    app: &App,
    listener: Arc<TcpListener>,
    tls: Option<TlsAcceptor>,
) -> Result<[JoinHandle<()>; 2], CliError> {
    let prometheus = prometheus::begin().map_err(CliError)?;
    let page = prometheus::page(prometheus.clone(), app.clone());
    Ok([
        app.jobs.start("numbers", jobs::QUICK, move || {
            prometheus::keep_small(prometheus.clone())
        }),
        // It goes on by itself and has no rounds.
        app.jobs.start("numbers page", Duration::MAX, move || {
            listener::serve(
                listener.clone(),
                tls.clone(),
                page.clone(),
                PerAddress::but(Vec::new()),
                std::future::pending(),
            )
        }),
    ])
}

async fn bind(address: SocketAddr) -> Result<Arc<TcpListener>, CliError> {
    let listener = TcpListener::bind(address).await;
    listener
        .map(Arc::new)
        .map_err(|error| CliError(format!("can't listen on {address}: {error}")))
}

/// Listens for Ctrl-C and the signal by which a service is stopped, from now on; gives what waits for one of them.
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
