//! Choosing the comment on top, and putting it there, with the real program.

mod harness;
mod platform;
mod suggest;
