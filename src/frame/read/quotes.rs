//! Watching CSV for a quote that is never closed: the reader of records takes all the rest for one cell and says nothing.

use std::io::{self, Read};

/// A quote that is still open at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenQuote {
    /// The line it stands in.
    pub line: u64,
    /// Lines from there to the end, its own included.
    pub lines: u64,
}

/// Where in a record the next byte stands, by the rules of RFC 4180 as the `csv` crate reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quote in a quoted cell: its end, or the first of two that stand for one.
    QuoteInQuoted,
}

/// CSV on its way to the reader of records, unchanged.
pub(crate) struct Quotes<R> {
    source: R,
    delimiter: u8,
    place: Place,
    breaks: Breaks,
    /// The line of the quote that was opened last.
    opened: u64,
    last: u8,
    ended: bool,
}

/// Line breaks so far.
#[derive(Clone, Copy, Debug, Default)]
struct Breaks {
    feeds: u64,
    returns: u64,
}

impl Breaks {
    fn count(&mut self, bytes: &[u8]) {
        let count = |wanted: u8| bytes.split(|byte| *byte == wanted).count() as u64 - 1;
        self.feeds += count(b'\n');
        self.returns += count(b'\r');
    }

    /// A file has breaks of one kind: LF, CR, or as many of both.
    fn lines(self) -> u64 {
        self.feeds.max(self.returns)
    }
}

impl<R> Quotes<R> {
    pub(super) fn new(source: R, delimiter: u8) -> Self {
        Self { source, delimiter, place: Place::CellStart, breaks: Breaks::default(), opened: 0, last: 0, ended: false }
    }

    /// Once the text is at its end: the quote that swallowed the lines behind it. One within the last line harms nothing.
    pub(crate) fn open_quote(&self) -> Option<OpenQuote> {
        let ends_in_break = matches!(self.last, b'\n' | b'\r');
        let lines = (self.breaks.lines() + 2).saturating_sub(self.opened + u64::from(ends_in_break));
        (self.ended && self.place == Place::Quoted && lines > 1).then_some(OpenQuote { line: self.opened, lines })
    }

    fn watch(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            if self.place == Place::Quoted {
                let quote = bytes[at..].iter().position(|byte| *byte == b'"');
                let end = quote.map_or(bytes.len(), |quote| at + quote);
                self.breaks.count(&bytes[at..end]);
                at = end;
            }
            if let Some(byte) = bytes.get(at) {
                self.step(*byte);
                at += 1;
            }
        }
        self.last = bytes.last().copied().unwrap_or(self.last);
    }

    /// One byte, within a quoted cell a quote.
    fn step(&mut self, byte: u8) {
        self.place = match (byte, self.place) {
            (b'"', Place::CellStart) => {
                self.opened = self.breaks.lines() + 1;
                Place::Quoted
            }
            (b'"', Place::QuoteInQuoted) => Place::Quoted,
            (_, Place::Quoted) => Place::QuoteInQuoted,
            (b'\n' | b'\r', _) => {
                self.breaks.count(&[byte]);
                Place::CellStart
            }
            (byte, _) if byte == self.delimiter => Place::CellStart,
            _ => Place::Plain,
        };
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(out)?;
        self.ended = length == 0 && !out.is_empty();
        self.watch(&out[..length]);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is open at the end, read in pieces of so many bytes.
    fn open(text: &str, step: usize) -> Option<(u64, u64)> {
        let mut quotes = Quotes::new(text.as_bytes(), b',');
        let mut piece = vec![0; step];
        while quotes.read(&mut piece).unwrap() > 0 {
            assert_eq!(quotes.open_quote(), None, "it is not known before the end");
        }
        quotes.open_quote().map(|open| (open.line, open.lines))
    }

    #[test]
    fn a_quote_that_swallows_lines_is_told_with_its_line() {
        let cases = [
            ("a,b\n1,\"x\n2,y\n3,z\n", Some((2, 3))),
            ("a,b\r\n1,\"x\r\n2,y\r\n3,z", Some((2, 3))),
            ("a,b\r1,\"x\r2,y\r3,z\r", Some((2, 3))),
            ("a,b\n1,\"x\"\"\n2,y\n", Some((2, 2))),
            ("\"a,b\n1,x\n", Some((1, 2))),
            ("a,b\n\"1\n\",\"x\n2,y\n", Some((3, 2))),
            // Closed, not at the beginning of a cell, or within the last line.
            ("a,b\n1,\"x\n2\"\n3,z\n", None),
            ("a,b\n1,5\" screen\n2,y\n", None),
            ("a,b\n1,x\n2,\"y\n", None),
            ("", None),
        ];
        for (text, want) in cases {
            for step in [1, 2, 3, 1000] {
                assert_eq!(open(text, step), want, "{text:?} in pieces of {step}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_the_reader_of_records_closes_is_closed(cells in proptest::collection::vec("[a\",\n\r]{0,6}", 1..12)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in cells.chunks(3) {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(open(&text, 4), None);
        }

        #[test]
        fn an_added_quote_is_found(rows in proptest::collection::vec("[a-z]{1,3},[a-z]{0,3}", 2..9), at in 0_usize..9) {
            let at = at % (rows.len() - 1);
            let mut lines = rows.clone();
            lines[at].insert(0, '"');
            let found = open(&(lines.join("\n") + "\n"), 5);
            prop_assert_eq!(found, Some((at as u64 + 1, (rows.len() - at) as u64)));
        }
    }
}
