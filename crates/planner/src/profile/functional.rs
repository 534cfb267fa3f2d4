//! Words that lead around a site and name no subject of it.

use super::text::words;

/// Words of menus: no subject holds one of them.
#[rustfmt::skip]
const NAVIGATION: &[&str] = &[
    "order", "orders", "ordering", "shop", "shops", "store", "cart", "basket", "checkout", "faq",
    "faqs", "questions", "question", "answers", "notes", "note", "news", "blog", "journal",
    "contact", "login", "logout", "signin", "signup", "account", "register", "newsletter",
    "testimonials", "reviews", "gallery", "portfolio", "imprint", "sitemap", "careers",
    "vacancies", "jobs", "demo", "changelog", "docs", "documentation", "timetable", "schedule",
    "fees", "prices", "pricing", "quote", "quotes", "booking", "bookings", "book",
    "download", "downloads", "about", "welcome", "homepage", "directions", "terms", "policy",
    "bestellung", "bestellungen", "bestellen", "laden", "warenkorb", "kasse", "fragen", "frage",
    "antworten", "aktuelles", "neuigkeiten", "kontakt", "anmelden", "anmeldung", "konto",
    "startseite", "willkommen", "referenzen", "galerie", "karriere", "stellenangebote",
    "stundenplan", "termine", "termin", "terminvereinbarung", "öffnungszeiten", "anfahrt",
    "preise", "preisliste", "buchen", "buchung", "gutscheine", "impressum", "leistungen",
    "encomendas", "encomenda", "encomendar", "loja", "carrinho", "perguntas", "notícias",
    "contacto", "contactos", "contato", "conta", "entrar", "início", "equipa", "equipe",
    "preços", "reservas", "marcações", "horários", "galeria", "pedidos", "tienda", "carrito",
    "preguntas", "noticias", "cuenta", "inicio", "equipo", "precios", "citas", "horarios",
    "commandes", "commander", "boutique", "panier", "actualités", "compte", "accueil", "équipe",
    "tarifs", "réservation", "horaires", "galerie", "ordini", "negozio", "carrello", "domande",
    "notizie", "contatti", "prezzi", "prenotazioni", "orari", "winkel", "winkelwagen", "vragen",
    "nieuws", "prijzen", "afspraak", "openingstijden", "bestellingen", "horario", "horário",
    "orario", "openingsuren", "sprechzeiten", "geschäftszeiten", "bürozeiten",
];

/// First words of calls and of questions.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "get", "start", "see", "read", "find", "call", "buy", "join", "try", "make", "let", "let's",
    "let’s", "come", "ask", "request", "discover", "explore", "learn", "meet", "why", "how",
    "what", "when", "where", "who", "which", "whose", "is", "are", "do", "does", "can", "need",
    "ready", "looking", "visit", "follow", "watch", "view", "choose", "trusted", "loved", "sign",
    "log", "more", "all", "new", "latest", "recent", "featured", "popular", "related", "still",
    "never", "ever", "no", "not", "just", "only", "built", "made", "jetzt", "so", "warum", "wie",
    "was", "wann", "wo", "wer", "welche", "mehr", "alle", "neue", "entdecken", "lernen", "rufen",
    "noch", "porquê", "como", "quando", "onde", "quem", "descubra", "saiba", "conheça", "veja",
    "marque", "todos", "todas", "por", "cómo", "cuándo", "dónde", "quién", "descubre", "conoce",
    "pourquoi", "comment", "quand", "où", "qui", "découvrez", "tous", "toutes", "perché", "dove",
    "scopri", "tutti", "waarom", "hoe", "wat", "wanneer", "waar", "ontdek", "varför", "hur",
];

/// Words of time, place and plenty, which begin and end no subject.
#[rustfmt::skip]
const LOOSE: &[&str] = &[
    "ahead", "today", "tonight", "tomorrow", "yesterday", "day", "days", "daily", "week", "weeks",
    "weekly", "month", "months", "monthly", "year", "years", "yearly", "hour", "hours", "minute",
    "minutes", "noon", "midnight", "evening", "always", "now", "soon", "ago",
    "later", "first", "last", "next", "previous", "one", "two", "three", "four",
    "five", "six", "seven", "eight", "nine", "ten", "hundred", "many", "most", "few", "every",
    "each", "once", "twice", "people", "person", "thing", "things", "way", "ways", "lot", "lots",
    "part", "parts", "kind", "kinds", "place", "left", "right", "back", "again", "together",
    "heute", "morgen", "gestern", "tag", "tage", "tagen", "woche", "wochen", "monat", "monate",
    "jahr", "jahre", "jahren", "stunde", "stunden", "minuten", "immer", "mal", "zeit", "menschen",
    "leute", "hoje", "amanhã", "dia", "dias", "semana", "semanas", "mês", "meses", "ano", "anos",
    "hora", "horas", "sempre", "pessoas", "hoy", "mañana", "día", "días", "mes", "año", "años",
    "siempre", "personas", "aujourd'hui", "jour", "jours", "semaine", "semaines", "mois", "an",
    "ans", "année", "années", "heure", "heures", "toujours", "gens", "oggi", "domani", "giorno",
    "giorni", "settimana", "mese", "mesi", "anno", "anni", "ora", "ore", "sempre", "persone",
    "vandaag", "dag", "dagen", "weken", "maand", "maanden", "jaar", "uur", "altijd", "mensen",
];

/// What a menu calls all that is offered: a subject together with other words (*laser
/// treatments*), none alone.
#[rustfmt::skip]
const ALL_OFFERED: &[&str] = &[
    "services", "products", "treatments", "offers", "solutions", "produkte", "angebote",
    "angebot", "behandlungen", "dienstleistungen", "serviços", "produtos", "tratamentos",
    "servicios", "productos", "tratamientos", "ofertas", "prestations", "produits", "soins",
    "servizi", "prodotti", "trattamenti", "diensten", "producten", "behandelingen", "aanbod",
];

/// Articles and the like before a name.
#[rustfmt::skip]
const ARTICLES: &[&str] = &[
    "the", "a", "an", "our", "der", "die", "das", "unsere", "unser", "unseren", "o", "os", "as",
    "nossos", "nossas", "nossa", "nosso", "el", "los", "las", "la", "nuestros", "nuestras",
    "nuestra", "nuestro", "le", "les", "nos", "notre", "il", "lo", "gli", "i", "nostri", "nostra",
    "de", "het", "onze",
];

/// The text without articles before it: `sourdough bread` of `Our sourdough bread`.
pub(super) fn without_article(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some((first, after)) = rest.split_once(' ') {
        if !ARTICLES.contains(&first.to_lowercase().as_str()) {
            break;
        }
        rest = after.trim_start();
    }
    rest
}

/// Whether words lead around the site, call to something, or name a time rather than a
/// subject.
pub(super) fn is_functional(own: &[String]) -> bool {
    let leads = |word: &String| NAVIGATION.contains(&word.as_str());
    let loose = |word: Option<&String>| word.is_some_and(|word| LOOSE.contains(&word.as_str()));
    let opens = own.first().is_some_and(|first| OPENERS.contains(&first.as_str()));
    let named: Vec<_> = own.iter().filter(|word| !ARTICLES.contains(&word.as_str())).collect();
    let all = matches!(named[..], [word] if ALL_OFFERED.contains(&word.as_str()));
    own.iter().any(leads) || opens || all || loose(own.first()) || loose(own.last())
}

/// Whether a heading only leads around the site.
pub(super) fn leads_around(text: &str) -> bool {
    is_functional(&words(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_around_is_no_subject() {
        for text in ["Orders", "Notes from the oven", "days ahead", "Why choose", "Online shop"] {
            assert!(leads_around(text), "{text}");
        }
        for text in ["Tratamientos", "Our services", "Nos soins", "Horario de recepción"] {
            assert!(leads_around(text), "{text}");
        }
        for text in [
            "Laser treatments",
            "Flour from Alentejo",
            "Baking mornings",
            "Breakfast for the office",
        ] {
            assert!(!leads_around(text), "{text}");
        }
        assert_eq!(without_article("Our sourdough bread"), "sourdough bread");
        assert_eq!(without_article("The"), "The");
    }
}
