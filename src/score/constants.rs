//! Every number the rules use, with its unit, effect and source.
//!
//! "By hand" means: set when the rules were written, and in place while the base weights were learned, which make up
//! for much of it. The rows "rules" of `reports/accuracy/2026-11-22.md` say what other values would change.

/// How many words behind a negator it still acts on, within its clause. Valence Aware Dictionary and sEntiment
/// Reasoner (VADER, Hutto and Gilbert 2014) looks back three words; Chinese negators stand as close: reaches of 2 and 5 differ by
/// no more than the error.
pub const NEGATION_REACH: u8 = 3;

/// A negated term speaks for the other side with this share of its strength (VADER's empirical −0.74).
pub const NEGATION_FACTOR: f64 = 0.74;

/// Below this lean (positive minus negative, thousandths) a term has no side that a negation could turn. By hand; 500
/// is worse.
pub const NEGATION_MIN_LEAN: i32 = 200;

/// `不太好`, `不是很好`: a negated degree is weaker than a plain negation; how much, by hand.
pub const NEGATED_DEGREE_FACTOR: f64 = 0.7;

/// How many words behind an intensifier it still acts on, within its clause. By hand: 很 stands before its word or one
/// particle away from it.
pub const INTENSIFIER_REACH: u8 = 2;

/// Intensifiers in a row multiply up to this. By hand: the strongest single one of `lexicons/intensifiers.tsv` has
/// 1.6; three in a row must not outvote the rest of a text.
pub const INTENSIFIER_MAX: f64 = 2.0;

/// What stands before a `but` weighs this much. VADER's 0.5 does not hold here: 0.6 cost three points of macro-F1 on
/// hotel reviews and a tenth of one on comments (`reports/accuracy/2026-11-22.md`, single rules).
pub const BEFORE_BUT_FACTOR: f64 = 0.9;

/// What stands behind a `but` weighs this much (VADER: 1.5; a little less far from 1, by hand).
pub const AFTER_BUT_FACTOR: f64 = 1.2;

/// What stands in a clause of `although` weighs this much. By hand, near [`BEFORE_BUT_FACTOR`]: both are conceded.
pub const ALTHOUGH_FACTOR: f64 = 0.7;

/// The first, second, third … use of the same term in a text weighs this much; later ones nothing. Sticker runs of
/// three are the rule on Douyin, runs of 99 occur; a run must not outvote the words. By hand;
/// 0.6 and 0.4 are worse.
pub const REPETITION_FACTORS: [f64; 3] = [1.0, 0.4, 0.2];
