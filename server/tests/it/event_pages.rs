//! The events page, as a person without script uses it.

use domain::event::{EventSource, When};
use jiff::Timestamp;
use store::events::StoredEvent;

use crate::{
    almanac::{Almanac, Sample, on_both},
    browser::{Answer, Browser},
};

/// The person of the sample on the events page, and what is stored of it.
struct Page {
    rosa: Browser,
    path: String,
    store: store::Store,
    scope: domain::Scope,
}

impl Page {
    async fn open(almanac: &Almanac, sample: &Sample) -> Self {
        let site = sample.word("site_id");
        let store = almanac.store().await;
        let scope = store.scope_of_site(site.parse().unwrap()).await.unwrap();
        Page { rosa: sample.rosa().await, path: format!("/sites/{site}/events"), store, scope }
    }

    async fn shows(&self) -> String {
        let answer = self.rosa.opens(&self.path).await;
        assert_eq!(answer.status, 200);
        answer.text().to_owned()
    }

    async fn stored(&self, name: &str) -> Vec<StoredEvent> {
        let mut events = self.store.events(self.scope).await.unwrap();
        events.retain(|event| event.event.name == name);
        events
    }

    async fn brings(&self, name: &str, file: &str) -> Answer {
        let path = self.path.replace("/events", "/calendars");
        self.rosa.uploads(&path, name, file.as_bytes()).await
    }
}

/// A day so many days from now.
#[expect(clippy::disallowed_methods, reason = "the server under test asks the machine too")]
fn ahead(days: i64) -> String {
    let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    today.saturating_add(jiff::Span::new().days(days)).to_string()
}

/// Fields of the form, some of them as given.
fn typed<'a>(given: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let base = [("name", "Market"), ("repeats", "never"), ("every", "1"), ("until", "")];
    let mut fields = given.to_vec();
    fields.extend(base.into_iter().filter(|(name, _)| !given.iter().any(|(it, _)| it == name)));
    fields
}

#[test]
fn a_recurring_event_is_added_previewed_and_changed() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let page = Page::open(&almanac, &sample).await;
        let (day, until) = (ahead(10), ahead(200));
        let fields =
            [("day", day.as_str()), ("repeats", "week"), ("every", "2"), ("until", until.as_str())];
        let added = page.rosa.submits(&page.path, &typed(&fields)).await;
        assert_eq!(added.status, 303, "{}", added.text());
        let shown = page.shows().await;
        assert!(shown.contains("Every 2 weeks on ") && shown.contains("14 times within a year"));
        let again = page.rosa.submits(&page.path, &typed(&fields)).await;
        assert_eq!(again.status, 409, "once is enough");

        let [stored] = &page.stored("Market").await[..] else { panic!("one") };
        let edit = format!("{}/{}", page.path, stored.event.id);
        let form = page.rosa.opens(&edit).await;
        assert_eq!(form.status, 200);
        for held in [day.as_str(), until.as_str(), r#"value="2""#, r#"value="week" selected"#] {
            assert!(form.text().contains(held), "{held}");
        }
        let fields = [("name", "Bazaar"), ("day", day.as_str()), ("description", "Stalls.")];
        let changed = page.rosa.submits(&edit, &typed(&fields)).await;
        assert_eq!(changed.status, 303, "{}", changed.text());
        let [bazaar] = &page.stored("Bazaar").await[..] else { panic!("one") };
        assert_eq!(bazaar.event.id, stored.event.id);
        assert_eq!(bazaar.event.when, When::once(day.parse().unwrap()));

        // The first words are free again, and what is added under them is another event.
        let fields =
            [("day", day.as_str()), ("repeats", "week"), ("every", "2"), ("until", until.as_str())];
        assert_eq!(page.rosa.submits(&page.path, &typed(&fields)).await.status, 303);
        assert_eq!(page.stored("Market").await.len(), 1);
        assert_eq!(page.stored("Bazaar").await.len(), 1);
        page.store.close().await;
    });
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let page = Page::open(&almanac, &sample).await;
        let (day, before) = (ahead(10), ahead(9));
        let (day, before) = (day.as_str(), before.as_str());
        let [tour] = &page.stored("Supper in the street").await[..] else { panic!("one") };
        let edit = format!("{}/{}", page.path, tour.event.id);
        for (fields, field) in [
            (vec![("day", day), ("name", " ")], "name"),
            (vec![("day", "soon")], "day"),
            (vec![("day", "2020-01-01")], "day"),
            (vec![("day", day), ("repeats", "hourly")], "repeats"),
            (vec![("day", day), ("repeats", "week"), ("every", "0")], "every"),
            (vec![("day", day), ("repeats", "week"), ("every", "1001")], "every"),
            (vec![("day", day), ("repeats", "week"), ("every", "two")], "every"),
            (vec![("day", day), ("repeats", "year"), ("until", before)], "until"),
            (vec![("day", day), ("repeats", "year"), ("until", "never")], "until"),
            (vec![("day", "2020-01-01"), ("repeats", "week"), ("until", "2020-02-01")], "until"),
        ] {
            let mut fields = typed(&fields);
            fields.push(("description", "Typed with care"));
            for path in [&page.path, &edit] {
                let refused = page.rosa.submits(path, &fields).await;
                assert_eq!(refused.status, 422, "{fields:?}");
                let said = refused.text();
                assert!(said.contains(&format!(r#"id="{field}-error""#)), "{field}: {fields:?}");
                assert!(said.contains("Typed with care"));
            }
        }
        assert_eq!(page.stored("Market").await, []);
        assert_eq!(page.stored("Supper in the street").await, std::slice::from_ref(tour));

        // Only what is one's own can be changed.
        let holidays = page.store.events(page.scope).await.unwrap();
        let holiday = holidays.iter().find(|one| one.event.source == EventSource::Holiday).unwrap();
        for path in [format!("{}/{}", page.path, holiday.event.id), format!("{}/x", page.path)] {
            assert_eq!(page.rosa.opens(&path).await.status, 404);
            assert_eq!(page.rosa.submits(&path, &typed(&[("day", day)])).await.status, 404);
        }
        page.store.close().await;
    });
}

fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Street\r\n{events}END:VCALENDAR\r\n")
}

fn event(uid: &str, name: &str, day: &str, more: &str) -> String {
    let day = day.replace('-', "");
    format!(
        "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{name}\r\nDTSTART;VALUE=DATE:{day}\r\n{more}END:VEVENT\r\n"
    )
}

#[test]
fn a_calendar_file_brings_its_events_once_and_names_what_it_cannot_keep() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let page = Page::open(&almanac, &sample).await;
        let day = ahead(20);
        let file = calendar(
            &[
                event("1", "Lantern walk", &day, ""),
                event("2", "Choir", &day, "RRULE:FREQ=WEEKLY;INTERVAL=3\r\n"),
                event("3", "Standup", &day, "RRULE:FREQ=DAILY\r\n"),
                event("4", "Long ago", "2001-01-01", ""),
            ]
            .concat(),
        );
        assert_eq!(page.brings("street.ics", &file).await.status, 303);
        let shown = page.shows().await;
        for said in [
            "2 events were brought in from “Street”. 1 was past, and left.",
            "“Standup” repeats every day.",
            "Every 3 weeks on ",
        ] {
            assert!(shown.contains(said), "{said}");
        }
        let [walk] = &page.stored("Lantern walk").await[..] else { panic!("one") };
        assert!(matches!(walk.event.source, EventSource::Connected(_)));

        // Once more, under another name of the file: nothing is added.
        let renamed = file.replace("X-WR-CALNAME:Street\r\n", "");
        assert_eq!(page.brings("other.ics", &renamed).await.status, 303);
        assert!(page.shows().await.contains("Nothing new in “Street”. 2 were there already."));
        assert_eq!(page.store.calendars(page.scope).await.unwrap().len(), 1);

        // What was left out stays so when the event changes.
        let leave = format!("{}/{}/leave", page.path, walk.event.id);
        page.rosa.submits(&leave, &[("left", "on")]).await;
        let later = file.replace("SUMMARY:Lantern walk\r\n", "SUMMARY:Lantern walk, late\r\n");
        assert_eq!(page.brings("street.ics", &later).await.status, 303);
        assert!(page.shows().await.contains("1 was changed since."));
        let [walk] = &page.stored("Lantern walk, late").await[..] else { panic!("one") };
        assert!(walk.left_out);

        let calendar = page.store.calendars(page.scope).await.unwrap()[0].id;
        let remove = format!("{}/{calendar}/delete", page.path.replace("/events", "/calendars"));
        assert_eq!(page.rosa.submits(&remove, &[]).await.status, 303);
        assert_eq!(page.stored("Choir").await, []);
        assert_eq!(page.rosa.submits(&remove, &[]).await.status, 404);
        page.store.close().await;
    });
}

#[test]
fn a_file_that_is_no_calendar_is_refused_beside_its_field() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let page = Page::open(&almanac, &sample).await;
        let path = page.path.replace("/events", "/calendars");
        let past = calendar(&event("1", "Long ago", "2001-01-01", ""));
        let many: String =
            (0..1_001).map(|n| event(&n.to_string(), "M", "2099-01-01", "")).collect();
        for (name, bytes, said) in [
            ("", &b""[..], "Choose a file first."),
            ("cat.jpg", b"\xff\xd8\xff", "This is not a calendar file."),
            ("notes.ics", b"Dear diary", "This is not a calendar file."),
            ("past.ics", past.as_bytes(), "holds nothing that is still to come"),
            ("many.ics", calendar(&many).as_bytes(), "holds 1001 events"),
            ("large.ics", &b"x".repeat(1_040_000), "larger than 1,000 KB"),
        ] {
            let refused = page.rosa.uploads(&path, name, bytes).await;
            assert_eq!(refused.status, 422, "{name}");
            assert!(refused.text().contains(r#"id="file-error""#), "{name}");
            assert!(refused.text().contains(said), "{name}: {said}");
        }
        let larger = page.rosa.uploads(&path, "larger.ics", &b"x".repeat(3_000_000)).await;
        assert_eq!(larger.status, 413);
        assert_eq!(page.rosa.submits(&path, &[("file", "x")]).await.status, 415);
        let stranger = sample.server.browser().uploads(&path, "past.ics", past.as_bytes()).await;
        assert_eq!(stranger.status, 401);
        assert_eq!(page.store.calendars(page.scope).await.unwrap(), []);
        page.store.close().await;
    });
}
