//! What happens while something else is under way: a click during a refresh, a sign-out just after a sign-in, the end
//! of Parvis before either is done. The provider holds an answer back where the order matters, so that nothing here
//! depends on how fast a computer is.

mod ending;
mod keychain;
mod leaving;
mod levels;
mod renewal;
mod workspace;

use parvis_core::error::Code;
use parvis_core::view::{PersonView, SessionView};
use parvis_tests::provider::{Asked, Part, with};
use parvis_tests::until;
use serde_json::{Value, json};
use url::Url;

use crate::day::{Day, Setting};

/// An agent with some tools: two that anybody may open, two that need a level of authentication, and one for a group.
/// The provider signs in at the level `low`.
async fn at_work(setting: Setting) -> Day {
    let tools = json!([
        {"id": "drive", "name": {"fr": "Fichiers"}},
        {"id": "visio", "name": {"fr": "Visio"}},
        {"id": "docs", "name": {"fr": "Docs"}, "acr": {"essential": ["high"]}},
        {"id": "vault", "name": {"fr": "Coffre"}, "acr": {"essential": ["top"]}},
        {"id": "paie", "name": {"fr": "Paie"}, "audience": {"any": [{"groups": ["rh"]}]}},
    ]);
    let day = Day::of(Setting { tools, ..setting }).await;
    day.provider.change(Part::IdToken, with("acr", json!("low")));
    day
}

/// The same, where the workspace says this of the sign-in.
async fn with_identity(identity: Value) -> Day {
    at_work(Setting { identity, ..Setting::default() }).await
}

impl Day {
    fn opens(&self, tool: &str) {
        self.agent.parvis.open_tool(tool.into(), None, false);
    }

    /// Waits until the session has been handed everything that was asked of Parvis so far: one task takes it, in order.
    async fn is_heard(&self) {
        let said =
            async || self.agent.parvis.snapshot().notices.into_iter().find(|n| n.code == Code::TrayAbsent);
        self.agent.parvis.say(Code::TrayAbsent.into());
        let notice = until("what was asked for to be taken", said).await;
        self.agent.parvis.dismiss(notice.id);
        until("that to be over", async || said().await.is_none().then_some(())).await;
    }

    /// Waits until the provider was asked for this so many times, and returns the last one.
    async fn has_been_asked(&self, part: Part, times: usize) -> Asked {
        until(format!("{part:?} asked for {times} times"), async || {
            self.provider.asked(part).into_iter().nth(times - 1)
        })
        .await
    }

    /// Asks for a refresh, whose answer is held back.
    async fn is_being_renewed(&self) {
        self.provider.holds_back(Part::Refresh);
        self.agent.parvis.retry();
        self.has_been_asked(Part::Refresh, 1).await;
    }

    /// Waits until these tools wait for the sign-in under way.
    async fn has_waiting(&self, names: &[&str]) {
        until(format!("{names:?} to wait"), async || match self.agent.parvis.snapshot().session {
            SessionView::SigningIn { opening, .. } => (opening == names).then_some(()),
            _ => None,
        })
        .await;
    }

    /// Waits for a session, whatever there is to tell.
    async fn has_a_session(&self) -> PersonView {
        until("a session", async || match self.agent.parvis.snapshot().session {
            SessionView::SignedIn { person, .. } => Some(person),
            _ => None,
        })
        .await
    }

    async fn has_expired(&self) {
        until("the end", async || {
            matches!(self.agent.parvis.snapshot().session, SessionView::Expired { .. }).then_some(())
        })
        .await;
    }

    fn is_told_nothing(&self) -> bool {
        self.agent.parvis.snapshot().notices.is_empty()
    }
}

/// Which page of the provider, or which tool, an address is of.
fn page(address: &Url) -> &str {
    address.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default()
}

/// The level of authentication that a sign-in asks for.
fn level(address: &Url) -> Option<String> {
    assert_eq!(page(address), "authorize", "{address}");
    address.query_pairs().find(|(name, _)| name == "acr_values").map(|(_, value)| value.into_owned())
}
