//! Bytes to UTF-8, whatever the file was saved as: UTF-8 with or without byte order mark, GB18030, UTF-16.
//!
//! UTF-8 passes through untouched, broken sequences included, so that a column that nobody looks at keeps its bytes.
//! The encoding is decided at the first bytes that are not ASCII; until then every candidate agrees.

mod detect;

use std::io::{self, Read};

use encoding_rs::DecoderResult;

use detect::{byte_order_mark, decide, magic, utf8_shape};

/// Bytes looked at in one go.
const CHUNK: usize = 64 * 1024;

/// Zero bytes that even a short text may hold.
const STRAY_ZEROS: usize = 2;

/// Whether a text holds what stands for bytes that nobody could read: U+FFFD, put there by whoever decoded it, here or
/// long before, or a zero, which no character of a comment is.
pub(crate) fn is_broken(text: &str) -> bool {
    text.contains([char::REPLACEMENT_CHARACTER, '\0'])
}

/// Why bytes are not taken for text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotText {
    /// It starts as a Parquet file does.
    Parquet,
    /// It starts as a zip archive does, which is what an Excel workbook is.
    Zip,
    /// It starts as a gzip or zstd file does.
    Compressed,
    /// It holds many bytes that no text has.
    Binary,
}

/// What went wrong with a text source.
#[derive(Debug)]
pub enum DecodeError {
    /// It can't be read.
    Io(io::Error),
    /// It is no text.
    NotText(NotText),
}

impl From<io::Error> for DecodeError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A reader that yields UTF-8.
pub struct TextReader<R> {
    source: R,
    decoder: State,
    /// Decoded bytes, of which those before `at` are given out.
    ready: Vec<u8>,
    at: usize,
    malformed: u64,
    ended: bool,
}

enum State {
    /// Only ASCII so far; the bytes of an unfinished character wait.
    Undecided(Vec<u8>),
    Utf8,
    Other(Box<encoding_rs::Decoder>),
}

impl<R: Read> TextReader<R> {
    /// Looks at the first bytes of a source.
    ///
    /// # Errors
    /// A source that can't be read, or is no text.
    pub fn new(source: R) -> Result<Self, DecodeError> {
        let mut reader = Self {
            source,
            decoder: State::Undecided(Vec::new()),
            ready: Vec::new(),
            at: 0,
            malformed: 0,
            ended: false,
        };
        let first = reader.read_chunk()?;
        if let Some(kind) = magic(&first) {
            return Err(DecodeError::NotText(kind));
        }
        let body = match byte_order_mark(&first) {
            Some((encoding, length)) => {
                reader.decoder = match encoding {
                    Some(encoding) => State::Other(Box::new(encoding.new_decoder_without_bom_handling())),
                    None => State::Utf8,
                };
                &first[length..]
            }
            None => &first[..],
        };
        reader.decode(body);
        // What is at hand should hold the beginning of the text, not wait for its encoding.
        while reader.ready.is_empty() && !reader.ended || reader.is_undecided() {
            let chunk = reader.read_chunk()?;
            reader.decode(&chunk);
        }
        if reader.looks_binary() {
            return Err(DecodeError::NotText(NotText::Binary));
        }
        Ok(reader)
    }

    /// The decoded bytes at hand that nobody took yet; at the start the first bytes of the text.
    pub fn peek(&self) -> &[u8] {
        &self.ready[self.at..]
    }

    /// Whether bytes wait for their encoding and more may come.
    fn is_undecided(&self) -> bool {
        matches!(&self.decoder, State::Undecided(waiting) if !waiting.is_empty()) && !self.ended
    }

    fn read_chunk(&mut self) -> io::Result<Vec<u8>> {
        let mut chunk = vec![0; CHUNK];
        let length = loop {
            match self.source.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        chunk.truncate(length);
        self.ended = length == 0;
        Ok(chunk)
    }

    fn decode(&mut self, bytes: &[u8]) {
        if let State::Undecided(waiting) = &mut self.decoder {
            waiting.extend_from_slice(bytes);
            let bytes = std::mem::take(waiting);
            let first_other = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(bytes.len());
            self.ready.extend_from_slice(&bytes[..first_other]);
            let rest = &bytes[first_other..];
            match decide(rest, self.ended) {
                None => self.decoder = State::Undecided(rest.to_vec()),
                Some(decoder) => {
                    self.decoder = decoder;
                    self.push(rest);
                }
            }
        } else {
            self.push(bytes);
        }
    }

    fn push(&mut self, mut bytes: &[u8]) {
        let State::Other(decoder) = &mut self.decoder else {
            self.ready.extend_from_slice(bytes);
            return;
        };
        let mut buffer = [0; 8 * 1024];
        loop {
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, &mut buffer, self.ended);
            self.ready.extend_from_slice(&buffer[..written]);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.malformed += 1;
                    self.ready.extend_from_slice("\u{FFFD}".as_bytes());
                }
            }
        }
    }

    /// Whether more than a tenth of the first bytes are controls or not of any encoding, or more zeros are among them
    /// than a mishap leaves in a text: other programs' files and UTF-16 without its mark have them everywhere.
    fn looks_binary(&self) -> bool {
        let zeros = self.ready.split(|b| *b == 0).count() - 1;
        if zeros > STRAY_ZEROS + self.ready.len() / 200 {
            return true;
        }
        let controls = self.ready.iter().filter(|b| b.is_ascii_control() && !b.is_ascii_whitespace()).count();
        let broken = match self.decoder {
            State::Utf8 => utf8_shape(&self.ready).broken,
            _ => usize::try_from(self.malformed).unwrap_or(usize::MAX),
        };
        controls.saturating_add(broken).saturating_mul(10) > self.ready.len()
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.ready.clear();
            self.at = 0;
            let chunk = self.read_chunk()?;
            self.decode(&chunk);
        }
        let length = out.len().min(self.ready.len() - self.at);
        out[..length].copy_from_slice(&self.ready[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;
    use proptest::prelude::*;

    use super::*;
    use crate::frame::read::drip::Drip;

    fn decoded(bytes: &[u8], step: usize) -> Result<String, NotText> {
        match TextReader::new(Drip(bytes, step)) {
            Ok(mut reader) => {
                let mut out = Vec::new();
                reader.read_to_end(&mut out).unwrap();
                Ok(String::from_utf8_lossy(&out).into_owned())
            }
            Err(DecodeError::NotText(kind)) => Err(kind),
            Err(DecodeError::Io(error)) => panic!("{error}"),
        }
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "text,likes\n太好看了，支持！[赞]😀,12\n";
        let (gb18030, ..) = GB18030.encode(text);
        let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for step in [1, 2, 3, 7, 1000] {
            assert_eq!(decoded(text.as_bytes(), step).as_deref(), Ok(text));
            assert_eq!(decoded(format!("\u{feff}{text}").as_bytes(), step.max(3)).as_deref(), Ok(text));
            assert_eq!(decoded(&gb18030, step).as_deref(), Ok(text), "step {step}");
            assert_eq!(decoded(&utf16, step.max(2)).as_deref(), Ok(text));
        }
    }

    #[test]
    fn one_broken_character_does_not_change_the_encoding() {
        let mut bytes = "text\n太好看了，支持到底\n".as_bytes().to_vec();
        bytes.push(0xe5);
        assert_eq!(decoded(&bytes, 1000).as_deref(), Ok("text\n太好看了，支持到底\n\u{fffd}"));
    }

    #[test]
    fn a_stray_zero_is_a_broken_character_and_many_are_no_text() {
        for text in ["text\n太好看\0了，支持\n", "text\n\0太好看了，\0支持到底\n一般\n"] {
            assert_eq!(decoded(text.as_bytes(), 7).as_deref(), Ok(text));
            assert!(is_broken(text));
        }
        let without_mark: Vec<u8> =
            "text\n太好看了，支持\n".repeat(50).encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&without_mark, 1000), Err(NotText::Binary));
        let sparse = "太好看了，支持\n".repeat(100) + &"\0".repeat(40);
        assert_eq!(decoded(sparse.as_bytes(), 5000), Err(NotText::Binary));
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        assert_eq!(decoded(b"PAR1....", 100), Err(NotText::Parquet));
        assert_eq!(decoded(b"PK\x03\x04....", 100), Err(NotText::Zip));
        assert_eq!(decoded(b"\x1f\x8b....", 100), Err(NotText::Compressed));
        assert_eq!(decoded(b"ab\0cd", 100), Err(NotText::Binary));
        assert_eq!(decoded(&[0xff; 100], 100), Err(NotText::Binary));
        assert_eq!(decoded(b"", 100).as_deref(), Ok(""));
    }

    #[test]
    fn the_beginning_is_at_hand_however_short() {
        for text in ["好", "评论,赞\n好,1\n", "a", "\u{feff}好"] {
            let reader = TextReader::new(Drip(text.as_bytes(), 100)).ok().unwrap();
            assert_eq!(reader.peek(), text.trim_start_matches('\u{feff}').as_bytes());
        }
    }

    proptest! {
        #[test]
        fn utf8_passes_through_untouched(text in "[a-z\n]{0,9}[a-z一-龥😀,\"\r\n]{0,40}", step in 1_usize..50) {
            prop_assert_eq!(decoded(text.as_bytes(), step), Ok(text));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), step in 1_usize..50) {
            let _ = decoded(&bytes, step);
        }
    }
}
