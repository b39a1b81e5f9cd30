//! Integration tests: one program, so that everything is linked once.

mod tidy;
