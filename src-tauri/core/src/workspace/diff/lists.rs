//! What a workspace lists beside its tools.

use std::collections::HashMap;

use super::{About, Changes, Kind, from_to, order, paired};
use crate::workspace::format::{Document, Feed, FeedKind, Notice, Preference, Routine};

pub(super) fn sections(old: &Document, new: &Document, changes: &mut Changes) {
    let about = About::Sections;
    let sections = paired(&old.sections, &new.sections, |section| &section.id);
    for section in &sections.appeared {
        let name = changes.name(&section.name);
        changes.say(
            about,
            Kind::Appeared,
            &section.id,
            [
                format!("nouvelle section {name}"),
                format!("new section {name}"),
                format!("neuer Abschnitt {name}"),
            ],
        );
    }
    for section in &sections.gone {
        let name = changes.name(&section.name);
        changes.say(
            about,
            Kind::Gone,
            &section.id,
            [
                format!("la section {name} disparaît"),
                format!("the section {name} disappears"),
                format!("der Abschnitt {name} verschwindet"),
            ],
        );
    }
    for (was, is) in sections.both.iter().filter(|(was, is)| was.name != is.name) {
        let how = changes.renamed(&was.name, &is.name);
        changes.say(
            about,
            Kind::Renamed,
            &is.id,
            [
                format!("une section change de nom : {how}"),
                format!("a section is renamed: {how}"),
                format!("ein Abschnitt heißt anders: {how}"),
            ],
        );
    }
    let ranks: HashMap<&str, usize> =
        old.sections.iter().enumerate().map(|(rank, one)| (one.id.as_str(), rank)).collect();
    let old_ranks: Vec<_> = sections.both.iter().map(|(_, is)| ranks[is.id.as_str()]).collect();
    for index in order::moved(&old_ranks) {
        let section = sections.both[index].1;
        let name = changes.name(&section.name);
        changes.say(
            about,
            Kind::Moved,
            &section.id,
            [
                format!("la section {name} change de rang"),
                format!("the section {name} changes its rank"),
                format!("der Abschnitt {name} ändert den Rang"),
            ],
        );
    }
}

pub(super) fn routines(old: &Document, new: &Document, changes: &mut Changes) {
    let about = About::Routines;
    let routines = paired(&old.routines, &new.routines, |routine| &routine.id);
    let apps = |routine: &Routine| routine.apps.join(", ");
    for routine in &routines.appeared {
        let (name, apps) = (changes.name(&routine.name), apps(routine));
        let whom = changes.whom(routine.audience.as_ref());
        changes.say(
            about,
            Kind::Appeared,
            &routine.id,
            [
                format!("nouvel enchaînement {name} ({apps}), pour : {whom}"),
                format!("new routine {name} ({apps}), for: {whom}"),
                format!("neuer Ablauf {name} ({apps}), für: {whom}"),
            ],
        );
    }
    for routine in &routines.gone {
        let name = changes.name(&routine.name);
        changes.say(
            about,
            Kind::Gone,
            &routine.id,
            [
                format!("l’enchaînement {name} disparaît"),
                format!("the routine {name} disappears"),
                format!("der Ablauf {name} verschwindet"),
            ],
        );
    }
    for (was, is) in &routines.both {
        let name = changes.name(&is.name);
        if was.name != is.name {
            let how = changes.renamed(&was.name, &is.name);
            changes.say(
                about,
                Kind::Renamed,
                &is.id,
                [
                    format!("un enchaînement change de nom : {how}"),
                    format!("a routine is renamed: {how}"),
                    format!("ein Ablauf heißt anders: {how}"),
                ],
            );
        }
        if was.apps != is.apps {
            let how = from_to(&apps(was), &apps(is));
            changes.say(
                about,
                Kind::Changed,
                &is.id,
                [
                    format!("l’enchaînement {name} ouvre autre chose : {how}"),
                    format!("the routine {name} opens something else: {how}"),
                    format!("der Ablauf {name} öffnet anderes: {how}"),
                ],
            );
        }
        if was.audience != is.audience {
            let (before, now) = (changes.whom(was.audience.as_ref()), changes.whom(is.audience.as_ref()));
            changes.say(
                about,
                Kind::Audience,
                &is.id,
                [
                    format!("l’enchaînement {name} est maintenant pour : {now} (avant : {before})"),
                    format!("the routine {name} is now for: {now} (before: {before})"),
                    format!("der Ablauf {name} ist jetzt für: {now} (bisher: {before})"),
                ],
            );
        }
    }
}

pub(super) fn notices(old: &Document, new: &Document, changes: &mut Changes) {
    let (about, l) = (About::Notices, changes.language);
    let notices = paired(&old.notices, &new.notices, |notice| &notice.id);
    let when = |notice: &Notice| {
        let or_open = |moment: &Option<String>| moment.clone().unwrap_or_else(|| "…".to_owned());
        match (&notice.from, &notice.until) {
            (None, None) => l.pick("sans limite", "without limit", "unbegrenzt").to_owned(),
            (from, until) => from_to(&or_open(from), &or_open(until)),
        }
    };
    for notice in &notices.appeared {
        let (text, when) = (changes.name(&notice.text), when(notice));
        let whom = changes.whom(notice.audience.as_ref());
        changes.say(
            about,
            Kind::Appeared,
            &notice.id,
            [
                format!("nouvelle annonce {text} ({when}), pour : {whom}"),
                format!("new notice {text} ({when}), for: {whom}"),
                format!("neue Mitteilung {text} ({when}), für: {whom}"),
            ],
        );
    }
    for notice in &notices.gone {
        let text = changes.name(&notice.text);
        changes.say(
            about,
            Kind::Gone,
            &notice.id,
            [
                format!("l’annonce {text} disparaît"),
                format!("the notice {text} disappears"),
                format!("die Mitteilung {text} verschwindet"),
            ],
        );
    }
    for (_, is) in notices.both.iter().filter(|(was, is)| was != is) {
        let (text, when) = (changes.name(&is.text), when(is));
        let whom = changes.whom(is.audience.as_ref());
        changes.say(about, Kind::Changed, &is.id, [
            format!("l’annonce {text} change ({when}), pour : {whom} ; qui l’a déjà vue ne la reverra pas"),
            format!("the notice {text} changes ({when}), for: {whom}; whoever has seen it will not see it again"),
            format!("die Mitteilung {text} ändert sich ({when}), für: {whom}; wer sie schon sah, sieht sie nicht wieder"),
        ]);
    }
}

pub(super) fn feeds(old: &Document, new: &Document, changes: &mut Changes) {
    let about = About::Feeds;
    let feeds = paired(&old.feeds, &new.feeds, feed_id);
    for feed in &feeds.appeared {
        let (id, url) = (feed_id(feed), &feed.url);
        changes.say(
            about,
            Kind::Appeared,
            id,
            [
                format!("des outils viennent aussi de la liste {id} : {url}"),
                format!("tools also come from the list {id}: {url}"),
                format!("Anwendungen kommen auch aus der Liste {id}: {url}"),
            ],
        );
    }
    for feed in &feeds.gone {
        let (id, url) = (feed_id(feed), &feed.url);
        changes.say(
            about,
            Kind::Gone,
            id,
            [
                format!("la liste {id} n’apporte plus d’outils : {url}"),
                format!("the list {id} brings no more tools: {url}"),
                format!("die Liste {id} bringt keine Anwendungen mehr: {url}"),
            ],
        );
    }
    for (was, is) in feeds.both.iter().filter(|(was, is)| was != is) {
        let id = feed_id(is);
        let how = if was.url == is.url { is.url.clone() } else { from_to(&was.url, &is.url) };
        changes.say(
            about,
            Kind::Changed,
            id,
            [
                format!("la liste {id} change : {how}"),
                format!("the list {id} changes: {how}"),
                format!("die Liste {id} ändert sich: {how}"),
            ],
        );
    }
}

fn feed_id(feed: &Feed) -> &str {
    feed.id.as_deref().unwrap_or(match feed.kind {
        FeedKind::Gaufre => "gaufre",
        FeedKind::OpendeskNavigation => "opendesk-navigation",
        FeedKind::OpendeskPortal => "opendesk-portal",
    })
}

pub(super) fn settings(old: &Document, new: &Document, changes: &mut Changes) {
    let (was, is) = (&old.settings, &new.settings);
    setting("language", was.language.as_ref(), is.language.as_ref(), changes);
    setting("theme", was.theme.as_ref(), is.theme.as_ref(), changes);
}

fn setting<T: serde::Serialize + PartialEq>(
    key: &str,
    was: Option<&Preference<T>>,
    is: Option<&Preference<T>>,
    changes: &mut Changes,
) {
    if was == is {
        return;
    }
    let l = changes.language;
    let said = |preference: Option<&Preference<T>>| {
        let Some(preference) = preference else {
            return l.pick("au choix de l’agent", "up to the agent", "nach Wahl").to_owned();
        };
        let value = serde_json::to_value(&preference.value).unwrap_or_default();
        let value = value.as_str().unwrap_or_default();
        if preference.locked {
            l.pick(format!("{value}, imposé"), format!("{value}, locked"), format!("{value}, festgelegt"))
        } else {
            l.pick(format!("{value}, proposé"), format!("{value}, preferred"), format!("{value}, bevorzugt"))
        }
    };
    let how = from_to(&said(was), &said(is));
    changes.say(
        About::Settings,
        Kind::Changed,
        key,
        [format!("{key} : {how}"), format!("{key}: {how}"), format!("{key}: {how}")],
    );
}
