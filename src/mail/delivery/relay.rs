//! The mail server of the settings.

use lettre::{
    Message,
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use url::Url;

use super::{super::store::DeliveryOutcome, conversation::Conversation, patience::Patience};

/// A mail server, and how this program comes in.
#[derive(Clone, Debug)]
pub struct Relay {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    /// How this program introduces itself.
    pub(super) hello: ClientId,
    pub(super) credentials: Option<Credentials>,
    pub(super) patience: Patience,
}

/// An address is not one of a mail server.
#[derive(Debug, thiserror::Error)]
#[error("the mail server: {0}")]
pub struct NotAMailServer(String);

impl NotAMailServer {
    fn because(why: impl std::fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl Relay {
    /// A mail server at `smtp://HOST`, `smtps://HOST` or with a user, a password and a port; the path is the name that
    /// this program gives itself. Without TLS only on this machine.
    pub(super) fn at(url: &str, patience: Patience) -> Result<Self, NotAMailServer> {
        let url = Url::parse(url).map_err(NotAMailServer::because)?;
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| NotAMailServer::because("the address names none"))?;
        // As addresses write it, with brackets, it is no address to connect to.
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let here = ["localhost", "127.0.0.1", "::1"].contains(&host.as_str());
        let asked = url.query_pairs().find(|(key, _)| key == "tls");
        let asked = asked.map(|(_, value)| value.into_owned());
        let secret = || TlsParameters::new(host.clone()).map_err(NotAMailServer::because);
        let (tls, port) = match (url.scheme(), asked.as_deref()) {
            ("smtps", _) => (Tls::Wrapper(secret()?), 465),
            ("smtp", None) if here => (Tls::None, 25),
            ("smtp", None | Some("required")) => (Tls::Required(secret()?), 587),
            _ => {
                return Err(NotAMailServer::because(
                    "its address begins with smtp:// or smtps://, and tls is required where it is said",
                ));
            }
        };
        let plain = |text: &str| {
            let decoded = percent_decode_str(text).decode_utf8();
            decoded.map(String::from).map_err(NotAMailServer::because)
        };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(plain(url.username())?, plain(password)?)),
            None => None,
        };
        let name = url.path().trim_matches('/');
        Ok(Self {
            tls,
            port: url.port().unwrap_or(port),
            hello: if name.is_empty() {
                ClientId::default()
            } else {
                ClientId::Domain(name.to_owned())
            },
            credentials,
            patience,
            host,
        })
    }

    /// Hands a letter over, by the connection that is kept if there is one. Whoever drops this half-way drops the
    /// connection with it.
    ///
    /// What goes wrong on a connection that other letters went over before says nothing of this one: servers limit how
    /// many they take at once, or hang up. It is tried again on a new one, and what is said there counts.
    pub(super) async fn carry(
        &self,
        kept: &mut Option<Conversation>,
        letter: &Message,
    ) -> DeliveryOutcome {
        let bytes = letter.formatted();
        if let Some(used) = kept.take() {
            match used
                .hand_over(letter.envelope(), &bytes, &self.patience)
                .await
            {
                Ok(in_order) => {
                    *kept = Some(in_order);
                    return DeliveryOutcome::Sent;
                }
                Err(fault) if !fault.may_be_the_connection() => return fault.outcome(),
                Err(_) => {}
            }
        }
        let handed_over = match Conversation::open(self).await {
            Ok(new) => {
                new.hand_over(letter.envelope(), &bytes, &self.patience)
                    .await
            }
            Err(fault) => Err(fault),
        };
        match handed_over {
            Ok(in_order) => {
                *kept = Some(in_order);
                DeliveryOutcome::Sent
            }
            Err(fault) => fault.outcome(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Relay {
        Relay::at(url, Patience::RFC_5321).unwrap()
    }

    #[test]
    fn only_a_mail_server_on_this_machine_is_spoken_to_without_encryption() {
        for (url, port) in [
            ("smtp://localhost", 25),
            ("smtp://127.0.0.1:2525", 2525),
            ("smtp://[::1]", 25),
        ] {
            let relay = at(url);
            assert!(matches!(relay.tls, Tls::None), "{url}");
            assert_eq!(relay.port, port, "{url}");
            assert!(!relay.host.contains('['), "{url}");
        }
        for (url, port) in [
            ("smtp://mail.example.org", 587),
            ("smtp://localhost.example.org:25", 25),
            ("smtp://user:127.0.0.1@mail.example.org", 587),
            ("smtp://localhost?tls=required", 587),
        ] {
            let relay = at(url);
            assert!(matches!(relay.tls, Tls::Required(_)), "{url}");
            assert_eq!(relay.port, port, "{url}");
        }
        assert!(matches!(
            at("smtps://mail.example.org").tls,
            Tls::Wrapper(_)
        ));
        assert_eq!(at("smtps://mail.example.org").port, 465);
    }

    #[test]
    fn a_user_and_a_password_may_hold_any_character() {
        let relay =
            at("smtps://nora%40cast.example:p%2F%C3%A9+%25@mail.example.org/access.example");
        let known = Credentials::new("nora@cast.example".to_owned(), "p/é+%".to_owned());
        assert!(relay.credentials == Some(known));
        assert_eq!(relay.hello, ClientId::Domain("access.example".to_owned()));
        assert!(at("smtps://mail.example.org").credentials.is_none());
    }

    #[test]
    fn what_is_no_mail_server_is_not_taken_for_one() {
        for url in [
            "",
            "mail.example.org",
            "http://mail.example.org",
            "smtp://",
            "smtp://h?tls=maybe",
            // It would go on without, where somebody in between keeps the offer of TLS back.
            "smtp://h?tls=opportunistic",
        ] {
            let refused = Relay::at(url, Patience::RFC_5321).unwrap_err();
            assert!(
                refused.to_string().starts_with("the mail server: "),
                "{refused}"
            );
        }
    }
}
