//! The step functions, one file a screen.
