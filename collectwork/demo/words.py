"""Words that believable names of firms and contacts are put together from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """Where customers are: how they are called, spoken to and billed. ``weight`` of 100."""

    code: str
    weight: int
    currency: str
    company: str
    language: str
    zone: str
    dial: str
    domain: str
    stems: tuple[str, ...]
    forms: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    cities: tuple[str, ...]


_DE_STEMS = (
    "Müller", "Bäcker", "Grünwald", "Hansa", "Nordsee", "Elbe", "Schönfeld", "Voß", "Kröger",
    "Steinbach", "Lindenhof", "Rheintal", "Öztürk", "Weiß & Söhne", "Hofmann", "Ostermann",
    "Kühn", "Falkenberg", "Brückner", "Jäger",
)  # fmt: skip
TRADES = (
    "Technik", "Metallbau", "Logistik", "Elektro", "Holzbau", "Medizin", "Verpackung", "Druck",
    "Anlagenbau", "Kunststoff", "Textil", "Antriebe", "Messtechnik", "Klima", "Labor",
)  # fmt: skip
TRADES_ABROAD = (
    "Engineering", "Supplies", "Industries", "Logistics", "Components", "Packaging", "Systems",
    "Medical", "Print", "Textiles", "Instruments", "Foods",
)  # fmt: skip
GERMAN = ("DE", "AT", "CH")

COUNTRIES = (
    Country(
        "DE", 52, "EUR", "DE01", "de", "Europe/Berlin", "+49 30", "de", _DE_STEMS,
        ("GmbH", "GmbH & Co. KG", "AG", "KG", "e. K."),
        ("Anke", "Jörg", "Sabine", "Uwe", "Katrin", "Tim", "Birgit", "Lars"),
        ("Böhm", "Lange", "Schröder", "Peters", "Güneş", "Kaiser", "Wolff", "Roth"),
        ("Hamburg", "Köln", "Nürnberg", "Dresden", "Münster"),
    ),
    Country(
        "AT", 8, "EUR", "DE01", "de", "Europe/Vienna", "+43 1", "at",
        ("Alpen", "Donau", "Größl", "Kärntner", "Salzach", "Tauern"), ("GmbH", "AG", "OG"),
        ("Eva", "Franz", "Lukas", "Maria"), ("Huber", "Steiner", "Pöschl", "Moser"),
        ("Wien", "Graz", "Linz"),
    ),
    Country(
        "CH", 9, "CHF", "DE01", "de", "Europe/Zurich", "+41 44", "ch",
        ("Zürcher", "Säntis", "Aare", "Bündner", "Limmat", "Jura"), ("AG", "GmbH", "& Cie."),
        ("Beat", "Ursina", "Reto", "Nadja"), ("Frei", "Gerber", "Zgraggen", "Bühler"),
        ("Zürich", "Basel", "Winterthur"),
    ),
    Country(
        "FR", 9, "EUR", "DE01", "fr", "Europe/Paris", "+33 1", "fr",
        ("L'Étoile", "Château-Neuf", "Rivière", "Forêt", "Côte d'Or", "Lefèvre"),
        ("SARL", "SA", "SAS"), ("Élodie", "François", "Hélène", "Jérôme"),
        ("Garçon", "Dupré", "Lemaître", "Noël"), ("Lyon", "Nantes", "Orléans"),
    ),
    Country(
        "NL", 7, "EUR", "DE01", "en", "Europe/Amsterdam", "+31 20", "nl",
        ("Van der Meer", "De Vries", "Waal", "IJssel", "Zuider"), ("B.V.", "N.V."),
        ("Sanne", "Jeroen", "Femke", "Daan"), ("Bakker", "de Groot", "Visser", "Smit"),
        ("Utrecht", "Breda", "Delft"),
    ),
    Country(
        "ES", 6, "EUR", "DE01", "es", "Europe/Madrid", "+34 91", "es",
        ("Peña", "Cañada", "Montaña", "Río Seco", "Sierra"), ("S.L.", "S.A."),
        ("Íñigo", "Begoña", "Joaquín", "Lucía"), ("Muñoz", "Ibáñez", "Ordóñez", "Gil"),
        ("Bilbao", "Málaga", "Córdoba"),
    ),
    Country(
        "GB", 9, "GBP", "UK01", "en", "Europe/London", "+44 20", "co.uk",
        ("O'Brien", "Northgate", "Thames", "Ainsley & Daughters", "Current", "Fairfax"),
        ("Ltd", "plc", "LLP"), ("Siân", "Graham", "Priya", "Niall"),
        ("Hughes", "Patel", "O'Neill", "Whitaker"), ("Leeds", "Bristol", "Swansea"),
    ),
)  # fmt: skip

ROLES = ("accounts payable", "approver", "purchasing", "managing director")
SEGMENTS = ("industry", "trade", "public", "key account")
NOTES = {
    "no_answer": ("", "rang out", "engaged"),
    "voicemail": ("asked for a call back", "left amount and our number"),
    "message": ("colleague will pass it on", "assistant took the message"),
    "will_pay": ("in the next payment run", "waits for a signature", "will check and pay"),
    "promise": ("transfer confirmed by name", "in Friday's run", "after their own receipts"),
    "dispute": ("quantity does not match", "price differs from the order", "goods damaged"),
    "copy_requested": ("invoice did not arrive", "needs a statement"),
    "call_back": ("in a meeting", "books closed today"),
    "wrong_contact": ("has left the company", "number not in use"),
    "refused": ("wants to wait for their own customer", "says the terms are 60 days"),
    "skip": ("payment expected", "waiting for sales", "no time today"),
    "escalate": ("three notices without an answer",),
    "note": ("prefers mail in the morning", "new accounts clerk since last month"),
}
DISPUTES = ("quantity", "price", "quality", "missing document")
#: Kind, reason, days (None: without an end).
BLOCKS: tuple[tuple[str, str, int | None], ...] = (
    ("hold", "instalments are being agreed with sales", 21),
    ("complaint", "complaint about a delivery is being looked into", 28),
    ("insolvency", "administrator appointed, claim filed", None),
)
