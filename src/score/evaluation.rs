//! How well scores agree with labels: counts first, figures from the counts.

use super::sentiment::{Polarity, Sentiment};

/// Confidence is compared with accuracy in so many bins of equal width.
pub const CALIBRATION_BINS: usize = 10;

/// The classes a label can name, in the order of tables.
pub const CLASSES: [Polarity; 3] = [Polarity::Positive, Polarity::Neutral, Polarity::Negative];

/// Predictions set against labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// Rows by label and prediction, in the order of [`CLASSES`]; nothing to judge counts as neutral.
    pub confusion: [[u64; 3]; 3],
    /// Rows in which nothing could be judged.
    pub none: u64,
    /// Rows labelled positive, rows labelled negative, by the sign of the score: positive, zero, negative.
    signs: [[u64; 3]; 2],
    bins: [Bin; CALIBRATION_BINS],
}

/// Rows whose confidence lies in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Rows.
    pub n: u64,
    /// Rows predicted right.
    pub right: u64,
    /// Sum of confidences in millionths.
    millionths: u64,
}

impl Bin {
    /// Mean confidence of its rows; `None` where it is empty.
    pub fn mean_confidence(&self) -> Option<f64> {
        (self.n > 0).then(|| self.millionths as f64 / 1e6 / self.n as f64)
    }

    /// Share of its rows that are predicted right; `None` where it is empty.
    pub fn accuracy(&self) -> Option<f64> {
        (self.n > 0).then(|| self.right as f64 / self.n as f64)
    }
}

/// Figures of one class; an undefined ratio is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassFigures {
    /// Rows right among those predicted so, 0 to 1.
    pub precision: f64,
    /// Rows right among those labelled so, 0 to 1.
    pub recall: f64,
    /// Harmonic mean of the two, 0 to 1.
    pub f1: f64,
    /// Rows labelled so.
    pub support: u64,
}

impl ClassFigures {
    fn new(right: u64, predicted: u64, support: u64) -> Self {
        let f1 = ratio(2 * right, predicted + support);
        Self { precision: ratio(right, predicted), recall: ratio(right, support), f1, support }
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Place of a class in tables; nothing to judge counts as neutral.
fn index(polarity: Polarity) -> usize {
    match polarity {
        Polarity::Positive => 0,
        Polarity::Neutral | Polarity::None => 1,
        Polarity::Negative => 2,
    }
}

impl Evaluation {
    /// Adds one row.
    pub fn add(&mut self, label: Polarity, sentiment: Sentiment) {
        let (label, predicted) = (index(label), index(sentiment.polarity));
        self.confusion[label][predicted] += 1;
        if label != 1 {
            let sign = if sentiment.score > 0.0 { 0 } else { 1 + usize::from(sentiment.score < 0.0) };
            self.signs[label / 2][sign] += 1;
        }
        if sentiment.polarity == Polarity::None {
            self.none += 1;
            return;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "confidence lies in 0 to 1")]
        let millionths = (sentiment.confidence * 1e6).round() as u64;
        let bins = CALIBRATION_BINS as u64;
        let bin = &mut self.bins[usize::try_from(millionths * bins / 1_000_000).unwrap_or(0).min(CALIBRATION_BINS - 1)];
        bin.n += 1;
        bin.right += u64::from(label == predicted);
        bin.millionths += millionths;
    }

    /// Adds all rows of another evaluation.
    pub fn extend(&mut self, other: &Self) {
        let add = |to: &mut [u64; 3], from: &[u64; 3]| to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        self.confusion.iter_mut().zip(&other.confusion).for_each(|(to, from)| add(to, from));
        self.signs.iter_mut().zip(&other.signs).for_each(|(to, from)| add(to, from));
        self.none += other.none;
        for (to, from) in self.bins.iter_mut().zip(&other.bins) {
            to.n += from.n;
            to.right += from.right;
            to.millionths += from.millionths;
        }
    }

    /// Rows.
    pub fn n(&self) -> u64 {
        self.confusion.iter().flatten().sum()
    }

    /// Share of rows predicted right, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        ratio((0..3).map(|at| self.confusion[at][at]).sum(), self.n())
    }

    /// Figures of a class.
    pub fn class(&self, class: Polarity) -> ClassFigures {
        let at = index(class);
        let predicted = self.confusion.iter().map(|row| row[at]).sum();
        ClassFigures::new(self.confusion[at][at], predicted, self.confusion[at].iter().sum())
    }

    /// Mean F1 of the classes that occur in the labels, 0 to 1.
    pub fn macro_f1(&self) -> f64 {
        let present: Vec<f64> =
            CLASSES.iter().map(|class| self.class(*class)).filter(|class| class.support > 0).map(|c| c.f1).collect();
        if present.is_empty() { 0.0 } else { present.iter().sum::<f64>() / present.len() as f64 }
    }

    /// The class most rows are labelled with, and the accuracy and macro-F1 of always predicting it.
    pub fn majority_baseline(&self) -> (Polarity, f64, f64) {
        let supports = CLASSES.map(|class| self.class(class).support);
        let largest = supports.iter().copied().max().unwrap_or_default();
        let class = CLASSES[supports.iter().position(|support| *support == largest).unwrap_or(1)];
        let present = supports.iter().filter(|support| **support > 0).count().max(1);
        let f1 = ClassFigures::new(largest, self.n(), largest).f1 / present as f64;
        (class, ratio(largest, self.n()), f1)
    }

    /// Share of the rows labelled positive or negative whose score has the right sign; a score of 0 is wrong.
    pub fn polar_accuracy(&self) -> f64 {
        ratio(self.signs[0][0] + self.signs[1][2], self.signs.iter().flatten().sum())
    }

    /// Mean F1 of positive and negative over the rows labelled so, decided by the sign of the score.
    pub fn polar_macro_f1(&self) -> f64 {
        let f1 = |label: usize, sign: usize| {
            let predicted = self.signs[0][sign] + self.signs[1][sign];
            ClassFigures::new(self.signs[label][sign], predicted, self.signs[label].iter().sum())
        };
        let present: Vec<f64> =
            [f1(0, 0), f1(1, 2)].iter().filter(|class| class.support > 0).map(|class| class.f1).collect();
        if present.is_empty() { 0.0 } else { present.iter().sum::<f64>() / present.len() as f64 }
    }

    /// Share of rows in which something could be judged, 0 to 1.
    pub fn coverage(&self) -> f64 {
        ratio(self.n() - self.none, self.n())
    }

    /// Rows by confidence: bin `i` of [`CALIBRATION_BINS`] starts at `i / CALIBRATION_BINS`.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// Mean confidence of the rows in which something could be judged, 0 to 1.
    pub fn mean_confidence(&self) -> f64 {
        ratio(self.bins.iter().map(|bin| bin.millionths).sum(), self.n() - self.none) / 1e6
    }

    /// Mean distance of confidence and accuracy over the bins, weighted by their rows, 0 to 1.
    pub fn expected_calibration_error(&self) -> f64 {
        let away = |bin: &Bin| Some((bin.mean_confidence()? - bin.accuracy()?).abs() * bin.n as f64);
        let judged = self.n() - self.none;
        if judged == 0 { 0.0 } else { self.bins.iter().filter_map(away).sum::<f64>() / judged as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentiment(polarity: Polarity, score: f64, confidence: f64) -> Sentiment {
        Sentiment { polarity, score, confidence }
    }

    /// Checked by hand: 3 positive (2 right, 1 called neutral), 1 negative (right), 2 neutral (1 right, 1 none).
    fn example() -> Evaluation {
        let mut made = Evaluation::default();
        made.add(Polarity::Positive, sentiment(Polarity::Positive, 0.8, 0.9));
        made.add(Polarity::Positive, sentiment(Polarity::Positive, 0.5, 0.6));
        made.add(Polarity::Positive, sentiment(Polarity::Neutral, -0.1, 0.5));
        made.add(Polarity::Negative, sentiment(Polarity::Negative, -0.6, 0.7));
        made.add(Polarity::Neutral, sentiment(Polarity::Neutral, 0.0, 0.8));
        made.add(Polarity::Neutral, Sentiment::NONE);
        made
    }

    #[test]
    fn figures_follow_from_the_counts() {
        let made = example();
        assert_eq!(made.n(), 6);
        assert!((made.accuracy() - 5.0 / 6.0).abs() < 1e-12);
        let neutral = made.class(Polarity::Neutral);
        assert!((neutral.precision - 2.0 / 3.0).abs() < 1e-12 && (neutral.recall - 1.0).abs() < 1e-12);
        assert!((made.macro_f1() - (0.8 + 0.8 + 1.0) / 3.0).abs() < 1e-12);
        assert!((made.polar_accuracy() - 0.75).abs() < 1e-12);
        assert!((made.polar_macro_f1() - 11.0 / 15.0).abs() < 1e-12);
        assert!((made.coverage() - 5.0 / 6.0).abs() < 1e-12);
        assert!((made.mean_confidence() - 0.7).abs() < 1e-9);
        // |0.9-1| + |0.6-1| + |0.5-0| + |0.7-1| + |0.8-1|, each bin of one row.
        assert!((made.expected_calibration_error() - 1.5 / 5.0).abs() < 1e-9);
        assert_eq!(made.majority_baseline().0, Polarity::Positive);
    }

    #[test]
    fn a_class_that_no_label_names_does_not_lower_the_mean() {
        let mut made = Evaluation::default();
        made.add(Polarity::Positive, sentiment(Polarity::Positive, 0.8, 0.9));
        made.add(Polarity::Negative, sentiment(Polarity::Negative, -0.8, 0.9));
        assert!((made.macro_f1() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn parts_add_up_to_the_whole_and_nothing_divides_by_zero() {
        let mut twice = example();
        twice.extend(&example());
        assert_eq!((twice.n(), twice.none), (12, 2));
        assert!((twice.macro_f1() - example().macro_f1()).abs() < 1e-12);
        let empty = Evaluation::default();
        assert_eq!((empty.n(), empty.accuracy(), empty.macro_f1()), (0, 0.0, 0.0));
        assert_eq!((empty.expected_calibration_error(), empty.mean_confidence()), (0.0, 0.0));
    }
}
