//! What an honest provider answers, with what a test changed laid over.

use std::collections::HashMap;
use std::sync::Mutex;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http_body_util::{BodyExt as _, Collected};
use hyper::Request;
use hyper::body::Incoming;
use parvis_core::clock::{Clock as _, SystemClock};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::keys::{self, Signing};
use super::reply::Reply;
use super::{Asked, Part, State};

type Parameters = HashMap<String, String>;

const JSON: &str = "application/json";

/// The agent who signs in, as the conformance suite names them in the subject.
const PERSON: &str = r#"{"sub": "user-subject-1234531", "given_name": "Camille", "family_name": "Durand",
    "name": "Camille Durand", "email": "camille.durand@exemple.fr", "email_verified": false}"#;

pub(super) async fn answer(state: &Mutex<State>, request: Request<Incoming>) -> Reply {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    let form = parameters(&body);
    let target = head.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let Some(part) = part(head.uri.path(), &form) else {
        return Reply::error(404, "not_found");
    };
    let query = parameters(head.uri.query().unwrap_or_default().as_bytes());
    let asked = Asked { part, method: head.method.to_string(), target, query, headers: head.headers, form };
    let (reply, mut waiting) = {
        let mut state = state.lock().expect("no panic");
        state.asked.push(asked.clone());
        let mut reply = state.answer(&asked);
        if let Some(change) = state.replies.get(&part) {
            change(&mut reply);
        }
        (reply, state.held.subscribe())
    };
    waiting.wait_for(|held| !held.contains(&part)).await.expect("the state outlives its answers");
    reply
}

fn parameters(text: &[u8]) -> Parameters {
    form_urlencoded::parse(text).into_owned().collect()
}

/// By the last word of the path: tests move the endpoints about.
fn part(path: &str, form: &Parameters) -> Option<Part> {
    let name = path.split('/').rfind(|name| !name.is_empty())?;
    Some(match name {
        "openid-configuration" => Part::Discovery,
        "authorize" => Part::Authorize,
        "token" if form.get("grant_type").is_some_and(|grant| grant == "refresh_token") => Part::Refresh,
        "token" => Part::Code,
        "userinfo" => Part::Userinfo,
        "revocation" => Part::Revocation,
        "end-session" => Part::EndSession,
        name if name.starts_with("jwks") => Part::Keys,
        // The form of the login page, and what its button sends.
        name if name.starts_with("interaction-") || name == "login" => Part::Authorize,
        _ => return None,
    })
}

impl State {
    fn answer(&mut self, asked: &Asked) -> Reply {
        match asked.part {
            Part::Discovery => Reply::of(JSON, self.discovery().to_string()),
            Part::Keys => {
                let keys = keys::published(self.rotations);
                Reply::of(JSON, self.changed(Part::Keys, keys).to_string())
            }
            Part::Authorize => self.authorize(asked),
            Part::Code | Part::Refresh => self.token(asked),
            Part::Userinfo => self.userinfo(asked),
            Part::Revocation => {
                self.refresh_tokens.remove(asked.form.get("token").map_or("", String::as_str));
                Reply::of(JSON, "")
            }
            Part::EndSession => self.end_session(asked),
            Part::Callback | Part::IdToken | Part::RefreshedIdToken | Part::SignedOut => {
                unreachable!("no address of its own")
            }
        }
    }

    fn discovery(&self) -> Value {
        let base = self.issuer.trim_end_matches('/');
        let methods = if self.secret.is_some() {
            json!(["client_secret_basic", "client_secret_post", "private_key_jwt"])
        } else {
            json!(["none"])
        };
        let document = json!({
            "issuer": self.issuer,
            "authorization_endpoint": format!("{base}/authorize"),
            "token_endpoint": format!("{base}/token"),
            "userinfo_endpoint": format!("{base}/userinfo"),
            "jwks_uri": format!("{base}/jwks"),
            "revocation_endpoint": format!("{base}/revocation"),
            "end_session_endpoint": format!("{base}/end-session"),
            "response_types_supported": ["code", "id_token code", "token code id_token", "id_token"],
            "subject_types_supported": ["public", "pairwise"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "PS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": methods,
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
        });
        self.changed(Part::Discovery, document)
    }

    fn authorize(&mut self, asked: &Asked) -> Reply {
        let path = asked.target.trim_end_matches("/login").to_owned();
        let request = match self.interactions.remove(&path) {
            Some(request) if asked.method == "POST" => request,
            Some(request) => {
                let button = r#"<button id="agent-camille">Camille</button>"#;
                let page = format!(r#"<form method="post" action="{path}/login">{button}</form>"#);
                self.interactions.insert(path, request);
                return Reply::of("text/html", page);
            }
            None if self.shows_form => {
                let path = format!("/interaction-{}", self.number());
                self.interactions.insert(path.clone(), asked.query.clone());
                return Reply::to(&path);
            }
            None => asked.query.clone(),
        };
        let code = format!("code-{}", self.number());
        let back = Url::parse(&request["redirect_uri"]).expect("a redirect URI");
        let parameters = json!({"code": code, "state": request["state"]});
        self.codes.insert(code, request);
        send_back(back, &self.changed(Part::Callback, parameters))
    }

    fn end_session(&self, asked: &Asked) -> Reply {
        let Some(back) = asked.query.get("post_logout_redirect_uri") else {
            return Reply::of("text/html", r#"<p id="signed-out">Signed out</p>"#);
        };
        let state = asked.query.get("state").map_or(json!({}), |state| json!({"state": state}));
        send_back(Url::parse(back).expect("an address"), &self.changed(Part::SignedOut, state))
    }

    fn token(&mut self, asked: &Asked) -> Reply {
        if !self.is_authenticated(asked) {
            return Reply::error(401, "invalid_client");
        }
        let Some(nonce) = self.redeem(asked) else {
            return Reply::error(400, "invalid_grant");
        };
        let field = |name: &str| asked.form.get(name).map_or("", String::as_str);
        let access_token = format!("access-{}", self.number());
        // As ProConnect: the same one again, unless a test changes it.
        let refresh_token = match field("refresh_token") {
            "" => format!("refresh-{}", self.number()),
            same => same.to_owned(),
        };
        let answer = json!({
            "access_token": access_token,
            "token_type": "Bearer",
            "refresh_token": refresh_token,
            "id_token": self.id_token(asked.part, &nonce, &access_token),
        });
        let answer = self.changed(asked.part, answer);
        self.access_tokens.insert(access_token);
        if let Some(token) = answer["refresh_token"].as_str() {
            // Given another one, the one before is spent.
            self.refresh_tokens.remove(field("refresh_token"));
            self.refresh_tokens.insert(token.to_owned(), nonce);
        }
        Reply::of(JSON, answer.to_string())
    }

    /// The nonce of the sign-in that this code or refresh token belongs to.
    fn redeem(&mut self, asked: &Asked) -> Option<String> {
        let field = |name: &str| asked.form.get(name).map_or("", String::as_str);
        if asked.part == Part::Refresh {
            return self.refresh_tokens.get(field("refresh_token")).cloned();
        }
        let request = self.codes.remove(field("code"))?;
        let is_verified = request["code_challenge_method"] == "S256"
            && request["code_challenge"] == keys::challenge(field("code_verifier"))
            && request["redirect_uri"] == field("redirect_uri");
        is_verified.then(|| request.get("nonce").cloned().unwrap_or_default())
    }

    /// Takes the client's word in the ways that the discovery document offers, and in no other.
    fn is_authenticated(&self, asked: &Asked) -> bool {
        let discovery = self.discovery();
        let offered = discovery["token_endpoint_auth_methods_supported"].as_array();
        let method = asked.authentication();
        let is_offered = match offered {
            // Few say that they know public clients.
            _ if self.secret.is_none() => method == "none",
            Some(offered) => offered.iter().any(|offered| offered == method),
            // Discovery §3.
            None => method == "client_secret_basic",
        };
        let secret = self.secret.as_deref().unwrap_or_default();
        let field = |name: &str| asked.form.get(name).map(String::as_str);
        let is_right = match method {
            "client_secret_basic" => {
                let id: String = form_urlencoded::byte_serialize(self.client_id.as_bytes()).collect();
                let secret: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
                let pair = BASE64_STANDARD.encode(format!("{id}:{secret}"));
                asked.headers["authorization"] == format!("Basic {pair}")
            }
            "client_secret_post" => {
                field("client_id") == Some(&self.client_id) && field("client_secret") == Some(secret)
            }
            _ => self.secret.is_none() && field("client_id") == Some(&self.client_id),
        };
        is_offered && is_right && self.registered.is_none_or(|registered| registered == method)
    }

    fn id_token(&self, answer: Part, nonce: &str, access_token: &str) -> String {
        let part = if answer == Part::Refresh { Part::RefreshedIdToken } else { Part::IdToken };
        let now = SystemClock.now().0;
        let claims = json!({
            "iss": self.issuer,
            "sub": person()["sub"],
            "aud": self.client_id,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            "at_hash": keys::half_hash(access_token),
        });
        self.signed(part, &self.changed(part, claims))
    }

    fn userinfo(&self, asked: &Asked) -> Reply {
        let header = asked.headers.get("authorization").and_then(|value| value.to_str().ok());
        let token = header.and_then(|header| header.strip_prefix("Bearer "));
        if !token.is_some_and(|token| self.access_tokens.contains(token)) {
            return Reply::error(401, "invalid_token");
        }
        let mut claims = person();
        if !self.seals.contains_key(&Part::Userinfo) {
            return Reply::of(JSON, self.changed(Part::Userinfo, claims).to_string());
        }
        claims["iss"] = json!(self.issuer);
        claims["aud"] = json!(self.client_id);
        Reply::of("application/jwt", self.signed(Part::Userinfo, &self.changed(Part::Userinfo, claims)))
    }

    fn signed(&self, part: Part, claims: &Value) -> String {
        let seal = self.seals.get(&part).copied().unwrap_or(Signing::Rs256.into());
        let secret = self.secret.as_deref().unwrap_or_default();
        keys::token(seal, self.rotations, secret, claims.to_string().as_bytes())
    }

    fn changed(&self, part: Part, mut value: Value) -> Value {
        if let Some(change) = self.changes.get(&part) {
            change(&mut value);
        }
        value
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }
}

fn person() -> Value {
    serde_json::from_str(PERSON).expect("JSON")
}

/// Sends the browser to the launcher with these parameters.
fn send_back(mut address: Url, parameters: &Value) -> Reply {
    let parameters = parameters.as_object().expect("an object");
    if !parameters.is_empty() {
        let pairs = parameters.iter().map(|(name, value)| (name, value.as_str().expect("text")));
        address.query_pairs_mut().extend_pairs(pairs);
    }
    Reply::to(address.as_str())
}
