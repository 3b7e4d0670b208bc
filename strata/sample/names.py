"""Made-up names: companies, persons, addresses. No real company or person is meant.

Mail and web addresses use the reserved domains .example and .test, apart from free-mail
addresses, whose local part says that they are samples.
"""

from __future__ import annotations

from dataclasses import dataclass

from strata.sample.frame import Rng

_FIRST = [
    "vel",
    "kor",
    "lum",
    "tan",
    "bre",
    "nor",
    "zef",
    "mir",
    "dal",
    "quo",
    "pex",
    "ryl",
    "sov",
    "tiv",
    "hul",
    "gam",
    "fen",
    "jor",
    "kal",
    "wex",
    "bol",
    "ser",
    "dru",
    "nim",
    "ost",
    "pru",
    "hex",
    "lav",
    "cor",
    "zan",
]
_MIDDLE = [
    "mo",
    "ra",
    "ni",
    "te",
    "lo",
    "vi",
    "da",
    "ko",
    "su",
    "re",
    "la",
    "xi",
    "no",
    "ba",
    "ti",
    "mu",
    "ge",
    "fo",
    "li",
    "sa",
    "ne",
    "du",
    "ka",
    "ro",
    "pi",
]
_LAST = [
    "ra",
    "tek",
    "dyn",
    "via",
    "ton",
    "lis",
    "gen",
    "mar",
    "nex",
    "dor",
    "sys",
    "fab",
    "lux",
    "met",
    "wer",
    "kon",
    "vex",
    "lin",
    "rix",
    "cor",
    "dal",
    "bit",
    "tec",
    "nor",
    "gal",
]
_HANZI = "霁澜柘珩岫翎砚翊衡朔沅榆珵岚霖旻棠筠璟翌晗骁潇泓煦琮钧楠垚淼桓赫砺珂曜澄禾沐昀穗"
_TRADE = [
    "Systems",
    "Tools",
    "Logistics",
    "Automation",
    "Software",
    "Components",
    "Energy",
    "Foods",
    "Textiles",
    "Labs",
]
_TRADE_ZH = ["科技", "工具", "物流", "自动化", "软件", "零部件", "能源", "食品", "纺织", "实验设备"]
_SUFFIX = {
    "CN": ("有限公司", "股份有限公司", "有限责任公司"),
    "DE": ("GmbH", "AG", "GmbH & Co. KG"),
    "GB": ("Ltd", "PLC", "Limited"),
    "FR": ("SAS", "SARL", "SA"),
    "NL": ("B.V.", "N.V.", "B.V."),
    "IT": ("S.r.l.", "S.p.A.", "S.r.l."),
    "ES": ("S.L.", "S.A.", "S.L."),
    "PL": ("Sp. z o.o.", "S.A.", "Sp. z o.o."),
    "US": ("Inc.", "LLC", "Corp."),
}
_CITIES = {
    "CN": (
        ("上海", "上海"),
        ("广东", "深圳"),
        ("江苏", "苏州"),
        ("浙江", "杭州"),
        ("北京", "北京"),
    ),
    "DE": (("Bayern", "München"), ("Hamburg", "Hamburg"), ("Sachsen", "Leipzig")),
    "GB": (("England", "Leeds"), ("Scotland", "Glasgow"), ("England", "London")),
    "FR": (("Île-de-France", "Paris"), ("Bretagne", "Rennes")),
    "NL": (("Utrecht", "Utrecht"), ("Zuid-Holland", "Rotterdam")),
    "IT": (("Lombardia", "Milano"), ("Veneto", "Padova")),
    "ES": (("Madrid", "Madrid"), ("Aragón", "Zaragoza")),
    "PL": (("Mazowieckie", "Warszawa"), ("Pomorskie", "Gdańsk")),
    "US": (("Ohio", "Columbus"), ("Oregon", "Portland")),
}
COUNTRIES = tuple(_SUFFIX)
COUNTRY_WEIGHTS = (0.42, 0.2, 0.09, 0.08, 0.05, 0.05, 0.04, 0.04, 0.03)
COUNTRY_SPELLINGS = {"CN": "China", "DE": "Germany", "GB": "United Kingdom", "FR": "France"}
CURRENCIES = {"CN": "CNY", "GB": "GBP", "US": "USD"}

_GIVEN = [
    "Anna",
    "Bert",
    "Clara",
    "David",
    "Elena",
    "Felix",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Karin",
    "Luca",
    "Marta",
    "Nils",
    "Olga",
]
_SURNAME = [
    "Adler",
    "Brandt",
    "Castell",
    "Dumont",
    "Ekholm",
    "Ferrin",
    "Gallo",
    "Hartwig",
    "Ilves",
    "Jansky",
    "Keller",
]
_GIVEN_ZH = (
    ("晓明", "xiaoming"),
    ("丽娜", "lina"),
    ("建国", "jianguo"),
    ("雨桐", "yutong"),
    ("思远", "siyuan"),
    ("佳怡", "jiayi"),
    ("浩然", "haoran"),
    ("文静", "wenjing"),
)
_SURNAME_ZH = (
    ("赵", "zhao"),
    ("钱", "qian"),
    ("孙", "sun"),
    ("李", "li"),
    ("周", "zhou"),
    ("吴", "wu"),
    ("郑", "zheng"),
    ("王", "wang"),
    ("冯", "feng"),
    ("陈", "chen"),
)


@dataclass(frozen=True)
class CompanyName:
    """The faces of one company."""

    slug: str
    name: str
    english: str
    domain: str
    region: str
    city: str


def company_names(rng: Rng, countries: list[str], trades: list[int]) -> list[CompanyName]:
    """Return a name for every company; slugs and domains never repeat."""
    base = len(_FIRST) * len(_MIDDLE) * len(_LAST)
    space = base * (1 + 2 * len(countries) // base)
    codes = rng.permutation(space)[: len(countries)].tolist()
    draws = rng.integers(0, 1 << 30, len(countries)).tolist()
    return [
        _company_name(code, draw, country, trade)
        for code, draw, country, trade in zip(codes, draws, countries, trades, strict=True)
    ]


def _company_name(code: int, draw: int, country: str, trade: int) -> CompanyName:
    rest, first = divmod(code, len(_FIRST))
    rest, middle = divmod(rest, len(_MIDDLE))
    rest, last = divmod(rest, len(_LAST))
    slug = _FIRST[first] + _MIDDLE[middle] + _LAST[last] + (str(rest + 1) if rest else "")
    region, city = _CITIES[country][draw % len(_CITIES[country])]
    suffix = _SUFFIX[country][(draw >> 4) % 3]
    if country == "CN":
        mark = "".join(_HANZI[(draw >> shift) % len(_HANZI)] for shift in (8, 14, 20))
        name = f"{city}{mark}{_TRADE_ZH[trade]}{suffix}"
        english = f"{slug.title()} {_TRADE[trade]} Co., Ltd."
    else:
        name = english = f"{slug.title()} {_TRADE[trade]} {suffix}"
    domain = slug + (".example" if (draw >> 3) % 3 else ".test")
    return CompanyName(slug, name, english, domain, region, city)


def short_name(name: str) -> str:
    """Return a company name without its legal form, as sales types it."""
    for suffix in ("股份有限公司", "有限责任公司", "有限公司", " Co., Ltd."):
        name = name.removesuffix(suffix)
    known = [suffix for group in _SUFFIX.values() for suffix in group]
    for suffix in sorted(known, key=len, reverse=True):
        name = name.removesuffix(" " + suffix)
    return name


def full_width(text: str) -> str:
    """ASCII letters, digits and spaces in their full-width forms."""
    return "".join(
        "\u3000" if char == " " else chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
        for char in text
    )


@dataclass(frozen=True)
class Person:
    """A made-up person: display name and the local part of a mail address."""

    name: str
    local: str


def persons(rng: Rng, countries: list[str]) -> list[Person]:
    """One person for each country code."""
    draws = rng.integers(0, 1 << 30, len(countries)).tolist()
    return [_person(draw, country) for draw, country in zip(draws, countries, strict=True)]


def _person(draw: int, country: str) -> Person:
    high = draw >> 8
    if country == "CN":
        given, surname = _GIVEN_ZH[draw % len(_GIVEN_ZH)], _SURNAME_ZH[high % len(_SURNAME_ZH)]
        return Person(surname[0] + given[0], f"{given[1]}.{surname[1]}")
    given_name, last_name = _GIVEN[draw % len(_GIVEN)], _SURNAME[high % len(_SURNAME)]
    return Person(f"{given_name} {last_name}", f"{given_name}.{last_name}".lower())


def phone(country: str, number: int) -> str:
    """Return a phone number; the number of the person makes it unique."""
    if country == "CN":
        digits = f"{number % 10_000_000:07d}"
        return f"+86 199 {number % 9}{digits[:3]} {digits[3:]}"
    return f"+49 30 23125{number % 1_000_000:05d}"
