//! Reading what the INPUT arguments name.

use std::collections::BTreeMap;

use super::args::{InputArgs, InputFormat};
use super::exit::{ExitStatus, Failure, WithStatus};
use super::output;
use crate::frame::header::CommentField;
use crate::frame::{Format, Input, ReadOptions, read_inputs};

impl InputArgs {
    /// How the library should read.
    pub fn options(&self) -> ReadOptions {
        let columns = self.text_column.iter().map(|name| (CommentField::Text, name.clone()));
        let format = self.input_format.map(|format| match format {
            InputFormat::Text => Format::Text,
            InputFormat::Csv => Format::Csv,
            InputFormat::Jsonl => Format::Jsonl,
            InputFormat::Parquet => Format::Parquet,
        });
        ReadOptions { format, columns: columns.collect::<BTreeMap<_, _>>(), ..ReadOptions::default() }
    }
}

/// Reads all inputs and prints what was not understood to stderr.
///
/// # Errors
/// No input named (exit code 2), one that can't be used (5), or not a single comment in all of them (6).
pub fn read(args: &InputArgs) -> Result<Input, Failure> {
    if args.inputs.is_empty() {
        return Err(Failure::usage(
            "no INPUT: name a collection folder, a CSV, JSON Lines or Parquet file, or `-` for stdin",
        ));
    }
    let input = read_inputs(&args.inputs, &args.options()).status(ExitStatus::BadInput)?;
    for warning in &input.warnings {
        output::print_warning(&warning.to_string());
    }
    if input.comments.is_empty() {
        return Err(Failure::new(ExitStatus::Nothing, anyhow::anyhow!("there is no comment in the input")));
    }
    Ok(input)
}
