//! Words by which pages of many trades and languages are understood.

/// Pages that list what is sold, by a word of their path.
#[rustfmt::skip]
pub(super) const OFFER_PAGES: &[&str] = &[
    "menu", "menus", "products", "product", "produkte", "produkt", "services", "service",
    "leistungen", "leistung", "angebot", "angebote", "shop", "store", "sortiment", "speisekarte",
    "karte", "servicos", "produtos", "productos", "servicios", "carta", "ementa", "prestations",
    "produits", "tarifs", "carte", "prodotti", "servizi", "diensten", "producten", "produkter",
    "tjanster", "ydelser", "uslugi", "pricing", "prices", "preise", "preisliste", "precos",
    "precios", "prezzi", "prijzen", "courses", "kurse", "treatments", "behandlungen", "classes",
    "tours", "rooms", "zimmer", "collections", "catalogue", "catalog", "bread", "breads", "cakes",
    "drinks", "food", "packages", "pakete", "plans", "reparaturen", "werkstatt", "workshops",
    "fees", "fee", "rates", "honoraires", "listino", "tariffe", "tarifas", "tarieven", "cennik",
    "oferta", "noleggio", "planos", "planes", "kamers", "chambres", "camere", "habitaciones",
    "quartos", "vinhos", "vinos", "vins", "vini", "weine", "wines", "visitas", "visite", "cours",
    "corsi", "cursos", "clases", "lessen", "brote", "kuchen",
];

/// Headings that introduce what is sold.
#[rustfmt::skip]
pub(super) const OFFER_HEADINGS: &[&str] = &[
    "services", "our services", "products", "our products", "what we do", "what we offer",
    "our menu", "menu", "treatments", "our work", "leistungen", "unsere leistungen", "angebot",
    "unser angebot", "produkte", "unsere produkte", "serviços", "os nossos serviços",
    "nossos serviços", "produtos", "os nossos produtos", "servicios", "nuestros servicios",
    "productos", "nuestros productos", "nos services", "nos prestations", "prestations",
    "nos produits", "i nostri servizi", "servizi", "prodotti", "onze diensten", "diensten",
    "våra tjänster", "usługi", "clases", "nuestras clases", "classes", "our classes", "courses",
    "our courses", "kurse", "unsere kurse", "cursos", "corsi", "i nostri corsi", "cours",
    "nos cours", "lessen", "onze lessen", "aulas", "as nossas aulas", "zajęcia", "oferta",
    "nasza oferta", "our rooms", "unsere zimmer", "nos chambres", "onze kamers", "tratamientos",
    "trattamenti", "behandlungen", "unsere behandlungen", "tratamentos",
];

/// Pages that hold articles, by a word of their path.
#[rustfmt::skip]
pub(super) const ARTICLE_PAGES: &[&str] = &[
    "blog", "news", "journal", "articles", "article", "artikel", "aktuelles", "neuigkeiten",
    "magazin", "magazine", "stories", "posts", "noticias", "actualites", "notizie", "nieuws",
    "nyheter", "insights", "beitraege", "neues", "novita", "actus", "diario", "aktualnosci", "novidades", "aktualnosci",
];

/// Pages about the people, by a word of their path.
#[rustfmt::skip]
pub(super) const TEAM_PAGES: &[&str] = &[
    "team", "people", "staff", "teachers", "trainers", "coaches", "doctors", "therapists", "equipe",
    "équipe", "l’équipe", "l'équipe", "equipa", "equipo", "mitarbeiter", "about", "ueber", "über",
    "uns", "sobre", "nosotros", "nous", "chi", "siamo", "mensen", "om", "onas", "nas", "zespół",
];

/// What people of a business are called, by the beginnings of the words, without accents.
#[rustfmt::skip]
pub(super) const PROFESSIONS: &[&str] = &[
    "founder", "owner", "director", "manager", "head", "chief", "partner", "president", "chair",
    "secretar", "treasurer", "chef", "cook", "baker", "brewer", "barista", "teacher", "coach",
    "instructor", "trainer", "doctor", "dentist", "hygienist", "nurse", "therapist", "physio",
    "lawyer", "solicitor", "attorney", "notary", "assistant", "apprentice", "stylist", "designer",
    "engineer", "developer", "editor", "photograph", "mechanic", "florist", "vet", "groomer",
    "inhaber", "grunder", "geschaft", "leiter", "meister", "koch", "kochin", "backer", "konditor",
    "lehrer", "trainerin", "arzt", "arztin", "anwalt", "rechtsanw", "verkauf", "buro", "coiffeu",
    "friseur", "gesell", "auszubildende", "fondat", "fondateur", "fondatrice", "gerant",
    "directeur", "directrice", "president", "tresori", "coordinat", "animat", "avocat", "juriste",
    "medecin", "patissi", "boulang", "cuisini", "professeur", "benevole", "responsable",
    "fundador", "duen", "propietari", "profesor", "cociner", "medic", "abogad", "matrona",
    "proprietari", "enolog", "tosador", "dentista", "advogad", "veterinari", "titolare",
    "fondatore", "meccanic", "telaista", "cuoc", "insegnante", "avvocat", "eigena", "oprichter",
    "docent", "kapper", "receptie", "szef", "wlasciciel", "zalozyciel", "menedz", "kierowni",
    "kucharz", "lekarz", "prezes", "店主", "代表", "院長", "店長", "社長", "料理長", "講師",
];

/// Pages that every site has and that name no subject, by their whole name.
#[rustfmt::skip]
pub(super) const COMMON_PAGES: &[&str] = &[
    "menu", "menus", "products", "product", "produkte", "services", "service", "leistungen",
    "sortiment", "angebot", "angebote", "shop", "store", "speisekarte", "karte", "servicos",
    "produtos", "productos", "servicios", "carta", "ementa", "prestations", "produits", "tarifs",
    "tarifas", "carte", "prodotti", "servizi", "diensten", "producten", "uslugi", "pricing",
    "prices", "preise", "fees", "honoraires", "listino", "tarieven", "tariffe", "agenda", "calendar", "events", "termine",
    "history", "historia", "geschichte", "histoire", "storia", "horario", "horarios", "horaires",
    "orari", "openingstijden", "dudas", "profes", "faq", "clases", "classes", "kurse", "cursos",
    "competences", "expertises", "agir", "cabinet", "access", "gallery", "galerie", "diario",
];

/// Pages of small print, by a word of their path.
#[rustfmt::skip]
pub(super) const LEGAL_PAGES: &[&str] = &[
    "privacy", "terms", "legal", "imprint", "impressum", "datenschutz", "agb", "cookies",
    "privacidade", "privacidad", "termos", "mentions", "confidentialite", "cgv", "disclaimer",
    "policy", "widerruf", "datenschutzerklaerung", "privacybeleid", "refund", "shipping",
];

/// Words that make a priced line no offer.
#[rustfmt::skip]
pub(super) const NOT_OFFERS: &[&str] = &[
    "delivery", "shipping", "postage", "total", "subtotal", "cart", "basket", "minimum",
    "deposit", "discount", "save", "off", "vat", "versand", "versandkosten", "lieferung", "summe",
    "zwischensumme", "warenkorb", "mindestbestellwert", "rabatt", "mwst", "envio", "entrega",
    "portes", "carrinho", "desconto", "iva", "envío", "descuento", "livraison", "panier", "tva",
    "remise", "consegna", "carrello", "sconto", "verzending", "winkelwagen", "frakt", "tip",
    "start", "starts", "beginnen", "prize", "raised", "donated", "orders over", "orders", "we",
    "you", "is", "are", "costs", "cost", "charge", "kostet", "kosten", "wir", "custa", "custam",
    "coûte", "cuesta", "fee", "surcharge", "couvert", "cover", "frais",
    "missed", "no-show", "nagekomen", "versäumte", "mancata", "costa", "cauzione", "caparra", "kaution", "caution", "fianza", "caução", "kaucja", "borg",
    "déplacement", "anfahrt", "anfahrtspauschale", "taxa", "gebühr",
];

/// Words before a price that say only that it is one.
#[rustfmt::skip]
pub(super) const PRICE_LABELS: &[&str] = &[
    "price", "prices", "regular", "sale", "unit", "our", "now", "only", "just", "from", "preis",
    "preise", "nur", "jetzt", "ab", "preço", "precio", "prix", "prezzo", "prijs", "pris", "desde",
];

/// Sizes, which are no offers without what they are sizes of.
#[rustfmt::skip]
pub(super) const SIZES: &[&str] = &[
    "small", "medium", "large", "regular", "single", "double", "half", "whole", "full", "s", "m",
    "l", "xl", "klein", "mittel", "groß", "gross", "pequeno", "médio", "grande", "petit", "moyen",
    "grand", "piccolo", "medio", "pequeño", "mediano", "child", "children", "adult", "adults",
    "kinder", "erwachsene", "one way", "return", "per person", "monthly", "yearly", "weekly",
];

/// Headings and labels that every site has and that are no subject.
#[rustfmt::skip]
pub(super) const COMMON_LABELS: &[&str] = &[
    "home", "homepage", "start", "startseite", "welcome", "willkommen", "about", "about us",
    "our story", "story", "history", "contact", "contact us", "get in touch", "contacts", "blog",
    "news", "journal", "articles", "shop", "store", "cart", "basket", "checkout", "login",
    "log in", "sign in", "sign up", "register", "account", "my account", "search", "privacy",
    "privacy policy", "cookie policy", "cookies", "terms", "terms and conditions",
    "terms of service", "imprint", "legal", "menu", "our menu",
    "carte", "la carte", "plats", "entrées", "desserts", "boissons", "menus", "infos", "faq", "faqs",
    "frequently asked questions", "questions", "gallery", "photos", "team", "our team",
    "meet the team", "people", "jobs", "careers", "services", "our services", "products",
    "our products", "pricing", "prices", "opening hours", "hours", "opening times", "book now",
    "book", "booking", "reservations", "order", "order now", "order online", "more", "read more",
    "learn more", "testimonials", "reviews", "partners", "press", "links", "sitemap",
    "newsletter", "subscribe", "follow us", "share", "back", "next", "previous", "close",
    "skip to content", "english", "en", "de", "fr", "pt", "es", "it", "nl", "deutsch",
    "português", "español", "français", "italiano", "nederlands", "why us", "why choose us",
    "how it works", "what we do", "what we offer", "find us", "visit us", "visit", "location",
    "locations", "directions", "where we are", "support", "help", "help center", "features",
    "download", "downloads", "über uns", "ueber uns", "wir über uns", "kontakt", "impressum",
    "datenschutz", "datenschutzerklärung", "agb", "angebot", "angebote", "unser angebot",
    "leistungen", "unsere leistungen", "produkte", "unsere produkte", "preise", "preisliste",
    "aktuelles", "neuigkeiten", "öffnungszeiten", "anfahrt", "galerie", "warenkorb", "anmelden",
    "suche", "mehr", "mehr erfahren", "weiterlesen", "jobs karriere", "karriere", "referenzen",
    "termine", "häufige fragen", "fragen und antworten", "speisekarte", "team über uns",
    "unser team", "início", "inicio", "sobre", "sobre nós", "quem somos", "contacto", "contactos",
    "contato", "loja", "serviços", "produtos", "preços", "notícias", "ementa", "equipa", "equipe",
    "horário", "carrinho", "política de privacidade", "perguntas frequentes", "saber mais",
    "ler mais", "sobre nosotros", "quiénes somos", "servicios", "productos", "tienda", "noticias",
    "precios", "accueil", "à propos", "qui sommes nous", "contactez nous", "boutique",
    "prestations", "nos services", "produits", "nos produits", "tarifs", "actualités",
    "mentions légales", "chi siamo", "contatti", "prodotti", "servizi", "negozio", "over ons",
    "diensten", "producten", "winkel", "nieuws", "om oss", "om os", "hem", "hjem", "kontakta oss",
    "strona główna", "o nas", "carta", "reservas", "latest news", "latest posts", "recent posts",
    "categories", "archive", "archives", "tags", "related posts", "you may also like", "error",
    "page not found", "404", "docs", "documentation", "shop all", "all", "all products",
    "regular price", "sale price", "sold out", "quick view", "add to cart", "api", "status",
    "changelog", "porquê escolher-nos", "por que escolher-nos", "warum wir",
    "pourquoi nous choisir", "por qué elegirnos", "facebook", "instagram", "twitter", "linkedin",
    "youtube", "whatsapp", "email", "phone", "address", "call us", "call now", "quick links",
    "useful links", "information", "info", "events", "resources", "overview", "calendar", "staff",
    "teachers", "our teachers", "practice areas", "treatments", "our treatments", "portfolio",
    "tarieven", "onze tarieven", "tariffe", "listino prezzi", "novità", "novedades", "aktualności", "oferta", "cennik", "clases",
    "horario", "horarios", "tarifas", "profes", "profesores", "dudas", "diario", "opiniones",
    "agir", "agenda", "équipe", "l’équipe", "l'équipe", "cabinet", "honoraires", "compétences",
    "domaines d'intervention", "domaines d’intervention", "história", "perguntas",
    "perguntas e respostas", "domande", "domande frequenti", "vragen", "veelgestelde vragen",
    "sortiment", "unser sortiment", "damen", "herren", "kinder", "women", "men", "kids", "hommes",
    "femmes", "enfants", "donna", "uomo", "bambini", "mujer", "hombre", "niños", "dames", "heren",
    "ホーム", "トップ", "トップページ", "メニュー", "お品書き", "お知らせ", "新着情報", "ニュース",
    "ブログ", "アクセス", "お問い合わせ", "よくある質問", "会社概要", "私たちについて", "店舗案内",
    "採用情報", "ご予約", "料金", "スタッフ", "スタッフ紹介", "営業時間", "店主のこと", "ギャラリー",
    "appointments", "classes", "courses", "solutions", "product", "platform", "customers",
    "integrations", "security", "company", "areas we cover", "service area", "service areas",
    "emergency", "new patients", "patients", "clients", "our work", "gutscheine", "kurse",
    "angebote und preise", "das team", "die praxis", "praxis", "kanzlei", "werkstatt", "studio",
    "drinks", "food", "extras", "starters", "mains", "desserts", "sides",
    "the studio", "the practice", "the team", "the firm", "the company", "the workshop",
];

/// Words that no subject holds.
#[rustfmt::skip]
pub(super) const NEVER_IN_TOPICS: &[&str] = &[
    "price", "prices", "cookie", "cookies", "privacy", "click", "newsletter", "copyright",
    "javascript", "browser", "pricing", "preis", "preise", "preço", "precio", "prix", "website",
    "webseite", "shipping", "calculated", "checkout", "cuota", "cotisation", "versand", "chf", "eur", "usd", "gbp", "pln",
];

/// Parts of a phrase that make it no subject.
#[rustfmt::skip]
pub(super) const NOT_TOPICS: &[&str] = &[
    "cookie", "cookies", "privacy", "click", "read", "more", "website", "newsletter", "email",
    "copyright", "reserved", "rights", "contact", "subscribe", "login", "menu", "page", "browser",
    "javascript", "datenschutz", "impressum", "kontakt", "webseite", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch",
    "donnerstag", "freitag", "samstag", "sonntag", "uhr", "today", "tomorrow", "day", "days",
    "week", "year", "years", "hours", "time", "people", "things", "thing", "way", "jahre",
    "jahren", "segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo", "lundi",
    "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "january", "february",
    "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "euro", "euros", "free", "great", "good", "best", "lot", "welcome", "love", "online", "phone",
    "address",
];
