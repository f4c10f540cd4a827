//! Takes out of a text what is nobody else's business, wherever it got into it.

use parvis_core::policy::Policy;
use parvis_core::store::Joined;
use secrecy::ExposeSecret as _;
use url::Url;

/// Stands for what was there.
const REMOVED: &str = "[…]";

/// What has to go.
pub(super) struct Scrub {
    texts: Vec<(String, &'static str)>,
}

impl Scrub {
    /// The machine's secret, the addresses that the agent `typed`, and the name of their home.
    pub(super) fn new(policy: &Policy, typed: &[Joined]) -> Self {
        let secret = policy.client_secret.as_ref().map(|secret| secret.expose_secret().to_owned());
        let hosts =
            typed.iter().filter_map(|joined| Url::parse(&joined.address).ok()?.host_str().map(str::to_owned));
        let home = std::env::var("HOME").ok().filter(|home| home.len() > 1);
        let mut texts: Vec<_> = secret.into_iter().chain(hosts).map(|text| (text, REMOVED)).collect();
        // In JSON a text is written with its quotes and backslashes escaped.
        let escaped = texts.iter().filter_map(|(text, with)| {
            let json = serde_json::to_string(text).ok()?;
            Some((json.trim_matches('"').to_owned(), *with))
        });
        texts = escaped.collect::<Vec<_>>().into_iter().chain(texts).collect();
        texts.extend(home.map(|home| (home, "~")));
        Self { texts }
    }

    pub(super) fn clean(&self, text: &str) -> String {
        let text = without_logins(text);
        self.texts.iter().fold(text, |text, (secret, with)| text.replace(secret, with))
    }
}

/// The same without a name or password in an address.
fn without_logins(text: &str) -> String {
    let (mut clean, mut rest) = (String::with_capacity(text.len()), text);
    // JSON may write its slashes with a backslash.
    while let Some((at, mark)) =
        ["://", r":\/\/"].iter().filter_map(|mark| Some((rest.find(mark)?, mark))).min()
    {
        let (before, after) = rest.split_at(at + mark.len());
        clean.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || "/?#\"'<>\\".contains(c)).unwrap_or(after.len());
        rest = match after[..end].rfind('@') {
            Some(login) => {
                clean.push_str(REMOVED);
                &after[login..]
            }
            None => after,
        };
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_go_from_addresses_and_nothing_else_does() {
        for (text, clean) in [
            ("https://u:p@a.fr/b, http://c.fr", "https://[…]@a.fr/b, http://c.fr"),
            (r#""https:\/\/u:p@a.fr\/", "x@y.fr""#, r#""https:\/\/[…]@a.fr\/", "x@y.fr""#),
            ("socks5://a@b:c@p:1080", "socks5://[…]@p:1080"),
            ("https://a.fr/?to=x@y.fr", "https://a.fr/?to=x@y.fr"),
        ] {
            assert_eq!(without_logins(text), clean);
        }
    }
}
