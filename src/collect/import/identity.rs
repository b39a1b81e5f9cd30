//! Every row gets an identity: a video, an id that no other row has, the same each time the file is imported.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::collect::CollectError;
use crate::collect::links::Target;
use crate::collect::store::is_safe_name;
use crate::comment::{Comment, TimePrecision};
use crate::counted::counted;

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

/// Fills in videos and ids. What had to be guessed.
pub(super) fn complete(comments: &mut [Comment], path: &Path, video_id: Option<&str>) -> Vec<String> {
    let mut guesses = Vec::new();
    name_videos(comments, path, video_id, &mut guesses);
    name_rows(comments, &mut guesses);
    part_namesakes(comments, &mut guesses);
    guesses
}

fn name_videos(comments: &mut [Comment], path: &Path, video_id: Option<&str>, guesses: &mut Vec<String>) {
    let (mut nameless, mut renamed) = (0_u64, 0_u64);
    let mut example = None;
    let fallback = video_id.map_or_else(|| name_of_file(path), safe_name);
    for comment in comments {
        if comment.video_id.is_empty() {
            nameless += 1;
            comment.video_id.clone_from(&fallback);
        } else if !is_safe_name(&comment.video_id) {
            let said = std::mem::take(&mut comment.video_id);
            comment.video_id = if let Ok(Target::Video(id)) = Target::parse(&said) {
                id
            } else {
                renamed += 1;
                let place = safe_name(&said);
                example.get_or_insert_with(|| (said, place.clone()));
                place
            };
        }
    }
    if let Some((said, place)) = example {
        let said: String = said.chars().take(40).collect();
        guesses.push(format!(
            "{} with a video that no folder can be called by, such as {said:?}, which went to {place}",
            counted(renamed, "row")
        ));
    }
    if nameless > 0 && video_id.is_none() {
        guesses.push(format!(
            "{} without a video, kept as {fallback}, after the file (--video tells it)",
            counted(nameless, "row")
        ));
    }
}

fn name_of_file(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
    if is_safe_name(&stem) { stem.into_owned() } else { format!("import-{}", digest(&[&stem])) }
}

/// A text as the name of a folder; what a folder can't be called becomes a hash.
fn safe_name(text: &str) -> String {
    let text = text.trim();
    if is_safe_name(text) { text.to_owned() } else { format!("import-{}", digest(&[text])) }
}

/// Rows without an id get one made of what they say, so that importing a file twice brings nothing twice.
fn name_rows(comments: &mut [Comment], guesses: &mut Vec<String>) {
    let mut twins: HashMap<String, u32> = HashMap::new();
    let mut made = 0_u64;
    for comment in comments {
        let number = comment.comment_id.strip_prefix(MADE_ID);
        if !number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            continue;
        }
        made += 1;
        // A distance from the moment of collecting may be told later, which makes it no other comment.
        let time = comment.created_at.filter(|time| time.precision != TimePrecision::Relative);
        let time = time.map_or(0, |time| time.unix_ms).to_string();
        let author = comment.author.as_deref().unwrap_or_default();
        let parent = comment.parent_id.as_deref().unwrap_or_default();
        let said = digest(&[&comment.video_id, parent, &comment.text, &time, author]);
        let twin = twins.entry(said.clone()).or_default();
        *twin += 1;
        comment.comment_id = format!("made-{said}-{twin}");
    }
    if made > 0 {
        guesses.push(format!("{made} rows have no comment id; theirs are made of what they say"));
    }
}

/// Different comments that share a rounded id are told apart by what they say.
fn part_namesakes(comments: &mut [Comment], guesses: &mut Vec<String>) {
    let mut texts: BTreeMap<(&str, &str), HashSet<&str>> = BTreeMap::new();
    for comment in comments.iter() {
        texts.entry((&comment.video_id, &comment.comment_id)).or_default().insert(&comment.text);
    }
    let shared: HashSet<(String, String)> = texts
        .into_iter()
        .filter(|(_, texts)| texts.len() > 1)
        .map(|((video, id), _)| (video.to_owned(), id.to_owned()))
        .collect();
    let mut parted = 0_u64;
    for comment in comments {
        if shared.contains(&(comment.video_id.clone(), comment.comment_id.clone())) {
            parted += 1;
            comment.comment_id = format!("{}-{}", comment.comment_id, &digest(&[&comment.text])[..8]);
        }
    }
    if parted > 0 {
        guesses.push(format!("{} with the id of a different comment, told apart by text", counted(parted, "row")));
    }
}

/// 16 hexadecimal digits of a hash over parts that can't run into each other.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()[..8].iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, video: &str, text: &str) -> Comment {
        Comment { comment_id: id.into(), video_id: video.into(), text: text.into(), ..Comment::default() }
    }

    #[test]
    fn made_ids_are_the_same_each_time_and_keep_twins_apart() {
        let make = |offset: u32| {
            let texts = ["赞", "好看", "赞"];
            let mut rows: Vec<_> =
                (0..).zip(texts).map(|(at, text)| row(&format!("row-{}", at + offset), "", text)).collect();
            let guesses = complete(&mut rows, Path::new("评论.csv"), None);
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
        complete(&mut rows, Path::new("x.csv"), None);
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
        let guesses = complete(&mut rows, Path::new("my-list.csv"), None);
        let told = format!(
            "1 row with a video that no folder can be called by, such as \"../../etc\", which went to {}",
            rows[1].video_id
        );
        assert_eq!(guesses[0], told);
        assert_eq!((rows[0].video_id.as_str(), rows[2].video_id.as_str()), ("7588740680004963593", "my-list"));
        assert!(is_safe_name(&rows[1].video_id));
    }
}
