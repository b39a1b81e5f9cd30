//! Encrypted ids: opaque, with `@`, `+`, `/` and `=` inside, so that a client that forgets to encode them fails.

use crate::sandbox::corpus::Comment;
use crate::sandbox::dice::Dice;

/// Bytes behind an id.
const LENGTH: usize = 64;

/// The id by which the platform knows a video.
pub(in crate::sandbox) fn item_id(aweme_id: &str) -> String {
    encrypted("item", aweme_id)
}

/// The id a mini program gets when a video is shared through it: the only kind that converts for sure.
pub(in crate::sandbox) fn alias_id(aweme_id: &str) -> String {
    let mut dice = Dice::new(number(aweme_id), "alias", 0);
    format!("1310{:016x}{:012x}", dice.number(), dice.number() >> 16)
}

/// The id by which the platform knows a comment.
pub(super) fn comment_id(comment: &Comment) -> String {
    encrypted("comment", &comment.cid)
}

/// The id of a comment's twin.
pub(super) fn twin_id(comment: &Comment) -> String {
    encrypted("twin", &comment.cid)
}

fn encrypted(label: &str, id: &str) -> String {
    // Half of all draws hold both characters.
    let ids = (0..64).map(|attempt| {
        let mut dice = Dice::new(number(id), label, attempt);
        let bytes: Vec<u8> = (0..LENGTH / 8).flat_map(|_| dice.number().to_le_bytes()).collect();
        format!("@{}", base64(&bytes))
    });
    let mut last = String::new();
    for id in ids {
        if id.contains('+') && id.contains('/') {
            return id;
        }
        last = id;
    }
    last
}

fn number(id: &str) -> u64 {
    id.parse().unwrap_or_default()
}

/// Plain base64 with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            let sextet = (bits >> (18 - 6 * position)) & 63;
            let letter = if position > chunk.len() { b'=' } else { ALPHABET[sextet as usize] };
            text.push(char::from(letter));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_the_usual_one() {
        for (plain, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn ids_hold_every_character_that_needs_encoding() {
        for id in 1..200_u64 {
            let id = encrypted("item", &id.to_string());
            assert!(id.starts_with('@') && id.ends_with("==") && id.contains('+') && id.contains('/'), "{id}");
            assert_eq!(id.len(), 89);
        }
        assert_ne!(encrypted("comment", "7"), encrypted("twin", "7"));
    }
}
