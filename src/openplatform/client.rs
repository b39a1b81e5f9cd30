//! Calls to the platform: who asks, with which token, and what an answer means.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::answer::{Answer, Failure};
use super::codes::{Action, action};
use super::error::PlatformError;
use super::tokens::{Credentials, TokenFile};
use super::wire::{Body, Request, Sent, Speaker, Wire};

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
    wire: Wire,
    paths: Paths,
    credentials: Credentials,
    token_file: Option<TokenFile>,
    refreshed: bool,
}

impl Client {
    /// Prepares calls; none is made yet. Tokens of the token file win over those given.
    ///
    /// # Errors
    /// Settings that are missing or can't be.
    pub fn new(options: ClientOptions) -> Result<Self, PlatformError> {
        let wire = Wire::new(&options.base_url)?;
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
        let mut client = Self { wire, paths, credentials, token_file, refreshed: false };
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
        let open_id = self.open_id();
        let query = [&[("open_id", open_id.expose_secret())], query].concat();
        let request = Request { path, query: &query, body: Body::None, repeatable: true };
        answer(call, self.authorised(call, Speaker::User, request).await?)
    }

    /// Posts once. Only an access token that was refused is refreshed and the post repeated: then the platform has
    /// said that it did nothing.
    pub(super) async fn post(&mut self, call: &'static str, path: &str, body: &Value) -> Result<Sent, PlatformError> {
        let open_id = self.open_id();
        let query = [("open_id", open_id.expose_secret())];
        let request = Request { path, query: &query, body: Body::Json(body), repeatable: false };
        self.authorised(call, Speaker::User, request).await
    }

    /// Converting changes nothing and needs the app's own token; the user's serves where there is none.
    pub(super) async fn convert(
        &mut self,
        call: &'static str,
        path: &str,
        body: &Value,
    ) -> Result<Answer, PlatformError> {
        let speaker = if self.credentials.client_token.is_some() { Speaker::App } else { Speaker::User };
        let request = Request { path, query: &[], body: Body::Json(body), repeatable: true };
        answer(call, self.authorised(call, speaker, request).await?)
    }

    /// Sends with a token. Of the user it is fetched where there is none and refreshed where it is refused, once.
    async fn authorised(
        &mut self,
        call: &'static str,
        speaker: Speaker,
        request: Request<'_>,
    ) -> Result<Sent, PlatformError> {
        if speaker == Speaker::User && self.credentials.access_token.is_none() {
            self.refresh(call).await?;
        }
        loop {
            let token = match speaker {
                Speaker::User => &self.credentials.access_token,
                Speaker::App => &self.credentials.client_token,
            };
            match self.wire.send(call, token.as_ref(), request).await {
                Sent::Failed(failure) if action(failure.code) == Action::Refresh => match speaker {
                    // An error the second time.
                    Speaker::User => self.refresh_for(call, failure).await?,
                    Speaker::App => {
                        let problem = "renew DOUYIN_CLIENT_TOKEN, or unset it to convert with the user's access token";
                        return Err(PlatformError::Authorisation { call, failure, problem });
                    }
                },
                sent => return Ok(sent),
            }
        }
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
            return self.refresh(call).await;
        };
        Err(PlatformError::Authorisation { call, failure, problem })
    }

    /// Renews the access token by a form body, stores what came back, and never shows it.
    async fn refresh(&mut self, call: &'static str) -> Result<(), PlatformError> {
        const CALL: &str = "refresh token";
        self.refreshed = true;
        let key = self.client_key()?;
        let hint = "it renews the access token";
        let token = self.credentials.refresh_token.as_ref();
        let token = token.ok_or(PlatformError::Missing { name: "DOUYIN_REFRESH_TOKEN", hint })?.expose_secret();
        let form = [("client_key", key.as_str()), ("refresh_token", token), ("grant_type", "refresh_token")];
        let request = Request { path: REFRESH_PATH, query: &[], body: Body::Form(&form), repeatable: true };
        match self.wire.send(CALL, None, request).await {
            // Whatever else is wrong with the tokens, only the owner can mend it.
            Sent::Failed(failure) if matches!(action(failure.code), Action::Stop | Action::Refresh) => {
                Err(ended(CALL, failure))
            }
            sent => self.take_over(call, &answer(CALL, sent)?.data),
        }
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

    /// The user's id, for a query; [`Client::new`] asks for it.
    fn open_id(&self) -> SecretString {
        self.credentials.open_id.clone().unwrap_or_default()
    }

    fn redact_all(&mut self) {
        let Credentials { access_token, open_id, refresh_token, client_key, client_token } = &self.credentials;
        for secret in [access_token, open_id, refresh_token, client_key, client_token].into_iter().flatten() {
            self.wire.redact(secret);
        }
    }
}

/// The answer of a call that succeeded.
fn answer(call: &'static str, sent: Sent) -> Result<Answer, PlatformError> {
    match sent {
        Sent::Success(answer) => Ok(answer),
        Sent::Failed(failure) if action(failure.code) == Action::Authorise => Err(ended(call, failure)),
        Sent::Failed(failure) => Err(PlatformError::Refused { call, failure }),
        Sent::Unclear(problem) => Err(PlatformError::Unclear { call, problem }),
    }
}

fn ended(call: &'static str, failure: Failure) -> PlatformError {
    let problem = super::codes::advice(failure.code);
    PlatformError::Authorisation { call, failure, problem }
}
