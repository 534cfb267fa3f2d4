//! How pages say things, one way after the other.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use std::collections::BTreeMap;

use domain::profile::{Fact, FactKind};
use planner::{
    profile::profile,
    read::{Page, SitePages},
};
use url::Url;

type Facts = BTreeMap<FactKind, Vec<Fact>>;

fn at(path: &str, html: &str) -> Page {
    let url = Url::parse("https://shop.example/").unwrap().join(path).unwrap();
    Page { url, html: html.to_owned() }
}

fn of(pages: Vec<Page>) -> Facts {
    let address = Url::parse("https://shop.example/").unwrap();
    profile(&SitePages { pages, notes: Vec::new() }, &address)
}

fn pairs(facts: &Facts, kind: FactKind) -> Vec<(String, String)> {
    let facts = facts.get(&kind).into_iter().flatten();
    facts.map(|it| (it.value.clone(), it.detail.clone().unwrap_or_default())).collect()
}

fn told(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(value, detail)| ((*value).to_owned(), (*detail).to_owned())).collect()
}

fn values(facts: &Facts, kind: FactKind) -> Vec<String> {
    pairs(facts, kind).into_iter().map(|(value, _)| value).collect()
}

#[test]
fn in_a_list_of_cards_the_first_words_are_the_name_and_the_rest_describes() {
    let facts = of(vec![at(
        "/preise",
        "<h1>Preise</h1><h2>Brote</h2><div>Bauernlaib</div><div>1 kg</div><div>5,40 €</div>
         <div>Krustenbrot</div><div>mit Kümmel</div><div>3,60 €</div>
         <div>Laugenstange</div><div>1,20 €</div><p>Lieferung ab 25 € Bestellwert.</p>",
    )]);
    let breads = [("Bauernlaib", "5,40 €"), ("Krustenbrot", "3,60 €"), ("Laugenstange", "1,20 €")];
    assert_eq!(pairs(&facts, FactKind::Offer), told(&breads));
}

#[test]
fn a_row_of_a_table_is_a_name_and_its_first_price() {
    let facts = of(vec![at(
        "/fees",
        "<table><tr><th>Treatment</th><th>Guests</th><th>Members</th></tr>
         <tr><td>Facial<br><small>an hour</small></td><td>£60 – £75</td><td>10% off</td></tr>
         <tr><td>Massage</td><td>from £110</td><td>from £99</td></tr></table>
         <p>Missed appointments are charged at £30.</p>",
    )]);
    let treatments = [("Facial", "£60 – £75"), ("Massage", "from £110")];
    assert_eq!(pairs(&facts, FactKind::Offer), told(&treatments));
}

#[test]
fn an_answer_that_names_a_price_sells_nothing() {
    let facts = of(vec![at(
        "/faq",
        "<h3>Do you ship to Canada?</h3><p>Yes, for a flat $14, within two weeks.</p>
         <dl><dt>Is my gift deductible?</dt><dd>Yes, from 40 € per year.</dd></dl>",
    )]);
    assert_eq!(values(&facts, FactKind::Offer), Vec::<String>::new());
    let asked = ["Do you ship to Canada?", "Is my gift deductible?"];
    assert_eq!(values(&facts, FactKind::Question), asked);
}

#[test]
fn a_bold_line_that_asks_is_a_question_where_a_builder_knows_no_headings() {
    let facts = of(vec![at(
        "/planos",
        "<div><p><b>Posso trocar o dia do banho?</b></p></div><div><p>Pode, avisando até a
         véspera.</p></div><div><p><b>O plano tem fidelidade?</b></p></div><div><p>Não. Você
         cancela quando quiser.</p></div><p>Vamos?</p>",
    )]);
    let answers = [
        ("Posso trocar o dia do banho?", "Pode, avisando até a véspera."),
        ("O plano tem fidelidade?", "Não. Você cancela quando quiser."),
    ];
    assert_eq!(pairs(&facts, FactKind::Question), told(&answers));
}

#[test]
fn a_link_that_unfolds_its_answer_is_a_question() {
    let page = "<div class=tab role=button><a href=''>Heb ik een verwijzing nodig?</a></div>
        <div><p>Nee, u kunt rechtstreeks een afspraak maken.</p></div>
        <p><a href=/boeken>Wilt u een afspraak maken?</a></p><p>Dat kan hier, dag en nacht.</p>";
    let facts = of(vec![at("/contact", page)]);
    assert_eq!(values(&facts, FactKind::Question), ["Heb ik een verwijzing nodig?"]);
}

#[test]
fn titles_with_a_date_in_words_are_articles_wherever_the_date_stands() {
    let below = "<h1>Neues</h1><div><h2>Wir backen durch</h2><p>Am 2. Oktober 2026 von Ute</p>
        <p>Bis der Ofen leer ist.</p></div><div><h2>Der neue Ofen</h2><p>5. März 2026</p></div>";
    let above = "<h1>Novità</h1><p><b>10 ottobre 2026</b></p><h3>Luci gratis</h3><p><b>2 luglio
        2026</b></p><h3>Chiusi per ferie</h3>";
    let agenda = "<h1>Agenda</h1><h2>Nettoyage</h2><p>Samedi 28 novembre 2026 de 9h30 à 13h</p>";
    let facts = of(vec![at("/neues", below), at("/novita", above), at("/agenda", agenda)]);
    let articles = [
        ("Wir backen durch", "2026-10-02"),
        ("Der neue Ofen", "2026-03-05"),
        ("Luci gratis", "2026-10-10"),
        ("Chiusi per ferie", "2026-07-02"),
    ];
    assert_eq!(pairs(&facts, FactKind::Article), told(&articles));
}

#[test]
fn opening_hours_are_found_in_the_words_of_the_language() {
    for (page, hours) in [
        ("<p>pon. – czw. 12:00 – 21:00</p>", vec!["pon. – czw. 12:00 – 21:00"]),
        (
            "<p>Receptie: dagelijks van 7.00 tot 23.00 uur</p>",
            vec!["Receptie: dagelijks van 7.00 tot 23.00 uur"],
        ),
        (
            "<p>Cabinet - 12 rue Nord - Le cabinet vous reçoit sur rendez-vous, du lundi au vendredi
             de 9h à 12h30 et de 14h à 18h30. Mentions légales</p>",
            vec!["du lundi au vendredi de 9h à 12h30 et de 14h à 18h30"],
        ),
        (
            "<dl><dt>営業時間</dt><dd>火曜〜日曜 9:00〜18:00</dd><dt>定休日</dt><dd>月曜日</dd></dl>",
            vec!["火曜〜日曜 9:00〜18:00", "定休日 月曜日"],
        ),
        ("<p>Encerrado ao domingo</p>", vec!["Encerrado ao domingo"]),
    ] {
        assert_eq!(values(&of(vec![at("/", page)]), FactKind::OpeningHours), hours);
    }
}

#[test]
fn people_are_known_by_a_name_beside_their_role() {
    let list = "<h1>L’équipe</h1><ul><li>Anne-Sophie Lambert, présidente</li><li>Didier Collin –
        trésorier</li></ul>";
    let rows = "<h1>Le cabinet</h1><table><tr><td><b>Me Claire Moreau</b><br>Avocate associée<br>
        Inscrite au barreau depuis 1998.</td></tr><tr><td><b>Samira Belkacem</b><br>Assistante
        juridique</td></tr></table>";
    let facts = of(vec![at("/equipe", list), at("/cabinet", rows)]);
    let people = [
        ("Anne-Sophie Lambert", "présidente"),
        ("Didier Collin", "trésorier"),
        ("Me Claire Moreau", "Avocate associée"),
        ("Samira Belkacem", "Assistante juridique"),
    ];
    assert_eq!(pairs(&facts, FactKind::Person), told(&people));
}

#[test]
fn people_are_known_by_how_they_introduce_themselves() {
    let facts = of(vec![
        at("/umgebung", "<p>Wij zijn Hanneke Smit en Joost van Leeuwen, en wij wonen hier.</p>"),
        at(
            "/contato",
            "<p>Fale com a Camila Prado, nossa tosadora e proprietária, ou conosco.</p>",
        ),
    ]);
    let people = [
        ("Hanneke Smit", ""),
        ("Joost van Leeuwen", ""),
        ("Camila Prado", "tosadora e proprietária"),
    ];
    assert_eq!(pairs(&facts, FactKind::Person), told(&people));
}

#[test]
fn goods_in_title_case_are_no_people() {
    let goods = "<h1>Our breads</h1><h3>Country Loaf</h3><p>Dark and crisp</p><h3>Seeded Rye</h3>
        <p>Dense and sweet</p>";
    assert_eq!(values(&of(vec![at("/bread", goods)]), FactKind::Person), Vec::<String>::new());
}

#[test]
fn an_address_is_found_when_the_page_breaks_it_in_two() {
    let brazil = "<html lang=pt-BR><p>Av. República Argentina, 1450 - Água Verde</p>
        <p>Curitiba - PR, 80620-010</p>";
    let facts = of(vec![at("/", brazil)]);
    let place = "Av. República Argentina, 1450 - Água Verde, Curitiba - PR, 80620-010";
    assert_eq!(values(&facts, FactKind::Place), [place]);
    assert_eq!(values(&facts, FactKind::TimeZone), ["America/Sao_Paulo"]);
}

#[test]
fn a_telephone_number_in_the_text_tells_the_country() {
    let facts = of(vec![at("/", "<html lang=en><p>Call us: +353 1 555 0123</p>")]);
    assert_eq!(values(&facts, FactKind::Country), ["IE"]);
}

#[test]
fn a_shell_is_read_from_its_state() {
    let page = r##"<title>Boten | Bos</title><div id=root>Loading…</div><script id="__NEXT_DATA__"
        type="application/json">{"locale":"nl","plans":[{"name":"Dagtocht","price":"€40",
        "interval":"dag"}],"team":[{"name":"Anna Bos","role":"Schipper"}],"posts":[{"title":
        "Het water op","slug":"a","publishedAt":"2026-05-01"}]}</script>"##;
    let facts = of(vec![at("/", page)]);
    assert_eq!(values(&facts, FactKind::Language), ["nl"]);
    assert_eq!(pairs(&facts, FactKind::Offer), told(&[("Dagtocht", "€40 / dag")]));
    assert_eq!(pairs(&facts, FactKind::Person), told(&[("Anna Bos", "Schipper")]));
    assert_eq!(pairs(&facts, FactKind::Article), told(&[("Het water op", "2026-05-01")]));
}

#[test]
fn what_menus_call_the_pages_of_every_site_is_no_topic() {
    let page = "<nav><a href=/sortiment>Sortiment</a><a href='#horario'>Horario</a>
        <a href=/sauerteig>Sauerteig</a><a href=/neues-vom-ofen>Neues vom Ofen</a></nav>
        <h2>Sauerteig</h2><p>Der Sauerteig ruht vierundzwanzig Stunden, bevor er Brot wird.</p>";
    assert_eq!(values(&of(vec![at("/", page)]), FactKind::Topic), ["Sauerteig"]);
}
