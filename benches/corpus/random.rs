//! Random numbers for made-up texts.

/// xorshift64*: the same numbers for the same seed, which must not be 0.
pub struct Random(pub u64);

impl Random {
    /// A number from 0 to below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        usize::try_from((high * limit as u64) >> 32).unwrap_or(0)
    }
}
