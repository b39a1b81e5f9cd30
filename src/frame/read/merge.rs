//! All inputs put together, each comment once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use polars::prelude::{IdxCa, IdxSize};

use super::mapper::Rows;
use super::warning::Warning;
use super::{Input, InputError};
use crate::frame::comments::CommentFrame;

/// Inputs read so far.
#[derive(Default)]
pub(super) struct Merger {
    frame: Option<CommentFrame>,
    made_id: Vec<bool>,
    declared: Option<u64>,
    undeclared: bool,
    warnings: Vec<Warning>,
}

impl Merger {
    /// Rows so far.
    pub(super) fn len(&self) -> usize {
        self.made_id.len()
    }

    pub(super) fn add_collection(
        &mut self,
        comments: &CommentFrame,
        declared: Option<u64>,
        warnings: Vec<Warning>,
    ) -> Result<(), InputError> {
        self.warnings.extend(warnings);
        match declared {
            Some(count) => self.declared = Some(self.declared.unwrap_or(0).saturating_add(count)),
            None => self.undeclared = true,
        }
        self.append(comments, vec![false; comments.len()])
    }

    pub(super) fn add_frame(&mut self, comments: &CommentFrame) -> Result<(), InputError> {
        self.undeclared = true;
        self.append(comments, vec![false; comments.len()])
    }

    pub(super) fn add_rows(&mut self, rows: Rows) -> Result<(), InputError> {
        self.undeclared = true;
        self.warnings.extend(rows.warnings);
        let frame = CommentFrame::from_rows(rows.comments, &rows.unanchored)?;
        self.append(&frame, rows.made_id)
    }

    fn append(&mut self, frame: &CommentFrame, made_id: Vec<bool>) -> Result<(), InputError> {
        self.made_id.extend(made_id);
        self.frame = Some(match self.frame.take() {
            None => frame.clone(),
            Some(ours) => ours.concat(frame)?,
        });
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Input, InputError> {
        let frame = self.frame.take().unwrap_or_default();
        let comments = self.without_repeats(frame)?;
        let declared_total = if self.undeclared { None } else { self.declared };
        Ok(Input { comments, declared_total, warnings: self.warnings })
    }

    /// Keeps the last of the rows that agree in video, id and text, at the place of the first. Rows that share only
    /// their id are different comments whose ids were damaged, and all stay.
    fn without_repeats(&mut self, frame: CommentFrame) -> Result<CommentFrame, InputError> {
        let keys = frame.ids().zip(frame.texts()).zip(&self.made_id).enumerate();
        let mut place: HashMap<(&str, &str, &str), usize> = HashMap::new();
        let mut texts_of: HashMap<(&str, &str), u64> = HashMap::new();
        let mut rows = Vec::with_capacity(frame.len());
        for (row, (((video, id), text), made)) in keys {
            let row = IdxSize::try_from(row).unwrap_or(IdxSize::MAX);
            if *made {
                rows.push(row);
                continue;
            }
            match place.entry((video, id, text)) {
                Entry::Occupied(entry) => rows[*entry.get()] = row,
                Entry::Vacant(entry) => {
                    entry.insert(rows.len());
                    rows.push(row);
                    *texts_of.entry((video, id)).or_default() += 1;
                }
            }
        }
        let shared = texts_of.iter().filter(|(_, texts)| **texts > 1);
        let (count, example) = shared.fold((0, None), |(count, least): (u64, Option<&str>), ((_, id), texts)| {
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
