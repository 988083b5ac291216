//! Which site passkeys are for.

use url::{Host, Url};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::{database::Failure, web::Request};

/// The site that passkeys are made for and shown to: the name that they are bound to, and its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    name: String,
    origin: Url,
}

impl RelyingParty {
    /// The site that a request was made to, if it can have passkeys.
    pub fn of(request: &Request) -> Option<Self> {
        let host = request.headers().get(axum::http::header::HOST);
        let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
        Self::at(&request.app.public_url, host)
    }

    /// The site of an installation whose public address is `public`, asked under the name `host`.
    ///
    /// Passkeys are bound to a name, never to a number, and browsers give them to encrypted sites alone. The one
    /// exception is this machine, which is `localhost` then: an installation whose address is a number of this machine
    /// has passkeys for those who open it under that name.
    pub fn at(public: &str, host: &str) -> Option<Self> {
        let public = Url::parse(public).ok()?;
        let is_here = match public.host()? {
            Host::Domain(name) if name != "localhost" => {
                let (name, origin) = (name.to_owned(), public.clone());
                return (public.scheme() == "https").then_some(Self { name, origin });
            }
            Host::Domain(_) => true,
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        let origin = Url::parse(&["http://", host].concat()).ok()?;
        // Nothing but the name and a port: no user, no path.
        let asked_by_name = origin.host_str() == Some("localhost")
            && origin.as_str() == ["http://", host, "/"].concat();
        (is_here && asked_by_name).then(|| Self {
            name: "localhost".to_owned(),
            origin,
        })
    }

    /// Why there are no passkeys at this address, and what to do about it.
    pub fn advice(public: &str) -> &'static str {
        if Self::at(public, "localhost").is_some() {
            "Passkeys work with a name, not with a number. On this computer, open this site as localhost instead of \
             127.0.0.1 to use them."
        } else {
            "Passkeys work only where this site has an encrypted address with a name. Ask the people who run it."
        }
    }

    /// What judges the answers of browsers for this site.
    pub fn webauthn(&self) -> Result<Webauthn, Failure> {
        WebauthnBuilder::new(&self.name, &self.origin)
            .and_then(|builder| builder.rp_name("Practice Access").build())
            .map_err(Failure::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(public: &str, host: &str) -> Option<(String, String)> {
        RelyingParty::at(public, host).map(|relying_party| {
            (
                relying_party.name,
                relying_party.origin.origin().ascii_serialization(),
            )
        })
    }

    #[test]
    fn an_encrypted_site_with_a_name_has_passkeys_whatever_name_the_request_claims() {
        let site = Some((
            "access.nhs.example".to_owned(),
            "https://access.nhs.example".to_owned(),
        ));
        for host in ["access.nhs.example", "evil.example", "localhost:3000", ""] {
            assert_eq!(origin("https://access.nhs.example", host), site);
        }
        assert_eq!(
            origin("http://access.nhs.example", "access.nhs.example"),
            None
        );
        assert_eq!(origin("https://192.0.2.7", "192.0.2.7"), None);
        assert_eq!(origin("", "localhost:3000"), None);
    }

    #[test]
    fn this_machine_has_them_under_the_name_localhost_alone() {
        let here = Some(("localhost".to_owned(), "http://localhost:3000".to_owned()));
        for public in [
            "http://127.0.0.1:3000",
            "http://localhost:3000",
            "http://[::1]:3000",
        ] {
            assert_eq!(origin(public, "localhost:3000"), here);
            for host in [
                "127.0.0.1:3000",
                "evil.example",
                "localhost.evil.example",
                "localhost/x",
                "x@localhost/",
                "",
            ] {
                assert_eq!(origin(public, host), None, "{host}");
            }
        }
    }
}
