//! The desk: the workspace's tools as the window shows them.

pub mod layer;

use self::layer::{Layer, Piece};
use crate::identity::person::initials;
use crate::view::{ActionView, DeskView, Origin, SectionView, TileView, WorkspaceProblemView};
use crate::words::Language;
use crate::workspace::audience::Membership;
use crate::workspace::{Broken, Tool, Workspace};

/// What a desk is drawn from.
pub struct Sight<'a> {
    /// The workspace, with what its feeds brought.
    pub workspace: &'a Workspace,
    /// Where it came from.
    pub origin: Origin,
    /// Why it is not the one that was laid, if so.
    pub broken: Option<&'a Broken>,
    /// What is known of the person; of nobody, the default desk is drawn: tools without an audience.
    pub person: &'a Membership,
    /// What the agent arranged.
    pub layer: &'a Layer,
    /// For their eyes.
    pub language: Language,
}

/// Draws the desk.
pub fn view(sight: &Sight) -> DeskView {
    let &Sight { workspace, language, .. } = sight;
    let tools: Vec<&Tool> = workspace.tools.iter().filter(|tool| is_for(tool, sight.person)).collect();
    let ids: Vec<&str> = workspace.sections.iter().map(|section| section.id.as_str()).collect();
    let pieces: Vec<Piece> = tools.iter().map(|tool| piece(tool)).collect();
    let names = workspace.sections.iter().map(|section| section.name.pick(language));
    let mut sections: Vec<SectionView> = names
        .chain([others(language)])
        .zip(ids.iter().copied().chain([""]))
        .zip(sight.layer.lay(&ids, &pieces))
        .map(|((name, id), laid)| SectionView {
            id: id.to_owned(),
            name: name.to_owned(),
            tiles: laid.into_iter().map(|index| tile(tools[index], language)).collect(),
        })
        .collect();
    sections.retain(|section| !section.tiles.is_empty());
    DeskView {
        name: workspace.name.pick(language).to_owned(),
        origin: sight.origin,
        brand: workspace.brand.clone(),
        sections,
        problem: sight.broken.map(|broken| problem(broken, language)),
    }
}

/// Whether a tool is meant for this person.
pub fn is_for(tool: &Tool, person: &Membership) -> bool {
    tool.app.audience.as_ref().is_none_or(|audience| audience.includes(person))
}

/// A tool as the agent's layer sees it.
pub fn piece(tool: &Tool) -> Piece<'_> {
    Piece {
        id: &tool.app.id,
        section: tool.app.section.as_deref().unwrap_or_default(),
        place: tool.app.place,
    }
}

/// The name of the last section, for the tools that stand in no other.
pub(crate) fn others(language: Language) -> &'static str {
    language.pick("Autres outils", "Other tools", "Weitere Anwendungen")
}

/// A tool's name in the agent's language.
pub fn tool_name(tool: &Tool, language: Language) -> String {
    tool.app.name.pick(language).to_owned()
}

fn tile(tool: &Tool, language: Language) -> TileView {
    let name = tool_name(tool, language);
    let purpose = tool.app.purpose.pick(language);
    TileView {
        id: tool.app.id.clone(),
        initials: initials(&name),
        color: color(&tool.app.id),
        name,
        purpose: (!purpose.is_empty()).then(|| purpose.to_owned()),
        keywords: tool.app.keywords.clone(),
        host: tool.url.host_str().unwrap_or_default().to_owned(),
        icon: tool.icon.clone(),
        actions: tool
            .app
            .actions
            .iter()
            .map(|action| ActionView { id: action.id.clone(), name: action.name.pick(language).to_owned() })
            .collect(),
    }
}

/// One of twelve colours; the same id has the same colour on every computer (FNV-1a).
fn color(id: &str) -> u8 {
    let hash =
        id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    u8::try_from((hash >> 8) % 12).unwrap_or_default()
}

fn problem(broken: &Broken, language: Language) -> WorkspaceProblemView {
    WorkspaceProblemView {
        code: broken.code,
        file: broken.file.display().to_string(),
        problems: broken.problems.iter().map(|problem| problem.line(language)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(workspace: &Workspace, person: &Membership, language: Language) -> DeskView {
        let (origin, layer) = (Origin::Machine, &Layer::default());
        view(&Sight { workspace, origin, broken: None, person, layer, language })
    }

    #[test]
    fn tools_stand_in_their_sections_and_the_rest_comes_last() {
        let text = serde_json::json!({
            "format": 1, "id": "w", "name": {"fr": "W", "de": "V"}, "hosts": ["a.exemple.fr"],
            "sections": [{"id": "empty", "name": {"fr": "Vide"}}, {"id": "s", "name": {"fr": "Section", "en": "Part"}}],
            "apps": [
                {"id": "1", "name": {"fr": "Un"}, "url": "https://a.exemple.fr", "section": "gone"},
                {"id": "2", "name": {"fr": "Deux", "en": "Two"}, "url": "https://a.exemple.fr", "section": "s"},
                {"id": "3", "name": {"fr": "Trois"}, "url": "https://a.exemple.fr", "section": "s", "place": "hidden"},
                {"id": "4", "name": {"fr": "Quatre"}, "url": "https://a.exemple.fr", "place": "available"},
            ]
        });
        let workspace = Workspace::read(text.to_string().as_bytes(), &crate::workspace::assets::NoAssets)
            .expect("a workspace");
        let desk = draw(&workspace, &Membership::default(), Language::En);
        let names: Vec<_> =
            desk.sections.iter().map(|s| (s.name.as_str(), s.tiles[0].name.as_str())).collect();
        assert_eq!(names, [("Part", "Two"), ("Other tools", "Un")]);
        assert!(desk.sections.iter().all(|s| s.tiles.len() == 1));
        assert_eq!(draw(&workspace, &Membership::default(), Language::De).name, "V");
    }

    #[test]
    fn tools_of_an_audience_are_shown_to_it_alone() {
        let text = serde_json::json!({
            "format": 1, "id": "w", "name": {"fr": "W"}, "hosts": ["a.exemple.fr"],
            "sections": [{"id": "rh", "name": {"fr": "RH"}}],
            "apps": [
                {"id": "all", "name": {"fr": "Docs"}, "url": "https://a.exemple.fr", "audience": null},
                {"id": "pay", "name": {"fr": "Paie"}, "url": "https://a.exemple.fr", "section": "rh", "place": "pinned",
                 "audience": {"any": [{"groups": ["rh"]}, {"organizational_unit": ["DRH"]}]}},
                {"id": "town", "name": {"fr": "Mairie"}, "url": "https://a.exemple.fr",
                 "audience": {"any": [{"roles": ["agent_public_territorial"]}]}},
                {"id": "off", "name": {"fr": "Plus tard"}, "url": "https://a.exemple.fr", "place": "hidden",
                 "audience": {"any": [{"groups": ["rh"]}]}},
            ]
        });
        let workspace = Workspace::read(text.to_string().as_bytes(), &crate::workspace::assets::NoAssets)
            .expect("a workspace");
        let shown = |claims: serde_json::Value| -> Vec<_> {
            let person = Membership::of_claims(claims.as_object().expect("an object"));
            let desk = draw(&workspace, &person, Language::Fr);
            desk.sections.into_iter().flat_map(|section| section.tiles).map(|tile| tile.id).collect()
        };
        assert_eq!(shown(serde_json::json!({})), ["all"], "of nobody anything is known: the default desk");
        assert_eq!(shown(serde_json::json!({"groups": ["rh"]})), ["pay", "all"]);
        assert_eq!(shown(serde_json::json!({"groups": [], "organizational_unit": "DRH"})), ["pay", "all"]);
        assert_eq!(shown(serde_json::json!({"roles": "agent_public_territorial"})), ["all", "town"]);
        assert!(
            workspace.tool("pay").is_some(),
            "a link to it is opened all the same: this protects nothing"
        );
    }

    #[test]
    fn the_built_in_tools_do_not_share_colours_too_much() {
        let workspace = Workspace::built_in();
        let colors: std::collections::HashSet<_> = workspace.tools.iter().map(|t| color(&t.app.id)).collect();
        assert!(colors.len() >= 6, "{colors:?}");
    }
}
