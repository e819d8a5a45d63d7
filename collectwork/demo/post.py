"""Postal addresses of made-up customers: streets that nobody lives in."""

from __future__ import annotations

from collectwork.demo.accounts import Account

_STREETS = {
    "DE": ("Musterweg", "Beispielstr."), "AT": ("Mustergasse", "Beispielweg"),
    "CH": ("Musterweg", "Beispielstr."), "FR": ("rue de l'Exemple", "avenue du Modèle"),
    "ES": ("Calle del Ejemplo", "Avenida de la Muestra"), "NL": ("Voorbeeldstraat", "Modelweg"),
}  # fmt: skip
_ENGLISH = ("Example Street", "Sample Road")


def postal(account: Account) -> str:
    """The lines of an account's address, as its country writes them; every 41st has the town
    alone, as ledgers do."""
    if account.id % 41 == 0:
        return account.city
    country, number = account.country.code, 1 + account.id * 7 % 180
    streets = _STREETS.get(country, _ENGLISH)
    street = streets[account.id % len(streets)]
    digits = 10_000 + account.id * 7_919 % 89_999
    if country in ("US", "CA"):
        return f"{number} {street}\n{account.city}, NY {digits}"
    if country == "GB":
        return f"{number} {street}\n{account.city}\nEX{1 + account.id % 9} {account.id % 9}AA"
    if country == "NL":
        return f"{street} {number}\n{digits // 10} EX {account.city}"
    if country in ("AT", "CH", "DK", "NO", "BE"):
        return f"{street} {number}\n{digits // 10} {account.city}"
    return f"{street} {number}\n{digits} {account.city}"
