//! Integration tests: one program, so that everything is linked once.

mod browser;
mod collect;
mod contract;
mod demo;
mod engines;
mod evaluate;
mod feeds;
mod help;
mod import;
mod lexicon;
mod pin;
mod report;
mod sample;
mod sandbox;
mod score;
mod start;
mod stats;
mod support;
mod theme;
mod tidy;
