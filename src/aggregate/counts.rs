use crate::score::Polarity;

/// Comments by polarity, `none` left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub positive: u64,
    pub neutral: u64,
    pub negative: u64,
}

impl Counts {
    pub(super) fn add(&mut self, polarity: Polarity) {
        match polarity {
            Polarity::Positive => self.positive += 1,
            Polarity::Neutral => self.neutral += 1,
            Polarity::Negative => self.negative += 1,
            Polarity::None => {}
        }
    }

    pub(super) fn total(self) -> u64 {
        self.positive + self.neutral + self.negative
    }

    /// Those of one side.
    pub(super) fn of(self, side: Polarity) -> u64 {
        match side {
            Polarity::Positive => self.positive,
            Polarity::Negative => self.negative,
            _ => 0,
        }
    }
}
