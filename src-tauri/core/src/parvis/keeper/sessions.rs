//! The session that the workspace asks for, and those that end.

use tokio::sync::mpsc;

use super::Keeper;
use crate::directory::known::Whose;
use crate::event::Event;
use crate::identity::session::{Session, Setup};
use crate::view::SessionView;
use crate::workspace::audience::Membership;
use crate::workspace::source::Source;

impl Keeper {
    /// Shows the desk of somebody else, or more or less of it. What was about to be opened was the other person's.
    pub(super) async fn belongs_to(&mut self, whose: Option<Whose>, membership: Membership) {
        self.hand_over(whose, membership);
        self.ask_feeds().await;
        self.draw();
    }

    /// The same, where the desk is drawn by somebody else.
    fn hand_over(&mut self, whose: Option<Whose>, membership: Membership) {
        if self.whose != whose {
            self.notices(|notices| notices.retain(|notice| notice.opening.is_none()));
        }
        (self.whose, self.membership) = (whose, membership);
    }

    /// Goes on with the session that there is, or ends it and starts the one that the workspace asks for.
    pub(super) fn follow(&mut self) {
        let secret = match self.current.source {
            Source::Laid(_) => self.policy.client_secret.clone(),
            Source::Joined(_) | Source::BuiltIn => None,
        };
        let setup = Setup::of(&self.current.own, secret);
        match (&setup, &self.setup, &self.session) {
            (Some(new), Some(old), _) if new.is_same_as(old) => return,
            (Some(new), Some(old), Some(session)) if new.has_same_session_as(old) => {
                session.change(new.clone());
                self.setup = setup;
                return;
            }
            _ => {}
        }
        if let Some(old) = self.session.take() {
            self.end(old);
        }
        self.start(setup);
    }

    /// Lets a session end in its own time: a refresh under way brings the token that its next start needs.
    pub(super) fn end(&mut self, session: Session) {
        self.ending.retain(|_, ending| !ending.is_finished());
        let entry = session.entry().to_owned();
        self.ending.insert(entry, tokio::spawn(async move { session.close().await }));
    }

    /// Starts a session; the desk is the caller's to draw. Whoever was signed in is found again in the keychain.
    fn start(&mut self, setup: Option<Setup>) {
        self.setup.clone_from(&setup);
        self.session = None;
        (self.changes, self.told) = mpsc::unbounded_channel();
        self.hand_over(None, Membership::default());
        let Some(setup) = setup else {
            return self.set(Event::Session(SessionView::None));
        };
        let before = self.ending.remove(&setup.entry());
        let session = Session::start(setup, self.outside.means.clone(), self.changes.clone(), before);
        self.session = Some(session);
        self.set(Event::Session(SessionView::Starting));
    }
}
