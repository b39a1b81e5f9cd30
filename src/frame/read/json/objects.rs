//! The objects of a JSON source, one at a time.

use std::io::{self, BufRead, BufReader, Read};

use super::value::{RawObject, json_problem};
use crate::frame::read::decode::TextReader;
use crate::frame::read::delimited::read_line;
use crate::frame::read::warning::Finding;
use crate::frame::read::{InputError, Source};

/// White space in JSON.
const BLANKS: [char; 4] = [' ', '\n', '\r', '\t'];

/// The objects of JSON Lines, or of one JSON array. Only one of them is in memory.
pub(in crate::frame) struct Objects<R: Read> {
    source: Source,
    reader: BufReader<TextReader<R>>,
    /// How far an array is read; `None` for lines.
    array: Option<Array>,
    /// The line or element under work, and its number from 1.
    bytes: Vec<u8>,
    number: u64,
    bad: Finding,
}

impl<R: Read> Objects<R> {
    /// # Errors
    /// A source that can't be read or is no text.
    pub(in crate::frame) fn open(source: &Source, reader: R) -> Result<Self, InputError> {
        Ok(Self::new(source, TextReader::new(reader).map_err(|error| source.decode_error(error))?))
    }

    /// The objects of a text of which nothing is taken yet.
    pub(in crate::frame) fn new(source: &Source, text: TextReader<R>) -> Self {
        let is_array = text.peek().iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
        Self {
            source: source.clone(),
            reader: BufReader::new(text),
            array: is_array.then(Array::default),
            bytes: Vec::new(),
            number: 0,
            bad: Finding { source: source.name.clone(), ..Finding::default() },
        }
    }

    /// Hands the next object to `take`, with the number of its line or element and its text; `None` at the end. Lines
    /// that hold no object are counted.
    ///
    /// # Errors
    /// A source that can't be read; in an array also what is no object, or no JSON.
    pub(in crate::frame) fn next<T>(
        &mut self,
        take: impl FnOnce(u64, &str, &RawObject<'_>) -> T,
    ) -> Result<Option<T>, InputError> {
        while self.read()? {
            self.number += 1;
            let text = String::from_utf8_lossy(&self.bytes);
            // Around a line all white space is let pass; an array is JSON as a whole.
            let text = if self.array.is_some() { text.trim_matches(BLANKS) } else { text.trim() };
            if text.is_empty() && self.array.is_none() {
                continue;
            }
            let error = match serde_json::from_str::<RawObject<'_>>(text) {
                Ok(object) => return Ok(Some(take(self.number, text, &object))),
                Err(error) => error,
            };
            let Some(array) = &self.array else {
                self.bad.add(&json_problem(&error), self.number);
                continue;
            };
            let line = array.first_line + error.line().saturating_sub(1) as u64;
            return Err(no_json(&self.source, line, &json_problem(&error)));
        }
        Ok(None)
    }

    /// Whether the source is one array.
    pub(in crate::frame) fn is_array(&self) -> bool {
        self.array.is_some()
    }

    /// The lines so far that hold no object.
    pub(in crate::frame) fn bad(&self) -> &Finding {
        &self.bad
    }

    /// The same at the end.
    pub(in crate::frame) fn into_bad(self) -> Finding {
        self.bad
    }

    fn read(&mut self) -> Result<bool, InputError> {
        let Some(array) = &mut self.array else {
            return read_line(&mut self.reader, &mut self.bytes).map_err(|error| self.source.read_error(error));
        };
        array.read(&mut self.reader, &mut self.bytes).map_err(|broken| match broken {
            Broken::Io(error) => self.source.read_error(error),
            Broken::Json(problem) => no_json(&self.source, array.line, problem),
        })
    }
}

fn no_json(source: &Source, line: u64, problem: &str) -> InputError {
    InputError::NoJson { source_name: source.name.clone(), line, problem: problem.to_owned() }
}

/// Why an array can't be read on.
enum Broken {
    Io(io::Error),
    /// What its text lacks, in the words of `serde_json`.
    Json(&'static str),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// How far an array is read. Where its elements begin and end is found here; what is in them is left to `serde_json`.
struct Array {
    begun: bool,
    ended: bool,
    /// The line to be read next, and the one in which the last element began.
    line: u64,
    first_line: u64,
}

impl Default for Array {
    fn default() -> Self {
        Self { begun: false, ended: false, line: 1, first_line: 1 }
    }
}

impl Array {
    /// Reads the text of the next element; `false` at the end.
    fn read(&mut self, reader: &mut impl BufRead, element: &mut Vec<u8>) -> Result<bool, Broken> {
        element.clear();
        if self.ended {
            return Ok(false);
        }
        let (expected, first) = if self.begun { (b',', false) } else { (b'[', true) };
        match self.peek(reader)? {
            Some(byte) if byte == expected => reader.consume(1),
            Some(b']') => return self.end(reader),
            Some(_) => return Err(Broken::Json("expected `,` or `]`")),
            None => return Err(Broken::Json("EOF while parsing a list")),
        }
        self.begun = true;
        match self.peek(reader)? {
            Some(b']') if first => self.end(reader),
            Some(b']') => Err(Broken::Json("trailing comma")),
            Some(b',') => Err(Broken::Json("expected value")),
            Some(_) => Ok(self.read_element(reader, element).map(|()| true)?),
            None if first => Err(Broken::Json("EOF while parsing a list")),
            None => Err(Broken::Json("EOF while parsing a value")),
        }
    }

    /// Reads over the closing bracket, behind which nothing may stand.
    fn end(&mut self, reader: &mut impl BufRead) -> Result<bool, Broken> {
        reader.consume(1);
        self.ended = true;
        if self.peek(reader)?.is_some() { Err(Broken::Json("trailing characters")) } else { Ok(false) }
    }

    fn read_element(&mut self, reader: &mut impl BufRead, element: &mut Vec<u8>) -> io::Result<()> {
        self.first_line = self.line;
        let mut nesting = Nesting::default();
        loop {
            let ready = fill(reader)?;
            let end = nesting.end(ready);
            let length = end.unwrap_or(ready.len());
            self.line += lines(&ready[..length]);
            element.extend_from_slice(&ready[..length]);
            reader.consume(length);
            // What an element lacks that the end of the text cuts off shows when it is taken for JSON.
            if end.is_some() || length == 0 {
                return Ok(());
            }
        }
    }

    /// The next byte that is no white space; `None` at the end.
    fn peek(&mut self, reader: &mut impl BufRead) -> io::Result<Option<u8>> {
        loop {
            let ready = fill(reader)?;
            let blank = ready.iter().take_while(|byte| BLANKS.contains(&char::from(**byte))).count();
            let (next, ended) = (ready.get(blank).copied(), ready.is_empty());
            self.line += lines(&ready[..blank]);
            reader.consume(blank);
            if next.is_some() || ended {
                return Ok(next);
            }
        }
    }
}

/// Where in an element the next byte stands.
#[derive(Default)]
struct Nesting {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Where in these bytes the element ends.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.depth += 1,
                b',' | b']' if self.depth == 0 => return Some(at),
                b'}' | b']' if self.depth == 1 => return Some(at + 1),
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        None
    }
}

fn fill(reader: &mut impl BufRead) -> io::Result<&[u8]> {
    while let Err(error) = reader.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    reader.fill_buf()
}

fn lines(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').count() as u64 - 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::frame::read::drip::Drip;

    /// The texts of all objects; for an array that is none the line of the fault and what it is.
    fn read(text: &str, step: usize) -> Result<Vec<String>, (u64, String)> {
        let mut objects = Objects::open(&Source::named("x"), Drip(text.as_bytes(), step)).ok().unwrap();
        let mut all = Vec::new();
        loop {
            match objects.next(|number, text, _| (number, text.to_owned())) {
                Ok(Some((number, text))) => {
                    all.push(text);
                    assert_eq!(number, all.len() as u64);
                }
                Ok(None) => return Ok(all),
                Err(InputError::NoJson { line, problem, .. }) => return Err((line, problem)),
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// The same by reading the whole array at once.
    fn read_whole(text: &str) -> Result<Vec<String>, (u64, String)> {
        let fault = |error: serde_json::Error| (error.line() as u64, json_problem(&error));
        serde_json::from_str::<Vec<RawObject<'_>>>(text).map_err(fault)?;
        let values: Vec<&serde_json::value::RawValue> = serde_json::from_str(text).map_err(fault)?;
        Ok(values.iter().map(|value| value.get().to_owned()).collect())
    }

    #[test]
    fn every_array_reads_as_at_once_and_fails_in_the_same_line_with_the_same_words() {
        for text in [
            "[]",
            "\n[ \n ]\n",
            r#"[{"a":"]},\"{[\\"},{}]"#,
            "[{\"a\":\n[1,\n{\"b\":[[]]}]}\n,\n{ }\r\n]\n\n",
            "[{\"a\":1}\n,\n",
            "[{\"a\":1}\n",
            "[\n",
            "[{\"a\":1},\n]",
            "[{\"a\":1}\n{\"a\":2}]",
            "[{\"a\":1}]\n\nx",
            "[{\"a\":1},\n1]",
            "[\n\"a\"]",
            "[\n,{}]",
            "[[\n{\"a\":1}\n]]",
            "[{\"a\":1},\n{\"a\":\n1,}]",
            "[{\"a\":1},\n{\"a\"\n1}]",
            "[{\"a\":1},\n{\"a\":\n1]",
            "[{\"a\":1},\n{\"a\":\n\"open]",
            "[{\"a\":1},\n{\"a\":\nnope}]",
            "[{\"a\":\"\\u12\"}]",
            "[\u{3000}{\"a\":1}]",
            "[{\"a\":1}\u{3000}]",
            "[{\"a\":1},\n\u{3000}]",
        ] {
            for step in [1, 2, 1000] {
                assert_eq!(read(text, step), read_whole(text), "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_array_reads_as_at_once(
            objects in proptest::collection::vec(proptest::collection::btree_map("\\PC{0,3}", "[\\PC\n\"\\\\]{0,5}", 0..4), 0..6),
            step in 1_usize..40,
        ) {
            for text in [serde_json::to_string(&objects).unwrap(), serde_json::to_string_pretty(&objects).unwrap()] {
                prop_assert_eq!(read(&text, step), read_whole(&text), "{}", text);
            }
        }

        #[test]
        fn no_bytes_make_it_panic_and_no_broken_array_passes(text in "\\[[{}\\[\\]\",:a1\\\\ \n\u{3000}]{0,24}") {
            let (read, whole) = (read(&text, 7), read_whole(&text));
            prop_assert_eq!(read.is_ok(), whole.is_ok(), "{}", text);
            if let (Ok(read), Ok(whole)) = (read, whole) {
                prop_assert_eq!(read, whole);
            }
        }
    }
}
