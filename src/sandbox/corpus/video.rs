//! A video with its comments, and the order in which a service lists them.

use std::collections::HashSet;

use super::grammar::Grammar;
use super::make_id;
use super::people::Person;
use super::shape;
use super::text::{Intent, Media, Phase, Written, write};
use crate::sandbox::dice::Dice;

/// When the first video came out: 2026-03-01 18:05 in China.
const FIRST_PUBLISHED: i64 = 1_772_359_500;
/// From one video to the next: a day and a bit, so that hours differ.
const BETWEEN_VIDEOS: i64 = 27 * 3600 + 7 * 60;
/// Comments that arrive later when a test asks for news.
const LATER: usize = 60;

/// A made-up video.
pub(in crate::sandbox) struct Video {
    /// The 19-digit id.
    pub(in crate::sandbox) aweme_id: String,
    /// What it shows.
    pub(in crate::sandbox) title: String,
    /// What happened on the third evening.
    pub(in crate::sandbox) event: String,
    /// When that was, unix seconds.
    pub(in crate::sandbox) event_at: i64,
    /// First-level comments in the order of the list; the last [`Video::later`] are not there at first.
    pub(in crate::sandbox) comments: Vec<Comment>,
    /// Number of comments at the end of `comments` that arrive only when asked for.
    pub(in crate::sandbox) later: usize,
    /// What the service lists, page after page: some comments come twice.
    pub(in crate::sandbox) listing: Vec<Listed>,
    /// The number the service declares: replies and hidden comments included.
    pub(in crate::sandbox) declared_total: usize,
}

/// A comment or a reply.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct Comment {
    /// The 19-digit id.
    pub(in crate::sandbox) cid: String,
    /// What it says.
    pub(in crate::sandbox) text: String,
    /// Unix seconds.
    pub(in crate::sandbox) created_at: i64,
    /// Likes at first sight.
    pub(in crate::sandbox) likes: u32,
    /// Who wrote it.
    pub(in crate::sandbox) person: Person,
    /// The label by IP; `None` where the key is absent.
    pub(in crate::sandbox) region: Option<&'static str>,
    /// Written by the video's author.
    pub(in crate::sandbox) by_author: bool,
    /// Liked by the video's author.
    pub(in crate::sandbox) liked_by_author: bool,
    /// On top at first.
    pub(in crate::sandbox) pinned: bool,
    /// A picture.
    pub(in crate::sandbox) media: Option<Media>,
    /// Name mentioned at the start.
    pub(in crate::sandbox) mention: Option<String>,
    /// The reply this one answers; `None` where it answers the first-level comment.
    pub(in crate::sandbox) answers: Option<String>,
    /// Answers, oldest first.
    pub(in crate::sandbox) replies: Vec<Comment>,
}

/// One place of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sandbox) struct Listed {
    /// Which comment.
    pub(in crate::sandbox) index: usize,
    /// Likes that came since the list began.
    pub(in crate::sandbox) more_likes: u32,
}

/// A comment before it has likes and a place.
struct Draft {
    intent: Intent,
    written: Written,
    created_at: i64,
}

impl Video {
    /// Writes a video with `comments` comments that a service will list.
    pub(super) fn write(seed: u64, index: usize, comments: usize, grammar: &Grammar) -> Self {
        let published_at = published_at(index);
        let event_at = shape::event_time(published_at);
        let mut writer = Writer { seed, index, serial: 1, grammar, dice: Dice::new(seed, "video", index as u64) };
        let mut drafts = writer.drafts(comments, published_at, event_at);
        if index.is_multiple_of(2) && !drafts.is_empty() {
            writer.author_pins(&mut drafts, published_at);
        }
        let mut comments = writer.publish(drafts, event_at);
        order(&mut writer.dice, &mut comments);
        let listing = list(&mut writer.dice, comments.len());
        let replies: usize = comments.iter().map(|comment| comment.replies.len()).sum();
        let hidden = comments.len().div_ceil(21);
        let declared_total = comments.len() + replies + hidden;
        let later = writer.news(&mut comments, published_at);
        Self {
            aweme_id: aweme_id(index),
            title: grammar.lines("title").first().copied().unwrap_or_default().to_owned(),
            event: grammar.lines("happened").first().copied().unwrap_or_default().to_owned(),
            event_at,
            comments,
            later,
            listing,
            declared_total,
        }
    }
}

/// The first video has the id of the published sample, so that examples work against the sandbox as they stand.
pub(super) const FIRST_AWEME_ID: &str = "7588740680004963593";

/// The id of the video at a position: the same for every seed.
pub(super) fn aweme_id(index: usize) -> String {
    if index == 0 { FIRST_AWEME_ID.to_owned() } else { make_id(published_at(index), index, 1) }
}

fn published_at(index: usize) -> i64 {
    FIRST_PUBLISHED + i64::try_from(index).unwrap_or(0) * BETWEEN_VIDEOS
}

struct Writer<'a> {
    seed: u64,
    index: usize,
    serial: usize,
    grammar: &'a Grammar,
    dice: Dice,
}

impl Writer<'_> {
    /// Words and times, in order of time.
    fn drafts(&mut self, comments: usize, published_at: i64, event_at: i64) -> Vec<Draft> {
        let mut said = HashSet::new();
        let mut drafts: Vec<Draft> = (0..comments)
            .map(|_| {
                let dice = &mut self.dice;
                let (phase, created_at) = if dice.permille(190) {
                    (Phase::Burst, shape::burst_time(dice, event_at))
                } else {
                    let time = shape::posting_time(dice, published_at);
                    (if time < event_at { Phase::Calm } else { Phase::After }, time)
                };
                let (intent, written) = fresh(dice, self.grammar, phase, &mut said);
                Draft { intent, written, created_at }
            })
            .collect();
        drafts.sort_by_key(|draft| draft.created_at);
        drafts
    }

    /// The first comment becomes the author's own, on top of all.
    fn author_pins(&mut self, drafts: &mut [Draft], published_at: i64) {
        if let Some(first) = drafts.first_mut() {
            let text = self.grammar.write(&mut self.dice, "pinned");
            first.written = Written { text, ..Written::default() };
            first.created_at = published_at + 30;
            first.intent = Intent::Neutral;
        }
    }

    /// Gives drafts their likes, people, places and answers. The first of an even video is the author's pinned one.
    fn publish(&mut self, drafts: Vec<Draft>, event_at: i64) -> Vec<Comment> {
        let likes = self.spread_likes(&drafts);
        let pins = self.index.is_multiple_of(2);
        let mut comments = Vec::with_capacity(drafts.len());
        for (position, (draft, likes)) in drafts.into_iter().zip(likes).enumerate() {
            let pinned = pins && position == 0;
            let by_author = pinned || self.dice.permille(4);
            // What stands on top gets seen.
            let likes = if pinned { u32::try_from(self.dice.between(30, 180)).unwrap_or(0) } else { likes };
            let mut comment = self.comment(draft.written, draft.created_at, likes, by_author);
            comment.region = self.region(draft.intent);
            comment.pinned = pinned;
            if by_author && !pinned {
                comment.text = self.grammar.write(&mut self.dice, "author");
                (comment.media, comment.mention) = (None, None);
            }
            let praise = matches!(draft.intent, Intent::Praise | Intent::Star | Intent::Defence);
            comment.liked_by_author = praise && self.dice.permille(60);
            let answers = shape::replies(&mut self.dice, likes);
            comment.replies = self.replies(&comment, draft.intent, answers, event_at);
            comments.push(comment);
        }
        comments
    }

    /// Likes by appeal and luck; the early bird gets more.
    fn spread_likes(&mut self, drafts: &[Draft]) -> Vec<u32> {
        let likes = shape::likes(&mut self.dice, drafts.len());
        let mut ranks: Vec<(usize, usize)> = (0..drafts.len())
            .map(|position| {
                let early = 250 - 250 * position / drafts.len();
                (self.dice.below(1000) + drafts[position].intent.appeal() + early, position)
            })
            .collect();
        ranks.sort_unstable_by(|a, b| b.cmp(a));
        let mut spread = vec![0; drafts.len()];
        for ((_, position), likes) in ranks.into_iter().zip(likes) {
            spread[position] = likes;
        }
        spread
    }

    /// Where a comment comes from: anger where the event hit people, warmth where the video was made.
    fn region(&mut self, intent: Intent) -> Option<&'static str> {
        let kind = match intent {
            Intent::Event | Intent::Sarcasm | Intent::Complaint => "hit",
            _ => "home",
        };
        let involved = self.grammar.lines(kind).first().copied().unwrap_or_default();
        shape::region(&mut self.dice, involved)
    }

    fn replies(&mut self, parent: &Comment, intent: Intent, count: usize, event_at: i64) -> Vec<Comment> {
        let mut created_at = parent.created_at;
        let mut replies: Vec<Comment> = Vec::with_capacity(count);
        for _ in 0..count {
            created_at += 20 + self.dice.between(0, 90) * self.dice.between(1, 60);
            let by_author = self.dice.permille(50);
            let kind = match intent {
                _ if by_author => "author_reply",
                Intent::Question => "answer",
                Intent::Event | Intent::Sarcasm => "reply_event",
                _ if created_at > event_at && self.dice.permille(300) => "reply_event",
                _ => "reply",
            };
            let mut text = self.grammar.write(&mut self.dice, kind);
            if self.dice.permille(300) {
                text.push_str(&self.grammar.write(&mut self.dice, "sticker_neutral"));
            }
            let likes = if self.dice.permille(800) { 0 } else { u32::try_from(self.dice.between(1, 12)).unwrap_or(0) };
            let mut reply = self.comment(Written { text, ..Written::default() }, created_at, likes, by_author);
            if self.dice.permille(350) {
                reply.answers = self.dice.pick(&replies).map(|earlier| earlier.cid.clone());
            }
            replies.push(reply);
        }
        replies
    }

    fn comment(&mut self, written: Written, created_at: i64, likes: u32, by_author: bool) -> Comment {
        self.serial += 1;
        // Some people write often, most write once.
        let number = match () {
            () if by_author => 0,
            () if self.dice.permille(120) => 1 + self.dice.below(30),
            () => 31 + self.serial,
        };
        let number = (self.index as u64) << 32 | number as u64;
        Comment {
            cid: make_id(created_at, self.index, self.serial),
            text: written.text,
            created_at,
            likes,
            person: Person::new(self.seed, number, self.grammar),
            region: shape::region(&mut self.dice, ""),
            by_author,
            liked_by_author: false,
            pinned: false,
            media: written.media,
            mention: written.mention,
            answers: None,
            replies: Vec::new(),
        }
    }

    /// Adds comments that are not listed until a test asks for news; tells how many.
    fn news(&mut self, comments: &mut Vec<Comment>, published_at: i64) -> usize {
        let start = published_at + 8 * shape::DAY;
        for minute in 0..LATER {
            let intent = Intent::draw(&mut self.dice, Phase::After);
            let written = write(&mut self.dice, self.grammar, intent);
            let created_at = start + i64::try_from(minute).unwrap_or(0) * 420;
            comments.push(self.comment(written, created_at, 0, false));
        }
        LATER
    }
}

/// Texts up to this many characters come again and again; people agree in short words.
const COMMON_LENGTH: usize = 6;
/// Tries to say something longer that nobody has said; after that somebody copies.
const TRIES: u8 = 5;

/// What somebody says, seldom what somebody else has already said at length.
fn fresh(dice: &mut Dice, grammar: &Grammar, phase: Phase, said: &mut HashSet<String>) -> (Intent, Written) {
    let mut intent = Intent::draw(dice, phase);
    let mut written = write(dice, grammar, intent);
    for _ in 0..TRIES {
        // Stickers and endings do not make it new.
        let words: String = written.text.chars().take_while(|c| *c != '[').filter(|c| c.is_alphanumeric()).collect();
        if words.chars().count() <= COMMON_LENGTH || said.insert(words) {
            break;
        }
        intent = if intent == Intent::Star { Intent::Praise } else { Intent::draw(dice, phase) };
        written = write(dice, grammar, intent);
    }
    (intent, written)
}

/// The order of the list: pinned first, then what is liked and fresh, with some luck.
fn order(dice: &mut Dice, comments: &mut Vec<Comment>) {
    let mut keyed: Vec<_> = comments
        .drain(..)
        .map(|comment| {
            let rank = usize::try_from(comment.likes.ilog2_or_zero()).unwrap_or(0) * 400 + dice.below(1600);
            ((comment.pinned, rank), comment)
        })
        .collect();
    keyed.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cid.cmp(&b.1.cid)));
    comments.extend(keyed.into_iter().map(|(_, comment)| comment));
}

trait IlogOrZero {
    fn ilog2_or_zero(self) -> u32;
}

impl IlogOrZero for u32 {
    fn ilog2_or_zero(self) -> u32 {
        self.checked_ilog2().map_or(0, |log| log + 1)
    }
}

/// The list with its repeats: about 4 % of places show a comment again that came shortly before, by then with more
/// likes. It never ends with a repeat, so that every page brings something new.
fn list(dice: &mut Dice, comments: usize) -> Vec<Listed> {
    let mut listing = Vec::with_capacity(comments + comments / 20);
    for index in 0..comments {
        let repeats = index > 20 && dice.permille(43);
        if repeats {
            let earlier = index - 1 - dice.below(20);
            let more_likes = u32::try_from(dice.between(0, 3)).unwrap_or(0);
            listing.push(Listed { index: earlier, more_likes });
        }
        listing.push(Listed { index, more_likes: 0 });
    }
    listing
}
