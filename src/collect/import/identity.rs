//! Every row gets an identity: a video, an id that no other row has, the same each time the file is imported.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use crate::collect::CollectError;
use crate::collect::links::Target;
use crate::collect::store::is_safe_name;
use crate::comment::{Comment, TimePrecision};
use crate::counted::counted;
use crate::frame::store::hash_of;

/// How the reader names rows without an id.
const MADE_ID: &str = "row-";

/// The video that a user names: an id, the address of a video, or what else can name a folder.
///
/// # Errors
/// Anything else.
pub(super) fn video_of_user(text: &str) -> Result<String, CollectError> {
    match Target::parse(text) {
        Ok(Target::Video(id)) => Ok(id),
        _ if is_safe_name(text.trim()) => Ok(text.trim().to_owned()),
        _ => Err(CollectError::Name(text.to_owned())),
    }
}

/// Gives the rows of one table their videos and ids, one after the other.
pub(super) struct Identity {
    /// The video of rows that name none, and whether somebody said so.
    fallback: String,
    is_told: bool,
    nameless: u64,
    renamed: u64,
    /// A video that no folder can be called by, and where it went.
    example: Option<(String, String)>,
    /// Rows without an id by the hash of what they say.
    twins: FxHashMap<u64, u32>,
    made: u64,
    /// Hashes of id and text of every row.
    rows: Vec<(u64, u64)>,
}

impl Identity {
    pub(super) fn new(path: &Path, video_id: Option<&str>) -> Self {
        Self {
            fallback: video_id.map_or_else(|| name_of_file(path), safe_name),
            is_told: video_id.is_some(),
            nameless: 0,
            renamed: 0,
            example: None,
            twins: FxHashMap::default(),
            made: 0,
            rows: Vec::new(),
        }
    }

    /// Fills in the video and the id of the next row.
    pub(super) fn complete(&mut self, comment: &mut Comment) {
        self.name_video(comment);
        self.name_row(comment);
        self.rows.push((hash_of_id(comment), hash_of(&comment.text)));
    }

    fn name_video(&mut self, comment: &mut Comment) {
        if comment.video_id.is_empty() {
            self.nameless += 1;
            comment.video_id.clone_from(&self.fallback);
        } else if !is_safe_name(&comment.video_id) {
            let said = std::mem::take(&mut comment.video_id);
            comment.video_id = if let Ok(Target::Video(id)) = Target::parse(&said) {
                id
            } else {
                self.renamed += 1;
                let place = safe_name(&said);
                self.example.get_or_insert_with(|| (said, place.clone()));
                place
            };
        }
    }

    /// Rows without an id get one made of what they say, so that importing a file twice brings nothing twice.
    fn name_row(&mut self, comment: &mut Comment) {
        let number = comment.comment_id.strip_prefix(MADE_ID);
        if !number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            return;
        }
        self.made += 1;
        // A distance from the moment of collecting may be told later, which makes it no other comment.
        let time = comment.created_at.filter(|time| time.precision != TimePrecision::Relative);
        let time = time.map_or(0, |time| time.unix_ms).to_string();
        let author = comment.author.as_deref().unwrap_or_default();
        let parent = comment.parent_id.as_deref().unwrap_or_default();
        let said = digest(&[&comment.video_id, parent, &comment.text, &time, author]);
        let twin = self.twins.entry(said).or_default();
        *twin += 1;
        comment.comment_id = format!("made-{said:016x}-{twin}");
    }

    /// What is known of all rows together, and what had to be guessed.
    pub(super) fn finish(mut self) -> (Namesakes, Vec<String>) {
        let mut guesses = Vec::new();
        if let Some((said, place)) = self.example {
            let said: String = said.chars().take(40).collect();
            guesses.push(format!(
                "{} with a video that no folder can be called by, such as {said:?}, which went to {place}",
                counted(self.renamed, "row")
            ));
        }
        if self.nameless > 0 && !self.is_told {
            guesses.push(format!(
                "{} without a video, kept as {}, after the file (--video tells it)",
                counted(self.nameless, "row"),
                self.fallback
            ));
        }
        if self.made > 0 {
            guesses.push(format!("{} rows have no comment id; theirs are made of what they say", self.made));
        }
        self.rows.sort_unstable();
        let several_texts = |rows: &&[(u64, u64)]| rows.iter().any(|(_, text)| *text != rows[0].1);
        let shared: Vec<_> = self.rows.chunk_by(|a, b| a.0 == b.0).filter(several_texts).collect();
        let parted: usize = shared.iter().map(|rows| rows.len()).sum();
        if parted > 0 {
            let rows = counted(parted as u64, "row");
            guesses.push(format!("{rows} with the id of a different comment, told apart by text"));
        }
        (Namesakes(shared.iter().map(|rows| rows[0].0).collect()), guesses)
    }
}

/// Different comments that share a rounded id, by the hashes of their ids.
pub(super) struct Namesakes(FxHashSet<u64>);

impl Namesakes {
    /// Tells such a comment from others by what it says.
    pub(super) fn part(&self, comment: &mut Comment) {
        if !self.0.is_empty() && self.0.contains(&hash_of_id(comment)) {
            comment.comment_id =
                format!("{}-{}", comment.comment_id, &format!("{:016x}", digest(&[&comment.text]))[..8]);
        }
    }
}

fn hash_of_id(comment: &Comment) -> u64 {
    hash_of((&comment.video_id, &comment.comment_id))
}

fn name_of_file(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
    if is_safe_name(&stem) { stem.into_owned() } else { format!("import-{:016x}", digest(&[&stem])) }
}

/// A text as the name of a folder; what a folder can't be called becomes a hash.
fn safe_name(text: &str) -> String {
    let text = text.trim();
    if is_safe_name(text) { text.to_owned() } else { format!("import-{:016x}", digest(&[text])) }
}

/// A hash over parts that can't run into each other, shown as 16 hexadecimal digits.
fn digest(parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn complete(rows: &mut [Comment], path: &Path) -> Vec<String> {
        let mut identity = Identity::new(path, None);
        for row in &mut *rows {
            identity.complete(row);
        }
        let (namesakes, guesses) = identity.finish();
        for row in rows {
            namesakes.part(row);
        }
        guesses
    }

    fn row(id: &str, video: &str, text: &str) -> Comment {
        Comment { comment_id: id.into(), video_id: video.into(), text: text.into(), ..Comment::default() }
    }

    #[test]
    fn made_ids_are_the_same_each_time_and_keep_twins_apart() {
        let make = |offset: u32| {
            let texts = ["赞", "好看", "赞"];
            let mut rows: Vec<_> =
                (0..).zip(texts).map(|(at, text)| row(&format!("row-{}", at + offset), "", text)).collect();
            let guesses = complete(&mut rows, Path::new("评论.csv"));
            assert_eq!(guesses.len(), 2, "{guesses:?}");
            rows
        };
        let (first, second) = (make(1), make(900));
        assert_eq!(first, second);
        let ids: HashSet<_> = first.iter().map(|row| &row.comment_id).collect();
        assert_eq!(ids.len(), 3);
        assert!(is_safe_name(&first[0].video_id));
    }

    #[test]
    fn rounded_ids_do_not_swallow_comments() {
        let mut rows =
            vec![row("7588740680004960000", "1", "a"), row("7588740680004960000", "1", "b"), row("2", "1", "c")];
        complete(&mut rows, Path::new("x.csv"));
        let ids: HashSet<_> = rows.iter().map(|row| row.comment_id.as_str()).collect();
        assert!(ids.len() == 3 && ids.contains("2"), "{ids:?}");
    }

    #[test]
    fn video_names_become_safe() {
        let mut rows = vec![
            row("1", "https://www.douyin.com/video/7588740680004963593", "a"),
            row("2", "../../etc", "b"),
            row("3", "", "c"),
        ];
        let guesses = complete(&mut rows, Path::new("my-list.csv"));
        let told = format!(
            "1 row with a video that no folder can be called by, such as \"../../etc\", which went to {}",
            rows[1].video_id
        );
        assert_eq!(guesses[0], told);
        assert_eq!((rows[0].video_id.as_str(), rows[2].video_id.as_str()), ("7588740680004963593", "my-list"));
        assert!(is_safe_name(&rows[1].video_id));
    }
}
