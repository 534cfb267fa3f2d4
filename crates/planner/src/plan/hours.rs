//! At which minute of a day an activity goes out.

use domain::activity::ActivityType;
use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time, time},
};

use super::trade::Trade;

/// How far ahead of now the first activity may lie.
const NOTICE_MINUTES: i64 = 15;
/// Two activities of a day stand at least this far apart where possible, in seconds.
const APART: i32 = 2 * 3_600;

/// Hours when people of a trade's custom look, the best first.
const fn menu(kind: ActivityType, trade: Trade) -> [Time; 8] {
    const fn at(hour: i8, minute: i8) -> Time {
        time(hour, minute, 0, 0)
    }
    match (kind, trade) {
        (ActivityType::Blog, _) => [
            at(9, 0),
            at(10, 15),
            at(8, 30),
            at(11, 0),
            at(14, 10),
            at(16, 0),
            at(18, 15),
            at(19, 45),
        ],
        (ActivityType::EmailMarketing, _) => [
            at(9, 30),
            at(10, 10),
            at(8, 45),
            at(11, 30),
            at(13, 45),
            at(15, 30),
            at(17, 15),
            at(19, 10),
        ],
        (ActivityType::SocialMarketing, Trade::Bakery | Trade::Kitchen) => [
            at(7, 30),
            at(12, 15),
            at(17, 40),
            at(9, 5),
            at(10, 40),
            at(15, 20),
            at(18, 50),
            at(20, 10),
        ],
        (ActivityType::SocialMarketing, Trade::Advice) => [
            at(8, 10),
            at(12, 10),
            at(16, 45),
            at(9, 20),
            at(7, 40),
            at(14, 25),
            at(17, 50),
            at(19, 5),
        ],
        (ActivityType::SocialMarketing, Trade::Shop | Trade::Other) => [
            at(9, 15),
            at(12, 20),
            at(17, 35),
            at(10, 50),
            at(8, 5),
            at(15, 10),
            at(18, 40),
            at(20, 0),
        ],
    }
}

/// A minute of the day that is free and not too soon, or `None`. `turn` varies the choice
/// among the three best; 0 takes the first.
pub(crate) fn free_time(
    kind: ActivityType,
    trade: Trade,
    day: Date,
    now: DateTime,
    taken: &[Time],
    turn: usize,
) -> Option<Time> {
    let mut menu = menu(kind, trade);
    menu[..3].rotate_left(turn % 3);
    let earliest = now.saturating_add(NOTICE_MINUTES.minutes());
    let open = |at: &Time| day.to_datetime(*at) >= earliest && !taken.contains(at);
    let roomy =
        |at: &Time| taken.iter().all(|other| (seconds(*at) - seconds(*other)).abs() >= APART);
    let mut free = menu.into_iter().filter(open);
    free.clone().find(roomy).or_else(|| free.next())
}

fn seconds(at: Time) -> i32 {
    i32::from(at.hour()) * 3_600 + i32::from(at.minute()) * 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn today_begins_in_a_quarter_of_an_hour() {
        let today = date(2026, 11, 21);
        let at = |now: DateTime, taken: &[Time]| {
            free_time(ActivityType::SocialMarketing, Trade::Bakery, today, now, taken, 0)
        };
        assert_eq!(at(today.at(7, 15, 0, 0), &[]), Some(time(7, 30, 0, 0)));
        assert_eq!(at(today.at(7, 16, 0, 0), &[]), Some(time(12, 15, 0, 0)));
        assert_eq!(at(today.at(6, 0, 0, 0), &[time(7, 30, 0, 0)]), Some(time(12, 15, 0, 0)));
        assert_eq!(at(today.at(23, 0, 0, 0), &[]), None);
    }
}
