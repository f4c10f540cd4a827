//! A fleet of machines that ask one repository, on Parvis's own plan of when to ask ([`Plan`]), played through on a clock
//! that only events move. Nothing is random between two runs of the same scenario.
//!
//! What drives the plan in Parvis (`src-tauri/core/src/parvis/subscription.rs`) is told here in events: a machine is
//! switched on, sleeps, wakes up, its network returns. An answer takes no time.

mod figures;
mod wheel;
mod work;

use std::ops::Range;
use std::time::Duration;

use parvis_core::clock::UnixTime;
use parvis_core::workspace::tuf::poll::{Answer, Plan, network_returned};

pub use self::figures::{Figures, Reached, Sizes};
use self::wheel::{Event, Wheel};
pub use self::work::{DAY, HOUR, MINUTE};

/// Midnight before a Monday, 2026-11-23; every other moment is counted in seconds from here.
const MONDAY: UnixTime = UnixTime(1_795_392_000);

/// No moment.
const NEVER: u32 = u32::MAX;

/// What is played.
pub struct Scenario {
    /// How many machines.
    pub machines: u32,
    /// From a Monday on.
    pub days: u32,
    /// How often they ask.
    pub interval: Duration,
    /// When something new is published.
    pub revision: u32,
    /// What goes wrong.
    pub incidents: Vec<Incident>,
}

/// What may happen to a fleet.
pub enum Incident {
    /// The server is away.
    Outage(Range<u32>),
    /// The server says 503, and in `Retry-After` when it will be back.
    Maintenance(Range<u32>),
    /// So many machines have no network.
    Cut(u32, Range<u32>),
    /// Every machine is switched on or woken up in this minute, by those who maintain them.
    Woken(u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Power {
    /// Parvis starts anew afterwards.
    Off,
    /// Parvis goes on afterwards.
    Asleep,
    On,
}

#[derive(Clone, Copy)]
struct Machine {
    plan: Plan,
    /// When it asks, if it is on then.
    due: u32,
    power: Power,
    /// Whether the last answer was none.
    failing: bool,
    /// Whether it has the revision.
    current: bool,
    /// The day whose timestamp it has.
    timestamp: u32,
    /// Since when it is on without the revision, and how long it was before that.
    since: u32,
    waited: u32,
}

/// Plays a scenario.
pub fn play(scenario: &Scenario, sizes: Sizes) -> Figures {
    let mut play = Play {
        scenario,
        machines: vec![Machine::new(); scenario.machines as usize],
        wheel: Wheel::new(),
        chance: Chance(1),
        figures: Figures::new(scenario, sizes),
    };
    for now in 0..scenario.days * DAY {
        play.second(now);
    }
    play.figures
}

struct Play<'a> {
    scenario: &'a Scenario,
    machines: Vec<Machine>,
    wheel: Wheel,
    chance: Chance,
    figures: Figures,
}

impl Play<'_> {
    fn second(&mut self, now: u32) {
        if now.is_multiple_of(DAY) {
            self.plan_day(now);
        }
        if now == self.scenario.revision {
            self.figures.publish(now);
        }
        for incident in &self.scenario.incidents {
            if let Incident::Cut(machines, when) = incident
                && now == when.end
            {
                self.network_returned(now, *machines);
            }
        }
        while let Some(events) = self.wheel.take(now) {
            for (machine, event) in events {
                match event {
                    Event::On => self.switch_on(now, machine),
                    Event::Off => self.rest(now, machine, Power::Off),
                    Event::Sleep => self.rest(now, machine, Power::Asleep),
                    Event::Due => self.ask(now, machine),
                }
            }
        }
    }

    fn plan_day(&mut self, midnight: u32) {
        for number in 0..self.scenario.machines {
            work::day(midnight, number, &mut self.chance, |at, event| self.wheel.add(at, number, event));
        }
        for incident in &self.scenario.incidents {
            let Incident::Woken(at) = incident else { continue };
            if (midnight..midnight + DAY).contains(at) {
                for number in 0..self.scenario.machines {
                    self.wheel.add(at + self.chance.below(MINUTE), number, Event::On);
                }
            }
        }
    }

    fn switch_on(&mut self, now: u32, number: u32) {
        let chance = self.chance.next();
        let machine = &mut self.machines[number as usize];
        let (before, time) = (machine.power, moment(now));
        if before == Power::On {
            return;
        }
        machine.power = Power::On;
        machine.since = now;
        self.figures.on(machine.current);
        // A plan of later than now is still the wheel's.
        if before == Power::Asleep && machine.due > now {
            return;
        }
        machine.failing &= before == Power::Asleep;
        machine.due = now + seconds(machine.plan.start(time, self.scenario.interval, true, chance));
        self.wheel.add(machine.due, number, Event::Due);
    }

    fn rest(&mut self, now: u32, number: u32, power: Power) {
        let machine = &mut self.machines[number as usize];
        if machine.power != Power::On {
            return;
        }
        machine.power = power;
        machine.waited += now.saturating_sub(machine.since.max(self.scenario.revision));
        self.figures.off(machine.current);
    }

    fn network_returned(&mut self, now: u32, machines: u32) {
        for (number, machine) in (0..machines).zip(&mut self.machines) {
            let soon = now + seconds(network_returned(true, self.chance.next()));
            if machine.power == Power::On && machine.failing && soon < machine.due {
                machine.due = soon;
                self.wheel.add(soon, number, Event::Due);
            }
        }
    }

    fn ask(&mut self, now: u32, number: u32) {
        let answer = self.answer(now, number);
        let machine = &mut self.machines[number as usize];
        // The event is of a plan that changed since.
        if machine.power != Power::On || machine.due != now {
            return;
        }
        let chance = self.chance.next();
        match answer {
            Answered::Release => self.figures.answered(now, machine),
            Answered::Busy(_) => self.figures.refused(now),
            Answered::Away => self.figures.unanswered(now),
            Answered::Unsent => {}
        }
        let answer = match answer {
            Answered::Release => Answer::Release,
            Answered::Busy(rest) => Answer::Refused { retry_after: Some(rest) },
            Answered::Away | Answered::Unsent => Answer::Refused { retry_after: None },
        };
        machine.failing = answer != Answer::Release;
        let wait = machine.plan.answered(moment(now), self.scenario.interval, answer, chance);
        machine.due = now + seconds(wait).max(1);
        self.wheel.add(machine.due, number, Event::Due);
    }

    fn answer(&self, now: u32, number: u32) -> Answered {
        let answer = self.scenario.incidents.iter().find_map(|incident| match incident {
            Incident::Outage(when) if when.contains(&now) => Some(Answered::Away),
            Incident::Maintenance(when) if when.contains(&now) => {
                Some(Answered::Busy(Duration::from_secs((when.end - now).into())))
            }
            Incident::Cut(machines, when) if number < *machines && when.contains(&now) => {
                Some(Answered::Unsent)
            }
            _ => None,
        });
        answer.unwrap_or(Answered::Release)
    }
}

/// What comes back of a question.
enum Answered {
    Release,
    Busy(Duration),
    /// Nothing, of a server that is away.
    Away,
    /// Nothing, as it did not leave the building.
    Unsent,
}

impl Machine {
    /// Switched off since long ago.
    fn new() -> Self {
        Self {
            plan: Plan::default(),
            due: NEVER,
            power: Power::Off,
            failing: false,
            current: false,
            timestamp: NEVER,
            since: 0,
            waited: 0,
        }
    }
}

fn moment(second: u32) -> UnixTime {
    MONDAY.plus(Duration::from_secs(second.into()))
}

fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_secs()).expect("no plan waits for years")
}

/// A sequence of numbers without a pattern: Steele and others, "Fast splittable pseudorandom number generators", 2014.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.next() % u64::from(limit)).expect("less than the limit")
    }
}
