//! `workspace new --from`: a list of tools that is already there.

use std::fs::File;
use std::io::Read as _;

use parvis_core::http::{Request, Unanswered};
use parvis_core::words;
use parvis_core::words::{Language, Words};
use parvis_core::workspace::feed::fetch::Trouble;
use parvis_core::workspace::feed::{Reading, Unusable, draft};
use parvis_core::workspace::format::{Document, FeedKind, Text};
use parvis_core::workspace::problem::{Problem, unreadable};
use url::Url;

use crate::network;
use crate::output::runtime;

/// No list is larger, in bytes.
const LARGEST: usize = 1024 * 1024;

/// What a list names, as far as it can be used.
pub(super) struct List(Reading);

impl List {
    /// Reads the list of this kind, `gaufre` or `opendesk`, at this address or in this file.
    pub(super) fn read(from: &[String], language: Language) -> Result<Self, Words> {
        let [kind, place] = from else { unreachable!("the command line takes two") };
        let about = |what: Words| {
            let (fr, en, de) = (what.pick(Language::Fr), what.pick(Language::En), what.pick(Language::De));
            Words::new(format!("{place} : {fr}."), format!("{place}: {en}."), format!("{place}: {de}."))
        };
        let address = Url::parse(place).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
        let reading = match (kind.as_str(), address) {
            ("gaufre", Some(address)) => asked(&address, language),
            ("gaufre", None) => of_file(place).and_then(|list| read(FeedKind::Gaufre, &list, language)),
            ("opendesk", None) => of_file(place).and_then(|list| opendesk(&list, language)),
            ("opendesk", Some(_)) => Err(words!(
                "le portail ne montre tout qu’aux personnes connectées. Connectez-vous, enregistrez cette page, et donnez le fichier",
                "the portal shows everything only to people who are signed in. Sign in, save this page, and name the file",
                "das Portal zeigt nur angemeldeten Personen alles. Melden Sie sich an, speichern Sie diese Seite und nennen Sie die Datei"
            )),
            (other, _) => {
                return Err(words!(
                    "« {other} » n’est pas une sorte de liste : c’est gaufre ou opendesk.",
                    "\"{other}\" is no kind of list: it is gaufre or opendesk.",
                    "„{other}“ ist keine Art von Liste: möglich sind gaufre und opendesk."
                ));
            }
        };
        reading.map(Self).map_err(about)
    }

    /// A workspace with all of it.
    pub(super) fn document(&self, id: &str, name: &Text) -> Document {
        serde_json::from_value(draft::to_document(&self.0, id, name)).expect("what is drafted is a document")
    }

    /// What cannot be used, or is read otherwise than written, each with the reason.
    pub(super) fn left_out(self) -> Vec<Problem> {
        self.0.left_out
    }
}

fn read(kind: FeedKind, list: &[u8], language: Language) -> Result<Reading, Words> {
    draft::read_any(kind, list, None, language).map_err(|why| why.words())
}

/// `portal.json` has entries beside its categories, `navigation.json` inside them.
fn opendesk(list: &[u8], language: Language) -> Result<Reading, Words> {
    match draft::read_any(FeedKind::OpendeskPortal, list, None, language) {
        Err(Unusable::NotAList) => read(FeedKind::OpendeskNavigation, list, language),
        portal => portal.map_err(|why| why.words()),
    }
}

fn of_file(file: &str) -> Result<Vec<u8>, Words> {
    let mut list = Vec::new();
    let most = LARGEST as u64 + 1;
    let read = File::open(file).and_then(|file| file.take(most).read_to_end(&mut list));
    match read {
        Err(error) => Err(unreadable(&error)),
        Ok(_) if list.len() > LARGEST => Err(unanswered(Unanswered::TooLarge)),
        Ok(_) => Ok(list),
    }
}

/// La Gaufre at an address, which says itself what it does not like.
fn asked(address: &Url, language: Language) -> Result<Reading, Words> {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = address.as_str().parse().map_err(|_| unanswered(Unanswered::NotARequest))?;
    request.headers_mut().insert("accept", "application/json".parse().expect("a value of a header"));
    let answer = runtime().block_on(network::http().fetch(request, LARGEST)).map_err(unanswered)?;
    let list = draft::read_any(FeedKind::Gaufre, answer.body(), Some(address), language);
    match (answer.status().as_u16(), list) {
        (200, list) => list.map_err(|why| why.words()),
        (_, Err(refused @ Unusable::Refused(_))) => Err(refused.words()),
        (status, _) => Err(Trouble::Status(status).words()),
    }
}

fn unanswered(why: Unanswered) -> Words {
    Trouble::Unanswered(Box::new(why)).words()
}
