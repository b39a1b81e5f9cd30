//! One HTTP call to the service at a time: no retries, no paging, no files.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::error::CollectError;
use super::fault::{Fault, FaultKind};
use super::redact::Redactor;
use super::wire::Question;
use crate::http::{self, describe, install_tls_provider};

/// The largest answer that is read, after decompression. Real pages stay below 1 MB.
const LARGEST_BODY: usize = 64 << 20;
/// Time to get a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

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
        install_tls_provider();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("shenping/", env!("CARGO_PKG_VERSION")))
            .timeout(timeout)
            .connect_timeout(CONNECT_TIMEOUT.min(timeout))
            // The address holds the token: it must not travel on, neither by a redirect nor as a referer.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Every call may cost money: only our own, counted retries.
            .retry(reqwest::retry::never());
        if http::is_loopback(&base) {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| CollectError::Client(describe(error)))?;
        let redactor = Redactor::new(token.expose_secret());
        Ok(Self { http, base, token, redactor })
    }

    /// Asks once. An answer of any HTTP status is an answer.
    pub(crate) async fn ask(&self, question: &Question<'_>) -> Result<Answer, Fault> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{}", self.base.path().trim_end_matches('/'), question.path()));
        url.query_pairs_mut().append_pair("token", self.token.expose_secret()).extend_pairs(question.parameters());
        let mut response = self.http.get(url).send().await.map_err(|error| self.fault(error))?;
        let http_status = response.status().as_u16();
        let moved_to = self.location(&response);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.fault(error))? {
            if body.len() + chunk.len() > LARGEST_BODY {
                return Err(Fault::bare(FaultKind::Garbled, "the answer is larger than 64 MiB"));
            }
            body.extend_from_slice(&chunk);
        }
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
