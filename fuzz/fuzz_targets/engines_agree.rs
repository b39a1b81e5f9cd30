//! Both engines cut and score alike, whatever libFuzzer thinks of.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| shenping_fuzz::engines_agree(bytes));
