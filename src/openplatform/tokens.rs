//! Access and refresh tokens: from the environment, from a file, and back into it.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::error::PlatformError;
use crate::atomic::{Durability, Readers, write_bytes};

/// Who acts, and with which app.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// The user's token (`act.…`).
    pub access_token: Option<SecretString>,
    /// The user's id in the app; must belong to the token.
    pub open_id: Option<SecretString>,
    /// Renews the access token (`rft.…`).
    pub refresh_token: Option<SecretString>,
    /// The app's id.
    pub client_key: Option<SecretString>,
    /// The app's own token (`clt.…`), for converting video ids only.
    pub client_token: Option<SecretString>,
}

/// A file that keeps refreshed tokens, readable by its owner only.
#[derive(Clone, Debug)]
pub struct TokenFile {
    path: PathBuf,
}

impl TokenFile {
    /// A file that need not exist yet.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Takes over the tokens that an earlier run stored; they are newer than those of the environment. A file that
    /// does not exist changes nothing.
    ///
    /// # Errors
    /// A file that can't be read or is no token file; the message does not quote it.
    pub fn load(&self, credentials: &mut Credentials) -> Result<(), PlatformError> {
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(self.error(error.to_string())),
        };
        let stored: Value = serde_json::from_str(&text)
            .map_err(|_| self.error("it is not JSON with access_token and refresh_token".to_owned()))?;
        self.warn_if_open();
        for (slot, key) in
            [(&mut credentials.access_token, "access_token"), (&mut credentials.refresh_token, "refresh_token")]
        {
            if let Some(token) = stored.get(key).and_then(Value::as_str).filter(|token| !token.is_empty()) {
                *slot = Some(token.into());
            }
        }
        Ok(())
    }

    /// Stores tokens, readable by the owner only; the file is replaced whole.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn store(&self, credentials: &Credentials) -> Result<(), PlatformError> {
        let text = |secret: &Option<SecretString>| secret.as_ref().map(|secret| secret.expose_secret().to_owned());
        let stored = json!({
            "access_token": text(&credentials.access_token),
            "refresh_token": text(&credentials.refresh_token),
        });
        write_bytes(&self.path, format!("{stored}\n").as_bytes(), Durability::Machine, Readers::Owner)
            .map_err(|error| self.error(error.to_string()))
    }

    fn warn_if_open(&self) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let open = std::fs::metadata(&self.path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
            if open {
                tracing::warn!("token file {} can be read by others; chmod 600 it", self.path.display());
            }
        }
    }

    fn error(&self, problem: String) -> PlatformError {
        PlatformError::TokenFile { path: self.path.clone(), problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_as_stored_and_only_the_owner_can_read_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = TokenFile::new(&folder.path().join("tokens.json"));
        let mut credentials = Credentials { access_token: Some("act.old".into()), ..Credentials::default() };
        file.load(&mut credentials).unwrap();
        assert_eq!(credentials.access_token.as_ref().unwrap().expose_secret(), "act.old");

        credentials.access_token = Some("act.new".into());
        credentials.refresh_token = Some("rft.new".into());
        file.store(&credentials).unwrap();
        let mut loaded = Credentials { access_token: Some("act.old".into()), ..Credentials::default() };
        file.load(&mut loaded).unwrap();
        assert_eq!(loaded.access_token.unwrap().expose_secret(), "act.new");
        assert_eq!(loaded.refresh_token.unwrap().expose_secret(), "rft.new");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join("tokens.json")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_broken_file_is_an_error_that_does_not_quote_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        std::fs::write(&path, "act.secret").unwrap();
        let error = TokenFile::new(&path).load(&mut Credentials::default()).unwrap_err().to_string();
        assert!(!error.contains("act.secret"), "{error}");
    }
}
