//! A keychain that takes its time holds nobody up, and what it was given is not lost.

use std::sync::mpsc;
use std::time::Duration;

use parvis_tests::{Mood, holds};

use super::{at_work, page};
use crate::day::{Day, Setting};

/// Less than Parvis waits for a keychain, and long enough for a computer that does other things too.
const SOON: Duration = Duration::from_secs(3);

/// Signed in, with a keychain that hangs.
async fn signed_in() -> Day {
    let mut day = at_work(Setting::default()).await;
    *day.agent.mood.lock().expect("no panic") = Mood::Hangs;
    day.agent.parvis.sign_in();
    day.agent.go_on().await;
    day.has_a_session().await;
    day
}

#[tokio::test]
async fn a_keychain_that_hangs_delays_no_click() {
    let mut day = signed_in().await;
    day.opens("drive");
    let sent = tokio::time::timeout(SOON, day.agent.is_sent()).await;
    assert_eq!(sent.expect("soon").path(), "/drive");
}

#[tokio::test]
async fn a_keychain_that_hangs_delays_no_click_after_a_sign_out() {
    let mut day = signed_in().await;
    day.agent.parvis.sign_out(false);
    day.agent.is_signed_out().await;
    day.opens("drive");
    let sent = tokio::time::timeout(SOON, day.agent.is_sent()).await;
    assert_eq!(page(&sent.expect("soon")), "authorize");
}

/// Holds whatever is asked of a keychain, until dropped.
struct Slow {
    release: Option<mpsc::Sender<()>>,
    holding: Option<std::thread::JoinHandle<()>>,
}

impl Slow {
    /// Makes the day's keychain slow.
    fn keychain(day: &Day) -> Self {
        let entries = day.agent.keychain.clone();
        let (release, released) = mpsc::channel();
        let (is_held, held) = mpsc::channel();
        let holding = std::thread::spawn(move || {
            let _entries = entries.lock().expect("no panic");
            is_held.send(()).expect("somebody waits for it");
            released.recv().expect_err("nothing is ever sent");
        });
        held.recv().expect("it holds");
        Self { release: Some(release), holding: Some(holding) }
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        self.release.take();
        self.holding.take().expect("dropped once").join().expect("released");
    }
}

#[tokio::test]
async fn quitting_waits_for_a_keychain_that_is_slow() {
    let mut day = at_work(Setting::default()).await;
    let slow = Slow::keychain(&day);
    day.agent.parvis.sign_in();
    day.agent.go_on().await;
    day.has_a_session().await;
    let parvis = day.agent.parvis.clone();
    let closing = tokio::spawn(async move { parvis.close().await });
    assert!(holds(Duration::from_millis(300), async || !closing.is_finished()).await, "it is being kept");
    drop(slow);
    closing.await.expect("closed");
    assert_eq!(day.kept(), 1);
    day.agent.restarts().await;
    day.agent.is_signed_in().await;
}

#[tokio::test]
async fn a_sign_out_while_the_session_is_being_kept_leaves_nothing_there() {
    let mut day = at_work(Setting::default()).await;
    let slow = Slow::keychain(&day);
    day.agent.parvis.sign_in();
    day.agent.go_on().await;
    day.has_a_session().await;
    day.agent.parvis.sign_out(false);
    day.is_heard().await;
    drop(slow);
    day.agent.is_signed_out().await;
    day.agent.parvis.close().await;
    assert_eq!(day.kept(), 0);
}
