//! One HTTP request at a time, bounded in time and size, and never an address in a message.

use std::time::Duration;

use url::Url;

use super::error::PlatformError;
use crate::http::{describe, install_tls_provider, is_exposed, is_loopback};

/// The longest a call may take; the platform's answers can be slow.
const TIMEOUT: Duration = Duration::from_mins(1);
/// Time to get a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// The largest answer that is read.
const LARGEST_BODY: usize = 16 << 20;

/// Prepares connections to an address.
pub(super) fn prepare(base: &Url) -> Result<reqwest::Client, PlatformError> {
    install_tls_provider();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("shenping/", env!("CARGO_PKG_VERSION")))
        .timeout(TIMEOUT)
        .connect_timeout(CONNECT_TIMEOUT)
        // The token must not travel on to another host.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // A post must never be repeated behind our back.
        .retry(reqwest::retry::never());
    if is_loopback(base) {
        builder = builder.no_proxy();
    }
    if is_exposed(base) {
        tracing::warn!("the base URL is plain http: the access token travels unencrypted");
    }
    builder.build().map_err(|error| PlatformError::Http(describe(error)))
}

/// Status and body, or what went wrong, without the address.
pub(super) async fn receive(request: reqwest::RequestBuilder) -> Result<(u16, Vec<u8>), String> {
    let mut response = request.send().await.map_err(describe)?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(describe)? {
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err("the answer is larger than 16 MiB".to_owned());
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, body))
}

/// Checks the address of the platform.
pub(super) fn parse_base(address: &str) -> Result<Url, PlatformError> {
    let wrong = |problem: &str| PlatformError::Setting { setting: "the base URL", problem: problem.to_owned() };
    crate::http::parse_base(address).map_err(wrong)
}
