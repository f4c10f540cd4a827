//! La Gaufre, the list of La Suite's tools.
//!
//! * Version 1: an array of `{id, name, url}` (`services.json` of suitenumerique/integration, `website/`; its source
//!   list also has `enabled` and `beta`).
//! * Version 2, DINUM: `{services: [{id, name, accessibleName?, url, maturity, logo}]}`
//!   (numerique-gouv/lasuite-landingpage, `src/pages/api/services.ts`).
//! * Version 2, ANCT: the same with `subscribed`, and an `organization` beside `services` where one was asked for;
//!   a refusal is `{error, services: []}`, the error being a text or an object (suitenumerique/st-deploycenter,
//!   `core/api/viewsets/lagaufre.py`).
//!
//! `id` is a number or a text, `logo` may be null or relative, `maturity` is `alpha`, `beta`, `stable`, `deprecated`,
//! or something else that the widget prints as it is.

use serde_json::Value;

use super::list::{Found, List, address, id, named, not_an_entry};
use super::text::{self, LONGEST_NAME};
use super::{Unusable, error_in};
use crate::workspace::format::Text;

const LANGUAGE: &str = "fr";

pub(super) fn read(answer: &Value, list: &mut List) -> Result<(), Unusable> {
    if let Some(error) = error_in(answer) {
        return Err(error);
    }
    let (services, place) = match answer {
        Value::Array(services) => (services, ""),
        other => (other.get("services").and_then(Value::as_array).ok_or(Unusable::NotAList)?, "services"),
    };
    for (index, service) in services.iter().enumerate() {
        let path = format!("{place}[{index}]");
        if !list.has_room(&path) {
            break;
        }
        if !service.is_object() {
            list.leave_out(&path, not_an_entry());
        } else if service["enabled"] != false {
            let found = found(service, list.source.address.cloned());
            list.add(&path, found);
        }
    }
    Ok(())
}

fn found(service: &Value, base: Option<url::Url>) -> Found {
    let spoken = text::shown(&service["accessibleName"], LONGEST_NAME);
    Found {
        id: id(&service["id"]),
        name: named(LANGUAGE, &service["name"]),
        purpose: purpose(service),
        links: address(&service["url"]).into_iter().collect(),
        logo: address(&service["logo"]),
        keywords: spoken.into_iter().collect(),
        on_demand: service["subscribed"] == false,
        base,
        ..Found::default()
    }
}

/// The list does not say what a tool is for. What else one has to know stands in that place.
fn purpose(service: &Value) -> Text {
    let maturity = service["maturity"].as_str().or((service["beta"] == true).then_some("beta"));
    let other = maturity.and_then(|maturity| text::line(maturity, LONGEST_NAME));
    let maturity = match maturity {
        None | Some("stable") => None,
        Some("alpha") => Some(["Version alpha", "Alpha version", "Alpha-Version"]),
        Some("beta") => Some(["Version bêta", "Beta version", "Beta-Version"]),
        Some("deprecated") => Some(["Bientôt retiré", "To be withdrawn soon", "Wird bald eingestellt"]),
        Some(_) => other.as_deref().map(|other| [other; 3]),
    };
    let subscription = (service["subscribed"] == false).then_some([
        "Votre organisation n’y est pas abonnée",
        "Your organisation has no subscription",
        "Ihre Organisation hat kein Abonnement",
    ]);
    let known: Vec<[&str; 3]> = maturity.into_iter().chain(subscription).collect();
    if known.is_empty() {
        return Text::default();
    }
    let [fr, en, de] =
        [0, 1, 2].map(|nth| known.iter().map(|texts| texts[nth]).collect::<Vec<_>>().join(" · "));
    Text::of(&fr, &en, &de)
}
