//! Taking in what was sent and is too much, so that its sender gets to read the answer.
//!
//! A server that answers while a body is still on its way closes the connection, and what it said is lost: browsers show a
//! broken connection instead, over TLS most of the time.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::Response,
};
use futures::StreamExt as _;
use tokio::sync::Mutex;

/// The most that is taken in and thrown away, in bytes. More is no slip of somebody who sends a form or a file.
const MOST: usize = 64 * 1024 * 1024;
/// For how long.
const LONGEST: Duration = Duration::from_secs(10);

/// Reads on and throws away what is left of a body longer than `largest` that was refused, before its answer is sent.
pub(super) async fn what_is_refused(largest: usize, request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_none_or(|length| length <= largest || length > MOST) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let rest = Arc::new(Mutex::new(body.into_data_stream()));
    let sent = futures::stream::unfold(Arc::clone(&rest), |body| async move {
        let piece = body.lock().await.next().await?;
        Some((piece, body))
    });
    let request = Request::from_parts(head, Body::from_stream(sent));
    let response = next.run(request).await;
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let take_in = async {
            let mut rest = rest.lock().await;
            while let Some(Ok(_)) = rest.next().await {}
        };
        // Whoever sends on more slowly is answered all the same.
        let _ = tokio::time::timeout(LONGEST, take_in).await;
    }
    response
}
