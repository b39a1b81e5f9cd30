//! Pages that this run has read already, so that its tables need not unpack them a second time.

use std::collections::HashMap;
use std::fmt;

use super::PageList;
use crate::collect::wire::Page;

/// Pages kept of a video: ten thousand comments, a few megabytes. What is beyond is read from the disk.
const MOST: usize = 512;

/// Pages in memory, as they would be read back from the disk.
#[derive(Default)]
pub(crate) struct KeptPages {
    pages: HashMap<(PageList, u32), Page>,
}

impl KeptPages {
    /// Keeps a page, while there is room.
    pub(super) fn keep(&mut self, list: PageList, number: u32, page: Page) {
        if self.pages.len() < MOST {
            self.pages.insert((list, number), page);
        }
    }

    /// Gives a page away.
    pub(super) fn take(&mut self, list: &PageList, number: u32) -> Option<Page> {
        self.pages.remove(&(list.clone(), number))
    }
}

impl fmt::Debug for KeptPages {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{} pages", self.pages.len())
    }
}
