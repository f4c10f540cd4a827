//! Answers that are huge, slow, cut off, compressed, nested or simply wrong, at each endpoint. Each ends in a state that
//! says what it is, within the time limit; what was there before is still there, and with the next honest answer all is
//! well.

use std::io::Write as _;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parvis_core::error::Code;
use parvis_core::view::SessionView;
use parvis_tests::provider::{Body, Part, Provider, Reply, with};
use parvis_tests::{holds, until};
use serde_json::{Value, json};

use crate::day::{Day, all_at_once};

type Change = fn(&mut Reply);

/// What is sent, and what it comes to: at discovery, keys, code, refresh and userinfo. `None` does no harm.
type Row = (&'static str, Change, [Option<Code>; 5]);

const PARTS: [Part; 5] = [Part::Discovery, Part::Keys, Part::Code, Part::Refresh, Part::Userinfo];

const WRONG: Option<Code> = Some(Code::ProviderMisconfigured);
const GONE: Option<Code> = Some(Code::ProviderUnreachable);
const DOWN: Option<Code> = Some(Code::ProviderOutOfOrder);
const BAD: Option<Code> = Some(Code::BadToken);

const ROWS: [Row; 16] = [
    ("50 MB", |reply| reply.body = Body::Flood(b' ', 50 << 20), [WRONG; 5]),
    ("a trickle", |reply| reply.body = Body::Trickle, [GONE; 5]),
    ("less than announced", |reply| reply.body = Body::Cut(whole(reply)), [GONE; 5]),
    ("no answer but a reset", |reply| reply.body = Body::Reset, [GONE; 5]),
    ("a header without an end", |reply| reply.header("x-long", &"a".repeat(1 << 20)), [GONE; 5]),
    (
        "another content type",
        |reply| reply.header("content-type", "text/plain"),
        [None, None, WRONG, WRONG, None],
    ),
    ("50 MB in a nutshell", bomb, [WRONG, WRONG, WRONG, WRONG, BAD]),
    ("no JSON", |reply| reply.body = Body::Whole(b"issuer=me".to_vec()), [WRONG, WRONG, WRONG, WRONG, BAD]),
    ("nothing", |reply| reply.body = Body::Whole(Vec::new()), [WRONG, WRONG, WRONG, WRONG, BAD]),
    ("a page", |reply| page(reply, 200), [WRONG, WRONG, WRONG, WRONG, BAD]),
    ("a page that says 500", |reply| page(reply, 500), [DOWN; 5]),
    ("a member twice", |reply| begin_with(reply, &first_member(reply)), [WRONG, WRONG, WRONG, WRONG, BAD]),
    (
        "a name that is not UTF-8",
        |reply| begin_with(reply, b"\"\xff\xfe\":1"),
        [WRONG, WRONG, WRONG, WRONG, BAD],
    ),
    ("lists in lists", |reply| begin_with(reply, nested().as_bytes()), [None, None, None, None, BAD]),
    ("a number beyond all", |reply| begin_with(reply, b"\"n\":1e999"), [None, None, None, None, BAD]),
    (
        "another kind of thing",
        |reply| reply.edit(|text| format!("[{text}]")),
        [WRONG, WRONG, WRONG, WRONG, BAD],
    ),
];

fn whole(reply: &Reply) -> Vec<u8> {
    let Body::Whole(bytes) = &reply.body else { unreachable!("an honest answer is whole") };
    bytes.clone()
}

/// Lays a member before all others.
fn begin_with(reply: &mut Reply, member: &[u8]) {
    let rest = whole(reply);
    reply.body = Body::Whole([b"{", member, b",", &rest[1..]].concat());
}

fn first_member(reply: &Reply) -> Vec<u8> {
    let object: serde_json::Value = serde_json::from_slice(&whole(reply)).expect("JSON");
    let (name, value) = object.as_object().and_then(|object| object.iter().next()).expect("a member");
    format!("\"{name}\":{value}").into_bytes()
}

fn nested() -> String {
    const DEPTH: usize = 100_000;
    format!("\"deep\":{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH))
}

fn page(reply: &mut Reply, status: u16) {
    *reply = Reply::of("text/html", "<!doctype html><title>Maintenance</title><h1>Bientôt de retour</h1>");
    reply.status = status;
}

/// 50 MB of spaces.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let piece = vec![b' '; 1 << 20];
    (0..50).for_each(|_| gzip.write_all(&piece).expect("written"));
    gzip.finish().expect("compressed")
});

fn bomb(reply: &mut Reply) {
    reply.header("content-encoding", "gzip");
    reply.body = Body::Whole(BOMB.clone());
}

/// In several threads, since this is many agents at once: the slow answers take as long as Parvis waits.
#[tokio::test(flavor = "multi_thread")]
async fn each_answer_at_each_endpoint_ends_well() {
    let rows = PARTS.into_iter().enumerate().flat_map(|(column, part)| {
        ROWS.map(|(name, change, expected)| {
            (format!("{part:?}: {name}"), ends_well(name, change, part, expected[column]))
        })
    });
    all_at_once(rows).await;
}

async fn ends_well(name: &'static str, change: Change, part: Part, expected: Option<Code>) {
    match (part, expected) {
        (Part::Refresh, expected) => keeps_the_session(name, change, expected).await,
        (_, None) => {
            let mut day = Day::start().await;
            day.provider.reply(part, change);
            day.signs_in().await;
        }
        (_, Some(code)) => signs_nobody_in(name, change, part, code).await,
    }
}

async fn signs_nobody_in(name: &'static str, change: Change, part: Part, code: Code) {
    let mut day = Day::start().await;
    day.provider.reply(part, change);
    day.agent.parvis.sign_in();
    if matches!(part, Part::Code | Part::Userinfo) {
        day.agent.go_on().await;
    }
    let (told, detail) = day.agent.is_told().await;
    assert_eq!(told, code, "{name}: {detail:?}");
    assert!(is_helpful(detail.as_deref()), "{name}: {detail:?}");
    day.agent.is_signed_out().await;
    assert_eq!(day.kept(), 0, "{name}");
    // Nothing of it is left when it is over.
    day.provider.mends();
    day.signs_in().await;
}

/// Something to read out on the telephone, and nothing that was to be kept to oneself.
fn is_helpful(detail: Option<&str>) -> bool {
    let secrets = ["access-", "refresh-", "code-"];
    detail.is_some_and(|detail| {
        (3..200).contains(&detail.len()) && !secrets.iter().any(|secret| detail.contains(secret))
    })
}

/// A session whose renewal meets this is in doubt and nothing worse, and goes on with the next honest answer.
async fn keeps_the_session(name: &'static str, change: Change, expected: Option<Code>) {
    let mut day = Day::start().await;
    // Doubt begins with the second failure: the first one is a quick one.
    let is_first = AtomicBool::new(true);
    day.provider.reply(Part::Refresh, move |reply| {
        if is_first.swap(false, Ordering::Relaxed) { page(reply, 503) } else { change(reply) }
    });
    day.signs_in_for_a_moment().await;
    if let Some(code) = expected {
        assert_eq!(day.doubts().await, code, "{name}");
        day.provider.mends();
        day.agent.parvis.retry();
    }
    until("another refresh", async || (day.provider.asked(Part::Refresh).len() > 1).then_some(())).await;
    day.agent.is_signed_in().await;
}

/// Claims are asked for again after a while. Whatever comes then, the agent is who they were, and stays signed in.
#[tokio::test]
async fn claims_that_cannot_be_read_again_stay_as_they_were() {
    all_at_once(ROWS.map(|(name, change, _)| {
        (name, async move {
            let mut day = Day::start().await;
            day.signs_in().await;
            day.provider.reply(Part::Userinfo, change);
            day.goes_on_for_an_hour();
            until("claims", async || day.provider.asked(Part::Userinfo).into_iter().nth(1)).await;
            let is_camille = async || {
                let now = day.agent.parvis.snapshot();
                let SessionView::SignedIn { person, .. } = now.session else { return false };
                person.name == "Camille Durand" && now.notices.is_empty()
            };
            assert!(holds(Duration::from_secs(1), is_camille).await, "{name}");
        })
    }))
    .await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for part in PARTS {
        let elsewhere = Provider::start("/test/a/elsewhere/", None).await;
        let to = elsewhere.issuer.clone();
        let mut day = Day::start().await;
        let away = move |reply: &mut Reply| {
            reply.status = 307;
            reply.header("location", &to);
        };
        day.provider.reply(part, away);
        if part == Part::Refresh {
            day.signs_in_for_a_moment().await;
            day.doubts().await;
        } else {
            day.agent.parvis.sign_in();
            if matches!(part, Part::Code | Part::Userinfo) {
                day.agent.go_on().await;
            }
            let (_, detail) = day.agent.is_told().await;
            assert!(is_helpful(detail.as_deref()), "{part:?}: {detail:?}");
            day.agent.is_signed_out().await;
        }
        assert!(elsewhere.log().is_empty(), "{part:?} was asked elsewhere");
    }
}

/// What the provider writes where something else belongs is not read out to the agent at any length.
#[tokio::test]
async fn a_long_text_in_the_wrong_place_is_not_repeated() {
    for (part, member) in
        [(Part::Discovery, "token_endpoint"), (Part::Keys, "keys"), (Part::Callback, "error")]
    {
        let mut day = Day::start().await;
        day.provider.change(part, with(member, json!("a".repeat(5_000))));
        day.agent.parvis.sign_in();
        if part == Part::Callback {
            day.agent.go_on().await;
        }
        let (_, detail) = day.agent.is_told().await;
        assert!(is_helpful(detail.as_deref()), "{part:?}: {detail:?}");
        day.agent.is_signed_out().await;
    }
}

/// Whether it is believed or not: there is an answer, and Parvis still works afterwards.
#[tokio::test]
async fn numbers_out_of_range_stop_nothing() {
    let numbers =
        [json!(u64::MAX), json!(i64::MAX), json!(-1), json!(0), json!(1e300), json!(-1e300), json!(0.5)];
    let members = [
        (Part::Code, "expires_in"),
        (Part::Code, "refresh_expires_in"),
        (Part::IdToken, "exp"),
        (Part::IdToken, "iat"),
        (Part::IdToken, "auth_time"),
        (Part::IdToken, "nbf"),
    ];
    let rows = members.iter().flat_map(|member| numbers.iter().map(move |number| (*member, number.clone())));
    all_at_once(rows.map(|((part, member), number)| (member, stops_nothing(part, member, number)))).await;
}

async fn stops_nothing(part: Part, member: &'static str, number: Value) {
    let mut day = Day::start().await;
    day.provider.change(part, with(member, number.clone()));
    day.agent.parvis.sign_in();
    let page = day.agent.go_on().await;
    let ended = ["Vous êtes connecté", "La connexion n’a pas abouti"].contains(&page.heading());
    assert!(ended, "{member} {number}: {}", page.heading());
    day.agent.parvis.sign_out(false);
    day.agent.is_signed_out().await;
    day.provider.mends();
    day.signs_in().await;
}

/// A log-out does not wait for the provider.
#[tokio::test]
async fn a_revocation_without_an_end_holds_nobody_up() {
    let mut day = Day::start().await;
    day.signs_in().await;
    day.provider.reply(Part::Revocation, |reply| reply.body = Body::Trickle);
    day.agent.parvis.sign_out(false);
    day.agent.is_signed_out().await;
    assert_eq!(day.kept(), 0);
    day.signs_in().await;
    until("the revocation", async || day.provider.asked(Part::Revocation).pop()).await;
}

/// The resident memory of this process, in MB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).expect("a number")
        / 1024
}

/// 1.5 GB in all, of which nothing may stay. In a process of its own: the other tests need memory too.
#[test]
fn large_answers_do_not_stay_in_memory() {
    const ALONE: &str = "PARVIS_TEST_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let name = std::thread::current().name().expect("the name of the test").to_owned();
        let mut test = std::process::Command::new(std::env::current_exe().expect("this program"));
        let output = test.args(["--exact", &name]).env(ALONE, "1").output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut day = Day::start().await;
        let mut before = 0;
        for round in 0..6 {
            for part in [Part::Discovery, Part::Keys, Part::Code, Part::Userinfo, Part::Discovery] {
                let large = if round % 2 == 0 {
                    |reply: &mut Reply| reply.body = Body::Flood(b' ', 50 << 20)
                } else {
                    bomb
                };
                day.provider.mends();
                day.provider.reply(part, large);
                day.agent.parvis.sign_in();
                if matches!(part, Part::Code | Part::Userinfo) {
                    day.agent.go_on().await;
                }
                day.agent.is_told().await;
                day.agent.is_signed_out().await;
                let notice = day.agent.parvis.snapshot().notices[0].id;
                day.agent.parvis.dismiss(notice);
                until("nothing more to tell", async || {
                    day.agent.parvis.snapshot().notices.is_empty().then_some(())
                })
                .await;
            }
            if round == 1 {
                before = resident();
            }
        }
        let after = resident();
        assert!(after <= before + 8, "{before} MB, then {after} MB");
        assert!(after < 150, "{after} MB");
    });
}
