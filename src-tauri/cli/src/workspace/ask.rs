//! Questions on the terminal. Where there is none, what the flags say counts, and else what would have been proposed.

use std::io::{IsTerminal as _, Write as _};

use parvis_core::words::{Language, Words};

use crate::output::words as tell;

/// Who asks.
pub(super) struct Ask {
    language: Language,
    /// Whether somebody is there, and wants to be asked.
    on_terminal: bool,
}

/// An answer that is needed and that there is not: the name of its flag, and why what it says will not do.
pub(super) struct Unanswered {
    pub flag: &'static str,
    pub why: Option<Words>,
}

impl Ask {
    /// With `quietly`, proposals are taken without a question.
    pub(super) fn new(language: Language, quietly: bool) -> Self {
        Self { language, on_terminal: !quietly && std::io::stdin().is_terminal() }
    }

    /// What the flag says, else what is answered. Asks again while `read` says why an answer will not do.
    pub(super) fn one<T>(
        &self,
        flag: &'static str,
        said: Option<&str>,
        question: &Words,
        proposal: Option<&str>,
        read: impl Fn(&str) -> Result<T, Words>,
    ) -> Result<T, Unanswered> {
        if said.is_some() || !self.on_terminal {
            let said = said.or(proposal).ok_or(Unanswered { flag, why: None })?;
            return read(said.trim()).map_err(|why| Unanswered { flag, why: Some(why) });
        }
        loop {
            let answer = self.answer(question, proposal).ok_or(Unanswered { flag, why: None })?;
            match read(&answer) {
                Ok(value) => return Ok(value),
                Err(why) => tell(why.pick(self.language)),
            }
        }
    }

    /// One line, or `None` at the end of the input. An empty one is the proposal.
    fn answer(&self, question: &Words, proposal: Option<&str>) -> Option<String> {
        let proposal = proposal.unwrap_or_default();
        let shown = if proposal.is_empty() { String::new() } else { format!(" [{proposal}]") };
        let mut terminal = std::io::stderr();
        let _ = write!(terminal, "{}{shown} ", question.pick(self.language));
        let _ = terminal.flush();
        let mut line = String::new();
        if std::io::stdin().read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim();
        Some(if line.is_empty() { proposal } else { line }.to_owned())
    }
}
