//! Integration tests: one program, so that everything is linked once.

mod browser;
mod collect;
mod contract;
mod demo;
mod engines;
mod evaluate;
mod feeds;
#[cfg(target_os = "linux")]
mod growth;
mod help;
mod import;
mod lexicon;
mod pin;
#[cfg(target_os = "linux")]
#[path = "../benches/process/mod.rs"]
mod process;
mod report;
mod sample;
mod sandbox;
mod score;
mod start;
mod stats;
mod support;
mod theme;
mod tidy;
