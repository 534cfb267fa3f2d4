//! What speaks against a plan is named on its page, and mended there by one button.

use domain::{
    event::{Event, EventSource, When},
    id::EventId,
};
use jiff::{Timestamp, ToSpan};

use crate::{
    almanac::{Sample, now, on_both},
    browser::{Answer, Browser},
};

/// The form of the page whose button says something: where it posts, and its fields.
fn form(page: &Answer, button: &str) -> Option<(String, Vec<(String, String)>)> {
    let form = page
        .text()
        .split("<form ")
        .find(|form| form.split_once("</form>").is_some_and(|(form, _)| form.contains(button)))?;
    let value = |text: &str, name: &str| {
        let rest = text.split_once(&format!("{name}=\""))?.1;
        Some(rest.split_once('"')?.0.replace("&#x27;", "'").replace("&amp;", "&"))
    };
    let fields = form.split("<input ").skip(1);
    let fields =
        fields.map(|field| (value(field, "name").unwrap(), value(field, "value").unwrap()));
    Some((value(form, "action")?, fields.collect()))
}

async fn presses(rosa: &Browser, page: &Answer, button: &str) -> Answer {
    let (action, fields) =
        form(page, button).unwrap_or_else(|| panic!("no {button:?}: {}", page.text()));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = rosa.submits(&action, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    rosa.opens(answer.header("location")).await
}

#[test]
fn what_speaks_against_a_plan_is_mended_where_it_is_named() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let plan = format!("/sites/{}/plan", scope.site);
        let page = rosa.opens(&plan).await;
        assert!(page.text().contains("Plan health"), "{}", page.text());

        // An event that came after the plan was made.
        let day = now().in_tz("UTC").unwrap().date().saturating_add(9.days());
        let fair = Event {
            id: EventId::named("fair"),
            name: "Chestnut fair".into(),
            description: String::new(),
            when: When::once(day),
            source: EventSource::Own,
        };
        store.add_events(scope, std::slice::from_ref(&fair)).await.unwrap();
        let page = rosa.opens(&plan).await;
        assert!(page.text().contains("Chestnut fair on "), "{}", page.text());
        let page = presses(&rosa, &page, "Add a social campaign on ").await;
        assert!(page.text().contains("The activity is added."), "{}", page.text());
        assert!(!page.text().contains("has no activity"), "{}", page.text());

        // Something said twice, within the hour.
        let to_come = store.activities(scope, now(), Timestamp::MAX).await.unwrap();
        let first = to_come
            .iter()
            .find(|activity| activity.event.is_none() && activity.starts_at > now() + 48.hours())
            .unwrap();
        let twin = store::activities::Activity {
            id: domain::id::ActivityId::named("twin"),
            starts_at: first.starts_at + 20.minutes(),
            ..first.clone()
        };
        store.add_activity(scope, &twin, now()).await.unwrap();
        let page = rosa.opens(&plan).await;
        assert!(page.text().contains("less than an hour apart"), "{}", page.text());
        let page = presses(&rosa, &page, "Delete it with its posts").await;
        assert!(page.text().contains("The activity is deleted."), "{}", page.text());
        assert!(!page.text().contains("less than an hour apart"), "{}", page.text());
        let left = store.activities(scope, now(), Timestamp::MAX).await.unwrap();
        assert_eq!(left, to_come);
        store.close().await;
    });
}
