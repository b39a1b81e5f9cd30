//! CSV for spreadsheets: with a byte order mark so that Chinese is recognised, CRLF, every cell quoted, and nothing
//! that a spreadsheet would run or round.

use std::io::{self, Read, Write};

use csv::{QuoteStyle, ReaderBuilder, Terminator, WriterBuilder};

use super::fields::{Kind, find};

/// Put in front of a cell to keep it text.
const GUARD: char = '\'';

/// Rewrites a machine-profile CSV for spreadsheets.
///
/// # Errors
/// When reading or writing fails.
pub(super) fn rewrite(from: impl Read, to: &mut dyn Write) -> io::Result<()> {
    to.write_all("\u{FEFF}".as_bytes())?;
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(from);
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).quote_style(QuoteStyle::Always).from_writer(to);
    let mut records = reader.records();
    let Some(header) = records.next() else { return writer.flush() };
    let header = header?;
    let kinds: Vec<Kind> = header.iter().map(|name| find(name).kind).collect();
    writer.write_record(header.iter().map(|name| guard(name, Kind::Text)))?;
    for record in records {
        let record = record?;
        let cells = record.iter().zip(&kinds);
        writer.write_record(cells.map(|(cell, kind)| guard(cell, *kind)))?;
    }
    writer.flush()
}

/// A cell that a spreadsheet takes for text: formulas and long numbers get an apostrophe in front.
fn guard(cell: &str, kind: Kind) -> String {
    let guarded = match kind {
        Kind::Text => starts_formula(cell) || is_number(cell),
        Kind::Id => !cell.is_empty() && (starts_formula(cell) || is_number(cell)),
        Kind::Integer | Kind::Number | Kind::Time | Kind::Boolean => false,
    };
    if guarded { format!("{GUARD}{cell}") } else { cell.to_owned() }
}

/// Whether a spreadsheet might run the cell; white space and invisible characters in front do not hide it.
fn starts_formula(cell: &str) -> bool {
    let risky = |c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠' | '−' | '﹢' | '﹣' | '﹦' | '﹫')
    };
    cell.starts_with(risky)
        || cell
            .trim_start_matches(|c: char| {
                c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
            })
            .starts_with(risky)
}

/// Whether a spreadsheet would take the cell for a number and round or shorten it.
fn is_number(cell: &str) -> bool {
    !cell.is_empty()
        && cell.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b','))
        && cell.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(csv: &str) -> String {
        let mut out = Vec::new();
        rewrite(csv.as_bytes(), &mut out).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn nothing_runs_and_no_digit_is_lost() {
        let text = rewritten(
            "comment_id,text,score,n\n7588740680004963593,\"=HYPERLINK(\"\"x\"\")\",-0.25,3\n1,＝1+1,0.5,\n,\t=1,1,1\n",
        );
        let expected = [
            "\u{FEFF}\"comment_id\",\"text\",\"score\",\"n\"",
            "\"'7588740680004963593\",\"'=HYPERLINK(\"\"x\"\")\",\"-0.25\",\"3\"",
            "\"'1\",\"'＝1+1\",\"0.5\",\"\"",
            "\"\",\"'\t=1\",\"1\",\"1\"",
            "",
        ];
        assert_eq!(text, expected.join("\r\n"));
    }

    #[test]
    fn every_dangerous_beginning_is_guarded() {
        for cell in
            ["=1", "+1", "-1", "@SUM", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "\u{200B}=1", "1e5", "007"]
        {
            assert!(guard(cell, Kind::Text).starts_with(GUARD), "{cell:?}");
        }
        for cell in ["好看", "a=1", "", "5G 真快", "3-2"] {
            assert_eq!(guard(cell, Kind::Text), cell);
        }
    }
}
