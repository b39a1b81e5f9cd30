//! The files that come inside the binary.

use std::sync::{Arc, LazyLock};

use super::LexiconFile;
use crate::sections::checksum;
use crate::threads;

/// Name of the file of learned weights.
pub const BASE: &str = "base";

/// Path and text of every bundled file, lowest layer first. The learned weights lie above the hand-written ones that
/// they started from.
pub const BUNDLED: [(&str, &str); 12] = [
    ("lexicons/polar.tsv", include_str!("../../lexicons/polar.tsv")),
    ("lexicons/stickers.tsv", include_str!("../../lexicons/stickers.tsv")),
    ("lexicons/emoji.tsv", include_str!("../../lexicons/emoji.tsv")),
    ("lexicons/slang.tsv", include_str!("../../lexicons/slang.tsv")),
    ("lexicons/phrases.tsv", include_str!("../../lexicons/phrases.tsv")),
    ("lexicons/base.tsv", include_str!("../../lexicons/base.tsv")),
    ("lexicons/negators.tsv", include_str!("../../lexicons/negators.tsv")),
    ("lexicons/intensifiers.tsv", include_str!("../../lexicons/intensifiers.tsv")),
    ("lexicons/contrast.tsv", include_str!("../../lexicons/contrast.tsv")),
    ("lexicons/cues.tsv", include_str!("../../lexicons/cues.tsv")),
    ("lexicons/stopwords.tsv", include_str!("../../lexicons/stopwords.tsv")),
    ("lexicons/words.tsv", include_str!("../../lexicons/words.tsv")),
];

/// A number that tells the bundled files from any others.
pub(super) fn fingerprint() -> u64 {
    static FINGERPRINT: LazyLock<u64> = LazyLock::new(|| {
        let sums = BUNDLED.iter().map(|(_, text)| {
            let (words, rest) = text.as_bytes().as_chunks();
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            (checksum(words) ^ u64::from_le_bytes(last)).to_le_bytes()
        });
        checksum(&sums.collect::<Vec<_>>())
    });
    *FINGERPRINT
}

/// The bundled files, read once. A test reads every one of them, so none is ever skipped here.
pub(super) fn files() -> &'static [Arc<LexiconFile>] {
    static FILES: LazyLock<Vec<Arc<LexiconFile>>> = LazyLock::new(|| {
        tracing::debug!("reading the bundled lexicons");
        let parse = |(path, text): &(&str, &str)| LexiconFile::parse(path, text).ok().map(Arc::new);
        // A start waits for this; half of the text is in the largest file.
        let largest = BUNDLED.iter().max_by_key(|(_, text)| text.len());
        let (aside, others) = threads::both(
            || largest.and_then(parse),
            || BUNDLED.iter().map(|file| (Some(file) != largest).then(|| parse(file))).collect::<Vec<_>>(),
        );
        others.into_iter().filter_map(|other| other.unwrap_or_else(|| aside.clone())).collect()
    });
    &FILES
}
