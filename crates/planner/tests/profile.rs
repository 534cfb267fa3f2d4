//! What a site says about its business is found, and nothing else.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use std::{collections::BTreeMap, fs, path::Path};

use domain::profile::{Confidence, Fact, FactKind};
use planner::{
    profile::profile,
    read::{Page, SitePages},
};
use proptest::prelude::*;
use url::Url;

type Facts = BTreeMap<FactKind, Vec<Fact>>;

/// Profiles the pages of a folder beside this file, the first page first.
fn of_folder(folder: &str, host: &str, paths: &[&str]) -> Facts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(folder);
    let page = |path: &&str| {
        let file = if path.is_empty() { "index.html" } else { path };
        let file = if file.ends_with(".html") { file.to_owned() } else { format!("{file}.html") };
        Page {
            url: Url::parse(&format!("https://{host}/{path}")).unwrap(),
            html: fs::read_to_string(folder.join(file)).unwrap(),
        }
    };
    let pages = SitePages { pages: paths.iter().map(page).collect(), notes: Vec::new() };
    profile(&pages, &pages.pages[0].url)
}

fn of_page(html: &str) -> Facts {
    let url = Url::parse("https://shop.example/").unwrap();
    let page = Page { url: url.clone(), html: html.to_owned() };
    profile(&SitePages { pages: vec![page], notes: Vec::new() }, &url)
}

fn values(facts: &Facts, kind: FactKind) -> Vec<&str> {
    facts.get(&kind).into_iter().flatten().map(|fact| fact.value.as_str()).collect()
}

fn pairs(facts: &Facts, kind: FactKind) -> Vec<(&str, &str)> {
    let facts = facts.get(&kind).into_iter().flatten();
    facts.map(|fact| (fact.value.as_str(), fact.detail.as_deref().unwrap_or(""))).collect()
}

fn rosa() -> Facts {
    let paths =
        ["", "menu", "cakes", "about", "blog", "blog/feeding-your-starter", "faq", "contact"];
    of_folder("rosa", "rosasbakery.example", &paths)
}

fn radwerk() -> Facts {
    let paths = ["index.html", "leistungen.html", "lastenraeder.html", "ueber-uns.html"];
    of_folder("radwerk", "radwerk-neukoelln.example", &paths)
}

#[test]
fn photographs_are_found_once_each_in_their_best_size_and_furniture_is_not() {
    let facts = of_page(
        r##"<html lang="en"><body>
        <header><img src="/logo.png" alt="Shop" width="900" height="700"></header>
        <main><h1>Our bread</h1>
        <img src="/u/loaf-300x200.jpg" alt="Rye loaf on a linen cloth"
             srcset="/u/loaf-300x200.jpg 300w, /u/loaf-1200x800.jpg 1200w, /u/loaf.jpg 6000w">
        <h2>Cakes</h2>
        <figure><img data-src="/cake.webp" src="data:image/gif;base64,R0lGOD" alt="">
            <figcaption>Celebration cake with figs</figcaption></figure>
        <img src="/img/IMG_2041.jpg" alt="IMG_2041.jpg" width="1600" height="1200">
        <div class="hero" style="background-image:url('/oven.jpg?w=1600')"><h2>The oven</h2></div>
        <img src="/u/loaf-150x150.jpg" alt="Rye loaf">
        <img src="/tiny.jpg" alt="A tiny picture" width="90" height="60">
        <img src="/strip.jpg" alt="A wide strip" width="1600" height="200">
        <img src="/icons/oven.svg" alt="Oven"><img src="/star-icon.png" alt="Rating">
        <img src="https://www.facebook.com/tr?id=1&ev=PageView" width="1" height="1">
        <img src="/wave.jpg" role="presentation">
        <blockquote><img src="/ana.jpg" alt="Ana, a customer"></blockquote>
        </main><footer><img src="/visa.png" alt="We take cards"></footer></body></html>"##,
    );
    let found: Vec<_> = facts[&FactKind::Picture]
        .iter()
        .map(|it| (it.value.as_str(), it.detail.as_deref(), it.about.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            (
                "https://shop.example/u/loaf-1200x800.jpg",
                Some("1200×800"),
                Some("Rye loaf on a linen cloth")
            ),
            ("https://shop.example/cake.webp", None, Some("Celebration cake with figs")),
            ("https://shop.example/img/IMG_2041.jpg", Some("1600×1200"), Some("Near “Cakes”")),
            ("https://shop.example/oven.jpg?w=1600", None, Some("Near “The oven”")),
        ]
    );
    assert_eq!(facts[&FactKind::Picture][0].source.as_deref(), Some("https://shop.example/"));
}

#[test]
fn each_fact_says_how_sure_it_is() {
    let sure = |facts: &Facts, kind: FactKind| {
        let found = facts.get(&kind).unwrap_or_else(|| panic!("no {kind:?} in {facts:#?}"));
        found[0].confidence.unwrap()
    };
    let told = of_page(
        r#"<html lang="en"><head><title>Shop</title><script type="application/ld+json">
        {"@type": "Bakery", "name": "Ada’s", "openingHours": "Mo-Fr 08:00-17:00", "address":
          {"streetAddress": "1 Mill Lane", "addressLocality": "Leeds", "addressCountry": "GB"}}
        </script></head><body><h1>Ada’s</h1></body></html>"#,
    );
    for kind in [FactKind::Name, FactKind::OpeningHours, FactKind::Place, FactKind::Country] {
        assert_eq!(sure(&told, kind), Confidence::High, "{kind:?} is told to programs");
    }
    assert_eq!(sure(&told, FactKind::TimeZone), Confidence::Low, "it follows from the country");

    let said = "We bake all our bread by hand, every day of the week, and you are very welcome \
        to come and see how that is done. ";
    let written = of_page(&format!(
        "<html><head><title>Ada’s – Bread in Leeds</title></head><body><h1>Ada’s</h1>
         <p>Open Monday to Friday 08:00 - 17:00.</p><p>{}</p></body></html>",
        said.repeat(6)
    ));
    assert_eq!(sure(&written, FactKind::OpeningHours), Confidence::Medium);
    assert_eq!(sure(&written, FactKind::Language), Confidence::Low, "nothing declares it");
}

#[test]
fn a_bakery_with_structured_data_is_understood() {
    let facts = rosa();
    assert_eq!(values(&facts, FactKind::Name), ["Rosa’s Bakery"]);
    assert_eq!(
        values(&facts, FactKind::Description),
        [
            "Rosa’s Bakery bakes slow-fermented sourdough bread and celebration cakes by hand in the \
          heart of Lisbon."
        ]
    );
    assert_eq!(values(&facts, FactKind::Language), ["en-GB"]);
    assert_eq!(values(&facts, FactKind::Country), ["PT"]);
    assert_eq!(values(&facts, FactKind::TimeZone), ["Europe/Lisbon"]);
    assert_eq!(values(&facts, FactKind::Place), ["Rua das Flores 27, 1200-192 Lisboa"]);
    assert_eq!(
        values(&facts, FactKind::OpeningHours),
        ["Tuesday, Wednesday, Thursday, Friday 07:30–19:00", "Saturday 08:00–14:00"]
    );
    assert_eq!(values(&facts, FactKind::Colour), ["#8a3b12", "#e0a03c"]);
    let logo = "https://rosasbakery.example/img/logo-rosas.svg";
    assert_eq!(values(&facts, FactKind::Logo), [logo]);
    assert_eq!(
        values(&facts, FactKind::Topic),
        ["Sourdough bread", "Wedding cakes", "Baking workshops", "Starter"]
    );
}

#[test]
fn what_the_bakery_sells_comes_with_the_price_as_written() {
    let facts = rosa();
    assert_eq!(
        pairs(&facts, FactKind::Offer),
        [
            ("Country loaf", "€4.80"),
            ("Seeded rye", "€5.20"),
            ("Baguette", "€1.90"),
            ("Pastel de nata", "€1.40"),
            ("Almond croissant", "€2.60"),
            ("Flat white", "€2.80"),
            ("Hot chocolate", "Small €2.50 / Large €3.50"),
            ("Naked cake", "From €180"),
            ("Tasting box", "€24 each"),
        ]
    );
    let cake = facts[&FactKind::Offer].iter().find(|offer| offer.value == "Naked cake").unwrap();
    assert_eq!(cake.source.as_deref(), Some("https://rosasbakery.example/cakes"));
}

#[test]
fn people_articles_and_questions_are_those_of_the_bakery() {
    let facts = rosa();
    assert_eq!(
        pairs(&facts, FactKind::Person),
        [
            ("Rosa Almeida", "Founder and head baker"),
            ("Tiago Almeida", "pastry chef"),
            ("Inês Duarte", "Shop manager"),
        ]
    );
    assert_eq!(
        pairs(&facts, FactKind::Article),
        [
            ("Feeding your sourdough starter", "2026-03-02"),
            ("Why we mill our own flour", "2026-01-15"),
        ]
    );
    assert_eq!(
        pairs(&facts, FactKind::Question),
        [
            ("Do you bake gluten-free bread?", "Yes, on Thursdays, in a separate oven & room."),
            (
                "Can I order a cake for tomorrow?",
                "Cakes need two days. Call us and we will see what the ovens allow.",
            ),
            (
                "Where does the flour come from?",
                "From three farms in the Alentejo, milled in our own mill.",
            ),
        ]
    );
}

#[test]
fn proofs_are_whole_sentences_of_the_bakery_and_of_nobody_else() {
    assert_eq!(
        values(&rosa(), FactKind::Proof),
        [
            "A family-run bakery in Lisbon since 1987.",
            "Our sourdough bread was voted best in Lisbon in 2023 by the readers of Mesa.",
            "We have baked wedding cakes for more than 400 couples.",
            "Our organic flour is certified by Agrobio.",
            "Every loaf of sourdough bread ferments for 36 hours and is shaped by hand.",
            "Rosa Almeida opened the doors of the bakery in 1987 with one oven and her \
             grandmother’s recipes.",
        ]
    );
}

#[test]
fn a_workshop_without_structured_data_is_understood_in_its_language() {
    let facts = radwerk();
    assert_eq!(values(&facts, FactKind::Name), ["Radwerk Neukölln"]);
    assert_eq!(
        values(&facts, FactKind::Description),
        ["Wir reparieren Fahrräder aller Marken, vom Klapprad bis zum Lastenrad. Seit 1998 \
          schrauben wir in der Weserstraße, meist am selben Tag."]
    );
    assert_eq!(values(&facts, FactKind::Language), ["de"]);
    assert_eq!(values(&facts, FactKind::Place), ["Weserstraße 12, 12045 Berlin"]);
    assert_eq!(values(&facts, FactKind::Country), ["DE"]);
    assert_eq!(values(&facts, FactKind::TimeZone), ["Europe/Berlin"]);
    assert_eq!(
        pairs(&facts, FactKind::Offer),
        [
            ("Inspektion klein", "49,- €"),
            ("Inspektion groß inkl. Laufräder zentrieren", "ab 89,00 Euro"),
            ("Schlauch wechseln", "15 €"),
            ("Nabenschaltung überholen", ""),
        ]
    );
    assert_eq!(
        values(&facts, FactKind::OpeningHours),
        ["Montag - Freitag 10:00 - 18:30 Uhr", "Samstag 10:00 - 14:00 Uhr", "Sonntag geschlossen",]
    );
    assert_eq!(pairs(&facts, FactKind::Person), [("Jonas Becker", "Zweiradmechanikermeister")]);
    assert_eq!(
        values(&facts, FactKind::Topic)[..2],
        ["Lastenräder".to_owned(), "Nabenschaltung überholen".to_owned()]
    );
    assert_eq!(
        values(&facts, FactKind::Proof),
        [
            "Unser Meisterbetrieb hat mehr als 20 Jahre Erfahrung mit Nabenschaltungen.",
            "Seit 1998 schrauben wir in der Weserstraße, meist am selben Tag.",
        ]
    );
    assert_eq!(values(&facts, FactKind::Colour), ["#00695c", "#ffb300"]);
    let logo = "https://radwerk-neukoelln.example/bilder/radwerk-logo.png";
    assert_eq!(values(&facts, FactKind::Logo), [logo]);
}

#[test]
fn a_price_belongs_to_what_stands_beside_or_above_it() {
    let facts = of_page(
        "<main><h2>Taps</h2><div>Mixer tap</div><div>£45</div><div>Bath tap</div><div>£60</div>
         <h2>Basin</h2><p>White ceramic</p><p>£80</p>
         <h3>Cedar candle</h3><s>$30.00</s> <span>Sale price</span> <span>From $24.00 USD</span>
         <p>Arroz de pato<br>Dose 14 € · Meia dose 9 €</p>
         <p>Free delivery over £50</p><p>In 2019 we raised £5,000 for the lifeboats.</p>",
    );
    assert_eq!(
        pairs(&facts, FactKind::Offer),
        [
            ("Mixer tap", "£45"),
            ("Bath tap", "£60"),
            ("Basin", "£80"),
            ("Cedar candle", "From $24.00 USD"),
            ("Arroz de pato", "Dose 14 € · Meia dose 9 €"),
        ]
    );
}

#[test]
fn an_empty_site_yields_its_host_and_nothing_made_up() {
    let facts = of_page("<title></title><body>");
    assert_eq!(facts.keys().collect::<Vec<_>>(), [&FactKind::Name]);
    assert_eq!(values(&facts, FactKind::Name), ["shop.example"]);
}

#[test]
fn hostile_pages_yield_text_at_most() {
    let facts = of_page(
        "<html lang='en\"><script>'><title>&lt;script&gt;alert(1)&lt;/script&gt;</title>
         <script type='application/ld+json'>{\"@type\":\"LocalBusiness\",\"name\":
         \"<img src=x onerror=alert(1)>Bob\\u202e\\u0000’s\",\"logo\":\"javascript:alert(1)\"}</script>
         <img class=logo src='data:image/png;base64,AAAA'><meta name=theme-color content='red;}'>",
    );
    assert_eq!(values(&facts, FactKind::Name), ["Bob’s"]);
    assert!(!facts.contains_key(&FactKind::Logo));
    assert!(!facts.contains_key(&FactKind::Colour));
    assert!(!facts.contains_key(&FactKind::Language));
}

/// Markup as strangers write it: known tags and words in any order, and noise.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "<h1>",
            "</h1>",
            "<h2>",
            "<p>",
            "</p>",
            "<li>",
            "<table>",
            "<tr>",
            "<td>",
            "<br>",
            "<a href='/blog/x'>",
            "</a>",
            "<nav>",
            "</nav>",
            "<article>",
            "<dt>",
            "<form>",
            "<time datetime='2026-01-0",
            "<script type='application/ld+json'>",
            "</script>",
            "{\"@type\":[\"Offer\",1],\"price\":{\"@value\":[]}}",
            "<style>#ab",
            "</style>",
            "<div itemscope itemprop=x>",
            "<b itemprop='name'>",
            "€4,50 ",
            "ab 3 – 4 € ",
            "Meet X, ",
            "Since 1987. ",
            "Mo-Fr 9:00–18:00 ",
            "Why is it so? ",
            "&#0;&amp;&#x202e;",
            "12 High St, ",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
        "[ -~]{0,40}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_page_breaks_the_reading_and_every_fact_is_clean(html in markup()) {
        for (kind, facts) in of_page(&html) {
            prop_assert!(!facts.is_empty() && (!kind.single() || facts.len() == 1));
            for Fact { value, detail, about, source, .. } in facts {
                for text in [Some(value), detail, about].into_iter().flatten() {
                    prop_assert!(!text.trim().is_empty() && text.chars().count() <= 2_000);
                    let unseen = |c: char| c.is_control() || c == '\u{202e}';
                    prop_assert!(!text.contains(unseen));
                }
                prop_assert_eq!(source.as_deref(), Some("https://shop.example/"));
            }
        }
    }
}

#[test]
fn the_first_heading_tells_which_part_of_a_title_is_the_name() {
    for (title, heading) in [
        (
            "Klempnerei Müller &amp; Söhne – Ihr Meisterbetrieb in Leipzig",
            "Klempnerei Müller & Söhne",
        ),
        ("Chez Margaux — restaurant à Lyon", "Chez Margaux"),
        ("山田茶舗｜京都の日本茶専門店", "山田茶舗"),
        ("Yoga in Portland, Oregon, for everybody | Stillwater Yoga", "Stillwater Yoga"),
    ] {
        let shown = heading.replace('&', "&amp;");
        let facts = of_page(&format!(
            "<!doctype html><title>{title}</title><header><h1>{shown}</h1></header><p>Hello.</p>"
        ));
        assert_eq!(values(&facts, FactKind::Name), [heading]);
    }
}

#[test]
fn a_teacher_is_a_person_and_no_topic() {
    let page = |path: &str, html: &str| Page {
        url: Url::parse(&format!("https://stillwater.example{path}")).unwrap(),
        html: html.to_owned(),
    };
    let pages = vec![
        page(
            "/",
            "<!doctype html><html lang=en><title>Stillwater Yoga</title><h1>Stillwater Yoga</h1>",
        ),
        page(
            "/teachers",
            "<!doctype html><html lang=en><title>Teachers</title><h1>Our teachers</h1><h2>Maya Chen</h2><p>Maya teaches Gentle Flow and has practised for 15 years.</p>",
        ),
    ];
    let facts = profile(
        &SitePages { pages, notes: Vec::new() },
        &Url::parse("https://stillwater.example/").unwrap(),
    );
    assert_eq!(values(&facts, FactKind::Person), ["Maya Chen"]);
    assert!(!values(&facts, FactKind::Topic).iter().any(|topic| topic.contains("Maya")));
}

#[test]
fn what_stands_under_a_name_tells_of_somebody_and_a_role_or_a_line_of_contacts_does_not() {
    let page = |path: &str, html: &str| Page {
        url: Url::parse(&format!("https://moreau.example{path}")).unwrap(),
        html: format!("<!doctype html><html lang=en><title>Moreau Law</title>{html}"),
    };
    let pages = vec![
        page(
            "/",
            "<h1>Moreau Law</h1><h2>Family law</h2><p>Divorce, custody and inheritance.</p><h2>Property law</h2><p>Moreau Law, 12 Castle Street, Bristol BS1 3AA, phone 0117 496 0123.</p>",
        ),
        page(
            "/work",
            "<h1>Our work</h1><h2>Family law</h2><p>We look for an agreement before we go to court.</p><h2>Property law</h2><p>Leases, boundaries and hidden defects.</p>",
        ),
        page(
            "/team",
            "<h1>Our team</h1><table><tr><td><b>Claire Moreau</b><br>Solicitor, family law<br>Claire has been at the bar since 1998 and is a mediator, too.</td></tr></table><h3>Samira Bell</h3><p>Legal assistant</p><p>She answers your calls and prepares your files.</p>",
        ),
    ];
    let address = Url::parse("https://moreau.example/").unwrap();
    let facts = profile(&SitePages { pages, notes: Vec::new() }, &address);
    let about = |kind, value: &str| {
        let fact = facts[&kind].iter().find(|fact| fact.value == value);
        fact.unwrap_or_else(|| panic!("{value} in {facts:#?}")).about.clone().unwrap_or_default()
    };
    assert_eq!(
        about(FactKind::Person, "Claire Moreau"),
        "Claire has been at the bar since 1998 and is a mediator, too."
    );
    assert_eq!(
        about(FactKind::Person, "Samira Bell"),
        "She answers your calls and prepares your files."
    );
    assert_eq!(
        about(FactKind::Topic, "Family law"),
        "Divorce, custody and inheritance. We look for an agreement before we go to court."
    );
    assert_eq!(about(FactKind::Topic, "Property law"), "Leases, boundaries and hidden defects.");
}
