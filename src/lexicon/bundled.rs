//! The files that come inside the binary.

use std::sync::{Arc, LazyLock};

use super::LexiconFile;

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

/// The bundled files, read once. A test reads every one of them, so none is ever skipped here.
pub(super) fn files() -> &'static [Arc<LexiconFile>] {
    static FILES: LazyLock<Vec<Arc<LexiconFile>>> = LazyLock::new(|| {
        let parse = |(path, text): &(&str, &str)| LexiconFile::parse(path, text).ok().map(Arc::new);
        // A start waits for this; half of the text is in the first file.
        let (base, others) = BUNDLED.split_at(1);
        std::thread::scope(|scope| {
            let others = scope.spawn(move || others.iter().filter_map(parse).collect::<Vec<_>>());
            let mut files: Vec<_> = base.iter().filter_map(parse).collect();
            files.extend(others.join().unwrap_or_default());
            files
        })
    });
    &FILES
}
