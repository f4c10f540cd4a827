//! A provider that others write: Canaille, with exact redirect addresses, one way to show a secret for each client, an
//! algorithm for each client, refresh tokens that serve once, and groups behind SCIM's `/Me`.

use std::collections::BTreeSet;
use std::time::Duration;

use parvis_core::view::SessionView;
use parvis_tests::{Agent, Canaille, Client, until};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use tempfile::TempDir;

struct Day {
    canaille: Canaille,
    agent: Agent,
    _folder: TempDir,
}

impl Day {
    /// Starts Canaille and Parvis, and signs Camille in.
    async fn start(client: Client, scopes: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let canaille = Canaille::start(folder.path()).await;
        let policy = canaille.lay(client, scopes);
        let mut agent = Agent::start(policy, Duration::from_secs(60)).await;
        agent.web.account = Some(Canaille::ACCOUNT);
        agent.parvis.sign_in();
        let mut day = Self { canaille, agent, _folder: folder };
        day.comes_back_signed_in().await;
        day
    }

    /// Goes through the login at Canaille, back to Parvis.
    async fn comes_back_signed_in(&mut self) {
        let page = self.agent.go_on().await;
        let notices = self.agent.parvis.snapshot().notices;
        assert_eq!(page.heading(), "Vous êtes connecté", "{notices:?}");
        self.agent.is_signed_in().await;
        // Canaille's access tokens of one second are the same to the letter, and end together.
        let begun = self.agent.now();
        until("the next second", async || (self.agent.now() > begun).then_some(())).await;
    }

    /// The refresh token in the keychain, once it is another one than `before`.
    async fn token_after(&self, before: &str) -> String {
        until("a token that is kept", async || {
            let entries = self.agent.keychain.lock().expect("no panic");
            let kept: Value = serde_json::from_slice(entries.values().next()?.expose_secret()).expect("JSON");
            kept["refresh_token"].as_str().filter(|token| *token != before).map(str::to_owned)
        })
        .await
    }

    fn tools(&self) -> BTreeSet<String> {
        let sections = self.agent.parvis.snapshot().desk.sections;
        sections.into_iter().flat_map(|section| section.tiles).map(|tile| tile.id).collect()
    }

    /// Waits until Camille sees what is hers, and nothing else.
    async fn shows_her_tools(&self) {
        let hers: BTreeSet<_> = ["everybody", "rh", "equipe"].map(str::to_owned).into();
        until("her tools", async || (self.tools() == hers).then_some(())).await;
    }
}

#[tokio::test]
async fn a_day_at_canaille() {
    let mut day = Day::start(Client::Public, &["profile", "email", "groups"]).await;
    day.shows_her_tools().await;
    let first = day.token_after("").await;
    day.agent.restarts().await;
    day.agent.is_signed_in().await;
    let second = day.token_after(&first).await;

    // Asks for the password again.
    day.agent.parvis.renew();
    day.comes_back_signed_in().await;
    let third = day.token_after(&second).await;

    // Somebody else used it: what Parvis has is spent.
    assert_eq!(day.canaille.redeems(Client::Public, &third).await, None);
    day.agent.parvis.retry();
    until("the end", async || {
        matches!(day.agent.parvis.snapshot().session, SessionView::Expired { .. }).then_some(())
    })
    .await;

    day.agent.parvis.sign_in();
    day.comes_back_signed_in().await;
    day.agent.parvis.sign_out(true);
    assert_eq!(day.agent.go_on().await.heading(), "Vous êtes déconnecté");
    day.agent.is_signed_out().await;
    assert_eq!(day.tools(), ["everybody".to_owned()].into());
}

#[tokio::test]
async fn the_groups_come_from_the_directory_with_the_agents_own_token() {
    let day = Day::start(Client::Public, &["profile"]).await;
    day.shows_her_tools().await;
}

#[tokio::test]
async fn the_secret_is_shown_as_the_client_is_registered() {
    for client in [Client::Post, Client::Basic] {
        let mut day = Day::start(client, &["profile", "groups"]).await;
        let token = day.token_after("").await;
        day.agent.parvis.sign_out(false);
        day.agent.is_signed_out().await;
        // What the sign-out has to tell the provider is told.
        day.agent.parvis.close().await;
        assert_eq!(
            day.canaille.redeems(client, &token).await.as_deref(),
            Some("invalid_grant"),
            "{client:?}"
        );
        assert!(!day.agent.browser_was_opened());
    }
}
