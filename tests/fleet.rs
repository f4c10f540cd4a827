//! A fleet on the plan that machines ask by: a change of the plan that makes a stampede of it fails here. `./dev bench
//! fleet` plays the same with a million machines.

use parvis_core::workspace::tuf::poll::INTERVAL;
use parvis_tests::fleet::{DAY, Figures, HOUR, Incident, MINUTE, Scenario, Sizes, play};

const MACHINES: u32 = 20_000;
const SIZES: Sizes = Sizes { unchanged: 1, renewed: 2, revision: 3, refused: 1 };

const MONDAY: u32 = 0;
const TUESDAY: u32 = DAY;

/// Two days, with something new on Monday at 10:00.
fn two_days(incident: Option<Incident>) -> Figures {
    let incidents = incident.into_iter().collect();
    play(&Scenario { machines: MACHINES, days: 2, interval: INTERVAL, revision: 10 * HOUR, incidents }, SIZES)
}

/// The peak that the server has to carry on any morning, per second.
fn morning() -> f64 {
    two_days(None).peak_minute(TUESDAY..2 * DAY)
}

#[test]
fn a_morning_is_the_peak_of_a_day_and_no_more() {
    let figures = two_days(None);
    let day = TUESDAY..2 * DAY;
    let (peak, mean) = (figures.peak_minute(day.clone()), figures.mean(day.clone()));
    assert!(peak < 10.0 * mean, "{peak} a second after a mean of {mean}");
    let asked = figures.asked(day) / (MACHINES / 100);
    assert!((200..300).contains(&asked), "every machine asks two or three times a day, not {asked} %");
}

#[test]
fn everybody_has_something_new_within_the_interval_and_a_quarter() {
    let figures = two_days(None);
    let longest = u32::try_from(INTERVAL.as_secs() * 5 / 4).unwrap();
    assert!(figures.waited(0.99) < longest, "{} s", figures.waited(0.99));
    assert!(figures.waited(1.0) < longest + 10 * MINUTE, "{} s", figures.waited(1.0));
    assert_eq!(figures.reached().len(), 4, "nearly all that are on have it, at some time of these days");
}

#[test]
fn a_server_that_was_away_is_met_by_no_more_than_a_morning() {
    let away = TUESDAY + 9 * HOUR..TUESDAY + 10 * HOUR;
    let figures = two_days(Some(Incident::Outage(away.clone())));
    let meanwhile = figures.peak_minute(away.clone());
    assert!(meanwhile < 1.5 * morning(), "{meanwhile} a second, to a server that is down");
    let afterwards = figures.peak_minute(away.end..away.end + 4 * HOUR);
    assert!(afterwards < 0.7 * morning(), "{afterwards} a second, to one that is back");
}

#[test]
fn a_server_that_says_when_it_will_be_back_is_not_overrun_then() {
    let busy = MONDAY + 12 * HOUR..MONDAY + 14 * HOUR;
    let figures = two_days(Some(Incident::Maintenance(busy.clone())));
    let told = f64::from(figures.asked(busy.clone()));
    assert!(told < 1.1 * f64::from(two_days(None).asked(busy.clone())), "who is told to wait waits");
    let afterwards = figures.peak_minute(busy.end..busy.end + 4 * HOUR);
    assert!(afterwards < 3.0 * morning(), "{afterwards} a second");
}

#[test]
fn machines_that_are_woken_up_together_ask_within_ten_minutes() {
    let figures = two_days(Some(Incident::Woken(TUESDAY + 6 * HOUR)));
    let peak = figures.peak_minute(TUESDAY + 6 * HOUR..TUESDAY + 7 * HOUR);
    assert!(peak < f64::from(MACHINES) / 550.0, "{peak} a second");
    assert!(figures.asked(TUESDAY + 6 * HOUR..TUESDAY + 6 * HOUR + 12 * MINUTE) > MACHINES / 10 * 9);
}

#[test]
fn machines_whose_network_returns_at_once_ask_within_ten_minutes() {
    let cut = TUESDAY + 8 * HOUR..TUESDAY + 9 * HOUR;
    let figures = two_days(Some(Incident::Cut(MACHINES, cut.clone())));
    assert_eq!(figures.asked(cut.clone()), 0);
    let peak = figures.peak_minute(cut.end..cut.end + HOUR);
    assert!(peak < f64::from(MACHINES) / 500.0, "{peak} a second");
}

#[test]
fn a_fleet_that_is_played_twice_is_the_same() {
    let [one, other] = [(); 2].map(|()| two_days(None));
    assert_eq!(one.bytes(1), other.bytes(1));
    assert_eq!(one.peak_second(MONDAY..2 * DAY), other.peak_second(MONDAY..2 * DAY));
}
