//! What the first bytes of a source tell about its encoding.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::{NotText, State};

/// Bytes that tell the encoding for certain: a few characters of the one can pass for the other.
const ENOUGH: usize = 32;

pub(super) fn magic(bytes: &[u8]) -> Option<NotText> {
    let starts: [(&[u8], NotText); 4] = [
        (b"PAR1", NotText::Parquet),
        (b"PK\x03\x04", NotText::Zip),
        (b"\x1f\x8b", NotText::Compressed),
        (b"\x28\xb5\x2f\xfd", NotText::Compressed),
    ];
    starts.into_iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| kind)
}

/// The encoding a byte order mark names (`None` for UTF-8) and the mark's length.
pub(super) fn byte_order_mark(bytes: &[u8]) -> Option<(Option<&'static Encoding>, usize)> {
    let (encoding, length) = Encoding::for_bom(bytes)?;
    Some(((encoding == UTF_16LE || encoding == UTF_16BE).then_some(encoding), length))
}

/// Well-formed and broken sequences beyond ASCII.
pub(super) struct Utf8Shape {
    good: usize,
    pub(super) broken: usize,
    /// The bytes end inside a character.
    unfinished: bool,
}

pub(super) fn utf8_shape(bytes: &[u8]) -> Utf8Shape {
    let mut shape = Utf8Shape { good: 0, broken: 0, unfinished: false };
    for chunk in bytes.utf8_chunks() {
        shape.good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        shape.broken += usize::from(!chunk.invalid().is_empty());
    }
    if let Err(error) = std::str::from_utf8(bytes)
        && error.error_len().is_none()
    {
        shape.unfinished = true;
    }
    shape
}

/// UTF-8 or GB18030, from bytes that start beyond ASCII; `None` while there are too few of them to tell.
pub(super) fn decide(bytes: &[u8], ended: bool) -> Option<State> {
    if bytes.is_empty() || bytes.len() < ENOUGH && !ended {
        return None;
    }
    let shape = utf8_shape(bytes);
    let broken = shape.broken - usize::from(shape.unfinished && shape.broken > 0);
    // Text of the other encoding is broken nearly everywhere when it is read as UTF-8.
    if broken * 4 <= shape.good {
        return Some(State::Utf8);
    }
    Some(State::Other(Box::new(GB18030.new_decoder_without_bom_handling())))
}
