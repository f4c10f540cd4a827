//! What a scenario came to.

use std::ops::Range;

use super::{DAY, MINUTE, Machine, Scenario};

/// What an answer weighs, in bytes on the wire in both directions, with all that carries it.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// Nothing new at all.
    pub unchanged: u64,
    /// A timestamp that was signed anew, of the same release.
    pub renewed: u64,
    /// Another release, of whose files only the workspace changed.
    pub revision: u64,
    /// A refusal.
    pub refused: u64,
}

/// What came to the server, and when machines had the revision.
pub struct Figures {
    sizes: Sizes,
    /// Questions by second.
    asked: Vec<u32>,
    /// By day.
    bytes: Vec<u64>,
    /// How long each machine was on without the revision, in seconds.
    waited: Vec<u32>,
    published: Option<u32>,
    /// Machines that are on, and those of them that have the revision.
    on: u32,
    current: u32,
    reached: Vec<Reached>,
}

/// When so many of the machines that were on had the revision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reached {
    /// Of one.
    pub share: f64,
    /// In seconds since it was published.
    pub after: u32,
}

const SHARES: [f64; 4] = [0.5, 0.9, 0.99, 0.999];

impl Figures {
    pub(super) fn new(scenario: &Scenario, sizes: Sizes) -> Self {
        Self {
            sizes,
            asked: vec![0; (scenario.days * DAY) as usize],
            bytes: vec![0; scenario.days as usize],
            waited: Vec::new(),
            published: None,
            on: 0,
            current: 0,
            reached: Vec::new(),
        }
    }

    /// The most questions in one second of a time.
    pub fn peak_second(&self, when: Range<u32>) -> u32 {
        self.during(when).iter().copied().max().unwrap_or(0)
    }

    /// The most questions in one minute of a time, per second.
    pub fn peak_minute(&self, when: Range<u32>) -> f64 {
        let minutes = self.during(when).chunks(MINUTE as usize);
        minutes.map(|minute| f64::from(minute.iter().sum::<u32>())).fold(0.0, f64::max) / f64::from(MINUTE)
    }

    /// Questions per second over a time.
    pub fn mean(&self, when: Range<u32>) -> f64 {
        f64::from(self.asked(when.clone())) / f64::from(when.end - when.start)
    }

    /// Questions in a time.
    pub fn asked(&self, when: Range<u32>) -> u32 {
        self.during(when).iter().sum()
    }

    /// On the wire, in a day, counted from zero.
    pub fn bytes(&self, day: u32) -> u64 {
        self.bytes[day as usize]
    }

    /// How long a machine had to be on to have the revision, at most, for such a share of those that got it. In seconds.
    pub fn waited(&self, share: f64) -> u32 {
        let mut sorted = self.waited.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1);
        let at = (0..=last).find(|at| count(at + 1) >= share * count(sorted.len()));
        sorted.get(at.unwrap_or(last)).copied().unwrap_or(0)
    }

    /// When half, nine tenths, 99 % and 99.9 % of the machines that were on had the revision.
    pub fn reached(&self) -> &[Reached] {
        &self.reached
    }

    fn during(&self, when: Range<u32>) -> &[u32] {
        &self.asked[when.start as usize..when.end as usize]
    }

    pub(super) fn on(&mut self, current: bool) {
        self.on += 1;
        self.current += u32::from(current);
    }

    pub(super) fn off(&mut self, current: bool) {
        self.on -= 1;
        self.current -= u32::from(current);
    }

    pub(super) fn publish(&mut self, now: u32) {
        self.published = Some(now);
    }

    /// A machine was told what there is.
    pub(super) fn answered(&mut self, now: u32, machine: &mut Machine) {
        let day = now / DAY;
        let published = self.published.filter(|_| !machine.current);
        let bytes = match published {
            Some(_) => self.sizes.revision,
            None if machine.timestamp != day => self.sizes.renewed,
            None => self.sizes.unchanged,
        };
        machine.timestamp = day;
        self.count(now, bytes);
        if let Some(published) = published {
            machine.current = true;
            self.current += 1;
            self.waited.push(machine.waited + now - machine.since.max(published));
            self.note(now - published);
        }
    }

    pub(super) fn refused(&mut self, now: u32) {
        self.count(now, self.sizes.refused);
    }

    pub(super) fn unanswered(&mut self, now: u32) {
        self.count(now, 0);
    }

    fn count(&mut self, now: u32, bytes: u64) {
        self.asked[now as usize] += 1;
        self.bytes[(now / DAY) as usize] += bytes;
    }

    fn note(&mut self, after: u32) {
        while let Some(share) = SHARES.get(self.reached.len()).copied()
            && f64::from(self.current) >= share * f64::from(self.on)
        {
            self.reached.push(Reached { share, after });
        }
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("a number of machines"))
}
