//! Connections: accepted, encrypted where there is a certificate, bounded in time, size and number, and finished
//! before the program stops.

use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{
    body::Incoming,
    rt::{Read, Write},
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

use crate::boot::{per_address::PerAddress, prometheus::Counted};

/// How many connections there are at once; the operating system lets more wait.
const MOST_CONNECTIONS: usize = 8192;

/// How long a browser may take to agree on the encryption.
const LONGEST_HANDSHAKE: Duration = Duration::from_secs(10);

/// How long the head of a request may take, and how long a connection may be idle: whoever sends a byte now and then
/// to hold a connection is cut off.
const LONGEST_HEAD: Duration = Duration::from_secs(20);

/// The largest head of a request, in bytes. The longest address of a page is a few thousand.
const LARGEST_HEAD: u32 = 32 * 1024;

/// The most requests under way on one HTTP/2 connection. A page loads a dozen files.
const MOST_STREAMS: u32 = 100;

/// How long requests under way may take to finish when the program is asked to stop: as long as any answer.
pub(super) const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(30);

/// Answers whoever connects, until `stop`; then finishes what is under way.
pub(super) async fn serve(
    listener: Arc<TcpListener>,
    tls: Option<TlsAcceptor>,
    router: Router,
    addresses: PerAddress,
    stop: impl Future<Output = ()>,
) {
    let mut stop = pin!(stop);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let begin = |place: Option<OwnedSemaphorePermit>, (stream, peer): (TcpStream, SocketAddr)| {
        let Some(of_address) = addresses.hold(peer.ip()) else {
            tracing::debug!(%peer, "An address has too many connections");
            return;
        };
        let (tls, router, watcher) = (tls.clone(), router.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _held = (place, of_address, Counted::new());
            serve_connection(stream, peer, tls, router, watcher).await;
        });
    };
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.ok();
            (place, accept(&listener).await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        begin(place, accepted);
    }
    // Whoever has connected by now waits for an answer. With the listener their connection would be gone.
    while let Ok(place) = places.clone().try_acquire_owned() {
        match timeout(Duration::ZERO, accept(&listener)).await {
            Ok(accepted) => begin(Some(place), accepted),
            Err(_) => break,
        }
    }
    drop(listener);
    if timeout(SHUTDOWN_TIMEOUT, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("Some requests did not finish in time and were broken off");
    }
}

/// The next connection. Where none can be had, as without free file handles, it is tried again a moment later.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // The other end went away before it was served.
            Err(error) if is_of_the_other_end(&error) => {}
            Err(error) => {
                tracing::error!(%error, "No connection can be accepted");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_of_the_other_end(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// Answers the requests of one connection.
async fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    watcher: Watcher,
) {
    // Small answers must not wait for an acknowledgement.
    let _ = stream.set_nodelay(true);
    let ended = match tls {
        None => speak_http1(TokioIo::new(stream), peer, router, watcher).await,
        Some(tls) => {
            let stream = match timeout(LONGEST_HANDSHAKE, tls.accept(stream)).await {
                Ok(Ok(stream)) => stream,
                Ok(Err(error)) => {
                    tracing::debug!(%error, "A connection was not encrypted");
                    return;
                }
                Err(_) => return,
            };
            let two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            let stream = TokioIo::new(stream);
            if two {
                speak_http2(stream, peer, router, watcher).await
            } else {
                speak_http1(stream, peer, router, watcher).await
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "A connection was broken off");
    }
}

async fn speak_http1(
    stream: impl Read + Write + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    watcher: Watcher,
) -> hyper::Result<()> {
    let answer = service_fn(move |request| answer(router.clone(), peer, request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .max_header_size(LARGEST_HEAD as usize)
        .serve_connection(stream, answer);
    watcher.watch(connection).await
}

async fn speak_http2(
    stream: impl Read + Write + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    watcher: Watcher,
) -> hyper::Result<()> {
    let answer = service_fn(move |request| answer(router.clone(), peer, request));
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(LONGEST_HEAD)
        .keep_alive_timeout(LONGEST_HEAD)
        .max_header_list_size(LARGEST_HEAD)
        .max_concurrent_streams(MOST_STREAMS)
        .serve_connection(stream, answer);
    watcher.watch(connection).await
}

fn answer(
    mut router: Router,
    peer: SocketAddr,
    mut request: hyper::Request<Incoming>,
) -> <Router as tower::Service<hyper::Request<Incoming>>>::Future {
    request.extensions_mut().insert(ConnectInfo(peer));
    router.call(request)
}
