//! What a sign-in needs: the provider, the relay, the client's secret.

use parvis_core::error::{Code, Failure};
use parvis_core::identity::session::Setup;
use parvis_core::words;
use parvis_core::words::Words;
use parvis_core::workspace::format::ClientKind;
use serde_json::Value;

use super::check::{Check, Trouble};
use super::network::{Asked, Party, curl, not_reached, unanswered};
use super::shown;
use crate::machine::Machine;

const DISCOVERY: &str =
    "OpenID Connect Discovery 1.0 §4, https://openid.net/specs/openid-connect-discovery-1_0.html";
const README: &str = "README.md#sign-in";

/// The signature algorithms that Parvis accepts.
const ALGORITHMS: [&str; 9] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

pub(super) async fn checks(machine: &Machine, setup: Option<&Setup>, all: &[Asked]) -> Vec<Check> {
    let provider = Check::new("provider", words!("Service de connexion", "Provider", "Anmeldedienst"));
    let Some(setup) = setup else {
        return vec![provider.unchecked(words!(
            "cet espace de travail n’a pas de connexion",
            "this workspace has no sign-in",
            "dieser Arbeitsbereich hat keine Anmeldung"
        ))];
    };
    let relay = Check::new("relay", words!("Relais", "Relay", "Relay"));
    let mut checks = vec![check_provider(machine, setup, all, provider).await];
    checks.extend(setup.registration.relay.is_some().then(|| check_relay(all, relay)));
    checks.extend(check_secret(machine, setup));
    checks
}

async fn check_provider(machine: &Machine, setup: &Setup, all: &[Asked], mut check: Check) -> Check {
    let registration = &setup.registration;
    let issuer = shown(&registration.issuer);
    check.say(Words::same(&issuer));
    if let Some(why) = not_reached(all, Party::Provider) {
        return check.unchecked(why);
    }
    let asked = all.iter().find(|asked| asked.party == Party::Provider);
    let see = |trouble: Trouble| match asked {
        Some(Asked { address, route, .. }) => trouble.see(curl(address, Some(route))).read(DISCOVERY),
        None => trouble,
    };
    let document = asked.and_then(|asked| asked.answer.as_ref()?.as_ref().ok());
    let document: Value =
        document.and_then(|answer| serde_json::from_slice(answer.body()).ok()).unwrap_or_default();
    let named = document["issuer"].as_str().unwrap_or_default();
    if !named.is_empty() && named.trim_end_matches('/') != issuer.trim_end_matches('/') {
        check.trouble(see(Trouble::wrong(words!(
            "le document parle d’un autre émetteur, {named} : écrivez celui-ci dans identity.issuer, s’il est le bon",
            "the document speaks of another issuer, {named}: write that into identity.issuer if it is the right one",
            "das Dokument nennt einen anderen Aussteller, {named}: Schreiben Sie diesen in identity.issuer, wenn er stimmt"
        ))));
        return check;
    }
    let provider = match machine.in_time(registration.provider(&machine.http, None)).await {
        Some(Ok(provider)) => provider,
        Some(Err(failure)) => {
            check.trouble(see(Trouble::wrong(unusable(&failure))));
            return check;
        }
        None => return check.unchecked(super::feeds::not_asked()),
    };
    let metadata = &provider.metadata;
    let lacks = |list: &Option<Vec<String>>, any: &[&str]| {
        list.as_ref().is_some_and(|list| !list.iter().any(|one| any.contains(&one.as_str())))
    };
    if lacks(&metadata.code_challenge_methods_supported, &["S256"]) {
        check.trouble(see(Trouble::wrong(words!(
            "il n’annonce pas S256, dont Parvis se sert toujours (PKCE)",
            "it does not announce S256, which Parvis always uses (PKCE)",
            "er nennt S256 nicht, das Parvis immer verwendet (PKCE)"
        ))
        .read("RFC 7636 §4.2")));
    }
    if lacks(&metadata.id_token_signing_alg_values_supported, &ALGORITHMS) {
        check.trouble(see(Trouble::wrong(words!(
            "aucun de ses algorithmes de signature n’est accepté par Parvis",
            "Parvis accepts none of its signature algorithms",
            "Parvis nimmt keines seiner Signaturverfahren an"
        ))
        .read("RFC 7518 §3.1")));
    }
    let is_secret = registration.secret.is_some() || setup.secret_missing;
    let ways = ["client_secret_post", "client_secret_basic"];
    if is_secret && lacks(&metadata.token_endpoint_auth_methods_supported, &ways) {
        check.trouble(see(Trouble::wrong(words!(
            "il ne prend le secret du client ni par client_secret_post ni par client_secret_basic",
            "it takes the client's secret neither by client_secret_post nor by client_secret_basic",
            "er nimmt das Client-Geheimnis weder durch client_secret_post noch durch client_secret_basic"
        ))
        .read(README)));
    }
    let yes = words!("oui", "yes", "ja");
    let no = words!("non", "no", "nein");
    let offered = |there: bool| if there { yes.each() } else { no.each() };
    let [(fr1, en1, de1), (fr2, en2, de2), (fr3, en3, de3)] = [
        metadata.userinfo_endpoint.is_some(),
        metadata.revocation_endpoint.is_some(),
        metadata.end_session_endpoint.is_some(),
    ]
    .map(|there| offered(there).into());
    check.say(words!(
        "informations sur l’agent : {fr1} ; révocation : {fr2} ; déconnexion : {fr3}",
        "claims by userinfo: {en1}; revocation: {en2}; log-out: {en3}",
        "Angaben zur Person: {de1}; Widerruf: {de2}; Abmeldung: {de3}"
    ));
    check
}

fn unusable(Failure { code, detail }: &Failure) -> Words {
    let detail = detail.as_deref().unwrap_or_default();
    match code {
        Code::ProviderUnreachable | Code::ProviderOutOfOrder => words!(
            "ne répond pas comme il faut : {detail}",
            "does not answer as it should: {detail}",
            "antwortet nicht, wie er soll: {detail}"
        ),
        _ => words!(
            "ce qu’il dit de lui-même ne peut pas servir : {detail}",
            "what it says of itself cannot be used: {detail}",
            "was er über sich sagt, ist nicht verwendbar: {detail}"
        ),
    }
}

fn check_relay(all: &[Asked], mut check: Check) -> Check {
    const PAGE: &str = "packaging/relay/README.md";
    let Some(Asked { address, route, answer, .. }) = all.iter().find(|asked| asked.party == Party::Relay)
    else {
        return check.unchecked(super::feeds::not_asked());
    };
    check.say(Words::same(address.host_str().unwrap_or_default()));
    let see = curl(address, Some(route));
    let what = match answer {
        None => return check.unchecked(super::feeds::not_asked()),
        Some(Ok(answer)) if answer.status().is_success() => return check,
        Some(Ok(answer)) if answer.status().as_u16() == 503 => words!(
            "il n’a pas encore pu lire le document du service de connexion",
            "it could not read the provider's discovery document yet",
            "er konnte das Dokument des Anmeldedienstes noch nicht lesen"
        ),
        Some(Ok(answer)) => {
            let status = answer.status().as_u16();
            words!(
                "il répond {status} à /healthz : est-ce le relais, et son serveur frontal laisse-t-il passer cette adresse ?",
                "it answers {status} to /healthz: is it the relay, and does its front server let this address through?",
                "er antwortet auf /healthz mit {status}: Ist es der Relay, und lässt sein Frontserver diese Adresse durch?"
            )
        }
        Some(Err(why)) => unanswered(why),
    };
    check.trouble(Trouble::wrong(what).see(see).read(PAGE));
    check
}

fn check_secret(machine: &Machine, setup: &Setup) -> Option<Check> {
    let identity = machine.workspace.identity.as_ref()?;
    if identity.client != ClientKind::Secret {
        return None;
    }
    let mut check =
        Check::new("client_secret", words!("Secret du client", "Client secret", "Client-Geheimnis"));
    if setup.secret_missing {
        let what = words!(
            "l’espace de travail en demande un, et la politique de ce poste n’en donne pas",
            "the workspace asks for one, and the policy of this machine gives none",
            "der Arbeitsbereich verlangt eines, und die Richtlinie dieses Rechners gibt keines"
        );
        check.trouble(
            Trouble::wrong(what)
                .see("parvisctl policy show")
                .read("packaging/policy/reference.en.md#client_secret"),
        );
    } else {
        check.say(words!("donné, pas montré", "given, not shown", "angegeben, nicht gezeigt"));
    }
    Some(check)
}
