//! What happens next: a ring of seconds.

/// Longer than any plan waits.
const SECONDS: u32 = 2 * super::DAY;

/// What happens to a machine.
#[derive(Clone, Copy)]
pub(super) enum Event {
    On,
    Off,
    Sleep,
    /// It is time to ask, unless the plan changed since.
    Due,
}

pub(super) struct Wheel(Vec<Vec<(u32, Event)>>);

impl Wheel {
    pub(super) fn new() -> Self {
        Self(vec![Vec::new(); SECONDS as usize])
    }

    pub(super) fn add(&mut self, at: u32, machine: u32, event: Event) {
        self.0[(at % SECONDS) as usize].push((machine, event));
    }

    /// What happens now. Handling it may bring more: to be called until there is nothing.
    pub(super) fn take(&mut self, now: u32) -> Option<Vec<(u32, Event)>> {
        let events = std::mem::take(&mut self.0[(now % SECONDS) as usize]);
        (!events.is_empty()).then_some(events)
    }
}
