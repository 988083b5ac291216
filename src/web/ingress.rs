//! How browsers reach the program: by TLS that it speaks itself, through a proxy that is named in the settings, or
//! from the same machine. Nothing else is offered.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use axum::http::Uri;
use clap::Args;

use crate::web::tls::Certificate;

/// The settings.
#[derive(Debug, Args)]
pub(crate) struct IngressSettings {
    /// File with the certificate, followed by those it was issued under, in PEM form. Read again when it changes
    #[arg(long, env, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// File with the certificate's private key, in PEM form. Read again when it changes
    #[arg(long, env, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Address of a proxy that says for whom it asks, in `X-Forwarded-For` and `X-Forwarded-Proto`. May be given several
    /// times, or as a list with commas
    #[arg(long, env, value_name = "ADDRESS", value_delimiter = ',')]
    trusted_proxy: Vec<IpAddr>,
}

/// What requests have to know of it.
#[derive(Clone, Debug, Default)]
pub struct Ingress {
    /// Browsers come by HTTPS, all of them: to this program itself, or to the address that people use.
    pub https: bool,
    /// Who may say for whom they ask.
    pub proxies: Vec<IpAddr>,
    /// Only those may ask, and whoever is on this machine: what is said here is not encrypted.
    pub proxies_only: bool,
}

impl IngressSettings {
    /// Whether this program encrypts.
    pub(crate) fn has_certificate(&self) -> bool {
        self.tls_certificate.is_some()
    }

    /// Reads the certificate, if there is one to be read.
    pub(crate) fn certificate(&self) -> Result<Option<Arc<Certificate>>, String> {
        match (&self.tls_certificate, &self.tls_key) {
            (Some(certificate), Some(key)) => {
                Certificate::read(certificate.clone(), key.clone()).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The way in for a program that listens on `listen` and that people know by the address `public_url`; or why that
    /// can't be.
    pub(crate) fn ingress(&self, listen: SocketAddr, public_url: &str) -> Result<Ingress, String> {
        let tls = self.has_certificate();
        let public_https = is_https(public_url)?;
        let proxies: Vec<_> = self
            .trusted_proxy
            .iter()
            .map(IpAddr::to_canonical)
            .collect();
        if !tls && proxies.is_empty() && !listen.ip().to_canonical().is_loopback() {
            return Err(format!(
                "{listen} can be reached from other machines, and nothing would be encrypted: give a certificate with \
                 --tls-certificate and --tls-key, or name the proxy that encrypts with --trusted-proxy, or listen on \
                 127.0.0.1"
            ));
        }
        if public_https && !tls && proxies.is_empty() {
            return Err(format!(
                "people are to use {public_url}, but nobody encrypts: give a certificate with --tls-certificate and \
                 --tls-key, or name the proxy that encrypts with --trusted-proxy"
            ));
        }
        if tls && !public_https {
            return Err(format!(
                "people are to use {public_url}, which is not encrypted, but there is a certificate: let the address \
                 begin with https://, or leave the certificate out"
            ));
        }
        Ok(Ingress {
            https: public_https,
            proxies_only: !tls && !proxies.is_empty(),
            proxies,
        })
    }
}

/// Whether an address of this program is one of HTTPS.
fn is_https(public_url: &str) -> Result<bool, String> {
    let uri: Option<Uri> = public_url.parse().ok();
    let scheme = uri.as_ref().and_then(|uri| {
        let host = uri.host().is_some_and(|host| !host.is_empty());
        let bare =
            host && uri.path() == "/" && uri.query().is_none() && !public_url.contains(['@', '#']);
        uri.scheme_str().filter(|_| bare)
    });
    match scheme {
        Some("https") => Ok(true),
        Some("http") => Ok(false),
        _ => Err(format!(
            "{public_url} is not an address that people can use: it has to be like https://access.example, without a path"
        )),
    }
}

#[cfg(test)]
mod tests;
