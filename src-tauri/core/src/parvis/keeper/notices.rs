//! What the agent should know now.

use super::Keeper;
use crate::error::{Code, Failure};
use crate::event::Event;
use crate::launch::Destination;
use crate::view::{NoticeView, OpeningView};

impl Keeper {
    /// Says something; the same thing once, at its newest.
    pub(super) fn notice(&mut self, failure: Failure, waiting: Option<Destination>) {
        tracing::info!(code = ?failure.code, detail = failure.detail, "notice");
        let opening = waiting.map(|destination| OpeningView {
            app: destination.app,
            name: destination.name,
            address: destination.deep_link.map(String::from),
        });
        self.next_notice += 1;
        let notice = NoticeView { id: self.next_notice, code: failure.code, opening, detail: failure.detail };
        self.notices(|notices| {
            notices.retain(|earlier| earlier.code != notice.code);
            notices.push(notice);
        });
    }

    /// Changes the list.
    pub(super) fn notices(&mut self, change: impl FnOnce(&mut Vec<NoticeView>)) {
        let mut notices = self.snapshot.borrow().notices.clone();
        change(&mut notices);
        self.set(Event::Notices(notices));
    }

    /// What concerned an address that was to be opened is over.
    pub(super) fn forget_openings(&mut self) {
        self.notices(|notices| notices.retain(|notice| !is_about_opening(notice.code)));
    }

    /// What an earlier attempt to sign in said is over.
    pub(super) fn forget_sign_ins(&mut self) {
        self.notices(|notices| notices.retain(|notice| !is_about_signing_in(notice.code)));
    }
}

fn is_about_opening(code: Code) -> bool {
    matches!(code, Code::AddressRefused | Code::UnknownTool | Code::BrowserFailed)
}

fn is_about_signing_in(code: Code) -> bool {
    matches!(
        code,
        Code::ProviderUnreachable
            | Code::ProviderOutOfOrder
            | Code::ProviderMisconfigured
            | Code::ClientRefused
            | Code::SignInRefused
            | Code::SignInCancelled
            | Code::SignInTimedOut
            | Code::SignInFailed
            | Code::LevelNotReached
            | Code::SignInAgain
            | Code::SiretInvalid
            | Code::WrongIssuer
            | Code::BadSignature
            | Code::WrongNonce
            | Code::BadToken
            | Code::ClockWrong
            | Code::PortsTaken
            | Code::SecretMissing
            | Code::SignOutIncomplete
    )
}
