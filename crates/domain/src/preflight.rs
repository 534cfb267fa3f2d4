//! What would keep a post from going out at its minute, told while there is time to mend it.
//!
//! The rules are those of [`network`], asked of the post as it stands and of
//! how its channel is connected at that moment.

use crate::{
    channel::Channel,
    connection::ServerLimits,
    network::{self, Complaint},
    post::{Placement, PostStatus, PostText},
};

/// How many days ahead the board looks, today among them.
pub const DAYS: i64 = 7;

/// A post that is yet to go out, and what it depends on.
#[derive(Debug, Clone, Copy)]
pub struct Flight<'a> {
    /// Where it is to stand.
    pub placement: Placement,
    /// Draft or scheduled; of the other statuses nothing is asked.
    pub status: PostStatus,
    /// What it says.
    pub text: &'a PostText,
    /// Whether it has a picture.
    pub has_picture: bool,
    /// Whether it is held back until a person has looked at its words.
    pub held: bool,
    /// What the server of its channel said it takes.
    pub limits: Option<&'a ServerLimits>,
    /// How its channel is connected.
    pub way: Way<'a>,
}

/// How a channel is connected, as far as a post depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way<'a> {
    /// It can go out.
    Open,
    /// Nobody carries it.
    Missing,
    /// Nothing can go out until it is connected anew; why, in words.
    Broken(&'a str),
    /// What it is connected with ends before the post's minute.
    Ending,
}

/// What keeps a post from going out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// Its network would refuse it.
    #[error("{0}")]
    Rule(#[from] Complaint),
    /// Something was found in its words.
    #[error("It is held back until you have looked at its words.")]
    Held,
    /// Nobody can carry it.
    #[error("{0} is not connected.")]
    NotConnected(Channel),
    /// Nothing can go out there until it is connected anew.
    #[error("{why}")]
    Broken {
        /// The network.
        channel: Channel,
        /// In words.
        why: String,
    },
    /// What its channel is connected with ends before its minute.
    #[error("What {0} is connected with ends before this is due.")]
    Ending(Channel),
    /// It is a draft.
    #[error("It is a draft, and drafts go nowhere by themselves.")]
    NotScheduled,
}

/// What mends an obstacle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mend {
    /// Change its words.
    Edit,
    /// Draw a picture for it.
    Draw,
    /// Delete it.
    Delete,
    /// Connect its channel.
    Connect,
    /// Schedule it.
    Schedule,
}

impl Obstacle {
    /// What mends it.
    pub const fn mend(&self) -> Mend {
        match self {
            Obstacle::Rule(Complaint::NoPicture(_)) => Mend::Draw,
            Obstacle::Rule(Complaint::NoStories(_)) => Mend::Delete,
            Obstacle::Rule(_) | Obstacle::Held => Mend::Edit,
            Obstacle::NotConnected(_) | Obstacle::Broken { .. } | Obstacle::Ending(_) => {
                Mend::Connect
            }
            Obstacle::NotScheduled => Mend::Schedule,
        }
    }
}

/// Everything that keeps a post from going out; empty when nothing does. What has to be mended
/// first comes first.
pub fn obstacles(flight: Flight<'_>) -> Vec<Obstacle> {
    if !matches!(flight.status, PostStatus::Draft | PostStatus::Scheduled) {
        return Vec::new();
    }
    let complaints =
        network::check(flight.placement, flight.limits, flight.text, flight.has_picture);
    let mut obstacles: Vec<Obstacle> = complaints.into_iter().map(Obstacle::Rule).collect();
    obstacles.extend(flight.held.then_some(Obstacle::Held));
    let channel = flight.placement.channel;
    obstacles.extend(match flight.way {
        Way::Open => None,
        Way::Missing => Some(Obstacle::NotConnected(channel)),
        Way::Broken(why) => Some(Obstacle::Broken { channel, why: why.to_owned() }),
        Way::Ending => Some(Obstacle::Ending(channel)),
    });
    if flight.status == PostStatus::Draft {
        obstacles.push(Obstacle::NotScheduled);
    }
    obstacles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::Channel::{Instagram, LinkedIn};

    fn flight(text: &PostText) -> Flight<'_> {
        Flight {
            placement: Placement::post(Instagram),
            status: PostStatus::Scheduled,
            text,
            has_picture: true,
            held: false,
            limits: None,
            way: Way::Open,
        }
    }

    #[test]
    fn a_post_meets_its_obstacles_in_the_order_in_which_they_are_mended() {
        let words = PostText { caption: "Rye on Fridays.".into(), ..PostText::default() };
        assert_eq!(obstacles(flight(&words)), []);

        let bare = Flight {
            status: PostStatus::Draft,
            has_picture: false,
            held: true,
            way: Way::Missing,
            ..flight(&words)
        };
        let met = obstacles(bare);
        let mends: Vec<Mend> = met.iter().map(Obstacle::mend).collect();
        assert_eq!(mends, [Mend::Draw, Mend::Edit, Mend::Connect, Mend::Schedule]);
        let told: Vec<String> = met.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "Instagram needs a picture. Draw one.",
                "It is held back until you have looked at its words.",
                "Instagram is not connected.",
                "It is a draft, and drafts go nowhere by themselves."
            ]
        );
    }

    #[test]
    fn a_connection_that_is_broken_or_ends_is_connected_anew() {
        let words = PostText { caption: "Rye on Fridays.".into(), ..PostText::default() };
        for (way, told) in [
            (Way::Broken("The app password was taken back."), "The app password was taken back."),
            (Way::Ending, "What Instagram is connected with ends before this is due."),
        ] {
            let met = obstacles(Flight { way, ..flight(&words) });
            let [obstacle] = &met[..] else { panic!("{met:?}") };
            assert_eq!((obstacle.to_string().as_str(), obstacle.mend()), (told, Mend::Connect));
        }
    }

    #[test]
    fn a_story_where_there_are_none_can_only_be_deleted() {
        let words = PostText::default();
        let story = Flight { placement: Placement::story(LinkedIn), ..flight(&words) };
        let mends: Vec<Mend> = obstacles(story).iter().map(Obstacle::mend).collect();
        assert_eq!(mends, [Mend::Delete]);
    }

    #[test]
    fn what_went_out_or_needs_a_person_already_is_not_asked() {
        let nothing = PostText::default();
        for status in PostStatus::ALL {
            let asked = matches!(status, PostStatus::Draft | PostStatus::Scheduled);
            let flight = Flight { status, ..flight(&nothing) };
            assert_eq!(!obstacles(flight).is_empty(), asked, "{status}");
        }
    }
}
