//! A collection on disk: pages, checkpoint, table.

mod author;
mod checkpoint;
mod files;
mod kept;
mod pages;
mod table;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

pub(crate) use author::AuthorKey;
pub use checkpoint::{Checkpoint, Status};
pub(crate) use checkpoint::{now, now_ms};
use files::Durability;
use kept::KeptPages;
pub(crate) use pages::{PageList, PageStore};
pub(crate) use table::{Merged, for_each_comment};

use super::CollectError;
use super::wire::Page;

const LOCK_FILE: &str = ".lock";
const KEY_FILE: &str = "author.key";

/// One video's folder, held by this process alone.
#[derive(Debug)]
pub(crate) struct Collection {
    folder: PathBuf,
    pub checkpoint: Checkpoint,
    pub pages: PageStore,
    kept: KeptPages,
    /// Released when dropped, also by a crash.
    _lock: File,
}

impl Collection {
    /// Opens or creates `out/name`, takes its lock and removes what a crash left half written.
    pub(crate) fn open(out: &Path, name: &str, keep_raw: bool) -> Result<Self, CollectError> {
        let folder = folder_of(out, name)?;
        files::create_folder(&folder)?;
        let lock = lock(&folder)?;
        files::sweep(&folder)?;
        let found = Checkpoint::load(&folder)?;
        let (key, damage) = AuthorKey::load_or_create(&folder.join(KEY_FILE))?;
        let pages = PageStore::new(&folder, name, keep_raw, key);
        let fresh = || Checkpoint {
            started_at: now(),
            next_page: 1,
            // Lost with the checkpoint, but told by the pages.
            with_replies: !pages.reply_lists(1).is_empty(),
            ..Checkpoint::default()
        };
        let mut checkpoint = found.unwrap_or_else(fresh);
        name.clone_into(&mut checkpoint.video_id);
        checkpoint.rounds = checkpoint.rounds.max(1);
        if let Some(damage) = damage {
            checkpoint.warn(damage);
            // Said now, for the next opening finds a key in order.
            checkpoint.save(&folder, Durability::Machine)?;
        }
        Ok(Self { folder, checkpoint, pages, kept: KeptPages::default(), _lock: lock })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes back a page of this collection, for the tables.
    pub(crate) fn keep(&mut self, list: &PageList, number: u32, page: Page) {
        if self.pages.keeps_all() {
            self.kept.keep(list.clone(), number, page);
        }
    }

    /// Counts a call before it is made, so that no kill can make us forget one.
    pub(crate) fn count_call(&mut self) -> Result<(), CollectError> {
        self.checkpoint.calls += 1;
        self.save_progress()
    }

    /// Writes the checkpoint so that it survives the process.
    pub(crate) fn save_progress(&mut self) -> Result<(), CollectError> {
        self.checkpoint.save(&self.folder, Durability::Process)
    }

    /// Writes the checkpoint so that it survives the machine.
    pub(crate) fn save(&mut self) -> Result<(), CollectError> {
        self.checkpoint.save(&self.folder, Durability::Machine)
    }
}

/// The checkpoint of a collection that nobody needs to hold for this.
pub(crate) fn peek(out: &Path, name: &str) -> Result<Option<Checkpoint>, CollectError> {
    Checkpoint::load(&folder_of(out, name)?)
}

/// Moves a collection beside its place, to `out/.old/NAME-TIME`; where it went, or `None` where there was none.
pub(crate) fn set_aside(out: &Path, name: &str) -> Result<Option<PathBuf>, CollectError> {
    let folder = folder_of(out, name)?;
    if !folder.is_dir() {
        return Ok(None);
    }
    let _lock = lock(&folder)?;
    let shelf = out.join(".old");
    files::create_folder(&shelf)?;
    let stamp = chrono::Utc::now().format("%Y%m%dT%H%M%S%3fZ");
    let place = shelf.join(format!("{name}-{stamp}"));
    fs::rename(&folder, &place).map_err(CollectError::storage("move", &folder))?;
    Ok(Some(place))
}

/// Reads a small file of `out` that holds what was learnt about links.
pub(crate) fn read_note(path: &Path) -> Result<Option<Vec<u8>>, CollectError> {
    files::read_if_there(path)
}

/// Writes such a file for good.
pub(crate) fn write_note(path: &Path, bytes: &[u8]) -> Result<(), CollectError> {
    if let Some(folder) = path.parent() {
        files::create_folder(folder)?;
    }
    files::write(path, bytes, Durability::Machine)
}

fn folder_of(out: &Path, name: &str) -> Result<PathBuf, CollectError> {
    if is_safe_name(name) { Ok(out.join(name)) } else { Err(CollectError::Name(name.to_owned())) }
}

/// Whether a text can name a folder without leaving its place.
pub(crate) fn is_safe_name(name: &str) -> bool {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=100).contains(&name.len()) && name.bytes().all(safe)
}

/// Takes the lock of a collection, for as long as the file lives.
pub(crate) fn lock(folder: &Path) -> Result<File, CollectError> {
    let path = folder.join(LOCK_FILE);
    let open = fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let file = open.map_err(CollectError::storage("lock", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(CollectError::Locked { path: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(CollectError::storage("lock", &path)(error)),
    }
}
