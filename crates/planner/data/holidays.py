"""Writes holidays.txt: public holidays and widely kept days, by country; with the argument
`names` holiday-names.txt: what the days are called in other languages.

    cargo xtask holidays

Public holidays of every country come from the PyPI package `holidays` (MIT). The other days
are the tables below, for the countries named there: rules that shops and their customers go
by, from national custom.

A country begins with its code on a line of its own. A line below it is a day: its month and
day in each year, with commas between, or once when they are the same in all; a dash for a
year without it; then its name.

A language begins with its code on a line of its own. A line below it is a name in English, a
tab, and the name in that language; with a country's code and a space before the English name
where that country calls the day otherwise.
"""

import sys
from collections import Counter
from datetime import date, timedelta

# This file bears the package's name; without its folder on the path it is not found first.
sys.path.pop(0)
import holidays  # noqa: E402
from dateutil.easter import easter  # noqa: E402

YEARS = range(2026, 2032)
# Those that the tables below are for. Ukraine is missing everywhere: the package lists no
# holidays under martial law.
COUNTRIES = (
    "AE AR AT AU BE BG BR CA CH CL CO CY CZ DE DK EE ES FI FR GB GR HR HU IE IL IN IS IT JP "
    "KR LT LU LV MT MX NL NO NZ PL PT RO SE SG SI SK TR US ZA"
).split()
LANGUAGE = {"AU": "en_AU", "CA": "en_CA", "CY": "en_CY", "GB": "en_GB", "IE": "en_IE",
            "IN": "en_IN", "SG": "en_SG"}
# Where the package wants a part of the country, the part that most people live in.
PART = {"GB": "ENG"}
AMERICAN = {"US"}
SHORTER = {
    "Day of Portugal, Camões, and the Portuguese Communities": "Portugal Day",
    "Pentecost Monday": "Whit Monday",
    "Second Day of Christmas": "Second Christmas Day",
    "Pass to the Immortality of General Don Martín Miguel de Güemes": "Güemes Day",
    "Pass to the Immortality of General Don Manuel Belgrano": "Belgrano Day",
    "Pass to the Immortality of General Don José de San Martín": "San Martín Day",
    "Veteran’s Day and the Fallen in the Malvinas War": "Malvinas Day",
    "Labour Day and International Workers’ Solidarity Day": "Labour Day",
}
# Days off without a name of their own, and days that happened once.
NAMELESS = ("observed", "Substitute", "substitute", "in lieu", "Bridge", "Non-working",
            "Additional", "Visit of", "Funeral", "Election", "Transferred", "preceding",
            "second day of", "Second Day of Lunar", "Third Day of", "Fourth Day of",
            "Fifth Day of", "Public Holiday", "Day after", "Day After", "Change of Federal")
EUROPE = set("AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LT LU LV MT NL NO PL PT "
             "RO SE SI SK".split())
NOT_CHRISTIAN = set("AE IL IN JP KR SG TR".split())
ORTHODOX = set("BG CY GR RO".split())
ALL = set(COUNTRIES)


def nth(year, month, weekday, n):
    """The n-th weekday (Monday = 0) of a month; -1 is the last."""
    if n < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))


def fixed(month, day):
    return lambda year: date(year, month, day)


def sunday(month, n):
    return lambda year: nth(year, month, 6, n)


def after_easter(days):
    return lambda year: easter(year) + timedelta(days)


def french_mothers_day(year):
    day = nth(year, 5, 6, -1)
    return day + timedelta(7) if day == easter(year) + timedelta(49) else day


def advent(n):
    def day(year):
        eve = date(year, 12, 24)
        return eve - timedelta((eve.weekday() + 1) % 7) - timedelta(7 * (4 - n))
    return day


def black_friday(year):
    return nth(year, 11, 3, 4) + timedelta(1)


MOTHERS = {
    sunday(5, 2): "US CA AU NZ ZA IN SG DE AT CH BE NL IT GR MT CY CZ SK HR EE LV FI IS DK TR BR "
                  "CL CO JP",
    after_easter(-21): "GB IE",
    sunday(5, 1): "PT ES HU RO LT",
    french_mothers_day: "FR",
    sunday(5, -1): "SE",
    sunday(6, 2): "LU",
    sunday(2, 2): "NO",
    fixed(5, 26): "PL",
    fixed(3, 25): "SI",
    sunday(10, 3): "AR",
    fixed(5, 10): "MX",
    fixed(3, 21): "AE",
}
FATHERS = {
    sunday(6, 3): "US CA GB IE ZA IN SG FR NL GR CY CZ SK HU MT TR MX AR CL CO JP",
    sunday(8, 2): "BR",
    sunday(9, 1): "AU NZ",
    after_easter(39): "DE",
    sunday(6, 2): "AT BE",
    sunday(6, 1): "CH LT",
    sunday(10, 1): "LU",
    fixed(3, 19): "PT ES IT HR",
    fixed(6, 23): "PL",
    sunday(11, 2): "SE NO FI IS EE",
    fixed(6, 5): "DK",
    sunday(5, 2): "RO",
}
ADVENT_WEEKS = set("AT CH CZ DE DK EE FI HR HU IS LT LU LV NO PL SE SI SK".split())


# What the days below are called, where the package does not know them.
NAMES = {
    "de": {"Valentine’s Day": "Valentinstag", "Carnival Tuesday": "Faschingsdienstag",
           "Women’s Day": "Weltfrauentag", "Easter Sunday": "Ostersonntag",
           "Thanksgiving": "Thanksgiving", "St Martin’s Day": "Martinstag",
           "Black Friday": "Black Friday", "First Advent": "Erster Advent",
           "Second Advent": "Zweiter Advent", "Third Advent": "Dritter Advent",
           "Fourth Advent": "Vierter Advent", "St Nicholas’ Day": "Nikolaustag",
           "Christmas Eve": "Heiligabend", "New Year’s Eve": "Silvester",
           "Mother’s Day": "Muttertag", "Father’s Day": "Vatertag"},
    "fr": {"Valentine’s Day": "Saint-Valentin", "Carnival Tuesday": "Mardi gras",
           "Women’s Day": "Journée des femmes", "Easter Sunday": "Pâques",
           "Thanksgiving": "Action de grâce", "St Martin’s Day": "Saint-Martin",
           "Black Friday": "Black Friday", "First Advent": "Premier dimanche de l’Avent",
           "St Nicholas’ Day": "Saint-Nicolas", "Christmas Eve": "Réveillon de Noël",
           "New Year’s Eve": "Saint-Sylvestre", "Mother’s Day": "Fête des mères",
           "Father’s Day": "Fête des pères", "Halloween": "Halloween"},
    "es": {"Valentine’s Day": "San Valentín", "Women’s Day": "Día de la Mujer",
           "Easter Sunday": "Domingo de Resurrección", "Black Friday": "Black Friday",
           "First Advent": "Primer domingo de Adviento", "Christmas Eve": "Nochebuena",
           "New Year’s Eve": "Nochevieja", "Mother’s Day": "Día de la Madre",
           "Father’s Day": "Día del Padre"},
    "it": {"Valentine’s Day": "San Valentino", "Carnival Tuesday": "Martedì grasso",
           "Women’s Day": "Festa della donna", "Easter Sunday": "Pasqua",
           "Black Friday": "Black Friday", "First Advent": "Prima domenica di Avvento",
           "St Martin’s Day": "San Martino", "St Nicholas’ Day": "San Nicola",
           "Christmas Eve": "Vigilia di Natale", "New Year’s Eve": "San Silvestro",
           "Mother’s Day": "Festa della mamma", "Father’s Day": "Festa del papà"},
    "pt": {"Valentine’s Day": "Dia dos Namorados", "Carnival Tuesday": "Carnaval",
           "Women’s Day": "Dia da Mulher", "Easter Sunday": "Domingo de Páscoa",
           "Black Friday": "Black Friday", "First Advent": "Primeiro domingo do Advento",
           "St Martin’s Day": "São Martinho", "Christmas Eve": "Véspera de Natal",
           "New Year’s Eve": "Passagem de ano", "BR New Year’s Eve": "Véspera de Ano-Novo",
           "Mother’s Day": "Dia da Mãe", "BR Mother’s Day": "Dia das Mães",
           "Father’s Day": "Dia do Pai", "BR Father’s Day": "Dia dos Pais"},
    "nl": {"Valentine’s Day": "Valentijnsdag", "Carnival Tuesday": "Carnaval",
           "Women’s Day": "Vrouwendag", "Easter Sunday": "Eerste paasdag",
           "Black Friday": "Black Friday", "First Advent": "Eerste advent",
           "St Martin’s Day": "Sint-Maarten", "St Nicholas’ Eve": "Sinterklaasavond",
           "St Nicholas’ Day": "Sinterklaas", "Christmas Eve": "Kerstavond",
           "New Year’s Eve": "Oudejaarsavond", "Mother’s Day": "Moederdag",
           "Father’s Day": "Vaderdag"},
}


def where(codes):
    return set(codes.split())


KEPT = [
    ("Valentine’s Day", fixed(2, 14), ALL - {"AE", "BR", "CO", "IL"}),
    ("Valentine’s Day", fixed(6, 12), {"BR"}),
    ("Pancake Day", after_easter(-47), {"GB", "IE"}),
    ("Carnival Tuesday", after_easter(-47), where("BE BR IT PT")),
    ("Women’s Day", fixed(3, 8), where("BG IT LT PL RO")),
    ("Easter Sunday", after_easter(0), ALL - NOT_CHRISTIAN - ORTHODOX),
    ("Victoria Day", lambda y: date(y, 5, 24) - timedelta(date(y, 5, 24).weekday()), {"CA"}),
    ("Thanksgiving", lambda y: nth(y, 10, 0, 2), {"CA"}),
    ("Halloween", fixed(10, 31), where("CA GB IE US")),
    ("Bonfire Night", fixed(11, 5), {"GB"}),
    ("St Martin’s Day", fixed(11, 11), where("AT BE DE EE HR HU NL PT SI")),
    ("Black Friday", black_friday, ALL - where("AE AR CL IL JP KR MX")),
    ("Small Business Saturday", lambda y: black_friday(y) + timedelta(1), {"US"}),
    ("Small Business Saturday", lambda y: nth(y, 12, 5, 1), {"GB"}),
    ("Cyber Monday", lambda y: black_friday(y) + timedelta(3), where("AU CA GB IE NZ US")),
    ("First Advent", advent(1), EUROPE - ORTHODOX - {"GB", "IE"}),
    ("Second Advent", advent(2), ADVENT_WEEKS),
    ("Third Advent", advent(3), ADVENT_WEEKS),
    ("Fourth Advent", advent(4), ADVENT_WEEKS),
    ("St Nicholas’ Eve", fixed(12, 5), {"NL"}),
    ("St Nicholas’ Day", fixed(12, 6), where("AT BE CH CZ DE HR HU LU PL SI SK")),
    ("St Lucia’s Day", fixed(12, 13), {"SE"}),
    ("Christmas Eve", fixed(12, 24), ALL - NOT_CHRISTIAN),
    ("New Year’s Eve", fixed(12, 31), ALL - {"IL"}),
]
KEPT += [("Mother’s Day", rule, where(codes)) for rule, codes in MOTHERS.items()]
KEPT += [("Father’s Day", rule, where(codes)) for rule, codes in FATHERS.items()]


def public(country):
    """Name and day of each public holiday, without days in lieu."""
    found = holidays.country_holidays(
        country, subdiv=PART.get(country), years=YEARS, observed=False,
        language=language(country),
    )
    last = {}
    for day, names in sorted(found.items()):
        for name in names.split("; "):
            name = tidy(country, name)
            # Feasts of several days are kept by their first.
            again = name in last and day - last[name] < timedelta(10)
            if not again and not any(word in name for word in NAMELESS):
                yield name, day
            last[name] = day


def language(country):
    """English where the package has it, American first; else the country's own language."""
    supported = holidays.list_localized_countries().get(country, [])
    wanted = [LANGUAGE.get(country, "en_US"), "en_US", "en_GB"]
    wanted += [code for code in supported if code.startswith("en")]
    return next((code for code in wanted if code in supported), None)


def tidy(country, name):
    name = name.replace("'", "’").replace("(estimated)", "(expected)")
    if name.startswith("Eid "):
        name = name.replace(" Holiday", "")
    if name.endswith(" Day Holiday"):
        name = name.removesuffix(" Holiday")
    if country not in AMERICAN:
        name = name.replace("Labor Day", "Labour Day").replace("Labor ", "Labour ")
    return SHORTER.get(name, name).split(",")[0].strip()


def main():
    print(f"# PyPI package holidays {holidays.__version__}, {date.today().isoformat()}, "
          f"{YEARS[0]} to {YEARS[-1]}")
    print("# Written by holidays.py, which says how to read it and where the rest is from.")
    for country in sorted(holidays.list_supported_countries(include_aliases=False)):
        rows = {}
        for name, day in public(country):
            rows.setdefault(day, [])
            if name not in rows[day]:
                rows[day].append(name)
        for name, rule, countries in KEPT:
            for year in YEARS if country in countries else ():
                day = rule(year)
                # A public holiday on that very day has the better name already.
                if not any(same(name, other) for other in rows.get(day, [])):
                    rows.setdefault(day, []).append(name)
        lines = sorted(lines_of(country, rows))
        if lines:
            print(country)
        for line in lines:
            print(line)


def lines_of(country, rows):
    """The days of a name, a line each time that it comes round in a year."""
    named = {}
    for day in sorted(rows):
        for name in rows[day]:
            if not name or not name.isprintable():
                sys.exit(f"{country} {day}: a name that the reader cannot take: {name}")
            named.setdefault(name, {}).setdefault(day.year, []).append(f"{day:%m%d}")
    for name, years in named.items():
        for turn in range(max(map(len, years.values()))):
            days = [years.get(year, []) for year in YEARS]
            days = [of[turn] if turn < len(of) else "-" for of in days]
            yield f"{days[0] if len(set(days)) == 1 else ','.join(days)} {name}"


def same(name, other):
    """Whether two names mean the same day: they share a telling word."""
    words = lambda text: set(text.lower().replace("’s", "").replace("’", "").split())
    return bool(words(name) & words(other) - {"day", "eve", "sunday", "the", "of", "st", "first",
                                              "new", "friday", "monday", "saturday", "tuesday"})


def names():
    """What each day is called: as most countries of a language call it, then the exceptions."""
    print(f"# PyPI package holidays {holidays.__version__}, {date.today().isoformat()}")
    print("# Written by holidays.py, which says how to read it and where the rest is from.")
    for code, kept in NAMES.items():
        called = {}
        for country in holidays.list_supported_countries(include_aliases=False):
            # What a country calls a day in most years, the first of equals, so that each run
            # writes the same file.
            told = {}
            for name, own in pairs(country, code):
                told.setdefault(name, Counter())[own] += 1
            for name, owns in told.items():
                own = owns.most_common(1)[0][0]
                called.setdefault(name, {}).setdefault(own, []).append(country)
        rows = dict(kept)
        for name, owns in called.items():
            usual = max(sorted(owns), key=lambda own: len(owns[own]))
            for own, countries in owns.items():
                if own == usual:
                    rows.setdefault(name, own)
                else:
                    rows.update({f"{country} {name}": own for country in countries})
        print(code)
        for name, own in sorted(rows.items()):
            print(f"{name}\t{own}")


def pairs(country, code):
    """The names of a country's days in our file, with what they are in a language of it."""
    supported = holidays.list_localized_countries().get(country, [])
    spoken = next((it for it in supported if it.split("_")[0] == code), None)
    if spoken is None or language(country) is None:
        return
    made = [holidays.country_holidays(country, subdiv=PART.get(country), years=YEARS,
                                      observed=False, language=it)
            for it in (language(country), spoken)]
    for day, name in sorted(made[0].items()):
        english, own = name.split("; "), made[1].get(day, "").split("; ")
        for one, other in zip(english, own) if len(english) == len(own) else ():
            one, other = tidy(country, one), other.replace("'", "’").strip()
            if not any(word in one for word in NAMELESS) and "(" not in other and len(other) < 60:
                yield one, other


if __name__ == "__main__":
    names() if sys.argv[1:] == ["names"] else main()
