//! Folding for matching only: the original is kept for everything that a person reads.
//!
//! A text is folded in one pass: traditional characters become simplified, width and compatibility forms are
//! resolved (NFKC), letters become lower case, invisible characters vanish, and a run of one character is cut to
//! three, so that `哈哈哈哈哈哈哈` and `哈哈哈` are the same word.

use std::borrow::Cow;

use unicode_normalization::char::decompose_compatible;

/// A run of one character longer than this says no more than one of this length.
pub(super) const RUN_MAX: usize = 3;

/// Folds a text; see the module's description.
pub fn fold(text: &str) -> String {
    folded(text).into_owned()
}

/// Folds a text, which is the same text nine times in ten.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    if is_folded(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    Folder::default().fold_into(text, &mut out);
    Cow::Owned(out)
}

/// Folds texts one after the other, keeping the buffer of the offset map between them.
#[derive(Default)]
pub(super) struct Folder {
    map: Vec<usize>,
}

/// Where the bytes of a folded text come from.
pub(super) struct Offsets<'f> {
    /// Original byte offset for every byte offset of the folded text; `None` where the two are the same.
    map: Option<&'f [usize]>,
}

impl Offsets<'_> {
    /// The offset in the original of a character boundary in the folded text.
    pub(super) fn original(&self, folded: usize) -> usize {
        self.map.map_or(folded, |map| map[folded])
    }
}

impl Folder {
    /// Appends the folded form of `text` to `out`.
    pub(super) fn fold_into(&mut self, text: &str, out: &mut String) -> Offsets<'_> {
        if is_folded(text) {
            out.push_str(text);
            return Offsets { map: None };
        }
        self.map.clear();
        let mut writer = Writer { out, map: &mut self.map, last: None, run: 0, at: 0 };
        if text.chars().any(is_traditional) {
            let simplified = fast2s::convert(text);
            // The conversion maps one character to one character.
            for ((at, own), c) in text.char_indices().zip(simplified.chars()) {
                writer.at = at;
                writer.fold_char(if SIMPLIFIED_TOO.contains(&own) { own } else { c });
            }
        } else {
            for (at, c) in text.char_indices() {
                writer.at = at;
                writer.fold_char(c);
            }
        }
        self.map.push(text.len());
        Offsets { map: Some(&self.map) }
    }
}

struct Writer<'w> {
    out: &'w mut String,
    map: &'w mut Vec<usize>,
    last: Option<char>,
    run: usize,
    at: usize,
}

impl Writer<'_> {
    fn fold_char(&mut self, c: char) {
        each_folded(c, |part| self.push(part));
    }

    fn push(&mut self, c: char) {
        if self.last == Some(c) {
            self.run += 1;
            if self.run > RUN_MAX && cuts_runs(c) {
                return;
            }
        } else {
            self.last = Some(c);
            self.run = 1;
        }
        self.out.push(c);
        self.map.resize(self.map.len() + c.len_utf8(), self.at);
    }
}

/// The characters that one character folds to where its neighbours don't matter; traditional ones must be converted
/// before.
fn each_folded(c: char, mut each: impl FnMut(char)) {
    match c {
        // CR LF, lone CR, and Unicode's separators are line breaks.
        '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => each('\n'),
        // NFKC would turn it into full stops, which the segmenter takes for a part of numbers.
        '…' => each('…'),
        _ if is_plain(c) => each(c),
        _ if is_invisible(c) => {}
        _ => decompose_compatible(c, |part| part.to_lowercase().for_each(&mut each)),
    }
}

/// The one character that a character folds to whatever stands beside it; `None` where there is no such.
pub(super) fn fold_one(c: char) -> Option<char> {
    let (mut folded, mut count) = ('\0', 0);
    each_folded(c, |part| (folded, count) = (part, count + 1));
    (count == 1 && !is_traditional(c)).then_some(folded)
}

/// Digits are data: 10000 is not 1000. `666…` is applause of any length.
pub(super) fn cuts_runs(c: char) -> bool {
    !c.is_ascii_digit() || c == '6'
}

/// Whether folding would change nothing, which holds for nine comments in ten.
fn is_folded(text: &str) -> bool {
    let (mut last, mut run) = ('\0', 0);
    for c in text.chars() {
        if !is_plain(c) {
            return false;
        }
        run = if c == last { run + 1 } else { 1 };
        if run > RUN_MAX {
            return false;
        }
        last = c;
    }
    true
}

/// Characters that fold to themselves, tested without a table look-up where possible.
fn is_plain(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' => !is_traditional(c),
        '\n' | ' '..='@' | '['..='~' | '。' | '、' | '“' | '”' | '…' => true,
        _ => false,
    }
}

/// Zero-width characters, joiners, soft hyphens, bidirectional controls, byte order marks and other controls.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}')
        || matches!(c, '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFF9}'..='\u{FFFB}')
        || (c.is_control() && c != '\n' && c != '\t')
}

fn is_traditional(c: char) -> bool {
    let index = (c as usize).wrapping_sub(CJK_FIRST);
    index < CJK_COUNT && TRADITIONAL[index / 8] >> (index % 8) & 1 == 1
}

const CJK_FIRST: usize = 0x4E00;
const CJK_COUNT: usize = 0x5200;

/// Characters that the converter takes for traditional ones and that simplified Chinese (GB 2312) has as well, with a
/// meaning of their own: 呵呵, 哪吒, 顶呱呱, 捍卫, 彷徨, 矽, 磐石, 黏人, 薰衣草, 大阪. Folded they would become other words.
const SIMPLIFIED_TOO: [char; 15] =
    ['仝', '吒', '呱', '呵', '彷', '捍', '煅', '矽', '磐', '祗', '薰', '醯', '阪', '麴', '黏'];

/// One bit for each character of U+4E00..U+9FFF that the conversion to simplified characters may change; made by
/// [`traditional_bits`], so that no start has to ask the converter 20,000 times.
static TRADITIONAL: [u8; CJK_COUNT / 8] = *include_bytes!("traditional.bin");

/// The bits of the embedded table, asked from the converter.
pub fn traditional_bits() -> Vec<u8> {
    let block = || (CJK_FIRST..CJK_FIRST + CJK_COUNT).filter_map(|code| char::from_u32(u32::try_from(code).ok()?));
    // Blanks between the characters keep the converter's two-character rules out of it.
    let spaced: String = block().flat_map(|c| [c, ' ']).collect();
    let mut bits = vec![0; CJK_COUNT / 8];
    for (index, (before, after)) in block().zip(fast2s::convert(&spaced).chars().step_by(2)).enumerate() {
        // Some characters are converted in certain words only.
        let is_converted = before != after || matches!(before, '著' | '藉' | '苧');
        if is_converted && !SIMPLIFIED_TOO.contains(&before) {
            bits[index / 8] |= 1 << (index % 8);
        }
    }
    bits
}
