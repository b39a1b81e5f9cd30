//! What both HTTP clients share: connections, bounded answers, what an address of a service may be, errors told
//! without addresses, and texts without secrets.

mod redact;

use std::sync::Once;
use std::time::Duration;

use url::{Host, Url};

pub(crate) use redact::Redactor;

/// Time to get a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// Prepares connections to an address; what is wrong where there can be none. Only the caller repeats a request or
/// follows to another address.
pub(crate) fn client(base: &Url, timeout: Duration) -> Result<reqwest::Client, String> {
    install_tls_provider();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("shenping/", env!("CARGO_PKG_VERSION")))
        .timeout(timeout)
        .connect_timeout(CONNECT_TIMEOUT.min(timeout))
        // A token must not travel on to another host, neither by a redirect nor as a referer.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // A call may cost money and a post must never be sent twice behind our back.
        .retry(reqwest::retry::never());
    if is_loopback(base) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(describe)
}

/// Why an answer's body could not be had.
pub(crate) enum BodyError {
    /// It broke off, or took too long.
    Http(reqwest::Error),
    /// It goes on beyond what is read; in words.
    TooLarge(String),
}

/// Reads an answer's body, after decompression, up to a number of bytes.
pub(crate) async fn body(mut response: reqwest::Response, largest: usize) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Http)? {
        if body.len() + chunk.len() > largest {
            return Err(BodyError::TooLarge(format!("the answer is larger than {} MiB", largest >> 20)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// An error and its causes in one line, without the address: a query can hold a token or an open id.
pub(crate) fn describe(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// Installs ring for TLS, once for the whole program.
fn install_tls_provider() {
    static ONCE: Once = Once::new();
    // An error means that the embedding program has chosen one already, which is fine.
    ONCE.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

/// The address of a service: `http` or `https`, a host, no user name, query or fragment; else what is wrong with it,
/// without quoting what may be a secret.
pub(crate) fn parse_base(address: &str) -> Result<Url, &'static str> {
    let url = Url::parse(address.trim()).map_err(|_| "it is no address")?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("it starts with something other than http:// or https://");
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err("it has a user name, a query or a fragment");
    }
    if url.host().is_none() {
        return Err("it has no host");
    }
    Ok(url)
}

/// Whether a token would travel unencrypted over a network.
pub(crate) fn is_exposed(base: &Url) -> bool {
    base.scheme() == "http" && !is_loopback(base)
}

/// Whether an address means this machine. Of names only `localhost` does for certain: what is below it
/// (`x.localhost`) is up to the resolver, which may send it anywhere.
pub(crate) fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_checked_and_never_quoted() {
        for good in ["https://api.justoneapi.com", "http://127.0.0.1:8080/", "https://proxy.example/just/one"] {
            assert!(parse_base(good).is_ok(), "{good}");
        }
        for bad in
            ["", "api.justoneapi.com", "ftp://x", "https://h/?token=sesame", "https://sesame@h/", "https://h/#sesame"]
        {
            let problem = parse_base(bad).unwrap_err();
            assert!(!problem.contains("sesame"), "{problem}");
        }
    }

    #[test]
    fn only_a_network_exposes_the_token() {
        for (address, exposed) in [
            ("https://api.justoneapi.com", false),
            ("http://47.117.133.51:30015", true),
            ("http://127.0.0.1:1", false),
            ("http://[::1]:1", false),
            ("http://localhost:1", false),
            ("http://LOCALHOST:1", false),
            ("http://api.localhost:1", true),
            ("https://api.localhost:1", false),
            ("http://localhost.example.com", true),
        ] {
            assert_eq!(is_exposed(&parse_base(address).unwrap()), exposed, "{address}");
        }
    }
}
