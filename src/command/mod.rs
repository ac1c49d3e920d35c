//! (skeleton)

pub mod reader_parse;
