//! A comment as bytes and back.

use super::Shelved;
use crate::comment::{Comment, CommentTime, TimePrecision};

/// Bits that tell which values there are; flags take two each, the precision of the time two.
const PARENT: u32 = 0;
const REGION: u32 = 1;
const AUTHOR: u32 = 2;
const CREATED_AT: u32 = 3;
const LIKES: u32 = 4;
const REPLIES: u32 = 5;
const FETCHED_AT: u32 = 6;
const UNANCHORED: u32 = 7;
const FLAGS: u32 = 8;
const PRECISION: u32 = 16;

pub(super) fn encode(shelved: &Shelved, out: &mut Vec<u8>) {
    let Comment { video_id, comment_id, parent_id, level, text, created_at, likes, replies, region, author, .. } =
        &shelved.comment;
    let start = out.len();
    out.extend([0; 4]);
    out.extend(mask(shelved).to_le_bytes());
    out.push(*level);
    let created_at = created_at.map(|time| time.unix_ms);
    for number in [created_at, *likes, *replies, shelved.comment.fetched_at_ms].into_iter().flatten() {
        out.extend(number.to_le_bytes());
    }
    let texts = [Some(video_id), Some(comment_id), Some(text), parent_id.as_ref(), region.as_ref(), author.as_ref()];
    for text in texts.into_iter().flatten() {
        out.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend(text.as_bytes());
    }
    let length = u32::try_from(out.len() - start - 4).unwrap_or(u32::MAX);
    out[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

fn mask(Shelved { comment, unanchored }: &Shelved) -> u32 {
    let flag = |flag: Option<bool>| flag.map_or(0, |flag| 1 + u32::from(flag));
    let flags = [comment.is_author, comment.liked_by_author, comment.pinned, comment.has_media];
    let flags = flags.into_iter().rev().fold(0, |bits, value| bits << 2 | flag(value));
    let precision = match comment.created_at.map(|time| time.precision) {
        None | Some(TimePrecision::Exact) => 0,
        Some(TimePrecision::Day) => 1,
        Some(TimePrecision::Relative) => 2,
    };
    u32::from(comment.parent_id.is_some()) << PARENT
        | u32::from(comment.region.is_some()) << REGION
        | u32::from(comment.author.is_some()) << AUTHOR
        | u32::from(comment.created_at.is_some()) << CREATED_AT
        | u32::from(comment.likes.is_some()) << LIKES
        | u32::from(comment.replies.is_some()) << REPLIES
        | u32::from(comment.fetched_at_ms.is_some()) << FETCHED_AT
        | u32::from(*unanchored) << UNANCHORED
        | flags << FLAGS
        | precision << PRECISION
}

/// A comment out of its bytes; `None` if they are not what was written.
pub(super) fn decode(bytes: &[u8]) -> Option<Shelved> {
    let mut bytes = Bytes(bytes);
    let mask = u32::from_le_bytes(bytes.take()?);
    let has = |bit: u32| mask >> bit & 1 == 1;
    let flag = |number: u32| [None, Some(false), Some(true)][(mask >> (FLAGS + 2 * number) & 3).min(2) as usize];
    let [level] = bytes.take()?;
    let mut number = |bit| Some(if has(bit) { Some(i64::from_le_bytes(bytes.take()?)) } else { None });
    let (created_at, likes, replies, fetched_at_ms) =
        (number(CREATED_AT)?, number(LIKES)?, number(REPLIES)?, number(FETCHED_AT)?);
    let precision = match mask >> PRECISION & 3 {
        0 => TimePrecision::Exact,
        1 => TimePrecision::Day,
        _ => TimePrecision::Relative,
    };
    let (video_id, comment_id, text) = (bytes.text()?, bytes.text()?, bytes.text()?);
    let mut optional = |bit| Some(if has(bit) { Some(bytes.text()?) } else { None });
    let comment = Comment {
        video_id,
        comment_id,
        text,
        parent_id: optional(PARENT)?,
        region: optional(REGION)?,
        author: optional(AUTHOR)?,
        level,
        created_at: created_at.map(|unix_ms| CommentTime { unix_ms, precision }),
        likes,
        replies,
        is_author: flag(0),
        liked_by_author: flag(1),
        pinned: flag(2),
        has_media: flag(3),
        fetched_at_ms,
    };
    Some(Shelved { comment, unanchored: has(UNANCHORED) })
}

/// Bytes that are taken from the front.
struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn text(&mut self) -> Option<String> {
        let length = u32::from_le_bytes(self.take()?) as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }
}
