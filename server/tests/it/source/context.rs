//! Settings and events of a site whose plan comes from Wix: held there, seen and changed here.

use domain::event::EventSource;
use serde_json::{Value, json};

use super::*;
use crate::browser::Answer;

const SETTINGS: &str = "/marketing-settings";

impl Vendor {
    /// A program at the vendor, as somebody who changes something there.
    fn program(&self) -> Program {
        let browser = self.server.as_ref().unwrap().browser();
        Program { browser, key: self.key.clone(), site: self.site.clone(), networks: "" }
    }

    async fn settings(&self) -> Value {
        self.program().gets(SETTINGS).await["marketingSettings"]["settings"].clone()
    }

    async fn saves(&self, settings: Value, mask: &str) {
        let sent = json!({ "marketingSettings": { "settings": settings }, "fieldMask": mask });
        self.program().posts(SETTINGS, &sent).await;
    }

    async fn event_names(&self) -> Vec<String> {
        let (store, scope) = self.inside().await;
        let events = store.events(scope).await.unwrap();
        store.close().await;
        events.into_iter().map(|stored| stored.event.name).collect()
    }
}

impl Ours<'_> {
    async fn looks(&self) {
        let looked = self.rosa.submits(&self.path("/source/look"), &[]).await;
        assert_eq!(looked.status, 303, "{}", looked.text());
    }

    /// Sends the form of the settings as it is shown, with some fields typed otherwise.
    async fn types(&self, page: &Answer, typed: &[(&str, &str)]) -> Answer {
        let shown = fields_of(page.text());
        let mut form: Vec<(&str, &str)> = shown
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| typed.iter().all(|(other, _)| other != name))
            .collect();
        form.extend(typed);
        self.rosa.submits(&self.path("/settings"), &form).await
    }

    /// How many events the rail beside every page names.
    async fn counted_events(&self) -> usize {
        let (_, counts) = self.store.site_and_counts(self.scope, now()).await.unwrap();
        usize::try_from(counts.events).unwrap()
    }

    async fn event(&self, name: &str) -> Option<store::events::StoredEvent> {
        let events = self.store.events(self.scope).await.unwrap();
        events.into_iter().find(|stored| stored.event.name == name)
    }
}

/// What a browser would send of the form of the settings.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form").find(|form| form.contains("name=\"seen\"")).unwrap();
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(unescaped(value))
    };
    let mut found = Vec::new();
    for tag in form.split("<input").skip(1) {
        let tag = tag.split('>').next().unwrap();
        let chosen =
            !tag.contains("checkbox") && !tag.contains("radio") || tag.contains(" checked");
        if let (Some(name), true) = (attribute(tag, "name"), chosen) {
            found.push((name, attribute(tag, "value").unwrap_or_default()));
        }
    }
    for area in form.split("<textarea").skip(1) {
        let text = area.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
        found.push((attribute(area, "name").unwrap(), unescaped(text)));
    }
    for select in form.split("<select").skip(1) {
        let options = select.split("</select>").next().unwrap().split("<option");
        let chosen = options.clone().skip(1).find(|option| option.contains(" selected"));
        let chosen = chosen.or(options.clone().nth(1)).unwrap();
        found.push((attribute(select, "name").unwrap(), attribute(chosen, "value").unwrap()));
    }
    found
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#x27;", "'").replace("&#39;", "'").replace("&amp;", "&")
}

#[test]
fn settings_are_those_of_the_vendor_and_changed_there() {
    on_both(async |almanac| {
        let mut vendor = Vendor::open();
        vendor
            .saves(json!({ "toneOfVoice": "Like a lighthouse keeper" }), "settings.toneOfVoice")
            .await;
        let ours = Ours::open(&almanac, &vendor).await;
        let own = ours.rosa.opens(&ours.path("/settings")).await;
        let kept = ours.types(&own, &[("guidelines", "Ours from before")]).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        ours.takes_plan_from(&vendor).await;

        let page = ours.rosa.opens(&ours.path("/settings")).await;
        assert!(page.text().contains("Like a lighthouse keeper"), "{}", page.text());
        assert!(!page.text().contains("Ours from before"), "each source has its own");
        assert!(page.text().contains("These are the settings at Wix"));

        // Changed here: there, and nothing else of it.
        let kept = ours
            .types(
                &page,
                &[("topics", "Rye\nSpelt"), ("custom_goal", "Fill the classes"), ("goal", "OWN")],
            )
            .await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        let there = vendor.settings().await;
        assert_eq!(there["topics"]["included"], json!(["Rye", "Spelt"]));
        assert_eq!(there["marketingPlanGoal"], json!({ "customGoal": "Fill the classes" }));
        assert_eq!(there["toneOfVoice"], "Like a lighthouse keeper");
        assert_eq!(there["frequency"], Value::Null, "what nobody chose is not chosen");

        // A change there between: what another field says stays, the same field is told.
        let page = ours.rosa.opens(&ours.path("/settings")).await;
        vendor
            .saves(
                json!({ "topics": { "included": ["Barley"] }, "imageGuidelines": "Only daylight" }),
                "settings.topics.included,settings.imageGuidelines",
            )
            .await;
        let typed = [("topics", "Rye\nOats"), ("guidelines", "Short words")];
        let refused = ours.types(&page, &typed).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains("This was changed at Wix meanwhile"), "{}", refused.text());
        assert!(refused.text().contains("Rye\nOats"), "what was typed is still there");
        assert_eq!(
            vendor.settings().await["topics"]["included"],
            json!(["Barley"]),
            "nothing was changed"
        );
        let replaced = ours.types(&refused, &[]).await;
        assert_eq!(replaced.status, 303, "{}", replaced.text());
        let there = vendor.settings().await;
        assert_eq!(there["topics"]["included"], json!(["Rye", "Oats"]));
        assert_eq!(there["customContentGuidelines"], "Short words");
        assert_eq!(there["imageGuidelines"], "Only daylight", "it was not reverted");

        // A program of ours, through the same contract.
        let program = ours.program();
        let sent = json!({ "marketingSettings": { "settings": { "pointOfView": "THIRD_PERSON" } }, "fieldMask": "settings.pointOfView" });
        let said = program.posts(SETTINGS, &sent).await;
        assert_eq!(said["marketingSettings"]["settings"]["imageGuidelines"], "Only daylight");
        assert_eq!(vendor.settings().await["pointOfView"], "THIRD_PERSON");

        // Changed there: seen here after a look, and what the next plan does is told.
        ours.rosa.submits(&ours.path("/plan"), &[]).await;
        until(async || ours.plan_is(PlanStatus::Active).await).await;
        ours.looks().await;
        let page = ours.rosa.opens(&ours.path("/settings")).await;
        assert!(
            page.text().contains("Nothing: the present plan was made with these settings."),
            "{}",
            page.text()
        );
        vendor.saves(json!({ "pointOfView": "SECOND_PERSON" }), "settings.pointOfView").await;
        ours.looks().await;
        let page = ours.rosa.opens(&ours.path("/settings")).await;
        assert!(!page.text().contains("Nothing: the present plan"));
        assert!(page.text().contains("<dt>Who speaks</dt>"), "{}", page.text());

        // Without the vendor nothing is changed, and it is said.
        vendor.stops();
        let refused = ours.types(&page, &[("topics", "Lost")]).await;
        assert_eq!(refused.status, 503, "{}", refused.text());
        assert!(refused.text().contains("nothing was changed") && refused.text().contains("Lost"));
        vendor.starts_again();
        assert_eq!(vendor.settings().await["topics"]["included"], json!(["Rye", "Oats"]));

        // On the way back ours count again, unless those of Wix are taken over.
        let left = [("drafts", "leave"), ("scheduled", "leave"), ("settings", "leave")];
        ours.rosa.submits(&ours.path("/source/leave"), &left).await;
        let own = ours.store.saved_settings(ours.scope).await.unwrap().saved;
        assert_eq!(own.settings.guidelines, "Ours from before");
        ours.takes_plan_from(&vendor).await;
        ours.rosa.submits(&ours.path("/source/leave"), &[("settings", "take")]).await;
        let own = ours.store.saved_settings(ours.scope).await.unwrap();
        assert_eq!((own.saved.settings.guidelines.as_str(), own.hosted), ("Short words", None));
        ours.store.close().await;
    });
}

#[test]
fn events_are_those_of_the_vendor_and_changed_there() {
    on_both(async |almanac| {
        let mut vendor = Vendor::open();
        let ours = Ours::open(&almanac, &vendor).await;
        let (rosa, events) = (&ours.rosa, ours.path("/events"));
        // Within the year, so that looks see it.
        let day = (now() + 240.hours()).to_string()[..10].to_owned();
        let typed = |name: &'static str| {
            [("name", name), ("day", &*day), ("repeats", "never"), ("description", "At the river")]
        };
        rosa.submits(&events, &typed("Ours from before")).await;
        ours.takes_plan_from(&vendor).await;
        assert!(ours.event("Supper in the street").await.is_some());
        let all = ours.store.events(ours.scope).await.unwrap();
        let hosted = |stored: &&store::events::StoredEvent| {
            matches!(stored.event.source, EventSource::Hosted(_))
        };
        assert_eq!(ours.counted_events().await, all.iter().filter(hosted).count(), "not ours too");

        // Added here: there.
        let added = rosa.submits(&events, &typed("Night market")).await;
        assert_eq!(added.status, 303, "{}", added.text());
        assert!(vendor.event_names().await.contains(&"Night market".to_owned()));
        let market = ours.event("Night market").await.unwrap().event;
        assert!(matches!(market.source, EventSource::Hosted(_)), "{market:?}");
        let page = rosa.opens(&events).await;
        assert!(page.text().contains("Wix makes this site’s plan with the events at Wix"));

        // Changed here: there.
        let path = ours.path(&format!("/events/{}", market.id));
        let changed = rosa.submits(&path, &typed("Light market")).await;
        assert_eq!(changed.status, 303, "{}", changed.text());
        let names = vendor.event_names().await;
        assert!(
            names.contains(&"Light market".to_owned())
                && !names.contains(&"Night market".to_owned())
        );

        // Changed there: seen here after a look; typed over an older one, it is told first.
        let there = json!({ "event": { "name": "Lantern market", "date": format!("{day}T10:00:00.000Z") } });
        let (status, said) =
            vendor.program().asks("PUT", &format!("/events/{}", market.id), &there).await;
        assert_eq!(status, 200, "{said}");
        let refused = rosa.submits(&path, &typed("Torch market")).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(refused.text().contains("was changed at Wix meanwhile"), "{}", refused.text());
        assert!(refused.text().contains("Torch market"), "what was typed is still there");
        assert!(ours.event("Lantern market").await.is_some(), "it was looked at meanwhile");
        let again = rosa.submits(&path, &typed("Torch market")).await;
        assert_eq!(again.status, 303, "{}", again.text());

        // Without the vendor nothing is changed, and it is said.
        vendor.stops();
        let delete = format!("{path}/delete");
        let refused = rosa.submits(&delete, &[]).await;
        assert_eq!(refused.status, 503, "{}", refused.text());
        assert!(ours.event("Torch market").await.is_some());
        vendor.starts_again();

        // What is gone there is told, and goes here.
        let (status, _) =
            vendor.program().asks("DELETE", &format!("/events/{}", market.id), &json!({})).await;
        assert_eq!(status, 200);
        let refused = rosa.submits(&delete, &[]).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(refused.text().contains("not at Wix any more"), "{}", refused.text());
        assert!(ours.event("Torch market").await.is_none());

        // A program of ours, through the same contract; and a calendar that Wix only reads.
        let program = ours.program();
        let sent = json!({ "calendarEvent": { "name": "Open day", "date": format!("{day}T09:00:00.000Z") } });
        let made = program.posts("/events", &sent).await["calendarEvent"].clone();
        assert!(vendor.event_names().await.contains(&"Open day".to_owned()));
        let (status, said) = program
            .asks("DELETE", &format!("/events/{}", made["id"].as_str().unwrap()), &json!({}))
            .await;
        assert_eq!(status, 200, "{said}");
        assert!(!vendor.event_names().await.contains(&"Open day".to_owned()));
        let all = ours.store.events(ours.scope).await.unwrap();
        let own = ours.store.hosted_calendars(ours.scope).await.unwrap().own.unwrap();
        let holiday = all
            .iter()
            .filter(hosted)
            .find(|one| one.event.source != EventSource::Hosted(own))
            .unwrap();
        let refused =
            rosa.submits(&ours.path(&format!("/events/{}/delete", holiday.event.id)), &[]).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(refused.text().contains("Wix itself only reads"), "{}", refused.text());

        // On the way back those that may be changed are taken along, and ours are there still.
        let kept = [("drafts", "leave"), ("scheduled", "leave"), ("settings", "take")];
        let left = rosa.submits(&ours.path("/source/leave"), &kept).await;
        assert_eq!(left.status, 303, "{}", left.text());
        assert_eq!(
            ours.event("Supper in the street").await.unwrap().event.source,
            EventSource::Own
        );
        assert_eq!(ours.event("Ours from before").await.unwrap().event.source, EventSource::Own);
        let all = ours.store.events(ours.scope).await.unwrap();
        assert!(all.iter().all(|one| !matches!(one.event.source, EventSource::Hosted(_))));
        assert_eq!(ours.counted_events().await, all.len());
        ours.store.close().await;
    });
}
