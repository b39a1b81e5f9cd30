//! A reader for tests of what arrives in pieces.

use std::io::{self, Read};

/// Gives out a few bytes at a time.
pub(super) struct Drip<'b>(pub(super) &'b [u8], pub(super) usize);

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.0.len().min(self.1).min(out.len());
        out[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}
