//! The form of the files that are embedded: sections of little-endian 64-bit words, used where they lie.
//!
//! ```text
//! kind · checksum of all that follows · fingerprint · length of each section · the sections
//! ```
//!
//! The fingerprint is that of what a file was made from, so that one that is out of date can be told.

/// A word of a file.
pub(crate) type Word = [u8; 8];

/// Words before the lengths.
const HEAD: usize = 3;

/// Bytes that lie where a processor likes them.
#[repr(C, align(64))]
pub(crate) struct Aligned<B: ?Sized>(pub(crate) B);

/// Why a file can't be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum FileError {
    #[error("this is another kind or version of file")]
    Kind,
    #[error("the file has {found} bytes where its header promises {wanted}")]
    Length { found: usize, wanted: usize },
    #[error("the checksum is wrong: the file is damaged")]
    Checksum,
    #[error("the file was made from other lexicons; run the example build_dictionary")]
    Stale,
}

/// A file of `N` sections.
#[derive(Debug)]
pub(crate) struct Sections<'b, const N: usize> {
    pub(crate) fingerprint: u64,
    pub(crate) sections: [&'b [Word]; N],
}

impl<'b, const N: usize> Sections<'b, N> {
    /// Takes a file that is part of the program. Its checksum is only looked at where errors are being looked for: to
    /// sum up 8 MB takes longer than the rest of a start.
    ///
    /// # Errors
    /// When it is of another kind, too short, too long, or, with debug assertions, damaged.
    pub(crate) fn embedded(bytes: &'b [u8], kind: Word) -> Result<Self, FileError> {
        if cfg!(debug_assertions) {
            verify(bytes)?;
        }
        Self::read(bytes, kind)
    }

    fn read(bytes: &'b [u8], kind: Word) -> Result<Self, FileError> {
        let (words, rest) = bytes.as_chunks::<8>();
        let [found, _, content @ ..] = words else { return Err(FileError::Kind) };
        if *found != kind || content.len() < HEAD - 2 + N {
            return Err(FileError::Kind);
        }
        let (lengths, mut behind) = content[1..].split_at(N);
        let lengths = lengths.iter().map(|length| usize::try_from(number(*length)).unwrap_or(usize::MAX));
        let wanted = lengths.clone().fold(HEAD + N, usize::saturating_add);
        if words.len() != wanted || !rest.is_empty() {
            return Err(FileError::Length { found: bytes.len(), wanted: wanted.saturating_mul(8) });
        }
        let mut sections = [&[][..]; N];
        for (section, length) in sections.iter_mut().zip(lengths) {
            (*section, behind) = behind.split_at(length);
        }
        Ok(Self { fingerprint: number(content[0]), sections })
    }
}

/// Whether the content of a file is what its checksum tells.
fn verify(bytes: &[u8]) -> Result<(), FileError> {
    let ([_, sum, content @ ..], _) = bytes.as_chunks::<8>() else { return Err(FileError::Kind) };
    if number(*sum) == checksum(content) { Ok(()) } else { Err(FileError::Checksum) }
}

/// The bytes of a file.
pub(crate) fn write(kind: Word, fingerprint: u64, sections: &[Vec<u64>]) -> Vec<u8> {
    let lengths = sections.iter().map(|section| section.len() as u64);
    let words = std::iter::once(fingerprint).chain(lengths).chain(sections.iter().flatten().copied());
    let content: Vec<Word> = words.map(u64::to_le_bytes).collect();
    [kind, checksum(&content).to_le_bytes()].into_iter().chain(content).flatten().collect()
}

#[inline]
pub(crate) fn number(word: Word) -> u64 {
    u64::from_le_bytes(word)
}

/// Two numbers in one word.
pub(crate) fn pair(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

/// The two numbers in a word.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "two halves of a word")]
pub(crate) fn unpair(word: Word) -> [u32; 2] {
    let word = number(word);
    [word as u32, (word >> 32) as u32]
}

/// The four 16-bit numbers in a word.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "quarters of a word")]
pub(crate) fn quarters(word: Word) -> [u16; 4] {
    [0, 16, 32, 48].map(|bits| (number(word) >> bits) as u16)
}

/// Up to four 16-bit numbers in one word.
pub(crate) fn of_quarters(quarters: &[u16]) -> u64 {
    quarters.iter().rev().fold(0, |word, next| word << 16 | u64::from(*next))
}

/// Text as a section, filled up with zeros.
pub(crate) fn text_section(text: &str) -> Vec<u64> {
    let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    text.as_bytes().chunks(8).map(word).collect()
}

/// The text of a section; empty if it is none.
pub(crate) fn text_of(section: &[Word]) -> &str {
    std::str::from_utf8(section.as_flattened()).unwrap_or_default().trim_end_matches('\0')
}

/// Four multiply-and-rotate lanes: every bit of every word counts, and it keeps up with memory.
pub(crate) fn checksum(words: &[Word]) -> u64 {
    const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |lane: u64, word: u64| (lane ^ word).wrapping_mul(0x2545_F491_4F6C_DD1D).rotate_left(29);
    let mut lanes = [SEED; 4];
    let (rows, rest) = words.as_chunks::<4>();
    for row in rows {
        for (lane, word) in lanes.iter_mut().zip(row) {
            *lane = mix(*lane, number(*word));
        }
    }
    for (lane, word) in lanes.iter_mut().zip(rest) {
        *lane = mix(*lane, number(*word));
    }
    lanes.into_iter().fold(words.len() as u64, mix)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: Word = *b"kind   1";

    #[test]
    fn what_is_written_is_read() {
        let file = write(KIND, 7, &[vec![1, 2], vec![], text_section("好看\n赞")]);
        let read = Sections::<3>::read(&file, KIND).expect("a good file");
        assert_eq!(read.fingerprint, 7);
        assert_eq!(read.sections[0], [1_u64, 2].map(u64::to_le_bytes));
        assert!(read.sections[1].is_empty());
        assert_eq!(text_of(read.sections[2]), "好看\n赞");
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let good = write(KIND, 7, &[vec![1, 2, 3, 4, 5], vec![6]]);
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 4;
            assert!(verify(&bad).is_err() || Sections::<2>::read(&bad, KIND).is_err(), "byte {at}");
        }
        for len in 0..good.len() {
            assert!(Sections::<2>::read(&good[..len], KIND).is_err(), "{len} bytes");
        }
        assert!(matches!(Sections::<2>::read(&good[..good.len() - 8], KIND), Err(FileError::Length { .. })));
        assert!(matches!(Sections::<2>::read(&good, *b"kind   2"), Err(FileError::Kind)));
    }
}
