//! One comment's words: a template, sometimes a second one, then what fingers add: stickers, mentions, endings.

use super::grammar::Grammar;
use crate::sandbox::dice::Dice;

/// What a comment is about, before it has words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    /// Warm words many agree with.
    Star,
    /// Liking it.
    Praise,
    /// A few words everybody writes.
    Short,
    /// Not liking it.
    Complaint,
    /// Anger about what happened.
    Event,
    /// Taking the author's side about what happened.
    Defence,
    /// Saying the opposite, about what happened.
    Sarcasm,
    /// Mocking in general.
    Tease,
    /// Telling something.
    Neutral,
    /// Asking.
    Question,
    /// Selling something else.
    Advert,
    /// Written in traditional characters.
    Traditional,
    /// Markup, formulas, control characters.
    Hostile,
    /// Nothing but stickers.
    Stickers,
    /// A picture, no words.
    Picture,
    /// Nothing but names of others.
    Mentions,
    /// Nothing but digits or punctuation.
    Digits,
}

/// A picture beside or instead of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sandbox) enum Media {
    /// A picture sticker.
    Sticker,
    /// An image.
    Image,
}

/// The words of a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) media: Option<Media>,
    /// Name mentioned at the start, without the `@`.
    pub(super) mention: Option<String>,
}

/// Weights of intents while all is well.
const CALM: &[(Intent, usize)] = &[
    (Intent::Star, 15),
    (Intent::Praise, 260),
    (Intent::Short, 90),
    (Intent::Complaint, 70),
    (Intent::Tease, 24),
    (Intent::Neutral, 205),
    (Intent::Question, 120),
    (Intent::Advert, 6),
    (Intent::Traditional, 5),
    (Intent::Hostile, 5),
    (Intent::Stickers, 60),
    (Intent::Picture, 34),
    (Intent::Mentions, 19),
    (Intent::Digits, 8),
];

/// Weights of intents after the event, for comments that do not speak about it.
const AFTER: &[(Intent, usize)] = &[
    (Intent::Star, 6),
    (Intent::Praise, 140),
    (Intent::Short, 50),
    (Intent::Complaint, 170),
    (Intent::Defence, 80),
    (Intent::Sarcasm, 70),
    (Intent::Tease, 20),
    (Intent::Neutral, 210),
    (Intent::Question, 110),
    (Intent::Advert, 6),
    (Intent::Traditional, 5),
    (Intent::Hostile, 5),
    (Intent::Stickers, 60),
    (Intent::Picture, 34),
    (Intent::Mentions, 19),
    (Intent::Digits, 8),
];

/// Weights of intents in the burst.
const BURST: &[(Intent, usize)] = &[
    (Intent::Event, 640),
    (Intent::Sarcasm, 150),
    (Intent::Defence, 110),
    (Intent::Question, 50),
    (Intent::Stickers, 50),
];

/// Which part of the story a comment belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Calm,
    Burst,
    After,
}

impl Intent {
    /// What somebody wants to say in a phase.
    pub(super) fn draw(dice: &mut Dice, phase: Phase) -> Self {
        let weights = match phase {
            Phase::Calm => CALM,
            Phase::Burst => BURST,
            Phase::After => AFTER,
        };
        dice.weighted(weights, |(_, weight)| *weight).map_or(Self::Neutral, |(intent, _)| *intent)
    }

    /// How much likes this tends to draw, against a noise of 0 to 999.
    pub(super) fn appeal(self) -> usize {
        match self {
            Self::Star => 900,
            Self::Sarcasm => 760,
            Self::Event => 480,
            Self::Tease => 150,
            Self::Praise | Self::Defence | Self::Neutral => 200,
            Self::Complaint => 170,
            Self::Question => 120,
            Self::Short | Self::Traditional => 60,
            _ => 0,
        }
    }

    /// Kind of template lines.
    fn lines(self) -> &'static str {
        match self {
            Self::Star => "star",
            Self::Praise => "praise",
            Self::Short => "short",
            Self::Complaint => "complaint",
            Self::Event => "event",
            Self::Defence => "defence",
            Self::Sarcasm => "sarcasm",
            Self::Tease => "tease",
            Self::Neutral => "neutral",
            Self::Question => "question",
            Self::Advert => "advert",
            Self::Traditional => "traditional",
            Self::Hostile => "hostile",
            Self::Digits => "digits",
            Self::Stickers | Self::Picture | Self::Mentions => "",
        }
    }

    /// How it sounds.
    fn tone(self) -> Tone {
        match self {
            Self::Star | Self::Praise | Self::Short | Self::Defence => Tone::Glad,
            Self::Complaint | Self::Event | Self::Sarcasm => Tone::Cross,
            _ => Tone::Plain,
        }
    }

    /// Kind of stickers that go with it, and how often (of 1000).
    fn stickers(self) -> (&'static str, usize) {
        match self {
            Self::Star => ("sticker_praise", 300),
            Self::Praise | Self::Short | Self::Defence => ("sticker_praise", 480),
            Self::Complaint | Self::Event => ("sticker_complaint", 400),
            Self::Sarcasm | Self::Tease => ("sticker_sarcasm", 620),
            Self::Question => ("sticker_question", 260),
            Self::Neutral => ("sticker_neutral", 400),
            Self::Stickers => ("sticker_any", 1000),
            _ => ("sticker_neutral", 0),
        }
    }
}

/// How a comment sounds: which words open and end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Glad,
    Cross,
    Plain,
}

impl Tone {
    fn opener(self) -> &'static str {
        match self {
            Self::Glad => "opener_glad",
            Self::Cross => "opener_cross",
            Self::Plain => "opener_plain",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Glad => "ending_glad",
            Self::Cross => "ending_cross",
            Self::Plain => "ending_plain",
        }
    }
}

/// Writes one comment.
pub(super) fn write(dice: &mut Dice, grammar: &Grammar, intent: Intent) -> Written {
    let mut written = Written::default();
    match intent {
        Intent::Picture => {
            written.media = Some(if dice.permille(630) { Media::Sticker } else { Media::Image });
            return written;
        }
        Intent::Mentions => {
            let name = grammar.write(dice, "nickname");
            written.text = format!("@{name}");
            written.mention = Some(name);
            return written;
        }
        // Taken as they are.
        Intent::Hostile => {
            return Written { text: dice.word(grammar.lines("hostile")).to_owned(), ..written };
        }
        _ => {}
    }
    let mut text = sentence(dice, grammar, intent);
    finish(dice, grammar, intent, &mut text);
    if dice.permille(26) && intent != Intent::Star {
        let name = grammar.write(dice, "nickname");
        text = format!("@{name} {text}");
        written.mention = Some(name);
    }
    if dice.permille(8) {
        written.media = Some(Media::Image);
    }
    written.text = text;
    written
}

/// The words: an opener now and then, a line, and for one in eight a second line.
fn sentence(dice: &mut Dice, grammar: &Grammar, intent: Intent) -> String {
    let mut text = String::new();
    let plain = matches!(intent, Intent::Short | Intent::Digits | Intent::Stickers | Intent::Advert);
    if !plain && intent != Intent::Star && dice.permille(130) {
        text.push_str(&grammar.write(dice, intent.tone().opener()));
    }
    let first = grammar.write(dice, intent.lines());
    text.push_str(&first);
    if matches!(intent, Intent::Praise | Intent::Complaint | Intent::Event | Intent::Neutral) && dice.permille(130) {
        let second = grammar.write(dice, intent.lines());
        if !second.starts_with(&first.chars().take(3).collect::<String>()) {
            let open = first.chars().last().is_some_and(char::is_alphanumeric);
            text.push_str(if !open || dice.permille(300) { " " } else { "，" });
            text.push_str(&second);
        }
    }
    // The most common slip of all.
    if dice.permille(20) { text.replacen('得', "的", 1) } else { text }
}

/// Endings and stickers.
fn finish(dice: &mut Dice, grammar: &Grammar, intent: Intent, text: &mut String) {
    let ends_open = text.chars().last().is_some_and(char::is_alphanumeric);
    let bare = matches!(intent, Intent::Digits | Intent::Stickers | Intent::Question | Intent::Star);
    if ends_open && !bare && dice.permille(150) {
        text.push_str(&grammar.write(dice, intent.tone().ending()));
    }
    // Names of dishes and places often stand apart by a space instead of a comma.
    if dice.permille(60) {
        *text = text.replace('，', " ");
    }
    let (kind, permille) = intent.stickers();
    if !dice.permille(permille) {
        return;
    }
    let sticker = grammar.write(dice, kind);
    // More than half of all runs are exactly three.
    let times = match dice.below(1000) {
        0..560 => 1,
        560..660 => 2,
        660..960 => 3,
        960..995 => 4 + dice.below(4),
        _ => 9 + dice.below(20),
    };
    for _ in 0..times {
        text.push_str(&sticker);
    }
    if dice.permille(90) {
        text.push_str(&grammar.write(dice, kind));
    }
}
