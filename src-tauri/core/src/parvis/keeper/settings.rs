//! What is set, by whom, and what follows from it.

use serde::Serialize;

use super::Keeper;
use super::workspace::RECEIVED;
use crate::error::{Code, Failure};
use crate::event::Event;
use crate::policy;
use crate::policy::Laid;
use crate::settings::{Decider, Settings, resolve};
use crate::store::Trouble;
use crate::view::{PolicyView, SettingsView};
use crate::words::{Language, Words};
use crate::workspace::Broken;
use crate::workspace::problem::Problem;
use crate::workspace::source::{LAID, Source};

impl Keeper {
    /// Keeps what the agent chose, or that they no longer choose.
    pub(super) async fn choose<T: Serialize>(&mut self, key: &str, value: Option<T>) {
        let kept = self.store.set(key, value.as_ref());
        self.note_store(kept);
        self.apply_settings();
        self.ask_feeds().await;
        self.draw();
    }

    /// Reads what IT decided. Where that has mistakes and names no workspace, the one that it last named stays: it is
    /// checked again before it is used.
    pub(super) async fn read_policy(&mut self) {
        let place = self.outside.policy.clone();
        if let Some(policy) = self.reads.read("policy", move || place.read()).await {
            let before = std::mem::replace(&mut self.policy, policy);
            self.policy.go_on_from(&before);
            self.is_unusable = self.policy.workspace.is_none() && self.policy.workspace_problem().is_some();
        }
        if self.is_unusable {
            self.policy.workspace = self.store.setting(LAID).ok().flatten();
        } else {
            let kept = self.store.set(LAID, self.policy.workspace.as_ref());
            self.note_store(kept);
            if self.policy.workspace.is_none() {
                let forgotten = self.store.set::<Laid>(RECEIVED, None);
                self.note_store(forgotten);
            }
        }
        self.outside.means.http.follow(self.policy.way.clone());
    }

    /// Speaks the language that counts, and shows what counts.
    pub(super) fn apply_settings(&mut self) {
        let agent = Settings::of_agent(&self.store).unwrap_or_default();
        let workspace = &self.current.own.settings;
        let resolved = resolve(&self.policy.managed, workspace, &agent, &self.policy.recommended);
        let language = resolved.language.value.on(self.system_language);
        self.outside.means.language.change(language);
        let policies = policy::effective(&self.policy, workspace, &agent).into_iter().filter_map(|entry| {
            let place = entry.place?;
            Some(PolicyView {
                key: entry.key.name.to_owned(),
                title: entry.key.title.pick(language).to_owned(),
                value: entry.value,
                place: place.line(language),
                recommended: entry.by == Decider::MachineRecommended,
            })
        });
        let policies: Vec<_> = policies.collect();
        let is_managed = !policies.is_empty() || matches!(self.current.source, Source::Laid(_));
        let name = match self.current.source {
            Source::Laid(_) if self.current.received => self.current.own.name.pick(language),
            Source::Laid(_) | Source::Joined(_) | Source::BuiltIn => "",
        };
        let view = SettingsView {
            manager: is_managed.then(|| name.to_owned()),
            language: (resolved.language.value, resolved.language.by),
            theme: (resolved.theme.value, resolved.theme.by),
            policies,
            problems: self.policy.problems.iter().map(|problem| problem.line(language)).collect(),
        };
        self.set(Event::Language(language));
        self.set(Event::Settings(view));
    }

    /// The policy that was laid and names no workspace, though it may have meant to.
    pub(super) fn unusable_policy(&self) -> Option<Broken> {
        let problem = self.policy.workspace_problem().filter(|_| self.is_unusable)?;
        Some(Broken {
            code: Code::PolicyInvalid,
            file: problem.place.of.clone().into(),
            problems: self
                .policy
                .problems
                .iter()
                .map(|problem| {
                    let [fr, en, de] = [Language::Fr, Language::En, Language::De].map(|l| problem.line(l));
                    Problem::new("", Words::new(fr, en, de))
                })
                .collect(),
        })
    }

    /// Says once that nothing can be kept.
    pub(super) fn note_store(&mut self, kept: Result<impl Sized, Trouble>) {
        if let Err(trouble) = kept {
            tracing::warn!(%trouble, "the store");
            self.notice(Failure::new(Code::StoreNotKept, trouble.to_string()), None);
        }
    }
}
