//! A request on its way: built anew for every try, and repeated while the platform is busy.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::answer::{Answer, Failure, Reading, one_line, read};
use super::codes::{Action, action};
use super::error::PlatformError;
use crate::http::{self, BodyError, Redactor, describe, is_exposed};

/// Tries of a call that may be repeated.
pub(super) const TRIES: u32 = 3;
/// The longest a call may take; the platform's answers can be slow.
const TIMEOUT: Duration = Duration::from_mins(1);
/// The largest answer that is read.
const LARGEST_BODY: usize = 16 << 20;
/// Pause before the second try; it doubles with every further one.
const PAUSE: Duration = Duration::from_millis(400);

/// What became of a request.
pub(super) enum Sent {
    Success(Answer),
    Failed(Failure),
    /// Whether it worked can't be told.
    Unclear(String),
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The author, by the access token.
    User,
    /// The app, by a token of its own.
    App,
}

/// What a request carries behind its head.
#[derive(Clone, Copy)]
pub(super) enum Body<'b> {
    None,
    Json(&'b Value),
    Form(&'b [(&'b str, &'b str)]),
}

/// A request, to be built again for every try.
#[derive(Clone, Copy)]
pub(super) struct Request<'r> {
    pub(super) path: &'r str,
    pub(super) query: &'r [(&'r str, &'r str)],
    pub(super) body: Body<'r>,
    /// Whether sending it twice is the same as sending it once.
    pub(super) repeatable: bool,
}

/// Connections to the platform, and what must not be read in its answers.
pub(super) struct Wire {
    http: reqwest::Client,
    base: Url,
    redactor: Redactor,
}

impl Wire {
    pub(super) fn new(base_url: &str) -> Result<Self, PlatformError> {
        let wrong = |problem: &str| PlatformError::Setting { setting: "the base URL", problem: problem.to_owned() };
        let base = http::parse_base(base_url).map_err(wrong)?;
        if is_exposed(&base) {
            tracing::warn!("the base URL is plain http: the access token travels unencrypted");
        }
        let http = http::client(&base, TIMEOUT).map_err(PlatformError::Http)?;
        Ok(Self { http, base, redactor: Redactor::default() })
    }

    /// Masks a secret from now on.
    pub(super) fn redact(&mut self, secret: &SecretString) {
        self.redactor.add(secret.expose_secret());
    }

    /// Sends a request; while the platform is busy or says neither yes nor no, up to three times where that is safe.
    pub(super) async fn send(&self, call: &str, token: Option<&SecretString>, request: Request<'_>) -> Sent {
        let mut tries = 1;
        loop {
            let sent = self.try_once(token, request).await;
            let problem = match &sent {
                Sent::Failed(failure) if action(failure.code) == Action::Retry => failure.to_string(),
                Sent::Unclear(problem) => problem.clone(),
                Sent::Success(_) | Sent::Failed(_) => return sent,
            };
            if tries == TRIES || !request.repeatable {
                return sent;
            }
            tracing::info!("{call}: {problem}; trying again");
            pause(tries).await;
            tries += 1;
        }
    }

    async fn try_once(&self, token: Option<&SecretString>, request: Request<'_>) -> Sent {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{}", self.base.path().trim_end_matches('/'), request.path));
        if !request.query.is_empty() {
            // Encodes what an item id holds: @ / + =
            url.query_pairs_mut().extend_pairs(request.query);
        }
        let mut built = match request.body {
            Body::None => self.http.get(url),
            Body::Json(value) => self.http.post(url).json(value),
            Body::Form(form) => self.http.post(url).form(form),
        };
        if let Some(token) = token {
            let Ok(mut value) = reqwest::header::HeaderValue::from_str(token.expose_secret()) else {
                return Sent::Unclear("the access token holds characters that no header may hold".to_owned());
            };
            value.set_sensitive(true);
            built = built.header("access-token", value);
        }
        match receive(built).await {
            Ok((status, body)) => match read(status, &body, &self.redactor) {
                Reading::Success(answer) => Sent::Success(answer),
                Reading::Failed(failure) => Sent::Failed(failure),
                Reading::Unreadable(problem) => Sent::Unclear(problem),
            },
            Err(problem) => Sent::Unclear(one_line(&self.redactor, &problem)),
        }
    }
}

/// Status and body, or what went wrong, without the address.
async fn receive(request: reqwest::RequestBuilder) -> Result<(u16, Vec<u8>), String> {
    let response = request.send().await.map_err(describe)?;
    let status = response.status().as_u16();
    let body = http::body(response, LARGEST_BODY).await.map_err(|error| match error {
        BodyError::Http(error) => describe(error),
        BodyError::TooLarge(problem) => problem,
    })?;
    Ok((status, body))
}

pub(super) async fn pause(tries: u32) {
    tokio::time::sleep(PAUSE * 2_u32.pow(tries.saturating_sub(1).min(4))).await;
}
