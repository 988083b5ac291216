//! The real program, spoken to by TLS.

use std::{fs, path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{Request, Response, Version, header},
};
use http_body_util::BodyExt as _;
use hyper::{
    body::Incoming,
    client::conn::{http1, http2},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use practice_access::database::Db;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, ProtocolVersion, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName},
    },
};

use crate::support::{
    Who, body,
    cast::{self, PASSWORD},
    databases::sqlite,
    phone,
    program::{Program, command, within},
};

/// The files of a certificate, in a folder of their own.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    _folder: tempfile::TempDir,
}

fn made() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(vec!["access.example".to_owned()]).unwrap()
}

impl Files {
    fn new(made: &CertifiedKey<KeyPair>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = Self {
            certificate: folder.path().join("certificate.pem"),
            key: folder.path().join("key.pem"),
            _folder: folder,
        };
        files.write(made);
        files
    }

    fn write(&self, made: &CertifiedKey<KeyPair>) {
        fs::write(&self.certificate, made.cert.pem()).unwrap();
        fs::write(&self.key, made.signing_key.serialize_pem()).unwrap();
    }

    fn flags(&self) -> [&str; 4] {
        let [certificate, key] = [&self.certificate, &self.key].map(|file| file.to_str().unwrap());
        ["--tls-certificate", certificate, "--tls-key", key]
    }
}

/// A connection that trusts `certificate` alone.
async fn connect(
    program: &Program,
    certificate: &CertificateDer<'static>,
    protocol: &str,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let stream = TcpStream::connect(&program.address).await?;
    let name = ServerName::try_from("access.example").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

type Sender = http2::SendRequest<Body>;

async fn speak_http2(stream: TlsStream<TcpStream>) -> Sender {
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    assert_eq!(
        stream.get_ref().1.protocol_version(),
        Some(ProtocolVersion::TLSv1_3)
    );
    let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    sender
}

fn request(method: &str, path: &str, cookie: &str, sent: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(["https://access.example", path].concat())
        .header(header::HOST, "access.example")
        .header(header::ORIGIN, "https://access.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, "theme=x")
        .header(header::COOKIE, cookie)
        .body(Body::from(sent.to_owned()))
        .unwrap()
}

async fn get(sender: &mut Sender, path: &str, cookie: &str) -> Response<Incoming> {
    sender.ready().await.unwrap();
    sender
        .send_request(request("GET", path, cookie, ""))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_answered_by_http_2_and_by_http_1_1() {
    let fresh = sqlite();
    let db = Db::open(&fresh.url).await.unwrap();
    cast::fill(&db).await;
    phone::give(&db, Who::Alice).await;
    db.close().await;
    let made = made();
    let files = Files::new(&made);
    let program = Program::serve(&fresh.url, &files.flags(), &[]);

    let mut sender = speak_http2(connect(&program, made.cert.der(), "h2").await.unwrap()).await;
    let page = get(&mut sender, "/sign-in", "").await;
    assert_eq!(
        (page.status().as_u16(), page.version()),
        (200, Version::HTTP_2)
    );
    assert!(
        page.headers()
            .contains_key(header::STRICT_TRANSPORT_SECURITY)
    );
    let sent = body(&[("email", "alice@cast.example"), ("password", PASSWORD)]);
    let half = sender
        .send_request(request("POST", "/sign-in", "", &sent))
        .await
        .unwrap();
    assert_eq!(half.status(), 303);
    let half = half.headers()[header::SET_COOKIE].to_str().unwrap();
    let half = half.split(';').next().unwrap();
    let sent = body(&[("code", &phone::code())]);
    let answer = sender
        .send_request(request("POST", "/sign-in/factor", half, &sent))
        .await
        .unwrap();
    assert_eq!(answer.status(), 303);
    let given = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        given.starts_with("__Host-practice_access_session=") && given.contains("Secure"),
        "{given}"
    );
    let cookie = given.split(';').next().unwrap();
    // Without WebAssembly's files the page is there all the same. A browser splits cookies over several headers.
    let page = get(&mut sender, "/users", cookie).await;
    assert_eq!(page.status(), 200);
    let text = page.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&text).contains("Alice Ashworth"));
    let foreign = Request::post("https://access.example/sign-out")
        .header(header::ORIGIN, "https://evil.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(sender.send_request(foreign).await.unwrap().status(), 403);
    // More than a browser sends in a head.
    let large = request("GET", "/sign-in", &"x".repeat(40 * 1024), "");
    let refused = sender.send_request(large).await;
    assert!(refused.is_err() || refused.unwrap().status() == 431);

    let stream = connect(&program, made.cert.der(), "http/1.1")
        .await
        .unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let page = sender
        .send_request(
            Request::get("/sign-in")
                .header(header::HOST, "access.example")
                .body(Body::empty())
                .unwrap(),
        )
        .await
        .unwrap();
    assert_eq!(
        (page.status().as_u16(), page.version()),
        (200, Version::HTTP_11)
    );
    // Without encryption nothing is answered on the same port.
    let plain = TcpStream::connect(&program.address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(plain)).await.unwrap();
    tokio::spawn(connection);
    let answer: hyper::Result<Response<Incoming>> =
        sender.send_request(Request::new(Body::empty())).await;
    assert!(answer.is_err());
}

/// That somebody who sent too much can read so, and sends less on the same connection.
async fn is_told(answer: hyper::Result<Response<Incoming>>) {
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 413);
    let page = answer.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&page).contains("This is more than we can take"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sends_too_much_reads_that_over_tls_too() {
    let fresh = sqlite();
    let made = made();
    let files = Files::new(&made);
    let program = Program::serve(&fresh.url, &files.flags(), &[]);
    let large = "x".repeat(3 * 1024 * 1024);
    let too_much = || request("POST", "/sign-in", "", &large);

    let mut sender = speak_http2(connect(&program, made.cert.der(), "h2").await.unwrap()).await;
    for _ in 0..3 {
        sender.ready().await.unwrap();
        is_told(sender.send_request(too_much()).await).await;
    }
    assert_eq!(get(&mut sender, "/health/live", "").await.status(), 200);

    let stream = connect(&program, made.cert.der(), "http/1.1")
        .await
        .unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    for _ in 0..3 {
        sender.ready().await.unwrap();
        let mut request = too_much();
        *request.uri_mut() = "/sign-in".parse().unwrap();
        is_told(sender.send_request(request).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_certificate_is_taken_up_without_ending_a_connection_and_a_bad_one_is_not() {
    let fresh = sqlite();
    let (first, second) = (made(), made());
    let files = Files::new(&first);
    let program = Program::serve(&fresh.url, &files.flags(), &[]);
    let mut old = speak_http2(connect(&program, first.cert.der(), "h2").await.unwrap()).await;

    files.write(&second);
    let mut new = None;
    for _ in 0..100 {
        if let Ok(stream) = connect(&program, second.cert.der(), "h2").await {
            new = Some(speak_http2(stream).await);
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(
        new.is_some(),
        "the new certificate is not taken up: {}",
        program.log()
    );
    assert_eq!(get(&mut old, "/health/live", "").await.status(), 200);
    assert!(connect(&program, first.cert.der(), "h2").await.is_err());

    // The certificate of one key with another key, then nothing that could be read, then no file at all.
    let third = made();
    let keeps = |why: &'static str| within(10, || program.log().contains(why));
    fs::write(&files.certificate, third.cert.pem()).unwrap();
    assert!(keeps("can't be used together"), "{}", program.log());
    fs::write(&files.certificate, "nonsense").unwrap();
    assert!(keeps("does not hold a certificate"), "{}", program.log());
    fs::remove_file(&files.certificate).unwrap();
    assert!(keeps("can't read the certificate"), "{}", program.log());
    let mut still = speak_http2(connect(&program, second.cert.der(), "h2").await.unwrap()).await;
    for sender in [&mut old, new.as_mut().unwrap(), &mut still] {
        assert_eq!(get(sender, "/health/live", "").await.status(), 200);
    }
    files.write(&third);
    assert!(keeps("new connections get the new one"));
}

#[test]
fn a_certificate_that_can_not_be_used_stops_the_start_with_a_sentence() {
    let fresh = sqlite();
    let files = Files::new(&made());
    let told = || {
        let output = command(&fresh.url)
            .args(["serve", "--create-database"])
            .args(files.flags())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    fs::write(&files.key, made().signing_key.serialize_pem()).unwrap();
    assert!(told().contains("can't be used together"), "{}", told());
    fs::write(&files.key, "nonsense").unwrap();
    assert!(told().contains("does not hold a private key"), "{}", told());
    fs::write(&files.certificate, "").unwrap();
    assert!(told().contains("does not hold a certificate"), "{}", told());
    fs::remove_file(&files.certificate).unwrap();
    assert!(told().contains("can't read the certificate"), "{}", told());
}
