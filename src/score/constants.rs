//! Every number the rules use, with its unit, effect and source.
//!
//! "Tuned" means: chosen by cross-validation on labelled Douyin comments; the run is described in
//! `reports/accuracy/`.

/// How many words behind a negator it still acts on, within its clause. Valence Aware Dictionary and sEntiment
/// Reasoner (VADER, Hutto and Gilbert 2014) looks back three words; Chinese negators stand as close.
pub const NEGATION_REACH: u32 = 3;

/// A negated term speaks for the other side with this share of its strength (VADER's empirical −0.74).
pub const NEGATION_FACTOR: f64 = 0.74;

/// Below this lean (positive minus negative, thousandths) a term has no side that a negation could turn.
pub const NEGATION_MIN_LEAN: i32 = 200;

/// `不太好`, `不是很好`: a negated degree is weaker than a plain negation.
pub const NEGATED_DEGREE_FACTOR: f64 = 0.7;

/// How many words behind an intensifier it still acts on, within its clause.
pub const INTENSIFIER_REACH: u32 = 2;

/// Intensifiers in a row multiply up to this.
pub const INTENSIFIER_MAX: f64 = 2.0;

/// What stands before a `but` weighs this much (VADER: 0.5).
pub const BEFORE_BUT_FACTOR: f64 = 0.6;

/// What stands behind a `but` weighs this much (VADER: 1.5).
pub const AFTER_BUT_FACTOR: f64 = 1.2;

/// What stands in a clause of `although` weighs this much.
pub const ALTHOUGH_FACTOR: f64 = 0.7;

/// The first, second, third … use of the same term in a text weighs this much; later ones nothing. Sticker runs of
/// three are the rule on Douyin, runs of 99 occur; a run must not outvote the words.
pub const REPETITION_FACTORS: [f64; 3] = [1.0, 0.4, 0.2];

/// Evidence is multiplied by this before it becomes probabilities. Tuned so that a confidence of 0.7 is right in
/// 70 % of cases.
pub const SHARPNESS: f64 = 1.0;
