//! A conversation with a mail server, letter after letter over one connection.
//!
//! An answer belongs to what was asked before it, so a conversation that was left in the middle can't be gone on with:
//! its next answer would be read as the answer about another letter. Handing a letter over therefore takes the
//! conversation, and gives it back only where it stands in order between two letters. Whatever else happens (a wrong
//! answer, none in time, a task that is dropped), it goes away with its connection.

use std::{fmt::Display, ops::RangeInclusive, time::Duration};

use lettre::{
    address::Envelope,
    transport::smtp::{
        self,
        authentication::DEFAULT_MECHANISMS,
        client::{AsyncSmtpConnection, Tls},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{Extension, MailBodyParameter, MailParameter},
        response::Response,
    },
};

use super::{
    fault::{Fault, Kind, Stage},
    patience::Patience,
    relay::Relay,
};

/// How long one of the server's addresses may take before the next is tried.
const CONNECT: Duration = Duration::from_mins(1);
/// How long a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(5);

/// A connection to a mail server that stands in order.
pub(super) struct Conversation {
    connection: AsyncSmtpConnection,
    /// Whether a letter went over it.
    used: bool,
}

impl Conversation {
    /// Connects, encrypts and logs in as the settings say.
    pub(super) async fn open(relay: &Relay) -> Result<Self, Fault> {
        let patience = relay.patience.opening;
        let wrapped = match &relay.tls {
            Tls::Wrapper(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let server = (relay.host.as_str(), relay.port);
        let connect =
            AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT), &relay.hello, wrapped, None);
        let mut connection = in_time(patience, Stage::Opening, connect).await?;
        let upgrade = match &relay.tls {
            Tls::Required(parameters) => Some(parameters),
            _ => None,
        };
        if let Some(parameters) = upgrade {
            let encrypt = connection.starttls(parameters.clone(), &relay.hello);
            let encrypted = in_time(patience, Stage::Opening, encrypt).await;
            encrypted.map_err(|fault| match fault.kind {
                Kind::Silent | Kind::Answered(_) => fault,
                _ => Fault::new(Stage::Opening, Kind::NotSecure),
            })?;
        }
        if let Some(credentials) = &relay.credentials {
            let offered = connection
                .server_info()
                .get_auth_mechanism(DEFAULT_MECHANISMS);
            if offered.is_none() {
                return Err(Fault::new(Stage::Opening, Kind::NoLogIn));
            }
            let log_in = connection.auth(DEFAULT_MECHANISMS, credentials);
            in_time(patience, Stage::Opening, log_in).await?;
        }
        Ok(Self {
            connection,
            used: false,
        })
    }

    /// Hands a letter over, and gives the conversation back for the next one.
    pub(super) async fn hand_over(
        mut self,
        envelope: &Envelope,
        letter: &[u8],
        patience: &Patience,
    ) -> Result<Self, Fault> {
        match self.tell(envelope, letter, patience).await {
            Ok(()) => {
                self.used = true;
                Ok(self)
            }
            Err(fault) => {
                // Whoever said no waits for what comes next.
                if let Kind::Answered(_) = fault.kind {
                    self.close().await;
                }
                Err(fault)
            }
        }
    }

    async fn tell(
        &mut self,
        envelope: &Envelope,
        letter: &[u8],
        patience: &Patience,
    ) -> Result<(), Fault> {
        if self.used {
            // Also shows a server that has hung up meanwhile, or says more than it was asked.
            self.ask(Stage::Opening, patience.opening, Rset, 200..=299)
                .await?;
        }
        let options = self.options(envelope, letter)?;
        let sender = Mail::new(envelope.from().cloned(), options);
        self.ask(Stage::Sender, patience.sender, sender, 200..=299)
            .await?;
        for recipient in envelope.to() {
            let recipient = Rcpt::new(recipient.clone(), Vec::new());
            self.ask(Stage::Recipient, patience.recipient, recipient, 200..=299)
                .await?;
        }
        // Answers that have come out of step show here at the latest: only this one is an "and now?".
        self.ask(Stage::Data, patience.data, Data, 354..=354)
            .await?;
        let all = patience.block + patience.end;
        let content = self.connection.message(letter);
        let answer = in_time(all, Stage::Content, content).await?;
        expect(Stage::Content, &answer, 200..=299)
    }

    /// What the server has to know beforehand about the addresses and the letter.
    fn options(&self, envelope: &Envelope, letter: &[u8]) -> Result<Vec<MailParameter>, Fault> {
        let server = self.connection.server_info();
        let mut options = Vec::new();
        let to_ascii = envelope
            .to()
            .iter()
            .all(|to| AsRef::<str>::as_ref(to).is_ascii());
        let from_ascii = envelope
            .from()
            .is_none_or(|from| AsRef::<str>::as_ref(from).is_ascii());
        if !to_ascii || !from_ascii {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                // The sender is the same for all letters, and a matter of the settings.
                let stage = if to_ascii {
                    Stage::Opening
                } else {
                    Stage::Recipient
                };
                return Err(Fault::new(stage, Kind::AsciiOnly));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        if !letter.is_ascii() && server.supports_feature(Extension::EightBitMime) {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(options)
    }

    async fn ask(
        &mut self,
        stage: Stage,
        patience: Duration,
        command: impl Display,
        expected: RangeInclusive<u16>,
    ) -> Result<(), Fault> {
        let answer = in_time(patience, stage, self.connection.command(command)).await?;
        expect(stage, &answer, expected)
    }

    /// Says goodbye.
    pub(super) async fn close(mut self) {
        let _ = tokio::time::timeout(GOODBYE, self.connection.quit()).await;
    }
}

async fn in_time<T>(
    patience: Duration,
    stage: Stage,
    asked: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, Fault> {
    match tokio::time::timeout(patience, asked).await {
        Ok(answered) => answered.map_err(|error| Fault::of(stage, &error)),
        Err(_) => Err(Fault::new(stage, Kind::Silent)),
    }
}

fn expect(stage: Stage, answer: &Response, expected: RangeInclusive<u16>) -> Result<(), Fault> {
    if expected.contains(&u16::from(answer.code())) {
        Ok(())
    } else {
        Err(Fault::new(stage, Kind::Nonsense))
    }
}
