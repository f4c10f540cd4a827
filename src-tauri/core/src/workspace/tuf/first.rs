//! Trust on first use: the first root of an address that the agent typed, and words to compare it by.

use oauth2::http::{Request, StatusCode};
use sha2::{Digest as _, Sha256};
use tough::schema::{Role as _, Root, Signed};
use url::Url;

use super::roots::anchor;
use super::transport::{ask, is_absent, largest, refusal};
use super::trouble::{Refused, Trouble};
use super::update::below;
use crate::http::Http;

/// One word for each byte: plain, without accents, told apart by their first four letters.
const WORDS: &str = include_str!("words.txt");

/// As many words as give 80 bits: whoever wants another root with the same words would have to make 2^80 of them.
const LENGTH: usize = 10;

/// The first root of a repository, whatever it says: signed by its own keys, which says nothing of whose they are.
pub async fn first_root(address: &Url, http: &Http) -> Result<Vec<u8>, Refused> {
    const NAME: &str = "1.root.json";
    let file = below(address, "metadata/").join(NAME);
    let file = file.map_err(|error| Refused::new(Trouble::Unreachable, error.to_string()))?;
    let answer = ask(http, Request::get(file.as_str()), NAME, largest(NAME)).await?;
    match answer.status() {
        StatusCode::OK => {}
        status if is_absent(status) => {
            return Err(Refused::new(Trouble::NotARepository, format!("{NAME}: {status}")));
        }
        _ => return Err(refusal(NAME, &answer)),
    }
    let version = anchor(answer.body())?.signed.version;
    if version.get() != 1 {
        let trouble = Trouble::Mismatch { file: NAME.into() };
        return Err(Refused::new(trouble, format!("{NAME} says that it is version {version}")));
    }
    Ok(answer.into_body())
}

/// A first root in ten French words, the same in every language, so that it can be read out on the telephone. Of its
/// canonical form, so that neither spaces, line ends nor another signature make it another root; of the bytes
/// themselves where they are no root.
pub fn fingerprint(root: &[u8]) -> String {
    let words: Vec<&str> = WORDS.lines().collect();
    let signed = serde_json::from_slice::<Signed<Root>>(root).ok();
    let form = signed.and_then(|root| root.signed.canonical_form().ok());
    let hash = Sha256::digest(form.as_deref().unwrap_or(root));
    let words: Vec<&str> = hash.iter().take(LENGTH).map(|byte| words[usize::from(*byte)]).collect();
    words.join(" ")
}
