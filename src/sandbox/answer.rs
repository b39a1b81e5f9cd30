//! What goes over the wire: status, body, and how badly the connection treats it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::Value;

/// Bytes of a response before its body, roughly: status line, type, length, date.
const HEAD: u64 = 150;

/// What cuts a connection: after so many more bytes nothing gets through any more.
#[derive(Clone, Debug)]
pub(super) struct Scissors(Arc<AtomicU64>);

impl Default for Scissors {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(u64::MAX)))
    }
}

impl Scissors {
    /// Lets so many more bytes through.
    pub(super) fn cut_after(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Release);
    }

    /// Bytes that may still pass.
    pub(super) fn left(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// Notes that bytes have passed.
    pub(super) fn spend(&self, bytes: usize) {
        let left = self.left();
        if left != u64::MAX {
            self.0.store(left.saturating_sub(bytes as u64), Ordering::Release);
        }
    }
}

/// How the body travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Transport {
    /// As it should.
    #[default]
    Whole,
    /// The connection closes without an answer.
    Reset,
    /// The length is right, but the connection closes in the middle of the body.
    Truncated,
    /// The length says less than there is.
    ShortLength,
}

/// An answer on its way to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// HTTP status.
    pub(super) status: u16,
    /// `Content-Type`.
    pub(super) content_type: &'static str,
    /// The body as it should arrive.
    pub(super) body: Vec<u8>,
    /// How it travels.
    pub(super) transport: Transport,
    /// What the client waits first.
    pub(super) delay: Duration,
}

impl Answer {
    /// JSON with HTTP 200.
    pub(super) fn json(value: &Value) -> Self {
        Self::new(200, "application/json;charset=UTF-8", value.to_string())
    }

    /// Any body.
    pub(super) fn new(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type, body: body.into(), transport: Transport::Whole, delay: Duration::ZERO }
    }

    /// No answer at all.
    pub(super) fn reset() -> Self {
        Self { transport: Transport::Reset, ..Self::new(200, "text/plain", "") }
    }

    /// The same body with another HTTP status.
    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The number under a key of the body's object, for the journal; `None` where nothing like it is sent.
    pub(super) fn code(&self, key: &str) -> Option<i64> {
        let value: Value = serde_json::from_slice(&self.body).ok()?;
        let code = value.get(key)?;
        code.as_i64().or_else(|| code.as_str()?.parse().ok())
    }

    /// Hands the answer to the server, or cuts the connection.
    pub(super) async fn send(self, scissors: &Scissors) -> Response {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        let length = self.body.len();
        match self.transport {
            Transport::Whole | Transport::ShortLength => {}
            Transport::Truncated => scissors.cut_after(HEAD + length as u64 / 2),
            Transport::Reset => scissors.cut_after(0),
        }
        let declared = if self.transport == Transport::ShortLength { length / 2 } else { length };
        // As a stream the server does not compare what it sends with the declared length, which is the point.
        let body = Body::from_stream(Body::from(self.body).into_data_stream());
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(self.content_type));
        headers.insert(header::CONTENT_LENGTH, header::HeaderValue::from(declared));
        response
    }
}
