//! Authors as keyed hashes: the same person within a collection, nobody outside it.

use std::fs;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use rand::TryRng;
use sha2::Sha256;

use super::files;
use crate::collect::CollectError;
use crate::frame::value::with_letter;

/// Bytes of the hash that are kept: 16 hexadecimal digits, no two authors of a collection alike.
const HASH_BYTES: usize = 8;
const KEY_BYTES: usize = 32;

/// The secret of one collection. Without it, nobody can tell by trying all user ids whose hash it is.
#[derive(Clone)]
pub(crate) struct AuthorKey(Hmac<Sha256>);

impl AuthorKey {
    /// The key stored at `path`, or a new random one stored there, readable by its owner alone. A damaged one is kept
    /// beside it; what the user should know of that.
    pub(super) fn load_or_create(path: &Path) -> Result<(Self, Option<String>), CollectError> {
        let mut warning = None;
        match files::read_if_there(path)? {
            Some(key) if key.len() == KEY_BYTES => return Ok((Self::new(&key), None)),
            Some(key) => warning = Some(set_aside(path, key.len())?),
            None => {}
        }
        let mut key = [0; KEY_BYTES];
        let no_randomness = |error: rand::rngs::SysError| std::io::Error::other(error.to_string());
        rand::rngs::SysRng
            .try_fill_bytes(&mut key)
            .map_err(no_randomness)
            .map_err(CollectError::storage("make a random key for", path))?;
        files::write_private(path, &key)?;
        Ok((Self::new(&key), warning))
    }

    fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes keys of any length"))
    }

    /// The hash of an author's id: 16 hexadecimal digits, at least one of them a letter.
    pub(crate) fn hash(&self, author_id: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(author_id.as_bytes());
        let bytes = mac.finalize().into_bytes();
        with_letter(&bytes[..HASH_BYTES].iter().fold(String::new(), |hash, byte| format!("{hash}{byte:02x}")))
    }
}

/// Moves a damaged key to a name that is free, for somebody may know how to mend it.
fn set_aside(path: &Path, length: usize) -> Result<String, CollectError> {
    let name =
        |number: u32| path.with_extension(if number == 1 { "damaged".into() } else { format!("damaged-{number}") });
    let aside = (1..1000).map(name).find(|aside| !aside.exists()).unwrap_or_else(|| name(1));
    fs::rename(path, &aside).map_err(CollectError::storage("move", path))?;
    Ok(format!(
        "{} was damaged ({length} bytes instead of {KEY_BYTES}) and is kept as {}; with the new key, who wrote before \
         and after counts as two people",
        path.display(),
        aside.display()
    ))
}

impl std::fmt::Debug for AuthorKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("AuthorKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_stable_within_a_collection_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("author.key");
        let hash = AuthorKey::load_or_create(&path).unwrap().0.hash("2082921180570139");
        assert_eq!(AuthorKey::load_or_create(&path).unwrap().0.hash("2082921180570139"), hash);
        assert_eq!(hash.len(), 16);
        let other = AuthorKey::load_or_create(&folder.path().join("other.key")).unwrap().0;
        assert_ne!(other.hash("2082921180570139"), hash);
    }

    #[test]
    fn a_damaged_key_is_kept_aside_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("author.key");
        for (bytes, aside) in [(&b"half"[..], "author.damaged"), (b"", "author.damaged-2")] {
            fs::write(&path, bytes).unwrap();
            let (_, warning) = AuthorKey::load_or_create(&path).unwrap();
            let warning = warning.unwrap();
            assert!(warning.contains(&format!("{} bytes", bytes.len())) && warning.contains(aside), "{warning}");
            assert_eq!(fs::read(folder.path().join(aside)).unwrap(), bytes);
            assert_eq!(AuthorKey::load_or_create(&path).unwrap().1, None);
        }
    }

    #[test]
    fn no_hash_looks_like_an_account_number() {
        let key = AuthorKey::new(b"one in 2,000 would");
        for author in 0..20_000 {
            let hash = key.hash(&author.to_string());
            assert!(crate::frame::value::is_author_hash(&hash), "{author}: {hash}");
        }
    }
}
