//! Templates for the tools that lay policy, all made from the [catalogue](super::catalogue).
