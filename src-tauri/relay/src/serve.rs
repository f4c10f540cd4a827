//! Accepting connections: how many, how large their heads, how long they may take, and how they end.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use crate::metrics::Metrics;

/// What they may hold together, a full head and a full body each, stays below the 256 MiB of `packaging/relay`.
const MOST_CONNECTIONS: usize = 2048;
const MOST_HEADERS: usize = 64;
/// The request line and the headers together.
const LARGEST_HEAD: usize = 16 * 1024;
/// Longer than a proxy keeps an idle connection (20 s in `packaging/relay/nginx.conf`): the proxy closes first, and no
/// request crosses the closing.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests under way may take once a stop was asked for: a token request waits 15 s for the provider.
const DRAIN: Duration = Duration::from_secs(20);

/// Serves `router` until `stop`, then lets what is under way end.
pub async fn serve(listener: TcpListener, router: Router, metrics: Metrics, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LARGEST_HEAD);
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let open = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = async {
            // Without room, what comes waits in the system's own queue.
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: those under way have to end first.
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| answer(router.clone(), peer, request));
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        let connected = metrics.connected();
        tokio::spawn(async move {
            // How a connection ends is the other side's business.
            let _ = connection.await;
            drop((place, connected));
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, open.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(Peer(peer));
    router.oneshot(request).await
}

/// Who is at the other end of the connection: a proxy, as a rule.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);
