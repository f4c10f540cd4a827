use std::collections::BTreeMap;

use super::*;

const NOW: UnixTime = UnixTime(1_800_000_000);
const EVEN: u64 = u64::MAX / 2;
const MINUTE: Duration = Duration::from_secs(60);

fn refused(retry_after: Option<Duration>) -> Answer {
    Answer::Refused { retry_after }
}

/// Rounded.
fn seconds(wait: Duration) -> u64 {
    (wait + Duration::from_millis(500)).as_secs()
}

/// What [`Plan::answered`] says at the two ends of chance, to the second.
fn range(plan: Plan, answer: Answer) -> (u64, u64) {
    let at = |chance| seconds({ plan }.answered(NOW, INTERVAL, answer, chance));
    (at(0), at(u64::MAX))
}

#[test]
fn a_release_is_asked_for_again_after_the_interval_a_quarter_more_or_less() {
    let hours = |hours: u64| hours * 60 * 60;
    assert_eq!(range(Plan::default(), Answer::Release), (hours(3), hours(5)));
}

#[test]
fn refusals_are_answered_by_ever_longer_rests_up_to_the_interval() {
    let mut plan = Plan::default();
    let rests: Vec<u64> =
        (0..8).map(|_| seconds(plan.answered(NOW, INTERVAL, refused(None), EVEN)) / 60).collect();
    assert_eq!(rests, [5, 10, 20, 40, 80, 160, 240, 240]);
    for _ in 0..100 {
        plan.answered(NOW, INTERVAL, refused(None), EVEN);
    }
    assert_eq!(range(plan, refused(None)), (3 * 3600, 5 * 3600));
    plan.answered(NOW, INTERVAL, Answer::Release, EVEN);
    assert_eq!(range(plan, refused(None)), (225, 375), "about five minutes again");
}

#[test]
fn a_server_that_wants_to_be_left_alone_is_up_to_a_day() {
    let hour = Duration::from_secs(3600);
    assert_eq!(
        range(Plan::default(), refused(Some(MINUTE))),
        (225, 660),
        "not before the first retry is due"
    );
    assert_eq!(range(Plan::default(), refused(Some(hour))), (3600, 5400));
    assert_eq!(range(Plan::default(), refused(Some(1000 * hour))), (86400, 129_600));
    assert_eq!(range(Plan::default(), refused(Some(Duration::MAX))), (86400, 129_600));
    let mut plan = Plan::default();
    plan.answered(NOW, INTERVAL, refused(Some(hour)), 0);
    let wait = plan.start(NOW.plus(MINUTE), INTERVAL, false, EVEN);
    assert_eq!(wait, 59 * MINUTE, "also after a restart, and with nothing kept");
}

#[test]
fn a_start_waits_for_its_turn() {
    assert_eq!(Plan::default().start(NOW, INTERVAL, false, EVEN), Duration::ZERO, "nothing was ever kept");
    let mut plan = Plan::default();
    let wait = plan.answered(NOW, INTERVAL, Answer::Release, EVEN);
    assert_eq!(plan.start(NOW, INTERVAL, true, 0).as_secs(), wait.as_secs());
    assert_eq!(plan.start(NOW, INTERVAL, false, 0), Duration::ZERO, "what was kept is gone");
    let late = NOW.plus(wait).plus(MINUTE);
    assert_eq!(plan.start(late, INTERVAL, true, 0), Duration::ZERO);
    assert_eq!(plan.start(late, INTERVAL, true, u64::MAX).as_secs(), 599);
    let before = UnixTime(NOW.0 - 365 * 86400);
    assert!(plan.start(before, INTERVAL, true, EVEN) <= SPREAD, "the clock was a year ahead");
}

#[test]
fn five_thousand_machines_switched_on_together_come_one_by_one() {
    let mut plan = Plan::default();
    plan.answered(NOW, INTERVAL, Answer::Release, EVEN);
    let morning = NOW.plus(Duration::from_secs(15 * 3600));
    let mut seconds = BTreeMap::new();
    for machine in 0..5000_u64 {
        let chance = machine.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        *seconds.entry(plan.start(morning, INTERVAL, true, chance).as_secs()).or_insert(0) += 1;
    }
    assert!(seconds.values().all(|count| *count < 30), "{seconds:?}");
    assert!(seconds.len() > 500);
}

#[test]
fn a_network_that_returns_is_no_stampede() {
    let range = |kept| [0, u64::MAX].map(|chance| network_returned(kept, chance).as_secs());
    assert_eq!(range(true), [0, 599]);
    assert_eq!(range(false), [0, 59], "nobody looks at an empty desk for ten minutes");
}

#[test]
fn survives_a_restart() {
    let mut plan = Plan::default();
    plan.answered(NOW, INTERVAL, refused(None), EVEN);
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
}
