//! Core against the stand-ins.
