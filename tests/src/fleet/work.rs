//! When machines are on: office hours.

use super::Chance;
use super::wheel::Event;

/// In seconds.
pub const MINUTE: u32 = 60;
/// In seconds.
pub const HOUR: u32 = 60 * MINUTE;
/// In seconds.
pub const DAY: u32 = 24 * HOUR;

/// Of a hundred machines, those that are never switched off.
const ALWAYS_ON: u32 = 5;
/// Of a hundred others, those that sleep at noon and at night, being laptops.
const SLEEPING: u32 = 60;
/// Of a hundred agents, those who work on a given day.
const AT_WORK: u32 = 85;

/// One day of a machine: people come between 7:30 and 9:30, most of them around 8:30, and leave between 16:30 and 18:30.
pub(super) fn day(midnight: u32, number: u32, chance: &mut Chance, mut add: impl FnMut(u32, Event)) {
    if number % 100 < ALWAYS_ON {
        if midnight == 0 {
            add(chance.below(4 * HOUR), Event::On);
        }
        return;
    }
    let weekday = midnight / DAY % 7;
    if weekday >= 5 || chance.below(100) >= AT_WORK {
        return;
    }
    let mut around = |hour: u32, minute: u32| {
        midnight + hour * HOUR + minute * MINUTE - HOUR + chance.below(HOUR) + chance.below(HOUR)
    };
    let (come, leave) = (around(8, 30), around(17, 30));
    add(come, Event::On);
    if number % 100 >= ALWAYS_ON + SLEEPING * (100 - ALWAYS_ON) / 100 {
        add(leave, Event::Off);
        return;
    }
    let noon = midnight + 12 * HOUR + chance.below(45 * MINUTE);
    add(noon, Event::Sleep);
    add(noon + 45 * MINUTE + chance.below(30 * MINUTE), Event::On);
    add(leave, Event::Sleep);
}
