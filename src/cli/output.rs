//! What the program prints, and where.

use std::io::{self, Write};

use comfy_table::{LineStyle, Row, Table, TableStyle};

pub(super) use crate::counted::counted;

/// Tables on the terminal: a line under the header and nothing else.
const TABLE_STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// An empty table with a header, in the style of all our tables.
pub fn table(header: impl Into<Row>) -> Table {
    let mut table = Table::new();
    table.load_style(TABLE_STYLE).set_header(header);
    table
}

/// Prints an error and its causes to stderr, one a line.
pub fn print_error(error: &anyhow::Error) {
    let mut message = format!("error: {}", plain(&error.to_string()));
    for cause in error.chain().skip(1) {
        message.push_str("\n  because: ");
        message.push_str(&plain(&cause.to_string()));
    }
    // Nothing can be done where even the message can't be written.
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// A line on stderr, where everything that is no data goes.
pub fn say(line: &str) {
    // Nothing can be done where even this can't be written.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Prints a warning to stderr in one line.
pub fn print_warning(message: &str) {
    // Nothing can be done where even the message can't be written.
    let _ = writeln!(io::stderr().lock(), "warning: {}", plain(message));
}

/// Prints a note to stderr in one line.
pub fn print_note(message: &str) {
    // Nothing can be done where even the message can't be written.
    let _ = writeln!(io::stderr().lock(), "note: {}", plain(message));
}

/// Whether an error only says that nobody reads our output any more.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_pipe = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(is_pipe))
}

/// A text without what a terminal would obey: control characters, escapes, bidirectional overrides.
/// Line breaks become spaces.
pub fn plain(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' | '\r' | '\t' => Some(' '),
        _ if c.is_control() => None,
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => None,
        _ => Some(c),
    };
    text.chars().filter_map(visible).collect()
}
