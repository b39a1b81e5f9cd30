//! What both HTTP clients share: the TLS provider, and errors told without addresses.

use std::sync::Once;

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
pub(crate) fn install_tls_provider() {
    static ONCE: Once = Once::new();
    // An error means that the embedding program has chosen one already, which is fine.
    ONCE.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}
