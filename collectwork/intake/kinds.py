"""What kind of list the headings describe."""

from __future__ import annotations

from collectwork.domain.ledger import Kind
from collectwork.errors import InputRefused, Question
from collectwork.intake import headings
from collectwork.intake.checks import looks_like
from collectwork.intake.headings import bucket, normal
from collectwork.intake.layout import Layout
from collectwork.intake.table import Table, shown
from collectwork.intake.vocabulary import NAMES


def possible(layout: Layout) -> set[str]:
    """Every part that some heading may mean."""
    return {part for name in layout.headings if name for part, _ in headings.fields(name)}


def kind_of(table: Table, layout: Layout) -> Kind:
    """The kind of list that the headings describe; InputRefused when they describe none."""
    have = possible(layout)
    best = {
        min(headings.fields(n), key=lambda p: p[1])[0]
        for n in layout.headings
        if headings.fields(n) and normal(n) not in _PAYMENTS  # numbers or amounts: content says
    }
    named = {normal(name) for name in layout.headings}
    if "activity_id" in have or {"at", "code", "channel"} <= have:
        return "activities"
    if "intended_channel" in have or ("until" in have and "day" in have and "collector" in have):
        return "withheld"
    if {"rank", "day", "number"} <= have and ("priority" in have or "oldest_days" in have):
        return "worklists"
    money = have & {"open", "base_open", "doc_open", "original", "total", "amount"}
    ages = sum(bucket(name) for name in layout.headings)
    if not money and "login" in have and have & {"capacity", "seniority", "skills", "team"}:
        return "people"
    open_named = bool(have & {"open", "base_open", "doc_open"}) or ages >= 3
    sides = {"debit", "credit"} <= have
    if money and not open_named and "due" not in have:
        paid = best & {"ref", "received", "posted"} or named & {"paymentdate", "receiveddate"}
        if (
            (paid or _numbers_payments(table, layout))
            and have & {"amount"}
            and have & {"received", "posted"}
        ):
            return "payments"
    if open_named and (have & {"document", "issued", "due"}):
        return "open-items"
    if {"original", "paid"} <= have and have & {"issued", "due"} and "document" in have:
        return "open-items"  # open is what was invoiced less what is paid
    if sides and have & {"document", "issued", "due"}:
        if calls_itself_open(table, layout):
            return "open-items"
        raise InputRefused(
            "Not imported: a list with columns of debit and credit may be an account statement, "
            "and nothing calls it open items. Say --kind open-items if every row is still open.",
            question=Question("kind", proposal="open-items"),
        )
    if money and "document" in have and have & {"settled", "days"} and "settled" in have:
        return "open-items"
    if money and "document" in have and have & {"issued", "due"}:
        if calls_itself_open(table, layout):
            return "open-items"
        if not have & {"due", "terms"} and _says_neither(layout):
            raise InputRefused(
                "Not imported: this may be a list of payments or of invoices, and no heading says "
                f"which ({', '.join(repr(n) for n in layout.headings if n)[:200]}). Say --kind "
                "payments or --kind invoices.",
                question=Question("kind", ("payments", "invoices")),
            )
        return "invoices"
    if money and "ref" in have and have & {"received", "posted"}:
        return "payments"
    if open_named and have & {"number", "name"}:
        return "open-items"
    if have & {"number", "name"} and have & {
        "email", "phone", "terms", "credit_limit", "language", "owner", "segment", "address",
        "contact_name", "country",
    }:  # fmt: skip
        both = {"number", "name", "contact_name"} <= have  # accounts, and whom to talk to
        master = both or have & {"terms", "credit_limit", "owner", "segment"}
        if not master and _only_contacts(layout):
            return "contacts"
        return "customers"
    raise InputRefused(
        "Not imported: the headings do not say what this list is "
        f"({', '.join(repr(n) for n in layout.headings if n)[:300]}). "
        + (looks_like(layout, "open") or "Say --kind, or name the columns in a profile."),
        question=Question("kind"),
    )


_PAYMENTS = frozenset([
    "payment", "payments", "zahlung", "zahlungen", "paiement", "reglement", "betaling", "pago",
    "cobro", "pagamento", "incasso", "receipt", "quittung",
])  # fmt: skip
_NEITHER = frozenset([
    "date", "datum", "data", "fecha", "reference", "ref", "refno", "referenz", "referentie",
    "referencia", "referenza", "number", "no", "nr", "num", "id", "doc", "document", "transaction",
    "customer", "customerno", "customernumber", "customerid", "customername", "name", "kunde",
    "kundennr", "kundennummer", "client", "klant", "cliente", "account", "accountno", "amount",
    "betrag", "montant", "bedrag", "importo", "importe", "currency", "curr", "wahrung", "devise",
    "text", "description", "memo", "note", "company", "debitor", "konto",
])  # fmt: skip


def _numbers_payments(table: Table, layout: Layout) -> bool:
    """Whether a column *Payment* holds numbers of payments, not amounts paid."""
    for place, name in enumerate(layout.headings):
        if not name or normal(name) not in _PAYMENTS:
            continue
        rows = table.rows[layout.start : layout.start + 200]
        cells = [shown(row[place]) for row in rows if place < len(row) and shown(row[place])]
        if cells and all(any(map(str.isalpha, cell)) or cell.isdigit() for cell in cells):
            return True
    return False


def _says_neither(layout: Layout) -> bool:
    """Whether no heading belongs to invoices rather than to payments."""
    return all(normal(name) in _NEITHER for name in layout.headings if name)


def _only_contacts(layout: Layout) -> bool:
    names = {normal(name) for name in layout.headings}
    person = {normal(name) for name in NAMES["contact_name"]} - {"contact"}
    return bool(names & person) and not names & {
        normal(name) for name in NAMES["name"] if name not in ("Name", "Contact")
    } - {"customer", "client", "kunde"}


_OPEN_WORDS = (
    "open item", "offene posten", "offene-posten", "op-liste", "aged receivable", "aging", "ageing",
    "receivable", "outstanding", "unpaid", "open invoice", "offene rechnung", "forderungen",
    "postes non soldés", "balance âgée", "créances", "openstaande", "partite aperte",
    "partidas abiertas", "cuentas por cobrar", "stichtag", "opos", "op liste",
)  # fmt: skip


def calls_itself_open(table: Table, layout: Layout) -> bool:
    above = " ".join(shown(c) for row in table.rows[: layout.header] for c in row).casefold()
    sheet = (table.sheet or "").casefold()
    return any(word in above or word in sheet for word in _OPEN_WORDS)
