//! Sites of many trades: their topics are subjects, not ways around the site and not
//! scraps of sentences.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use domain::profile::FactKind;
use planner::{
    profile::profile,
    read::{Page, SitePages},
};
use url::Url;

/// Words that no topic of any of these sites may hold.
const NEVER: [&str; 24] = [
    "contact",
    "kontakt",
    "about",
    "über",
    "faq",
    "questions",
    "fragen",
    "book",
    "pricing",
    "fees",
    "login",
    "blog",
    "news",
    "home",
    "days",
    "years",
    "jahre",
    "we",
    "our",
    "your",
    "wir",
    "today",
    "team",
    "preise",
];

/// The topics of a site given as paths with the contents of their pages.
fn topics(language: &str, menu: &[&str], pages: &[(&str, &str)]) -> Vec<String> {
    let links: String =
        menu.iter().map(|label| format!("<a href='/{label}'>{label}</a> ")).collect();
    let html = |body: &str| {
        format!(
            "<html lang={language}><body><header><nav>{links}</nav></header><main>{body}</main></body></html>"
        )
    };
    let address = Url::parse("https://site.example/").unwrap();
    let pages = pages
        .iter()
        .map(|(path, body)| Page { url: address.join(path).unwrap(), html: html(body) })
        .collect();
    let facts = profile(&SitePages { pages, notes: Vec::new() }, &address);
    let found = facts.get(&FactKind::Topic).into_iter().flatten();
    let found: Vec<String> = found.map(|fact| fact.value.clone()).collect();
    for topic in &found {
        let lower = topic.to_lowercase();
        let words: Vec<&str> = lower.split(' ').collect();
        assert!(!words.iter().any(|word| NEVER.contains(word)), "{topic:?} in {found:?}");
        assert!(topic.starts_with(char::is_uppercase), "{topic:?}");
    }
    assert!((2..=8).contains(&found.len()), "{found:?}");
    found
}

fn holds(topics: &[String], wanted: &[&str]) {
    for want in wanted {
        assert!(topics.iter().any(|topic| topic == want), "no {want:?} in {topics:?}");
    }
}

#[test]
fn a_bicycle_workshop_in_german() {
    let found = topics(
        "de",
        &["Start", "Leistungen", "Preise", "Termine", "Über uns", "Kontakt"],
        &[
            ("", "<h1>Ihr Rad in guten Händen</h1><p>Wir reparieren Räder aller Marken, seit 20 Jahren in Leipzig.</p>
              <h2>Lastenräder</h2><p>Lastenräder warten wir auf Wunsch auch vor Ihrer Haustür, ohne Aufpreis.</p>
              <h2>Unsere Werkstatt</h2><p>Hell, warm und mit Blick auf den Kanal, jeden Tag geöffnet.</p>"),
            ("leistungen", "<h1>Leistungen</h1><h2>Bremsen einstellen</h2><p>Wir prüfen Beläge, Züge und Scheiben und stellen alles ein.</p>
              <h2>Frühjahrsinspektion</h2><p>Vor dem Frühling prüfen wir Licht, Bremsen, Kette und Reifen.</p>"),
            ("fragen", "<h1>Häufige Fragen</h1><h2>Wie lange dauert eine Reparatur?</h2><p>Meist sind wir am selben Tag fertig.</p>"),
        ],
    );
    holds(&found, &["Lastenräder", "Frühjahrsinspektion", "Bremsen einstellen"]);
}

#[test]
fn a_dentist() {
    let found = topics(
        "en",
        &["Home", "Treatments", "Fees", "Meet the team", "New patients", "Contact us"],
        &[
            ("", "<h1>A dentist you will not mind visiting</h1><p>We have looked after smiles in Leeds for 12 years.</p>
              <h2>Nervous Patients</h2><p>Many of the nervous patients we see have not been to a dentist for ten years.</p>
              <h2>Book your visit today</h2><p>Call us and we will find a time that suits you.</p>"),
            ("treatments", "<h1>Treatments</h1><h2>Dental Implants</h2><p>Dental implants replace a lost tooth, root and all.</p>
              <h2>Teeth Whitening</h2><p>Teeth whitening at home or in the chair, with a gel made for you.</p>
              <h2>Children’s Dentistry</h2><p>Children come twice a year, and the first visit is only a ride in the chair.</p>"),
            ("fees", "<h1>Fees</h1><p>Check-up £45</p><p>Hygienist £60</p>"),
        ],
    );
    holds(&found, &["Nervous patients", "Dental implants", "Teeth whitening"]);
}

#[test]
fn a_law_firm() {
    let found = topics(
        "en",
        &["About", "Employment law", "Family law", "Wills and probate", "Fees", "News", "Contact"],
        &[
            ("", "<h1>Clear advice, plainly put</h1><p>We are solicitors in Bristol. We answer within two days.</p>
              <h2>Why choose us</h2><p>Because we tell you the cost before we begin, every time.</p>"),
            ("employment", "<h1>Employment law</h1><p>We act for employees in disputes about dismissal and pay.</p>
              <h2>Settlement agreements</h2><p>Most settlement agreements can be checked within a week.</p>"),
        ],
    );
    holds(&found, &["Employment law", "Family law", "Wills and probate", "Settlement agreements"]);
}

#[test]
fn a_software_service() {
    let found = topics(
        "en",
        &["Product", "Pricing", "Docs", "Blog", "Log in", "Start free trial"],
        &[
            ("", "<h1>Get paid on time</h1><p>Tally writes your invoices while you work.</p>
              <h2>Recurring invoices</h2><p>Set up recurring invoices once, and Tally sends them on the day you choose.</p>
              <h2>Time tracking</h2><p>Time tracking runs in your menu bar and fills the invoice by itself.</p>
              <h2>Payment reminders</h2><p>Polite payment reminders go out three, seven and ten days after the due date.</p>
              <h2>Trusted by 4,000 freelancers</h2><p>From Lisbon to Lagos, people send invoices with Tally.</p>
              <h2>Start your free trial</h2><p>No card is needed, and you can leave whenever you like.</p>"),
        ],
    );
    assert_eq!(found, ["Recurring invoices", "Time tracking", "Payment reminders"]);
}

#[test]
fn a_yoga_studio() {
    let found = topics(
        "en",
        &["Timetable", "Teachers", "Prices", "Vinyasa flow", "Prenatal yoga", "Book now"],
        &[
            ("", "<h1>Breathe out</h1><p>A quiet studio above the market, open from seven in the morning.</p>
              <h2>Weekend Retreats</h2><p>Twice a year we leave the city for three days of yoga by the sea.</p>
              <h2>What to bring</h2><p>Bring a bottle of water. Mats and blankets are here for you.</p>"),
            ("prenatal", "<h1>Prenatal yoga</h1><p>Prenatal yoga is for every week of a pregnancy, and partners are welcome.</p>"),
        ],
    );
    holds(&found, &["Vinyasa flow", "Prenatal yoga", "Weekend retreats"]);
}

#[test]
fn a_plumber() {
    let found = topics(
        "en",
        &["Home", "Services", "Areas we cover", "Reviews", "Get a quote", "Contact"],
        &[
            ("", "<h1>Your local plumber</h1><p>Leaks, boilers and bathrooms since 2003, day and night.</p>
              <h2>Call us now</h2><p>We answer the phone ourselves, seven days a week, and come within the hour.</p>"),
            ("services", "<h1>Services</h1><h2>Boiler repair</h2><p>We repair boilers of every make and carry most parts in the van.</p>
              <h2>Bathroom fitting</h2><p>From the first drawing to the last tile, with one person in charge.</p>
              <h2>Blocked drains</h2><p>Blocked drains are cleared with water, not with chemicals.</p>
              <h2>24 hour call-out</h2><p>Burst pipes do not wait for the morning, and neither do we.</p>"),
        ],
    );
    holds(&found, &["Boiler repair", "Bathroom fitting", "Blocked drains"]);
}

#[test]
fn the_sample_bakery() {
    let address = Url::parse(planner::sample::ADDRESS).unwrap();
    let facts = profile(&planner::sample::pages(&address).unwrap(), &address);
    let found: Vec<&str> = facts[&FactKind::Topic].iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(
        found,
        [
            "Sourdough",
            "Seasonal bread",
            "Flour from Alentejo",
            "Breakfast for the office",
            "Baking mornings",
            "Rye"
        ]
    );
    let told = |kind: FactKind| facts[&kind].iter().all(|fact| fact.about.is_some());
    assert!(told(FactKind::Offer) && told(FactKind::Topic) && told(FactKind::Article));
    let loaf = facts[&FactKind::Offer].iter().find(|fact| fact.value == "Chestnut loaf").unwrap();
    assert_eq!(loaf.about.as_deref(), Some("Chestnuts from Trás-os-Montes, November only."));
    let people: Vec<&str> =
        facts[&FactKind::Person].iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(people, ["João Neves", "Rosa Duarte"]);
}
