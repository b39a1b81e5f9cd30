use serde::Serialize;

/// What a comment must be like to be pinned. The defaults put precision first: a wrong comment on top speaks for the
/// video's author in public, an abstention costs nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PinPolicy {
    /// Version of the rules behind the vetoes; it changes whenever the same comments might be judged otherwise.
    pub version: &'static str,
    /// Likes needed at least.
    pub min_likes: i64,
    /// Confidence needed at least, 0 to 1.
    pub min_confidence: f64,
    /// Probability of being fit to stand on top needed at least, 0 to 1, as the learned weights have it.
    pub min_fitness: f64,
    /// How much likelier positive than neutral it must be, 0 to 1.
    pub min_margin: f64,
    /// The strongest leaning to the negative side that a single term may have, in natural-log units.
    pub max_complaint: f64,
    /// Letters, digits and Han characters needed at least.
    pub min_characters: usize,
    /// Letters, digits and Han characters allowed at most.
    pub max_characters: usize,
    /// Oldest age allowed in milliseconds, counted back from the newest time in the input; `None` for any age.
    pub max_age_ms: Option<i64>,
    /// Whether the video author's own comments may be chosen.
    pub include_author: bool,
    /// Whether a comment with a picture may be chosen, though nobody here has seen the picture.
    pub include_pictures: bool,
    /// Comments of (nearly) the same text from which on each of them counts as spam; see [`crate::copies`].
    pub copies_from: usize,
    /// Most-liked first-level comments examined before giving up: further down are comments that hardly anybody
    /// liked, and a million of them would take seconds to explain.
    pub max_examined: usize,
    /// Fit comments named behind the choice.
    pub runners_up: usize,
}

impl Default for PinPolicy {
    /// Likelihoods by `reports/accuracy/pin.md`, which judges them together; the rest by hand.
    fn default() -> Self {
        Self {
            version: POLICY_VERSION,
            // By hand: what nobody liked has nobody behind it.
            min_likes: 1,
            // By hand: a probability of about one half, likelier positive than everything else together.
            min_confidence: 0.57,
            // reports/accuracy/pin.md, table of thresholds: the lowest of two decimals with a precision of 0.95.
            min_fitness: 0.75,
            // By hand: nearly as likely neutral is no praise.
            min_margin: 0.1,
            // By hand: a term of this lean makes the opposite side 3.3 times as likely (e^1.2).
            max_complaint: 1.2,
            // By hand: one character is no sentence, and a long text is not read on top.
            min_characters: 2,
            max_characters: 120,
            max_age_ms: None,
            include_author: false,
            include_pictures: false,
            // By hand: two people may say the same, three hardly by chance.
            copies_from: 3,
            // By hand: far beyond where comments still have likes.
            max_examined: 10_000,
            // By hand: as many as a person compares at a glance.
            runners_up: 3,
        }
    }
}

/// The version of the rules in this program.
pub const POLICY_VERSION: &str = "2026.11.8";

/// Why a comment is not pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Veto {
    /// A reply; only first-level comments can be pinned.
    Reply,
    /// Written by the video's author.
    Author,
    /// Its number of likes is not known.
    LikesUnknown,
    /// Fewer likes than the policy asks for.
    FewLikes,
    /// Its age is not known, and the policy has a limit.
    AgeUnknown,
    /// Older than the policy allows.
    TooOld,
    /// Nothing in the text could be judged.
    NothingToJudge,
    /// Not positive.
    NotPositive,
    /// Abuse.
    Insult,
    /// Runs somebody else down, or accuses.
    Attack,
    /// Advertising or contact details.
    Advert,
    /// A link.
    Link,
    /// Politics.
    Politics,
    /// Words that don't belong on top: bodily, lewd, or about death and accidents.
    Unseemly,
    /// Calls on other accounts.
    Mention,
    /// Words or frames of mockery.
    Irony,
    /// A sticker that goes with mockery as often as with praise.
    IronySticker,
    /// A question.
    Question,
    /// Asks for something, or gives advice.
    Request,
    /// Tells what others say.
    Reported,
    /// Praise under a condition.
    Conditional,
    /// Praise that takes something back.
    Backhanded,
    /// Negative words beside the praise.
    NegativeWords,
    /// Only stickers or emoji, and not only praising ones.
    StickersOnly,
    /// Too short to stand alone.
    TooShort,
    /// Too long to be read on top, or judged surely.
    TooLong,
    /// Comes with a picture that has not been seen.
    Picture,
    /// Says nothing that is surely praise.
    NoPraise,
    /// Speaks of somebody's body, weight or love life.
    Personal,
    /// Speaks of the writer's own wants and money.
    OwnAffairs,
    /// Holds words that judges seldom let stand on top.
    Wording,
    /// Positive, but not surely enough.
    LowConfidence,
    /// Too near to neutral.
    SmallMargin,
    /// The same text stands under the video several times.
    Copied,
}

impl Veto {
    /// All vetoes, gravest first.
    pub const ALL: [Self; 34] = [
        Self::Reply,
        Self::Author,
        Self::LikesUnknown,
        Self::FewLikes,
        Self::AgeUnknown,
        Self::TooOld,
        Self::NothingToJudge,
        Self::NotPositive,
        Self::Insult,
        Self::Attack,
        Self::Advert,
        Self::Link,
        Self::Politics,
        Self::Unseemly,
        Self::Mention,
        Self::Irony,
        Self::IronySticker,
        Self::Question,
        Self::Request,
        Self::Reported,
        Self::Conditional,
        Self::Backhanded,
        Self::NegativeWords,
        Self::StickersOnly,
        Self::TooShort,
        Self::TooLong,
        Self::Picture,
        Self::NoPraise,
        Self::Personal,
        Self::OwnAffairs,
        Self::Wording,
        Self::LowConfidence,
        Self::SmallMargin,
        Self::Copied,
    ];

    /// The word for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Author => "author",
            Self::LikesUnknown => "likes-unknown",
            Self::FewLikes => "few-likes",
            Self::AgeUnknown => "age-unknown",
            Self::TooOld => "too-old",
            Self::NothingToJudge => "nothing-to-judge",
            Self::NotPositive => "not-positive",
            Self::Insult => "insult",
            Self::Attack => "attack",
            Self::Advert => "advert",
            Self::Link => "link",
            Self::Politics => "politics",
            Self::Unseemly => "unseemly",
            Self::Mention => "mention",
            Self::Irony => "irony",
            Self::IronySticker => "irony-sticker",
            Self::Question => "question",
            Self::Request => "request",
            Self::Reported => "reported",
            Self::Conditional => "conditional",
            Self::Backhanded => "backhanded",
            Self::NegativeWords => "negative-words",
            Self::StickersOnly => "stickers-only",
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::Picture => "picture",
            Self::NoPraise => "no-praise",
            Self::Personal => "personal",
            Self::OwnAffairs => "own-affairs",
            Self::Wording => "wording",
            Self::LowConfidence => "low-confidence",
            Self::SmallMargin => "small-margin",
            Self::Copied => "copied",
        }
    }
}

impl Veto {
    /// The veto a word in an output names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|veto| veto.as_str() == word)
    }
}

impl std::fmt::Display for Veto {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
