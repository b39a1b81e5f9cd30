//! Reading what the INPUT arguments name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{InputArgs, InputFormat};
use super::exit::{ExitStatus, Failure};
use super::output;
use crate::frame::header::CommentField;
use crate::frame::{
    CommentStore, Figures, Format, Gathered, Input, InputError, ReadOptions, TakeTexts, Warning, gather_comments,
    gather_figures, read_inputs, repeated,
};
use crate::score::Analyzer;

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
    let input = read_inputs(paths(args)?, &args.options()).map_err(failure)?;
    report(&input.warnings, input.comments.len())?;
    Ok(input)
}

/// Reads the figures of comments that were scored before; `None` where some input holds no scores, or none that can be
/// used, or can't be read twice.
///
/// # Errors
/// As [`read`].
pub fn stored_figures(args: &InputArgs, fresh: &mut TakeTexts<'_>) -> Result<Option<Figures>, Failure> {
    if !paths(args)?.iter().all(|path| path.is_file()) {
        return Ok(None);
    }
    let gathered = match gather_figures(&args.inputs, &args.options(), None, fresh) {
        Err(InputError::NotScored { line: None, .. }) => return Ok(None),
        Err(error @ InputError::NotScored { .. }) => {
            output::print_warning(&format!("{error}; all comments are scored again"));
            return Ok(None);
        }
        gathered => gathered.map_err(failure)?,
    };
    report(&gathered.warnings, gathered.comments.len())?;
    output::print_note("the scores stored in the input are used; --rescore scores the texts again");
    Ok(Some(gathered.comments))
}

/// Reads and scores all inputs, in any number of comments, as far as tables of figures need it.
///
/// # Errors
/// As [`read`].
pub fn figures(args: &InputArgs, analyzer: &Analyzer, fresh: &mut TakeTexts<'_>) -> Result<Figures, Failure> {
    let gathered = gather_figures(paths(args)?, &args.options(), Some(analyzer), fresh).map_err(failure)?;
    report(&gathered.warnings, gathered.comments.len())?;
    Ok(gathered.comments)
}

/// Reads and scores all inputs, in any number of comments; what does not fit into memory is put aside in `folder`.
///
/// # Errors
/// As [`read`].
pub fn comments(
    args: &InputArgs,
    analyzer: &Analyzer,
    folder: &Path,
    fresh: &mut TakeTexts<'_>,
) -> Result<Gathered<CommentStore>, Failure> {
    let gathered = gather_comments(paths(args)?, &args.options(), analyzer, folder, fresh).map_err(failure)?;
    report(&gathered.warnings, gathered.comments.len())?;
    Ok(gathered)
}

/// Says which inputs an earlier one means too, where all their rows count once more.
pub fn warn_of_repeats(paths: &[PathBuf]) {
    for path in repeated(paths) {
        output::print_warning(&format!("{} was named before; its rows count once more", path.display()));
    }
}

fn paths(args: &InputArgs) -> Result<&[PathBuf], Failure> {
    if args.inputs.is_empty() {
        return Err(Failure::usage(
            "no INPUT: name a collection folder, a CSV, JSON Lines or Parquet file, or `-` for stdin",
        ));
    }
    Ok(&args.inputs)
}

/// An input that can't be used with its exit code; a full disk is not the input's fault.
pub fn failure(error: InputError) -> Failure {
    Failure::new(if error.is_ours() { ExitStatus::Failure } else { ExitStatus::BadInput }, error)
}

fn report(warnings: &[Warning], comments: usize) -> Result<(), Failure> {
    for warning in warnings {
        output::print_warning(&warning.to_string());
    }
    if comments == 0 {
        return Err(Failure::new(ExitStatus::Nothing, anyhow::anyhow!("there is no comment in the input")));
    }
    Ok(())
}
