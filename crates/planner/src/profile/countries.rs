//! The countries: their main time zone, calling code, and names on websites.

use super::text::fold;

/// What is known about a country.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Country {
    /// ISO 3166, two letters.
    pub(super) code: &'static str,
    /// The zone that most of its people live in.
    pub(super) zone: &'static str,
    calling: &'static str,
    names: &'static [&'static str],
}

const fn country(
    code: &'static str,
    zone: &'static str,
    calling: &'static str,
    names: &'static [&'static str],
) -> Country {
    Country { code, zone, calling, names }
}

#[rustfmt::skip]
const COUNTRIES: &[Country] = &[
    country("AD", "Europe/Andorra", "376", &["andorra"]),
    country("AE", "Asia/Dubai", "971", &["unitedarabemirates", "uae"]),
    country("AL", "Europe/Tirane", "355", &["albania", "shqipëri"]),
    country("AM", "Asia/Yerevan", "374", &["armenia"]),
    country("AR", "America/Argentina/Buenos_Aires", "54", &["argentina"]),
    country("AT", "Europe/Vienna", "43", &["austria", "österreich"]),
    country("AU", "Australia/Sydney", "61", &["australia"]),
    country("AZ", "Asia/Baku", "994", &["azerbaijan"]),
    country("BA", "Europe/Sarajevo", "387", &["bosniaandherzegovina"]),
    country("BD", "Asia/Dhaka", "880", &["bangladesh"]),
    country("BE", "Europe/Brussels", "32", &["belgium", "belgië", "belgique", "belgien"]),
    country("BG", "Europe/Sofia", "359", &["bulgaria", "българия"]),
    country("BR", "America/Sao_Paulo", "55", &["brazil", "brasil"]),
    country("CA", "America/Toronto", "", &["canada"]),
    country("CH", "Europe/Zurich", "41", &["switzerland", "schweiz", "suisse", "svizzera"]),
    country("CL", "America/Santiago", "56", &["chile"]),
    country("CN", "Asia/Shanghai", "86", &["china"]),
    country("CO", "America/Bogota", "57", &["colombia"]),
    country("CR", "America/Costa_Rica", "506", &["costarica"]),
    country("CV", "Atlantic/Cape_Verde", "238", &["caboverde", "capeverde"]),
    country("CY", "Asia/Nicosia", "357", &["cyprus", "κύπρος"]),
    country("CZ", "Europe/Prague", "420", &["czechia", "czechrepublic", "českárepublika", "česko"]),
    country("DE", "Europe/Berlin", "49", &["germany", "deutschland"]),
    country("DK", "Europe/Copenhagen", "45", &["denmark", "danmark"]),
    country("DZ", "Africa/Algiers", "213", &["algeria", "algérie"]),
    country("EC", "America/Guayaquil", "593", &["ecuador"]),
    country("EE", "Europe/Tallinn", "372", &["estonia", "eesti"]),
    country("EG", "Africa/Cairo", "20", &["egypt"]),
    country("ES", "Europe/Madrid", "34", &["spain", "españa", "espanya"]),
    country("FI", "Europe/Helsinki", "358", &["finland", "suomi"]),
    country("FR", "Europe/Paris", "33", &["france", "frankreich"]),
    country("GB", "Europe/London", "44", &["unitedkingdom", "uk", "greatbritain", "england", "scotland", "wales"]),
    country("GE", "Asia/Tbilisi", "995", &["georgia"]),
    country("GH", "Africa/Accra", "233", &["ghana"]),
    country("GR", "Europe/Athens", "30", &["greece", "ελλάδα"]),
    country("HK", "Asia/Hong_Kong", "852", &["hongkong"]),
    country("HR", "Europe/Zagreb", "385", &["croatia", "hrvatska"]),
    country("HU", "Europe/Budapest", "36", &["hungary", "magyarország"]),
    country("ID", "Asia/Jakarta", "62", &["indonesia"]),
    country("IE", "Europe/Dublin", "353", &["ireland", "éire"]),
    country("IL", "Asia/Jerusalem", "972", &["israel"]),
    country("IN", "Asia/Kolkata", "91", &["india"]),
    country("IS", "Atlantic/Reykjavik", "354", &["iceland", "ísland"]),
    country("IT", "Europe/Rome", "39", &["italy", "italia"]),
    country("JP", "Asia/Tokyo", "81", &["japan", "日本"]),
    country("KE", "Africa/Nairobi", "254", &["kenya"]),
    country("KR", "Asia/Seoul", "82", &["southkorea", "korea", "대한민국"]),
    country("KZ", "Asia/Almaty", "", &["kazakhstan"]),
    country("LB", "Asia/Beirut", "961", &["lebanon"]),
    country("LI", "Europe/Vaduz", "423", &["liechtenstein"]),
    country("LK", "Asia/Colombo", "94", &["srilanka"]),
    country("LT", "Europe/Vilnius", "370", &["lithuania", "lietuva"]),
    country("LU", "Europe/Luxembourg", "352", &["luxembourg", "luxemburg"]),
    country("LV", "Europe/Riga", "371", &["latvia", "latvija"]),
    country("MA", "Africa/Casablanca", "212", &["morocco", "maroc"]),
    country("MD", "Europe/Chisinau", "373", &["moldova"]),
    country("MT", "Europe/Malta", "356", &["malta"]),
    country("MX", "America/Mexico_City", "52", &["mexico", "méxico"]),
    country("MY", "Asia/Kuala_Lumpur", "60", &["malaysia"]),
    country("NG", "Africa/Lagos", "234", &["nigeria"]),
    country("NL", "Europe/Amsterdam", "31", &["netherlands", "thenetherlands", "nederland"]),
    country("NO", "Europe/Oslo", "47", &["norway", "norge"]),
    country("NZ", "Pacific/Auckland", "64", &["newzealand"]),
    country("PE", "America/Lima", "51", &["peru", "perú"]),
    country("PH", "Asia/Manila", "63", &["philippines"]),
    country("PK", "Asia/Karachi", "92", &["pakistan"]),
    country("PL", "Europe/Warsaw", "48", &["poland", "polska"]),
    country("PT", "Europe/Lisbon", "351", &["portugal"]),
    country("RO", "Europe/Bucharest", "40", &["romania", "românia"]),
    country("RS", "Europe/Belgrade", "381", &["serbia", "srbija", "србија"]),
    country("SA", "Asia/Riyadh", "966", &["saudiarabia"]),
    country("SE", "Europe/Stockholm", "46", &["sweden", "sverige"]),
    country("SG", "Asia/Singapore", "65", &["singapore"]),
    country("SI", "Europe/Ljubljana", "386", &["slovenia", "slovenija"]),
    country("SK", "Europe/Bratislava", "421", &["slovakia", "slovensko"]),
    country("TH", "Asia/Bangkok", "66", &["thailand"]),
    country("TN", "Africa/Tunis", "216", &["tunisia", "tunisie"]),
    country("TR", "Europe/Istanbul", "90", &["turkey", "türkiye"]),
    country("TW", "Asia/Taipei", "886", &["taiwan"]),
    country("UA", "Europe/Kyiv", "380", &["ukraine", "україна"]),
    country("US", "America/New_York", "", &["unitedstates", "unitedstatesofamerica", "usa", "us"]),
    country("UY", "America/Montevideo", "598", &["uruguay"]),
    country("VN", "Asia/Ho_Chi_Minh", "84", &["vietnam"]),
    country("ZA", "Africa/Johannesburg", "27", &["southafrica"]),
];

/// Endings of hosts that are a country's and yet used by all the world.
const WORLDLY: &[&str] = &["ad", "co", "tv", "me", "io", "ai", "cc", "am", "li", "md"];

/// The country of a code or a name.
pub(super) fn named(text: &str) -> Option<&'static Country> {
    let folded = fold(text);
    COUNTRIES.iter().find(|country| {
        country.code.eq_ignore_ascii_case(&folded) || country.names.contains(&folded.as_str())
    })
}

/// The country that a host ends in.
pub(super) fn of_host(host: &str) -> Option<&'static Country> {
    let ending = host.trim_end_matches('.').rsplit_once('.')?.1;
    match ending {
        "uk" => named("GB"),
        _ if WORLDLY.contains(&ending) || ending.len() != 2 => None,
        _ => COUNTRIES.iter().find(|country| country.code.eq_ignore_ascii_case(ending)),
    }
}

/// The country that a telephone number in international form belongs to.
pub(super) fn of_phone(phone: &str) -> Option<&'static Country> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let international = phone.trim_start().strip_prefix('+').map(|_| digits.as_str());
    let number = international.or_else(|| digits.strip_prefix("00"))?;
    let fits =
        |country: &&Country| !country.calling.is_empty() && number.starts_with(country.calling);
    COUNTRIES.iter().filter(fits).max_by_key(|country| country.calling.len())
}

/// Zones of a country by the short names of its states, where one zone does not do.
const BY_STATE: &[(&str, &str, &str)] = &[
    ("US", "America/Los_Angeles", "CA WA OR NV California Washington Oregon Nevada"),
    ("US", "America/Denver", "CO UT NM WY MT ID Colorado Utah Wyoming Montana Idaho"),
    ("US", "America/Phoenix", "AZ Arizona"),
    (
        "US",
        "America/Chicago",
        "TX IL MN WI MO IA KS OK AR LA MS AL TN NE SD ND Texas Illinois Minnesota Wisconsin Missouri Iowa Kansas Oklahoma Arkansas Louisiana Mississippi Alabama Tennessee Nebraska",
    ),
    ("US", "America/Anchorage", "AK Alaska"),
    ("US", "Pacific/Honolulu", "HI Hawaii"),
    ("CA", "America/Vancouver", "BC"),
    ("CA", "America/Edmonton", "AB"),
    ("CA", "America/Winnipeg", "MB"),
    ("CA", "America/Regina", "SK"),
    ("CA", "America/Halifax", "NS NB PE"),
    ("AU", "Australia/Perth", "WA"),
    ("AU", "Australia/Adelaide", "SA"),
    ("AU", "Australia/Brisbane", "QLD"),
    ("AU", "Australia/Melbourne", "VIC"),
];

impl Country {
    /// The zone of the first word that names one of its states, else the main one.
    pub(super) fn zone_of<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> &'static str {
        let own = |word: &str| {
            BY_STATE.iter().find(|(code, _, states)| {
                *code == self.code && states.split(' ').any(|state| state == word)
            })
        };
        words.into_iter().find_map(own).map_or(self.zone, |(_, zone, _)| zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_told_by_name_host_and_telephone() {
        let code = |country: Option<&'static Country>| country.map(|country| country.code);
        assert_eq!(code(named("Portugal")), Some("PT"));
        assert_eq!(code(named("de")), Some("DE"));
        assert_eq!(code(named("The Netherlands")), Some("NL"));
        assert_eq!(code(of_host("shop.x.co.uk")), Some("GB"));
        assert_eq!(code(of_host("x.io")), None);
        assert_eq!(code(of_host("x.example")), None);
        assert_eq!(code(of_phone("+351 21 345 6789")), Some("PT"));
        assert_eq!(code(of_phone("0049 30 1234")), Some("DE"));
        assert_eq!(code(of_phone("+1 212 555 0100")), None);
        assert_eq!(code(of_phone("030 1234")), None);
    }

    #[test]
    fn every_zone_exists_and_wide_countries_have_several() {
        let zones = BY_STATE.iter().map(|(_, zone, _)| *zone);
        for zone in COUNTRIES.iter().map(|country| country.zone).chain(zones) {
            assert!(domain::days::Zone::named(zone).is_ok(), "{zone}");
        }
        assert_eq!(named("US").unwrap().zone_of(["94110", "CA"]), "America/Los_Angeles");
        assert_eq!(named("US").unwrap().zone_of([]), "America/New_York");
    }
}
