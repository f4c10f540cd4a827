//! A workspace as its author sees it before anybody else: drawn from a file, with nobody signed in and nothing to open.
//! Neither policy, keychain, network nor what an agent made has a part in it.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::MissedTickBehavior;

use super::{Ask, Parvis};
use crate::desk::layer::Layer;
use crate::desk::{self, Sight};
use crate::error::{Code, Failure};
use crate::event::Event;
use crate::launch;
use crate::settings::{Decider, LanguageChoice, Theme};
use crate::view::{
    DeskView, FreshnessView, NoticeView, Origin, SessionView, SettingsView, Snapshot, WorkspaceView,
};
use crate::words::{Language, Words};
use crate::workspace::assets::Folder;
use crate::workspace::audience::Membership;
use crate::workspace::problem::Problem;
use crate::workspace::{Broken, Workspace};
use crate::{DEMO, VERSION};

/// How often the file is looked at: an editor's "save" shows at once, and on a network's drive too.
const PACE: Duration = Duration::from_millis(500);

/// What is shown.
pub struct Preview {
    /// The workspace file, whoever owns it.
    pub file: PathBuf,
    /// For whom.
    pub person: Membership,
    /// In which language.
    pub language: Language,
    /// Light or dark; [`Theme::System`], as the workspace or the desktop prefers.
    pub theme: Theme,
    /// Whether the window says that it is a preview; a picture for others need not.
    pub says_so: bool,
}

impl Parvis {
    /// Shows a workspace that nobody laid yet, and shows it again whenever the file changes. Has to be called within a
    /// tokio runtime.
    pub fn preview(preview: Preview) -> Self {
        let (asks, inbox) = mpsc::unbounded_channel();
        let (events, _) = broadcast::channel(64);
        let task = Task::new(preview, events.clone());
        let snapshot = task.snapshot.subscribe();
        tokio::spawn(task.run(inbox));
        Self { asks, snapshot, events }
    }
}

struct Task {
    preview: Preview,
    /// The last good one.
    workspace: Workspace,
    broken: Option<Broken>,
    /// The file as it was read.
    stamp: Option<Stamp>,
    snapshot: watch::Sender<Snapshot>,
    events: broadcast::Sender<Event>,
    next_notice: u32,
}

/// What tells one state of a file from another.
type Stamp = (SystemTime, u64);

impl Task {
    fn new(preview: Preview, events: broadcast::Sender<Event>) -> Self {
        let stamp = stamp(&preview.file);
        let (workspace, broken) = match read(&preview.file) {
            Ok(workspace) => (workspace, None),
            Err(broken) => (Workspace::built_in(), Some(broken)),
        };
        let language = preview.language;
        let theme = match (preview.theme, workspace.settings.theme) {
            (Theme::System, Some(preferred)) => preferred.value,
            (theme, _) => theme,
        };
        let notice = NoticeView { id: 0, code: Code::Preview, opening: None, detail: None };
        let (snapshot, _) = watch::channel(Snapshot {
            language,
            version: VERSION.to_owned(),
            demo: DEMO,
            session: session(&workspace),
            desk: draw(&workspace, broken.as_ref(), &preview),
            workspace: about(&workspace, language),
            settings: SettingsView {
                manager: None,
                language: (LanguageChoice::System, Decider::BuiltIn),
                theme: (theme, Decider::BuiltIn),
                policies: Vec::new(),
                problems: Vec::new(),
            },
            notices: if preview.says_so { vec![notice] } else { Vec::new() },
        });
        Self { preview, workspace, broken, stamp, snapshot, events, next_notice: 1 }
    }

    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Ask>) {
        let mut looks = tokio::time::interval(PACE);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                ask = inbox.recv() => match ask {
                    Some(ask) => self.handle(ask),
                    None => return,
                },
                _ = looks.tick() => {
                    if stamp(&self.preview.file) != self.stamp {
                        self.reload();
                    }
                }
            }
        }
    }

    /// What would touch an agent's session or settings does nothing: there are none.
    fn handle(&mut self, ask: Ask) {
        let name = |tool: &_| desk::tool_name(tool, self.preview.language);
        match ask {
            Ask::OpenTool { app, action, .. } => {
                let found = launch::tool(&self.workspace, &app, action.as_deref(), name);
                self.opens_nothing(found.ok().map(|destination| destination.address.into()));
            }
            Ask::OpenAddress { address, .. } => {
                let found = launch::address(&self.workspace, &address, name);
                self.opens_nothing(found.ok().map(|destination| destination.address.into()));
            }
            Ask::SignIn => {
                let issuer = self.workspace.identity.as_ref().map(|identity| identity.issuer.clone());
                self.opens_nothing(issuer);
            }
            Ask::ReloadWorkspace => self.reload(),
            Ask::Say(failure) => self.notice(failure),
            // What says that this is a preview stays.
            Ask::Dismiss(id) => {
                self.notices(|notices| notices.retain(|n| n.id != id || n.code == Code::Preview));
            }
            Ask::Close(done) => drop(done.send(())),
            _ => {}
        }
    }

    /// Says which address an agent's browser would be given.
    fn opens_nothing(&mut self, address: Option<String>) {
        self.notice(match address {
            Some(address) => Failure::new(Code::PreviewOpensNothing, address),
            None => Code::UnknownTool.into(),
        });
    }

    fn reload(&mut self) {
        self.stamp = stamp(&self.preview.file);
        match read(&self.preview.file) {
            Ok(workspace) => (self.workspace, self.broken) = (workspace, None),
            Err(broken) => self.broken = Some(broken),
        }
        let desk = draw(&self.workspace, self.broken.as_ref(), &self.preview);
        let about = about(&self.workspace, self.preview.language);
        let session = session(&self.workspace);
        self.snapshot.send_modify(|snapshot| {
            snapshot.session = session.clone();
            snapshot.desk = desk.clone();
            snapshot.workspace = about.clone();
        });
        // Nobody listens while there is no window.
        let _ = self.events.send(Event::Session(session));
        let _ = self.events.send(Event::Desk(desk));
        let _ = self.events.send(Event::Workspace(about));
    }

    fn notice(&mut self, Failure { code, detail }: Failure) {
        let notice = NoticeView { id: self.next_notice, code, opening: None, detail };
        self.next_notice += 1;
        self.notices(|notices| {
            notices.retain(|earlier| earlier.code != notice.code);
            notices.push(notice);
        });
    }

    fn notices(&self, change: impl FnOnce(&mut Vec<NoticeView>)) {
        self.snapshot.send_modify(|snapshot| change(&mut snapshot.notices));
        let _ = self.events.send(Event::Notices(self.snapshot.borrow().notices.clone()));
    }
}

/// As it is before the first sign-in.
fn session(workspace: &Workspace) -> SessionView {
    if workspace.identity.is_some() { SessionView::SignedOut } else { SessionView::None }
}

fn stamp(file: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn read(file: &Path) -> Result<Workspace, Broken> {
    let broken = |code, problems| Broken { code, file: file.to_owned(), problems };
    let text = std::fs::read(file)
        .map_err(|error| broken(Code::WorkspaceUnreadable, vec![Problem::new("", Words::same(error))]))?;
    let beside = Folder::own(file.parent().unwrap_or(Path::new("")));
    Workspace::read(&text, &beside).map_err(|problems| broken(Code::WorkspaceInvalid, problems))
}

fn draw(workspace: &Workspace, broken: Option<&Broken>, preview: &Preview) -> DeskView {
    desk::view(&Sight {
        workspace,
        origin: Origin::Machine,
        broken,
        person: &preview.person,
        layer: &Layer::default(),
        language: preview.language,
    })
}

fn about(workspace: &Workspace, language: Language) -> WorkspaceView {
    WorkspaceView {
        id: workspace.id.clone(),
        name: workspace.name.pick(language).to_owned(),
        origin: Origin::Machine,
        revision: workspace.revision,
        host: None,
        fingerprint: None,
        freshness: FreshnessView::Local,
        choices: Vec::new(),
        may_join: false,
        joining: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE: &str = r#"{"format": 1, "id": "fr.exemple", "name": {"fr": "Exemple"}, "hosts": ["a.exemple.fr"],
        "identity": {"issuer": "https://auth.exemple.fr", "client": "public", "client_id": "c"},
        "apps": [{"id": "a", "name": {"fr": "Docs"}, "url": "https://a.exemple.fr",
                  "sso": {"kind": "lasuite", "next_param": "next"}},
                 {"id": "b", "name": {"fr": "Paie"}, "url": "https://a.exemple.fr",
                  "audience": {"any": [{"groups": ["rh"]}]}}]}"#;

    fn tools(snapshot: &Snapshot) -> Vec<&str> {
        snapshot
            .desk
            .sections
            .iter()
            .flat_map(|section| &section.tiles)
            .map(|tile| tile.name.as_str())
            .collect()
    }

    #[tokio::test]
    async fn a_file_is_shown_and_shown_again_and_opens_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("workspace.json");
        std::fs::write(&file, WORKSPACE).expect("a file");
        let claims = serde_json::json!({"groups": ["rh"]});
        let parvis = Parvis::preview(Preview {
            file: file.clone(),
            person: Membership::of_claims(claims.as_object().expect("claims")),
            language: Language::Fr,
            theme: Theme::Dark,
            says_so: true,
        });
        let now = parvis.snapshot();
        assert_eq!((&now.session, now.settings.theme.0), (&SessionView::SignedOut, Theme::Dark));
        assert_eq!(tools(&now), ["Docs", "Paie"]);
        let codes =
            |snapshot: &Snapshot| snapshot.notices.iter().map(|notice| notice.code).collect::<Vec<_>>();
        assert_eq!(codes(&now), [Code::Preview]);

        let mut changes = parvis.watch();
        parvis.dismiss(0);
        parvis.open_tool("a".into(), None, false);
        changes
            .wait_for(|now| codes(now) == [Code::Preview, Code::PreviewOpensNothing])
            .await
            .expect("a notice");
        let address = parvis.snapshot().notices[1].detail.clone().expect("an address");
        assert!(address.starts_with("https://a.exemple.fr/api/v1.0/authenticate/?next="), "{address}");

        std::fs::write(&file, WORKSPACE.replace("Docs", "Documents")).expect("a file");
        changes.wait_for(|now| tools(now) == ["Documents", "Paie"]).await.expect("the file as it is now");
        std::fs::write(&file, "{").expect("a file");
        changes.wait_for(|now| now.desk.problem.is_some()).await.expect("what is wrong");
        assert_eq!(tools(&parvis.snapshot()), ["Documents", "Paie"], "the last good desk stays");
    }
}
