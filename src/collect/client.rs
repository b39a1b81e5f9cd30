//! One HTTP call to the service at a time: no retries, no paging, no files.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::error::CollectError;
use super::fault::{Fault, FaultKind};
use super::wire::Question;
use crate::http::{self, BodyError, Redactor, describe};

/// The largest answer that is read, after decompression. Real pages stay below 1 MB.
const LARGEST_BODY: usize = 64 << 20;

/// What came back: the status and the body without the token.
#[derive(Debug)]
pub(crate) struct Answer {
    pub http_status: u16,
    /// Where the service sends us, without the query.
    pub moved_to: Option<String>,
    pub body: String,
}

/// The service at one address with one token.
#[derive(Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: Url,
    token: SecretString,
    redactor: Redactor,
}

impl Client {
    /// Prepares calls to `base` (scheme, host and perhaps a path). No connection is made yet.
    pub(crate) fn new(base: Url, token: SecretString, timeout: Duration) -> Result<Self, CollectError> {
        let http = http::client(&base, timeout).map_err(CollectError::Client)?;
        let mut redactor = Redactor::default();
        redactor.add(token.expose_secret());
        Ok(Self { http, base, token, redactor })
    }

    /// Asks once. An answer of any HTTP status is an answer.
    pub(crate) async fn ask(&self, question: &Question<'_>) -> Result<Answer, Fault> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{}", self.base.path().trim_end_matches('/'), question.path()));
        url.query_pairs_mut().append_pair("token", self.token.expose_secret()).extend_pairs(question.parameters());
        let response = self.http.get(url).send().await.map_err(|error| self.fault(error))?;
        let http_status = response.status().as_u16();
        let moved_to = self.location(&response);
        let body = http::body(response, LARGEST_BODY).await.map_err(|error| match error {
            BodyError::Http(error) => self.fault(error),
            BodyError::TooLarge(problem) => Fault::bare(FaultKind::Garbled, problem),
        })?;
        let body = self.redactor.clean(&String::from_utf8_lossy(&body)).into_owned();
        Ok(Answer { http_status, moved_to, body })
    }

    /// The address in a redirect, fit to be shown.
    fn location(&self, response: &reqwest::Response) -> Option<String> {
        let location = response.headers().get(reqwest::header::LOCATION)?.to_str().ok()?;
        let mut address = response.url().join(location).ok()?;
        address.set_query(None);
        address.set_fragment(None);
        Some(self.redactor.clean(address.as_str()).into_owned())
    }

    fn fault(&self, error: reqwest::Error) -> Fault {
        let kind = if error.is_timeout() { FaultKind::TimedOut } else { FaultKind::Network };
        Fault::bare(kind, self.redactor.clean(&describe(error)))
    }
}

/// Checks the address of a service: `http` or `https`, a host, no query, no user name.
///
/// # Errors
/// An address that is not of this form; the message doesn't quote what may be a secret.
pub fn parse_base_url(address: &str) -> Result<Url, CollectError> {
    http::parse_base(address).map_err(|problem| CollectError::BaseUrl { problem })
}

/// Whether the token would travel unencrypted over a network.
pub fn is_exposed(base: &Url) -> bool {
    http::is_exposed(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_network_error_tells_no_address() {
        let base = parse_base_url("http://127.0.0.1:9").unwrap();
        let client = Client::new(base, "sesame-open".into(), Duration::from_secs(5)).unwrap();
        let fault = client.ask(&Question::Comments { video_id: "7588740680004963593", page: 1 }).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Network);
        assert!(!fault.to_string().contains("sesame") && !fault.to_string().contains("token="), "{fault}");
        assert!(!format!("{client:?}").contains("sesame"));
    }
}
