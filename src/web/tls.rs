//! The certificate and the key that browsers are answered with, read again whenever their files change.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::task::spawn_blocking;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
    },
};

/// How often the files are looked at. A new certificate is written days before the old one ends.
const EVERY: Duration = Duration::from_secs(2);

/// The certificate in use. A connection keeps the one it began with.
#[derive(Debug)]
pub(crate) struct Certificate {
    files: Files,
    current: RwLock<Arc<CertifiedKey>>,
}

#[derive(Clone, Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// What is in the two files.
#[derive(Clone, PartialEq, Eq)]
struct Contents {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Files {
    fn read(&self) -> Result<Contents, String> {
        let read = |what: &str, file: &Path| {
            std::fs::read(file)
                .map_err(|error| format!("can't read the {what} {}: {error}", file.display()))
        };
        Ok(Contents {
            certificate: read("certificate", &self.certificate)?,
            key: read("key", &self.key)?,
        })
    }

    /// The certificate with its key, if they can be used and belong together.
    fn understand(&self, contents: &Contents) -> Result<CertifiedKey, String> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&contents.certificate)
            .collect::<Result<_, _>>()
            .unwrap_or_default();
        if chain.is_empty() {
            let file = self.certificate.display();
            return Err(format!("{file} does not hold a certificate in PEM form"));
        }
        let key = PrivateKeyDer::from_pem_slice(&contents.key).map_err(|_| {
            format!(
                "{} does not hold a private key in PEM form",
                self.key.display()
            )
        })?;
        CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|error| {
            format!(
                "the certificate {} and the key {} can't be used together: {error}",
                self.certificate.display(),
                self.key.display()
            )
        })
    }
}

impl Certificate {
    /// Reads a certificate, followed in its file by those it was issued under, and its key; or says why not.
    pub(crate) fn read(certificate: PathBuf, key: PathBuf) -> Result<Arc<Self>, String> {
        let files = Files { certificate, key };
        let current = files.understand(&files.read()?)?;
        Ok(Arc::new(Self {
            files,
            current: RwLock::new(Arc::new(current)),
        }))
    }

    /// Accepts connections with whichever certificate is the current one: TLS 1.2 and 1.3, for HTTP/2 and HTTP/1.1.
    pub(crate) fn acceptor(self: &Arc<Self>) -> Result<TlsAcceptor, String> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_no_client_auth()
            .with_cert_resolver(self.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Looks after the files for ever. One that can't be used leaves the old certificate in use: the two files are
    /// never written at the same moment, and a slip of the operator must not end the service.
    pub(crate) async fn keep_fresh(self: Arc<Self>) {
        let mut seen = self.files.read();
        loop {
            super::rest(EVERY).await;
            let files = self.files.clone();
            let now = spawn_blocking(move || files.read()).await;
            let Ok(now) = now else { continue };
            crate::web::jobs::round_done();
            if now == seen {
                continue;
            }
            let new = now.as_ref().map_err(String::clone);
            match new.and_then(|contents| self.files.understand(contents)) {
                Ok(new) => {
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
                    tracing::info!("The certificate changed: new connections get the new one");
                }
                Err(why) => {
                    tracing::warn!(
                        why,
                        "The certificate changed and can't be used: the old one is kept"
                    );
                }
            }
            seen = now;
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Some(current.clone())
    }
}
