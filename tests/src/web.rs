//! A browser without scripts: cookies by host, redirects, the refresh of the pages that go on by themselves, and the few
//! forms of the stand-ins.

use std::collections::BTreeMap;

use url::Url;

use crate::form;

/// A page, after all redirects.
pub struct Page {
    /// Where it is.
    pub address: Url,
    /// Its source.
    pub text: String,
}

impl Page {
    /// The first heading: what the page says, for whoever has to find out why.
    pub fn heading(&self) -> &str {
        let heading = self.text.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>"));
        heading.map_or(self.text.as_str(), |(heading, _)| heading)
    }
}

/// The browser, and who sits before it.
pub struct Web {
    /// Which button of the login page is pressed: `camille`, `noe`, or `refuse`.
    pub who: &'static str,
    /// The name and password that the forms of a provider are filled in with, where it is none of the stand-ins.
    pub account: Option<(&'static str, &'static str)>,
    http: reqwest::Client,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

impl Default for Web {
    fn default() -> Self {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self {
            who: "camille",
            account: None,
            http: client.build().expect("a client"),
            cookies: BTreeMap::new(),
        }
    }
}

impl Web {
    /// Goes to an address, and on to where it leads; signs in where it is asked to.
    pub async fn go(&mut self, mut address: Url) -> Page {
        for _ in 0..40 {
            let request = self.http.get(address.clone());
            let (next, text) = self.send(&address, request).await;
            address = if let Some(next) = next.or_else(|| refresh(&text)) {
                next
            } else if let Some((action, form)) = self.form(&text) {
                let action = address.join(&action).expect("an address");
                let request = self.http.post(action.clone()).body(form);
                let request = request.header("content-type", "application/x-www-form-urlencoded");
                let (next, text) = self.send(&action, request).await;
                match next {
                    Some(next) => next,
                    None => return Page { address: action, text },
                }
            } else {
                return Page { address, text };
            };
        }
        panic!("redirects without an end, at {address}");
    }

    /// Where a form of the stand-ins goes, and with what.
    fn form(&self, text: &str) -> Option<(String, String)> {
        let form = |marker: &str| {
            let (_, rest) = text.split_once(marker)?;
            let (_, rest) = rest.split_once("action=\"")?;
            rest.split('"').next().map(str::to_owned)
        };
        if text.contains("id=\"agent-camille\"") {
            let refuses = self.who == "refuse";
            let action = form("<form").expect("a form");
            let action = if refuses { action.replace("/login", "/refuse") } else { action };
            return Some((action, format!("agent={}", self.who)));
        }
        if text.contains("id=\"second-factor\"") {
            return Some((form("<form")?, String::new()));
        }
        if let Some((name, password)) = self.account {
            return form::filled(text, name, password);
        }
        let action = form("id=\"op.logoutForm\"")?;
        let (_, rest) = text.split_once("name=\"xsrf\" value=\"")?;
        Some((action, format!("logout=yes&xsrf={}", rest.split('"').next()?)))
    }

    async fn send(&mut self, address: &Url, request: reqwest::RequestBuilder) -> (Option<Url>, String) {
        let jar = self.cookies.entry(address.host_str().unwrap_or_default().to_owned()).or_default();
        let cookies: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("cookie", cookies.join("; ")).header("sec-fetch-site", "none");
        let answer = request.send().await.expect("an answer");
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().expect("text");
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            if cookie.contains("1970") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = answer.headers().get("location").map(|value| value.to_str().expect("text"));
        let next = location.map(|location| address.join(location).expect("an address"));
        (next, answer.text().await.expect("text"))
    }
}

fn refresh(text: &str) -> Option<Url> {
    let (_, rest) = text.split_once("content=\"0;url=")?;
    Url::parse(&rest.split('"').next()?.replace("&amp;", "&").replace("&#39;", "'")).ok()
}
