//! Answers on disk, one file a page: what is here was paid for and is never asked for again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::files::{self, Durability};
use super::now_ms;
use crate::collect::CollectError;
use crate::collect::fault::judge;
use crate::collect::wire::{Context, Page};

/// Compression level: pages shrink about tenfold, at several hundred MB/s.
const LEVEL: i32 = 3;
/// A stored page claims at most this size; more is damage.
const LARGEST_PAGE: usize = 64 << 20;

/// The first bytes of a frame that holds something other than packed data (RFC 8878, section 3.1.2).
const NOTE_MAGIC: u32 = 0x184D_2A50;

/// What the name of a page ends with, behind its number.
const ENDING: &str = ".json.zst";

/// A list of pages that the service numbers from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PageList {
    /// First-level comments, in this round. Round 1 is the first collection, later ones are refreshes.
    Comments { round: u32 },
    /// Replies to one comment.
    Replies { round: u32, comment_id: String },
}

impl PageList {
    fn folder(&self) -> PathBuf {
        let of_round = |round: &u32| match round {
            0 | 1 => PathBuf::new(),
            round => PathBuf::from(format!("refresh/{round:04}")),
        };
        match self {
            Self::Comments { round } => of_round(round),
            Self::Replies { round, comment_id } => of_round(round).join("replies").join(comment_id),
        }
    }

    /// The comment these pages are replies to.
    pub(crate) fn parent_id(&self) -> Option<&str> {
        match self {
            Self::Comments { .. } => None,
            Self::Replies { comment_id, .. } => Some(comment_id),
        }
    }
}

/// The page files of one collection.
#[derive(Clone, Debug)]
pub(crate) struct PageStore {
    /// Raw answers.
    raw: PathBuf,
    /// The same pages without anything about people, for collections that keep no raw ones.
    bare: PathBuf,
    keep_raw: bool,
    video_id: String,
    key: super::AuthorKey,
}

impl PageStore {
    pub(super) fn new(folder: &Path, video_id: &str, keep_raw: bool, key: super::AuthorKey) -> Self {
        Self { raw: folder.join("pages"), bare: folder.join("rows"), keep_raw, video_id: video_id.to_owned(), key }
    }

    /// An author's id as this collection's keyed hash.
    pub(crate) fn hash_author(&self, author_id: &str) -> String {
        self.key.hash(author_id)
    }

    /// Reads a payload as a page of `list`, seen at `fetched_at_ms`.
    pub(crate) fn understand(
        &self,
        list: &PageList,
        data: Option<&serde_json::value::RawValue>,
        fetched_at_ms: i64,
    ) -> Result<Page, crate::collect::wire::PageError> {
        let context = Context {
            video_id: Some(&self.video_id),
            parent_id: list.parent_id(),
            fetched_at_ms: Some(fetched_at_ms),
            hash_author: &|id| self.key.hash(id),
        };
        Page::read(data, &context)
    }

    /// Whether a page in memory is all that would be read back: without raw answers, less is stored than was sent.
    pub(super) fn keeps_all(&self) -> bool {
        self.keep_raw
    }

    /// Stores a page for good and gives it back as it would be read; when this returns, it is on disk.
    pub(crate) fn put(&self, list: &PageList, number: u32, body: &str, mut page: Page) -> Result<Page, CollectError> {
        let root = if self.keep_raw { &self.raw } else { &self.bare };
        let path = page_path(root, list, number);
        if let Some(folder) = path.parent() {
            files::create_folder(folder)?;
        }
        let compressed = if self.keep_raw {
            zstd::bulk::compress(body.as_bytes(), LEVEL)
        } else {
            zstd::bulk::compress(&page.to_bare_json(), LEVEL)
        };
        let stored_ms = now_ms();
        let mut compressed = compressed.map_err(CollectError::storage("compress", &path))?;
        compressed.extend(note_of_time(stored_ms));
        files::write(&path, &compressed, Durability::Machine)?;
        for row in &mut page.rows {
            row.comment.fetched_at_ms = Some(stored_ms);
            row.previews.iter_mut().for_each(|reply| reply.fetched_at_ms = Some(stored_ms));
        }
        Ok(page)
    }

    /// A stored page. `None` where there is none, or where it is damaged: then it is moved aside and counts as not
    /// stored.
    pub(crate) fn get(&self, list: &PageList, number: u32) -> Result<Option<Page>, CollectError> {
        for root in [&self.raw, &self.bare] {
            let path = page_path(root, list, number);
            let Some(compressed) = files::read_if_there(&path)? else { continue };
            if let Some(page) = self.read(list, &path, &compressed) {
                return Ok(Some(page));
            }
            tracing::warn!("{} is damaged; it is kept as *.damaged and asked for again", path.display());
            let aside = path.with_extension("zst.damaged");
            fs::rename(&path, &aside).map_err(CollectError::storage("rename", &path))?;
        }
        Ok(None)
    }

    fn read(&self, list: &PageList, path: &Path, compressed: &[u8]) -> Option<Page> {
        let body = zstd::bulk::decompress(compressed, LARGEST_PAGE.min(decompressed_size(compressed)?)).ok()?;
        let body = String::from_utf8(body).ok()?;
        let envelope = judge(200, &body).ok()?;
        let fetched_at_ms = noted_time(compressed).unwrap_or_else(|| modified_ms(path));
        self.understand(list, envelope.data, fetched_at_ms).ok()
    }

    /// Whether raw answers are on disk.
    pub(crate) fn has_raw(&self) -> bool {
        self.raw.is_dir()
    }

    /// The highest number of a page on disk, 0 where there is none. Damage may have torn a gap below it.
    pub(crate) fn last(&self, list: &PageList) -> u32 {
        let numbers = |root: &PathBuf| {
            let entries = fs::read_dir(root.join(list.folder())).into_iter().flatten().flatten();
            entries.filter_map(|entry| entry.file_name().to_str()?.strip_suffix(ENDING)?.parse().ok()).max()
        };
        [&self.raw, &self.bare].into_iter().filter_map(numbers).max().unwrap_or(0)
    }

    /// The highest round of which something is stored; 1 where nothing is.
    pub(crate) fn last_round(&self) -> u32 {
        let rounds = |root: &PathBuf| {
            let entries = fs::read_dir(root.join("refresh")).into_iter().flatten().flatten();
            entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).max()
        };
        [&self.raw, &self.bare].into_iter().filter_map(rounds).max().unwrap_or(1)
    }

    /// The comments of which replies are stored in this round, in a fixed order.
    pub(crate) fn reply_lists(&self, round: u32) -> Vec<PageList> {
        let folder = PageList::Comments { round }.folder().join("replies");
        let mut ids = BTreeSet::new();
        for root in [&self.raw, &self.bare] {
            let entries = fs::read_dir(root.join(&folder)).into_iter().flatten().flatten();
            ids.extend(entries.filter_map(|entry| entry.file_name().into_string().ok()));
        }
        ids.into_iter().map(|comment_id| PageList::Replies { round, comment_id }).collect()
    }
}

fn page_path(root: &Path, list: &PageList, number: u32) -> PathBuf {
    root.join(list.folder()).join(format!("{number:06}{ENDING}"))
}

fn decompressed_size(compressed: &[u8]) -> Option<usize> {
    let size = zstd::zstd_safe::get_frame_content_size(compressed).ok()??;
    usize::try_from(size).ok()
}

/// A frame that unpacking passes over: when the page came, in milliseconds since 1970-01-01 UTC, as decimal digits.
/// The file's own time would not survive copying the collection.
fn note_of_time(fetched_at_ms: i64) -> Vec<u8> {
    let digits = fetched_at_ms.to_string();
    let size = u32::try_from(digits.len()).unwrap_or_default();
    [&NOTE_MAGIC.to_le_bytes(), &size.to_le_bytes(), digits.as_bytes()].concat()
}

/// The time noted behind the packed page.
fn noted_time(compressed: &[u8]) -> Option<i64> {
    let page = zstd::zstd_safe::find_frame_compressed_size(compressed).ok()?;
    let note = compressed.get(page..)?.strip_prefix(&NOTE_MAGIC.to_le_bytes())?;
    std::str::from_utf8(note.get(4..)?).ok()?.parse().ok()
}

/// When a file was last written, for pages without a note.
fn modified_ms(path: &Path) -> i64 {
    let modified = fs::metadata(path).and_then(|data| data.modified()).ok();
    let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_page_still_knows_when_it_came() {
        let page = zstd::bulk::compress(b"{\"code\":0}", LEVEL).unwrap();
        let noted = [page.clone(), note_of_time(1_772_066_189_123)].concat();
        assert_eq!(noted_time(&noted), Some(1_772_066_189_123));
        assert_eq!(noted_time(&page), None);
        assert_eq!(zstd::bulk::decompress(&noted, 100).unwrap(), b"{\"code\":0}");
        assert_eq!(zstd::decode_all(&noted[..]).unwrap(), b"{\"code\":0}");
    }
}
