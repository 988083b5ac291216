//! Where mail goes.

use clap::Args;
use lettre::message::Mailbox;

use super::{MailTransport, NotAMailServer};

/// Settings of mail.
#[derive(Clone, Debug, Args)]
pub struct MailSettings {
    /// The mail server: `smtp://USER:PASSWORD@HOST:PORT` (with STARTTLS) or `smtps://...`. Without it messages are
    /// kept as files
    #[arg(long, env, hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<String>,
    /// Whom messages come from: `Practice Access <no-reply@example.org>`
    #[arg(long, env, default_value = "Practice Access <no-reply@localhost>")]
    mail_from: Mailbox,
    /// The folder of the messages, where there is no mail server
    #[arg(long, env, default_value = "data/mail")]
    mail_folder: std::path::PathBuf,
}

impl MailSettings {
    /// Who carries messages away, and whom they come from.
    pub(crate) fn read(&self) -> Result<(MailTransport, Mailbox), NotAMailServer> {
        let transport = match &self.smtp_url {
            Some(url) => MailTransport::smtp(url)?,
            None => MailTransport::Folder(self.mail_folder.clone()),
        };
        Ok((transport, self.mail_from.clone()))
    }
}
