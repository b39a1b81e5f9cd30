//! Integration tests: one program, so that everything is linked once.

mod sandbox;
mod tidy;
