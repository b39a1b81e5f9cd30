//! Who writes: invented people with the identifiers a page carries.

use super::grammar::Grammar;
use crate::sandbox::dice::{Dice, mix};

/// An invented account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sandbox) struct Person {
    /// Number of the account, decimal.
    pub(in crate::sandbox) uid: String,
    /// The public id.
    pub(in crate::sandbox) short_id: String,
    /// The long opaque id.
    pub(in crate::sandbox) sec_uid: String,
    /// The shown name.
    pub(in crate::sandbox) nickname: String,
    /// Path of the (not existing) portrait.
    pub(in crate::sandbox) avatar: String,
}

impl Person {
    /// The person with a number; the same seed and number give the same person.
    pub(super) fn new(seed: u64, number: u64, grammar: &Grammar) -> Self {
        let mut dice = Dice::new(seed, "person", number);
        let nickname = grammar.write(&mut dice, "nickname");
        Self {
            // 16 digits starting with 99: longer than any account number the platform has given out.
            uid: format!("99{:014}", mix(seed ^ number) % 100_000_000_000_000),
            short_id: format!("{}", dice.between(10_000_000_000, 99_999_999_999)),
            sec_uid: format!("MS4wLjABAAAA{}", opaque(&mut dice, 64)),
            nickname,
            avatar: format!("aweme-avatar/sandbox_{}", opaque(&mut dice, 32)),
        }
    }
}

/// A run of letters and digits as used in opaque ids.
fn opaque(dice: &mut Dice, length: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    (0..length).filter_map(|_| dice.pick(ALPHABET).map(|byte| char::from(*byte))).collect()
}
