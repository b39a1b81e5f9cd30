//! All inputs put together, each comment once.

use std::collections::hash_map::Entry;

use polars::prelude::{Column, IdxCa, IdxSize};
use rustc_hash::FxHashMap;

use super::warning::Warning;
use super::{Chunk, Input, InputError, Read};
use crate::frame::comments::CommentFrame;
use crate::frame::error::FrameError;

/// Inputs read so far.
#[derive(Default)]
pub(super) struct Merger {
    frames: Vec<CommentFrame>,
    made_id: Vec<bool>,
    warnings: Vec<Warning>,
}

impl Merger {
    /// Adds the next comments.
    #[expect(clippy::unnecessary_wraps, reason = "what a taker of chunks looks like")]
    pub(super) fn add(&mut self, chunk: Chunk) -> Result<(), InputError> {
        self.made_id.extend(chunk.made_id);
        self.frames.push(chunk.comments);
        Ok(())
    }

    pub(super) fn finish(mut self, read: Read) -> Result<Input, InputError> {
        self.warnings = read.warnings;
        let frame = CommentFrame::concat_all(std::mem::take(&mut self.frames))?;
        let comments = self.without_repeats(frame)?;
        Ok(Input { comments, declared_total: read.declared_total, warnings: self.warnings })
    }

    /// Keeps the last of the rows that agree in video, id and text, at the place of the first. Rows that share only
    /// their id are different comments whose ids were damaged, and all stay.
    fn without_repeats(&mut self, frame: CommentFrame) -> Result<CommentFrame, InputError> {
        let texts = frame.dataframe().column("text").and_then(Column::str).map_err(FrameError::from)?;
        // Nearly all ids are met once; only what shares one with another text takes further maps.
        let mut first_text: FxHashMap<(&str, &str), IdxSize> = FxHashMap::default();
        let mut other_texts: FxHashMap<(&str, &str, &str), IdxSize> = FxHashMap::default();
        let mut texts_of: FxHashMap<(&str, &str), u64> = FxHashMap::default();
        let mut rows: Vec<IdxSize> = Vec::with_capacity(frame.len());
        for (row, ((key, text), made)) in frame.ids().zip(frame.texts()).zip(&self.made_id).enumerate() {
            // polars has refused more rows than this before.
            let (row, place) = (IdxSize::try_from(row), IdxSize::try_from(rows.len()));
            let (row, place) = (row.unwrap_or(IdxSize::MAX), place.unwrap_or(IdxSize::MAX));
            if *made {
                rows.push(row);
                continue;
            }
            let known = match first_text.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(place);
                    None
                }
                Entry::Occupied(entry) if texts.get(rows[*entry.get() as usize] as usize) == Some(text) => {
                    Some(*entry.get())
                }
                Entry::Occupied(_) => match other_texts.entry((key.0, key.1, text)) {
                    Entry::Vacant(entry) => {
                        entry.insert(place);
                        *texts_of.entry(key).or_insert(1) += 1;
                        None
                    }
                    Entry::Occupied(entry) => Some(*entry.get()),
                },
            };
            match known {
                Some(place) => rows[place as usize] = row,
                None => rows.push(row),
            }
        }
        let (count, example) =
            texts_of.iter().fold((0, None), |(count, least): (u64, Option<&str>), ((_, id), texts)| {
                (count + texts, Some(least.map_or(*id, |least| least.min(id))))
            });
        if let Some(example) = example {
            self.warnings.push(Warning::SharedIds { count, example: example.to_owned() });
        }
        let repeats = frame.len() - rows.len();
        if repeats == 0 {
            return Ok(frame);
        }
        self.warnings.push(Warning::RepeatedComments { count: repeats as u64 });
        Ok(frame.take_rows(&IdxCa::from_vec("row".into(), rows))?)
    }
}
