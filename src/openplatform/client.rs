//! Calls to the platform: tokens, retries, and what an answer means.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::answer::{Answer, Failure, Reading, read};
use super::codes::{Action, action};
use super::error::PlatformError;
use super::http::{self, receive};
use super::redact::Redactor;
use super::tokens::{Credentials, TokenFile};

/// Tries of a call that may be repeated.
pub(super) const TRIES: u32 = 3;
/// Pause before the second try; it doubles with every further one.
const PAUSE: Duration = Duration::from_millis(400);
/// Where tokens are refreshed.
const REFRESH_PATH: &str = "/oauth/refresh_token/";

/// Where and as whom a [`Client`] works.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// Scheme and host.
    pub base_url: String,
    /// `item`, `item_bc` (business authorisation) or `item/comment` (the older family).
    pub path_prefix: String,
    /// Who acts.
    pub credentials: Credentials,
    /// Where refreshed tokens are kept.
    pub token_file: Option<PathBuf>,
}

/// The paths of one family of calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paths {
    pub(super) list: &'static str,
    pub(super) top: &'static str,
}

impl Paths {
    fn of(prefix: &str) -> Result<Self, PlatformError> {
        match prefix.trim_matches('/') {
            "item" => Ok(Self { list: "/api/apps/v1/item/list_comment/", top: "/api/apps/v1/item/top_comment/" }),
            "item_bc" => {
                Ok(Self { list: "/api/apps/v1/item_bc/list_comment/", top: "/api/apps/v1/item_bc/top_comment/" })
            }
            "item/comment" => Ok(Self { list: "/item/comment/list/", top: "/item/comment/top/" }),
            other => Err(PlatformError::Setting {
                setting: "--path-prefix",
                problem: format!("{other:?} is unknown; allowed are item, item_bc and item/comment"),
            }),
        }
    }
}

/// The open platform as one user of one app.
pub struct Client {
    http: reqwest::Client,
    base: Url,
    paths: Paths,
    credentials: Credentials,
    token_file: Option<TokenFile>,
    redactor: Redactor,
    refreshed: bool,
}

/// What became of one request.
pub(super) enum Sent {
    Success(Answer),
    Failed(Failure),
    /// Whether it worked can't be told.
    Unclear(String),
}

/// A request, to be built again for every try.
#[derive(Clone, Copy)]
enum Body<'b> {
    None,
    Json(&'b Value),
    Form(&'b [(&'b str, &'b str)]),
}

impl Client {
    /// Prepares calls; none is made yet. Tokens of the token file win over those given.
    ///
    /// # Errors
    /// Settings that are missing or can't be.
    pub fn new(options: ClientOptions) -> Result<Self, PlatformError> {
        let base = http::parse_base(&options.base_url)?;
        let paths = Paths::of(&options.path_prefix)?;
        let mut credentials = options.credentials;
        let token_file = options.token_file.map(|path| TokenFile::new(&path));
        if let Some(file) = &token_file {
            file.load(&mut credentials)?;
        }
        if credentials.access_token.is_none() && credentials.refresh_token.is_none() {
            let hint = "it is the token (act.…) that the video's author gave your mini program";
            return Err(PlatformError::Missing { name: "DOUYIN_ACCESS_TOKEN", hint });
        }
        if credentials.open_id.is_none() {
            let hint = "it is the author's id in your mini program, and comes with the access token";
            return Err(PlatformError::Missing { name: "DOUYIN_OPEN_ID", hint });
        }
        let http = http::prepare(&base)?;
        let mut client =
            Self { http, base, paths, credentials, token_file, redactor: Redactor::default(), refreshed: false };
        client.redact_all();
        Ok(client)
    }

    pub(super) fn paths(&self) -> Paths {
        self.paths
    }

    /// The app's id, for a body.
    pub(super) fn client_key(&self) -> Result<String, PlatformError> {
        let hint = "it is the mini program's app id";
        let key = self.credentials.client_key.as_ref();
        key.map(|key| key.expose_secret().to_owned()).ok_or(PlatformError::Missing { name: "DOUYIN_CLIENT_KEY", hint })
    }

    /// Reads: asks up to three times, and refreshes the token once.
    pub(super) async fn get(
        &mut self,
        call: &'static str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Answer, PlatformError> {
        self.ready(call).await?;
        let mut tries = 1;
        loop {
            let problem = match self.send(path, query, Body::None).await {
                Sent::Success(answer) => return Ok(answer),
                Sent::Failed(failure) => match action(failure.code) {
                    Action::Refresh => {
                        self.refresh_for(call, failure).await?;
                        continue;
                    }
                    Action::Retry if tries < TRIES => failure.to_string(),
                    Action::Authorise => return Err(ended(call, failure)),
                    _ => return Err(PlatformError::Refused { call, failure }),
                },
                Sent::Unclear(problem) if tries < TRIES => problem,
                Sent::Unclear(problem) => return Err(PlatformError::Unclear { call, problem }),
            };
            tracing::info!("{call}: {problem}; trying again");
            pause(tries).await;
            tries += 1;
        }
    }

    /// Posts once. Only an access token that was refused is refreshed and the post repeated: then the platform has
    /// said that it did nothing.
    pub(super) async fn post(&mut self, call: &'static str, path: &str, body: &Value) -> Result<Sent, PlatformError> {
        self.ready(call).await?;
        loop {
            match self.send(path, &[], Body::Json(body)).await {
                Sent::Failed(failure) if action(failure.code) == Action::Refresh => {
                    self.refresh_for(call, failure).await?;
                }
                sent => return Ok(sent),
            }
        }
    }

    /// Converting changes nothing and needs the app's own token; the user's serves where there is none.
    pub(super) async fn convert(
        &mut self,
        call: &'static str,
        path: &str,
        body: &Value,
    ) -> Result<Answer, PlatformError> {
        let token = self.credentials.client_token.clone().or_else(|| self.credentials.access_token.clone());
        for tries in 1..=TRIES {
            let last = tries == TRIES;
            match self.send_as(token.as_ref(), path, &[], Body::Json(body)).await {
                Sent::Success(answer) => return Ok(answer),
                Sent::Failed(failure) if last || action(failure.code) != Action::Retry => {
                    return Err(PlatformError::Refused { call, failure });
                }
                Sent::Unclear(problem) if last => return Err(PlatformError::Unclear { call, problem }),
                Sent::Failed(_) | Sent::Unclear(_) => pause(tries).await,
            }
        }
        Err(PlatformError::Unclear { call, problem: "no try left".to_owned() })
    }

    /// Without an access token one is fetched first.
    async fn ready(&mut self, call: &'static str) -> Result<(), PlatformError> {
        if self.credentials.access_token.is_none() {
            self.refreshed = true;
            self.refresh(call).await?;
        }
        Ok(())
    }

    /// Answers a refused access token: refreshes it, the first time.
    async fn refresh_for(&mut self, call: &'static str, failure: Failure) -> Result<(), PlatformError> {
        let problem = if self.refreshed {
            "the refreshed access token is refused too; the account's owner must authorise again"
        } else if self.credentials.refresh_token.is_none() {
            "set DOUYIN_REFRESH_TOKEN and DOUYIN_CLIENT_KEY to have it refreshed, or let the account's owner authorise \
             again"
        } else if self.credentials.client_key.is_none() {
            "set DOUYIN_CLIENT_KEY to have it refreshed"
        } else {
            self.refreshed = true;
            return self.refresh(call).await;
        };
        Err(PlatformError::Authorisation { call, failure, problem })
    }

    /// Renews the access token by a form body, stores what came back, and never shows it.
    async fn refresh(&mut self, call: &'static str) -> Result<(), PlatformError> {
        let key = self.client_key()?;
        let hint = "it renews the access token";
        let token = self.credentials.refresh_token.as_ref();
        let token = token.ok_or(PlatformError::Missing { name: "DOUYIN_REFRESH_TOKEN", hint })?;
        let token = token.expose_secret().to_owned();
        let form = [("client_key", key.as_str()), ("refresh_token", token.as_str()), ("grant_type", "refresh_token")];
        for tries in 1..=TRIES {
            let last = tries == TRIES;
            match self.send_as(None, REFRESH_PATH, &[], Body::Form(&form)).await {
                Sent::Success(answer) => return self.take_over(call, &answer.data),
                Sent::Failed(failure) if last || action(failure.code) != Action::Retry => {
                    return Err(match action(failure.code) {
                        Action::Retry | Action::Later => PlatformError::Refused { call: "refresh token", failure },
                        _ => ended("refresh token", failure),
                    });
                }
                Sent::Unclear(problem) if last => {
                    return Err(PlatformError::Unclear { call: "refresh token", problem });
                }
                Sent::Failed(_) | Sent::Unclear(_) => pause(tries).await,
            }
        }
        Err(PlatformError::Unclear { call: "refresh token", problem: "no try left".to_owned() })
    }

    fn take_over(&mut self, call: &'static str, data: &Value) -> Result<(), PlatformError> {
        let text = |key| data.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let Some(access) = text("access_token") else {
            let problem = "the refreshed answer holds no access token".to_owned();
            return Err(PlatformError::Unclear { call: "refresh token", problem });
        };
        self.credentials.access_token = Some(access.into());
        if let Some(refresh) = text("refresh_token") {
            self.credentials.refresh_token = Some(refresh.into());
        }
        self.redact_all();
        if let Some(file) = &self.token_file {
            // The run goes on with the new token; only the next one would have to refresh again.
            file.store(&self.credentials).unwrap_or_else(|error| tracing::warn!("{error}"));
        } else {
            tracing::warn!("{call}: the access token was refreshed; --token-file FILE would keep the new one");
        }
        Ok(())
    }

    async fn send(&self, path: &str, query: &[(&str, &str)], body: Body<'_>) -> Sent {
        let open_id = self.credentials.open_id.as_ref().map_or("", |id| id.expose_secret());
        let mut with_user = vec![("open_id", open_id)];
        with_user.extend_from_slice(query);
        self.send_as(self.credentials.access_token.as_ref(), path, &with_user, body).await
    }

    async fn send_as(&self, token: Option<&SecretString>, path: &str, query: &[(&str, &str)], body: Body<'_>) -> Sent {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        if !query.is_empty() {
            // Encodes what an item id holds: @ / + =
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut request = match body {
            Body::None => self.http.get(url),
            Body::Json(value) => self.http.post(url).json(value),
            Body::Form(form) => self.http.post(url).form(form),
        };
        if let Some(token) = token {
            let Ok(mut value) = reqwest::header::HeaderValue::from_str(token.expose_secret()) else {
                return Sent::Unclear("the access token holds characters that no header may hold".to_owned());
            };
            value.set_sensitive(true);
            request = request.header("access-token", value);
        }
        match receive(request).await {
            Ok((status, body)) => match read(status, &body, &self.redactor) {
                Reading::Success(answer) => Sent::Success(answer),
                Reading::Failed(failure) => Sent::Failed(failure),
                Reading::Unreadable(problem) => Sent::Unclear(problem),
            },
            Err(problem) => Sent::Unclear(self.redactor.clean(&problem)),
        }
    }

    fn redact_all(&mut self) {
        let Credentials { access_token, open_id, refresh_token, client_key, client_token } = &self.credentials;
        for secret in [access_token, open_id, refresh_token, client_key, client_token].into_iter().flatten() {
            self.redactor.add(secret);
        }
    }
}

fn ended(call: &'static str, failure: Failure) -> PlatformError {
    let problem = super::codes::advice(failure.code);
    PlatformError::Authorisation { call, failure, problem }
}

pub(super) async fn pause(tries: u32) {
    tokio::time::sleep(PAUSE * 2_u32.pow(tries.saturating_sub(1).min(4))).await;
}
