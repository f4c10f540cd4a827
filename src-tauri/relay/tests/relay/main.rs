//! The relay as browsers, Parvis and attackers meet it; `THREATS.md` says which test is about which threat.

mod engine;
mod flow;
mod limits;
mod program;
mod support;
mod threats;
mod wire;
