//! What an import understood, in words.

use std::fmt;
use std::path::PathBuf;

use super::ImportError;
use crate::collect::CollectError;
use crate::comment::Comment;
use crate::frame::header::CommentField;

/// All files and all collections of an import.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// Each table that was read.
    pub files: Vec<FileReport>,
    /// Files that could not be used.
    pub failed: Vec<(PathBuf, ImportError)>,
    /// Collections that could not be written, by video.
    pub unwritten: Vec<(String, CollectError)>,
    /// Each collection that was written.
    pub videos: Vec<VideoReport>,
}

/// One table.
#[derive(Debug)]
pub struct FileReport {
    /// The file.
    pub path: PathBuf,
    /// The sheet or table in it.
    pub part: Option<String>,
    /// What it was taken for.
    pub form: String,
    /// Which column feeds which field; empty where the form itself tells.
    pub columns: Vec<(CommentField, String)>,
    /// Columns that feed nothing.
    pub unused: Vec<String>,
    /// What had to be guessed.
    pub guesses: Vec<String>,
    /// Fields by how many rows have them.
    pub filled: Filled,
    /// Rows in the table.
    pub rows_read: u64,
    /// Rows taken over.
    pub rows_kept: u64,
    /// What was not understood, and why rows were left out.
    pub warnings: Vec<String>,
}

/// One collection.
#[derive(Debug)]
pub struct VideoReport {
    /// The video.
    pub video_id: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Comments in it now.
    pub comments: u64,
    /// Comments it did not have before.
    pub new: u64,
}

/// How many rows have a value, by field that may be empty.
#[derive(Debug)]
pub struct Filled(pub Vec<(CommentField, u64)>);

/// Whether a comment has a value in a field.
type Has = fn(&Comment) -> bool;

const FIELDS: [(CommentField, Has); 11] = [
    (CommentField::ParentId, |c| c.parent_id.is_some()),
    (CommentField::Text, |c| !c.text.is_empty()),
    (CommentField::CreatedAt, |c| c.created_at.is_some()),
    (CommentField::Likes, |c| c.likes.is_some()),
    (CommentField::Replies, |c| c.replies.is_some()),
    (CommentField::Region, |c| c.region.is_some()),
    (CommentField::Author, |c| c.author.is_some()),
    (CommentField::IsAuthor, |c| c.is_author.is_some()),
    (CommentField::LikedByAuthor, |c| c.liked_by_author.is_some()),
    (CommentField::Pinned, |c| c.pinned.is_some()),
    (CommentField::HasMedia, |c| c.has_media.is_some()),
];

impl Default for Filled {
    fn default() -> Self {
        Self(FIELDS.iter().map(|(field, _)| (*field, 0)).collect())
    }
}

impl Filled {
    pub(super) fn count(&mut self, comment: &Comment) {
        for ((_, count), (_, has)) in self.0.iter_mut().zip(FIELDS) {
            *count += u64::from(has(comment));
        }
    }
}

impl fmt::Display for FileReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(part) = &self.part {
            write!(f, " [{part}]")?;
        }
        writeln!(f, ": {}, {} rows read, {} kept", self.form, self.rows_read, self.rows_kept)?;
        let list = |f: &mut fmt::Formatter<'_>, what: &str, items: Vec<String>| {
            if items.is_empty() { Ok(()) } else { writeln!(f, "  {what}: {}", items.join(", ")) }
        };
        list(f, "understood", self.columns.iter().map(|(field, column)| format!("{field} from {column}")).collect())?;
        let (filled, empty): (Vec<_>, Vec<_>) = self.filled.0.iter().partition(|(_, count)| *count > 0);
        list(f, "filled", filled.iter().map(|(field, count)| format!("{field} {count}")).collect())?;
        list(f, "left empty", empty.iter().map(|(field, _)| field.to_string()).collect())?;
        list(f, "not used", self.unused.clone())?;
        for guess in &self.guesses {
            writeln!(f, "  guessed: {guess}")?;
        }
        for warning in &self.warnings {
            writeln!(f, "  note: {warning}")?;
        }
        Ok(())
    }
}
