//! What a million machines ask of a repository in two weeks, played through on Parvis's own plan: `./dev bench fleet`. The
//! same on every machine.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::ops::Range;
use std::time::Duration;

use parvis_core::workspace::tuf::poll::INTERVAL;
use parvis_tests::fleet::{DAY, Figures, HOUR, Incident, MINUTE, Scenario, Sizes, play};

/// As `packaging/repository/bench` measured them, with TLS.
const SIZES: Sizes = Sizes { unchanged: 5_600, renewed: 6_000, revision: 23_800, refused: 5_300 };

/// How many machines are in the building that has no network for a while.
const BUILDING: u32 = 20_000;

fn main() {
    let machines = 1_000_000;
    println!("{machines} machines, asking every {} hours\n", INTERVAL.as_secs() / 3600);
    let revision = at(1, 10, 0);
    let (outage, maintenance) = (at(2, 9, 0)..at(2, 10, 0), at(3, 12, 0)..at(3, 14, 0));
    let (building, network, woken) = (at(8, 13, 0)..at(8, 15, 0), at(9, 8, 0)..at(9, 9, 0), at(10, 6, 0));
    let figures = play(
        &Scenario {
            machines,
            days: 14,
            interval: INTERVAL,
            revision,
            incidents: vec![
                Incident::Outage(outage.clone()),
                Incident::Maintenance(maintenance.clone()),
                Incident::Cut(BUILDING, building.clone()),
                Incident::Cut(machines, network.clone()),
                Incident::Woken(woken),
            ],
        },
        SIZES,
    );
    let happens = [
        "nothing",
        "something new at 10:00",
        "the server away from 9:00 to 10:00",
        "503 from 12:00 to 14:00, Retry-After",
        "nothing",
        "Saturday",
        "Sunday",
        "nothing",
        "20,000 machines without network, 13:00 to 15:00",
        "all without network, 8:00 to 9:00",
        "all woken up at 6:00",
        "nothing",
        "Saturday",
        "Sunday",
    ];
    println!(
        "{:>3} {:<49}{:>9}{:>7}{:>8}{:>8}{:>7}",
        "day", "", "checks", "mean", "peak 1m", "peak 1s", "GB"
    );
    for (day, what) in (0..).zip(happens) {
        row(&figures, day, what);
    }
    println!("\nchecks per second around what happens");
    around(&figures, "ordinarily, from 10:00 to 12:00", &(at(7, 10, 0)..at(7, 12, 0)));
    around(&figures, "while the server is away", &outage);
    around(&figures, "two hours from when it is back", &after(&outage, 2));
    around(&figures, "while it says 503", &maintenance);
    around(&figures, "two hours from when it says so no longer", &after(&maintenance, 2));
    around(
        &figures,
        "the building's network is back: five minutes",
        &(building.end..building.end + 5 * MINUTE),
    );
    around(&figures, "everybody's network is back: an hour", &after(&network, 1));
    around(&figures, "everybody is woken up: an hour", &(woken..woken + HOUR));
    println!("\nsomething new, published on Tuesday at 10:00");
    for reached in figures.reached() {
        println!(
            "  {:>5} % of the machines that are on have it after {}",
            reached.share * 100.0,
            clock(reached.after)
        );
    }
    for share in [0.5, 0.9, 0.99, 0.999, 1.0] {
        println!(
            "  {:>5} % of all machines, after being on for {}",
            share * 100.0,
            clock(figures.waited(share))
        );
    }
    println!("\nasking at another interval: an ordinary day, by machines asking a million");
    for hours in [1, 4, 12, 24] {
        other_interval(hours);
    }
}

fn other_interval(hours: u64) {
    let (machines, interval) = (50_000, Duration::from_secs(hours * 3600));
    let figures =
        play(&Scenario { machines, days: 2, interval, revision: 3 * DAY, incidents: Vec::new() }, SIZES);
    let (asked, peak) = (20 * figures.asked(DAY..2 * DAY), 20.0 * figures.peak_minute(DAY..2 * DAY));
    println!("  every {hours:>2} h: {asked:>9} checks, peak minute {peak:>5.0} a second");
}

fn row(figures: &Figures, day: u32, what: &str) {
    let when = day * DAY..(day + 1) * DAY;
    println!(
        "{:>3} {what:<49}{:>9}{:>7.1}{:>8.0}{:>8}{:>7.1}",
        day + 1,
        figures.asked(when.clone()),
        figures.mean(when.clone()),
        figures.peak_minute(when.clone()),
        figures.peak_second(when),
        gigabytes(figures.bytes(day))
    );
}

fn around(figures: &Figures, what: &str, when: &Range<u32>) {
    println!(
        "  {what:<50} mean {:>6.1}   peak minute {:>6.1}   peak second {:>5}",
        figures.mean(when.clone()),
        figures.peak_minute(when.clone()),
        figures.peak_second(when.clone())
    );
}

fn at(day: u32, hour: u32, minute: u32) -> u32 {
    day * DAY + hour * HOUR + minute * MINUTE
}

fn after(incident: &Range<u32>, hours: u32) -> Range<u32> {
    incident.end..incident.end + hours * HOUR
}

fn clock(seconds: u32) -> String {
    format!("{} h {:02} min", seconds / HOUR, seconds % HOUR / MINUTE)
}

fn gigabytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1_000_000).expect("less than a petabyte")) / 1000.0
}
