//! What a person would see of a workspace, and because of what.

use parvis_core::clock::UnixTime;
use parvis_core::desk::layer::Layer;
use parvis_core::desk::{self, Sight};
use parvis_core::view::{Origin, SectionView};
use parvis_core::words::Language;
use parvis_core::workspace::Workspace;
use parvis_core::workspace::audience::Audience;
use parvis_core::workspace::format::{App, Place, Severity};
use parvis_core::workspace::notice::Timing;
use parvis_core::workspace::someone::Someone;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Seen {
    pub id: String,
    pub name: String,
    pub revision: Option<u64>,
    /// As `--as` said it.
    pub person: String,
    pub sections: Vec<Section>,
    /// Found by whoever looks for them.
    pub on_demand: Vec<Tool>,
    pub routines: Vec<Routine>,
    pub notices: Vec<Notice>,
    pub feeds: Vec<Feed>,
    pub settings: Vec<Setting>,
    pub hidden: Vec<Hidden>,
}

#[derive(Serialize)]
pub(super) struct Section {
    pub id: String,
    pub name: String,
    pub tools: Vec<Tool>,
}

#[derive(Serialize)]
pub(super) struct Tool {
    pub id: String,
    pub name: String,
    pub place: Place,
    /// The condition by which the person belongs to its audience.
    pub because: String,
}

#[derive(Serialize)]
pub(super) struct Routine {
    pub id: String,
    pub name: String,
    pub apps: Vec<String>,
    pub because: String,
}

#[derive(Serialize)]
pub(super) struct Notice {
    pub id: String,
    pub text: String,
    pub severity: Severity,
    pub because: String,
}

#[derive(Serialize)]
pub(super) struct Feed {
    /// With what is known of the person.
    pub url: String,
    /// Why it would not be asked for this person.
    pub not_asked: Option<&'static str>,
    /// What it answered, where it was asked.
    pub answer: Option<String>,
    /// What of its answer is not shown, or otherwise than it is written.
    pub left_out: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Setting {
    pub key: &'static str,
    pub value: String,
    pub locked: bool,
}

#[derive(Serialize)]
pub(super) struct Hidden {
    /// `tool`, `routine` or `notice`.
    pub kind: &'static str,
    pub id: String,
    pub name: String,
    pub because: String,
}

/// What the desk shows them at this moment; feeds are named and not asked.
pub(super) fn see(workspace: &Workspace, person: &Someone, now: UnixTime, language: Language) -> Seen {
    let mut eyes = Eyes { person, now, l: language, hidden: Vec::new() };
    let on_demand = eyes.on_demand(workspace);
    let routines = eyes.routines(workspace);
    let notices = eyes.notices(workspace);
    Seen {
        id: workspace.id.clone(),
        name: workspace.name.pick(language).to_owned(),
        revision: workspace.revision,
        person: person.written.clone(),
        sections: eyes.sections(workspace),
        on_demand,
        routines,
        notices,
        feeds: feeds(workspace, person, language),
        settings: settings(workspace),
        hidden: eyes.hidden,
    }
}

struct Eyes<'a> {
    person: &'a Someone,
    now: UnixTime,
    l: Language,
    hidden: Vec<Hidden>,
}

impl Eyes<'_> {
    /// Why something is for the person; or else who it is for instead.
    fn belongs(&self, audience: Option<&Audience>) -> Result<String, String> {
        let l = self.l;
        let Some(audience) = audience else {
            return Ok(l.pick("tout le monde", "everybody", "alle").to_owned());
        };
        audience.why(&self.person.membership, l).ok_or_else(|| {
            let whom = audience.in_words(l);
            l.pick(format!("réservé à : {whom}"), format!("only for: {whom}"), format!("nur für: {whom}"))
        })
    }

    fn hide(&mut self, kind: &'static str, id: &str, name: &str, because: String) {
        self.hidden.push(Hidden { kind, id: id.to_owned(), name: name.to_owned(), because });
    }

    /// The desk itself says what stands where.
    fn sections(&self, workspace: &Workspace) -> Vec<Section> {
        let drawn = desk::view(&Sight {
            workspace,
            origin: Origin::Machine,
            broken: None,
            person: &self.person.membership,
            layer: &Layer::default(),
            language: self.l,
        });
        let tool = |id: &str| {
            let app = &workspace.tool(id).expect("the desk shows tools of the workspace").app;
            self.tool(app, self.belongs(app.audience.as_ref()).unwrap_or_else(|why_not| why_not))
        };
        let section = |section: SectionView| Section {
            tools: section.tiles.iter().map(|tile| tool(&tile.id)).collect(),
            id: section.id,
            name: section.name,
        };
        drawn.sections.into_iter().map(section).collect()
    }

    /// The tools that one has to look for; those that are not shown at all are noted.
    fn on_demand(&mut self, workspace: &Workspace) -> Vec<Tool> {
        let mut found = Vec::new();
        for app in workspace.tools.iter().map(|tool| &tool.app) {
            let name = app.name.pick(self.l);
            match self.belongs(app.audience.as_ref()) {
                _ if app.place == Place::Hidden => {
                    let because = self.l.pick(
                        "caché pour tout le monde",
                        "hidden from everybody",
                        "für alle verborgen",
                    );
                    self.hide("tool", &app.id, name, because.to_owned());
                }
                Err(because) => self.hide("tool", &app.id, name, because),
                Ok(because) if app.place == Place::Available => found.push(self.tool(app, because)),
                Ok(_) => {}
            }
        }
        found
    }

    fn tool(&self, app: &App, because: String) -> Tool {
        let name = app.name.pick(self.l).to_owned();
        Tool { id: app.id.clone(), name, place: app.place, because }
    }

    fn routines(&mut self, workspace: &Workspace) -> Vec<Routine> {
        let mut found = Vec::new();
        for routine in &workspace.routines {
            let (id, name) = (&routine.id, routine.name.pick(self.l).to_owned());
            match self.belongs(routine.audience.as_ref()) {
                Ok(because) => {
                    found.push(Routine { id: id.clone(), name, apps: routine.apps.clone(), because });
                }
                Err(because) => self.hide("routine", id, &name, because),
            }
        }
        found
    }

    fn notices(&mut self, workspace: &Workspace) -> Vec<Notice> {
        let l = self.l;
        let mut found = Vec::new();
        for notice in &workspace.notices {
            let (id, text) = (&notice.id, notice.text.pick(l).to_owned());
            let from = notice.from.as_deref().unwrap_or_default();
            let until = notice.until.as_deref().unwrap_or_default();
            let because = match (self.belongs(notice.audience.as_ref()), notice.timing(self.now)) {
                (Ok(because), Timing::Now) => {
                    let severity = notice.severity;
                    found.push(Notice { id: id.clone(), text, severity, because });
                    continue;
                }
                (Err(because), _) => because,
                (_, Timing::Over) => l.pick(
                    format!("terminée depuis {until}"),
                    format!("over since {until}"),
                    format!("vorbei seit {until}"),
                ),
                _ => l.pick(format!("à partir de {from}"), format!("from {from}"), format!("ab {from}")),
            };
            self.hide("notice", id, &text, because);
        }
        found
    }
}

fn feeds(workspace: &Workspace, person: &Someone, l: Language) -> Vec<Feed> {
    let feed = |url: &str| {
        let not_asked = (url.contains("{siret}") && person.siret.is_none()).then(|| {
            l.pick(
                "pas interrogée tant que le SIRET n’est pas connu",
                "not asked while the SIRET is not known",
                "nicht abgefragt, solange die SIRET nicht bekannt ist",
            )
        });
        let url = person.siret.as_ref().map_or_else(|| url.to_owned(), |siret| url.replace("{siret}", siret));
        Feed { url, not_asked, answer: None, left_out: Vec::new() }
    };
    workspace.feeds.iter().map(|one| feed(&one.url)).collect()
}

fn settings(workspace: &Workspace) -> Vec<Setting> {
    fn setting<T: Serialize>(key: &'static str, value: &T, locked: bool) -> Setting {
        let value = serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned));
        Setting { key, value: value.unwrap_or_default(), locked }
    }
    let (language, theme) = (workspace.settings.language, workspace.settings.theme);
    let language = language.map(|language| setting("language", &language.value, language.locked));
    let theme = theme.map(|theme| setting("theme", &theme.value, theme.locked));
    language.into_iter().chain(theme).collect()
}
