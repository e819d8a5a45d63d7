"""What column headings can mean, in six languages.

A heading proposes fields in order of preference; the content of the column must confirm
(``recognise``). Compared case-folded, without blanks, punctuation and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

#: field → headings. Earlier headings of a field are better; a heading may serve several fields.
NAMES: dict[str, tuple[str, ...]] = {
    "number": (
        "Customer No", "Customer Number", "Customer Nr", "Customer ID", "Customer Code", "Cust No",
        "Cust ID", "Customer Account", "Account No", "Account Number", "Account ID", "Acct No",
        "Debtor No", "Debtor Number", "Debtor ID", "Debtor Code", "Client ID", "Client No",
        "Client Number", "Client Code", "Party ID", "Party Code", "Contact Account Number",
        "Bill To No", "cust_number", "Bill To Customer No", "Sold To", "Payer", "Customer Key",
        "Kundennummer", "Kundennr", "Kunden-Nr", "Kunden ID", "Kd-Nr", "KdNr", "Debitorennummer",
        "Debitornummer", "Debitorennr", "Debitor-Nr", "Debitorenkonto", "Kontonummer", "Kontonr",
        "Personenkonto", "N° client", "No client", "Numéro client", "Numéro de client",
        "Code client", "Compte client", "Numéro de compte", "Debiteurnummer", "Debiteurnr",
        "Klantnummer", "Klantnr", "Klantcode", "Rekeningnummer", "Codice cliente",
        "Numero cliente", "N. cliente", "Cod cliente", "Codigo cliente", "Código de cliente",
        "Número de cliente", "Nº cliente",
        "Customer", "Account", "Acct", "Debtor", "Party", "Konto", "Kunde", "Debitor", "Client",
        "Compte", "Klant", "Debiteur", "Rekening", "Cliente", "Deudor", "Débiteur", "Cuenta",
        "Conto", "Contact",
    ),
    "name": (
        "Customer Name", "Customer full name", "Client Name", "Customer Name 1", "Name 1",
        "Account Name", "Debtor Name", "Party's Name", "Party Name", "name_customer", "Partner",
        "Company Name", "Bill To Name",
        "Contact Name (Company)", "Legal Name", "Business Name",
        "Kundenname", "Debitorname", "Debitorenname", "Name des Kunden", "Name Kunde", "Firmenname",
        "Bezeichnung Debitor", "Nom client", "Nom du client", "Compte client : nom 1",
        "Raison sociale", "Naam klant", "Klantnaam", "Debiteurnaam", "Naam debiteur",
        "Nome cliente", "Ragione sociale", "Nombre cliente", "Nombre del cliente", "Razón social",
        "Customer", "Client", "Kunde", "Debitor", "Klant", "Debiteur", "Cliente", "Party", "Name",
        "Nom", "Naam", "Nome", "Nombre", "Firma", "Company", "Debtor", "Contact", "Organisation",
        "Organization",
    ),
    "document": (
        "Invoice Number", "Invoice No", "Invoice #", "Invoice Nr", "Invoice ID", "InvoiceNumber",
        "Invoice Num", "Inv No", "Inv #", "Inv Num", "Document Number", "Document No", "DocumentNo",
        "Doc Number", "Doc Num", "Doc No", "Docnum", "Voucher No", "Voucher Number", "Ref No",
        "Transaction #", "Transaction Number", "Transaction No", "Trx Number", "Bill No",
        "Bill Number", "Invoice/CM #", "RECORDID", "Belegnummer", "Belegnr", "Beleg-Nr", "Beleg Nr",
        "Rechnungsnummer", "Rechnungsnr", "Rechnungs-Nr", "Rechnung Nr", "RE-Nr", "Renr", "Rg-Nr",
        "Dokumentnummer", "Numéro de document", "Numéro de pièce", "N° facture",
        "Numéro de facture", "No facture", "N° pièce", "N° de facture", "Documentnummer",
        "Factuurnummer", "Factuurnr", "Boekstuknummer", "Numero fattura", "N. fattura",
        "Numero documento", "N. documento", "Num fattura", "Número de factura", "Nº factura",
        "Num factura", "Número factura", "Número de documento", "Nº documento", "Invoice",
        "Document", "Voucher", "Beleg", "Rechnung", "Pièce", "Facture", "Factuur", "Fattura",
        "Factura", "Documento", "Num", "No.", "Number", "Nr", "Reference", "Bill", "Ref",
        "Assignment", "Invoices", "invoice_ids", "Invoice Numbers",
    ),
    "type_text": (
        "Transaction Type", "Document Type", "Doc Type", "Voucher Type", "Trx Type", "Class",
        "Trans Type", "Entry Type", "Txn Type", "Item Type", "Belegart", "Dokumentart",
        "Type de pièce", "Type de document", "Documentsoort", "Tipo documento",
        "Tipo de documento", "Tipo doc", "Type", "Typ", "Ty", "Art", "Tipo", "Soort",
    ),
    "issued": (
        "Invoice Date", "InvoiceDate", "Transaction Date", "Txn Date", "Trx Date", "Document Date",
        "Doc Date", "Issue Date", "Issued", "Billing Date", "Bill Date", "Inv Date", "Posting Date",
        "Pstng Date", "WHENCREATED", "Date Issued", "Belegdatum", "Rechnungsdatum", "Buchungsdatum",
        "Rg-Datum", "Re-Datum", "Ausstellungsdatum", "Date de pièce", "Date facture",
        "Date de facture", "Date de facturation", "Date pièce", "Date d'émission",
        "Documentdatum", "Factuurdatum", "Boekdatum", "Data fattura", "Data documento",
        "Data emissione", "Fecha factura", "Fecha de factura", "Fecha de emisión", "Fecha emisión",
        "Fecha documento", "Fecha de documento", "Date", "Datum", "Data", "Fecha",
    ),
    "due": (
        "Due Date", "DueDate", "Net due date", "Net due dt", "Due on", "Date Due", "WHENDUE",
        "Payment Due Date", "Payment Due", "Maturity Date", "due_in_date", "Fällig am",
        "Fälligkeit",
        "Fälligkeitsdatum", "Nettofälligkeit", "Nettofälligkeitsdatum", "Nettofäll", "Nettofällig",
        "Zahlbar bis", "Fälligkeitstag", "Date d'échéance", "Échéance", "Échéance nette",
        "Date échéance", "Date d'échéance nette", "Date limite de paiement", "Vervaldatum",
        "Netto vervaldatum", "Vervaldag", "Data scadenza", "Scadenza", "Data di scadenza",
        "Fecha de vencimiento", "Fecha vencimiento", "Vencimiento", "Fecha vto", "Vto",
        "Due", "Fällig",
    ),
    "days": (
        "Days Past Due", "Days Overdue", "Overdue Days", "Overdue by days", "Age (Days)",
        "Arrears after net due date", "Arrears", "Days Late", "Aging", "Age", "Ageing",
        "days_outstanding", "Days Outstanding", "Verzugstage", "Verzug", "Verz",
        "Tage überfällig", "Überfällig seit Tagen", "Arriérés après échéance", "Jours de retard",
        "Retard", "Achterstand na vervaldatum", "Dagen te laat", "Dagen vervallen",
        "Giorni di ritardo", "Giorni scaduti", "Días de retraso", "Días vencidos",
        "Días de atraso", "Overdue",
    ),
    "open": (
        "Open Balance", "Open Amount", "Outstanding Amount", "Amount Outstanding",
        "Outstanding Balance", "Balance Due", "Amount Due", "Amount Open", "Open Amt",
        "Remaining Amount", "Remaining Balance", "Amount Remaining", "Unpaid Amount",
        "Amount Unpaid", "Unpaid Balance", "Open Value", "Residual Amount", "Outstanding",
        "Remaining", "Pending Amount", "Pending", "Residual", "TOTALDUE", "Total Due",
        "total_open_amount",
        "Due Amount", "Offener Betrag", "Offener Saldo", "Offen", "Restbetrag", "Offener Posten",
        "OP-Betrag", "Noch offen", "Offener Rest", "Restforderung", "Reste dû", "Solde dû",
        "Montant dû", "Montant restant", "Restant dû", "Reste à payer", "Solde restant",
        "Montant ouvert", "Openstaand bedrag", "Openstaand", "Open bedrag", "Openstaand saldo",
        "Restbedrag", "Importo residuo", "Residuo", "Saldo residuo", "Importo aperto",
        "Importo scoperto", "Da pagare", "Importe pendiente", "Pendiente", "Saldo pendiente",
        "Importe abierto", "Pendiente de cobro", "Balance", "Saldo", "Solde",
    ),
    "base_open": (
        "Amount in local currency", "Amt in loc.cur.", "Amount in LC", "LC Amount", "Amount in LC2",
        "Amt in LC", "Betrag in Hauswährung", "Betr. in HW", "Betrag in HW", "Betrag Hauswährung",
        "Montant en devise locale", "Montant en devise interne", "Bedrag in lokale valuta",
        "Importe en moneda local", "Importo in divisa interna", "Importo in valuta locale",
    ),
    "doc_open": (
        "Amount in doc. curr.", "Amount in document currency", "Amount in DC",
        "Betrag in Belegwährung", "Betrag in BW", "Valeur de la devise de la pièce",
        "Montant en devise de pièce", "Bedrag in documentvaluta",
    ),
    "total": ("Total", "TOTAL", "Gesamt", "Summe", "Totaal", "Totale"),
    "original": (
        "Original Amount", "Invoice Amount", "InvoiceAmount", "Invoiced Amount", "Invoice Total",
        "Invoice Value", "Total Amount", "Document Amount", "Gross Amount", "Invoice Grand Total",
        "Amount Invoiced", "Billed Amount", "TOTALENTERED", "Opening Amount", "Opening",
        "Rechnungsbetrag", "Bruttobetrag", "Ursprungsbetrag", "Ursprünglicher Betrag",
        "Originalbetrag", "Belegbetrag", "Rechnungssumme", "Montant TTC", "Montant facture",
        "Montant de la facture", "Montant initial", "Montant d'origine", "Factuurbedrag",
        "Oorspronkelijk bedrag", "Importo fattura", "Importo originale", "Totale fattura",
        "Importe factura", "Importe original", "Importe total", "Total factura",
        "Amount", "Amt", "Betrag", "Montant", "Bedrag", "Importo", "Importe", "Monto", "Value",
        "Brutto", "Gross",
    ),
    "paid": (
        "Paid Amount", "Amount Paid", "Applied Amount", "Amount Applied", "Paid to date",
        "Payments", "Payment Amount", "Amt Rec", "Amount Received", "TOTALPAID", "Paid",
        "Bezahlt", "Bezahlter Betrag", "Gezahlt", "Zahlungen", "Montant payé", "Payé", "Réglé",
        "Montant réglé", "Betaald", "Betaald bedrag", "Importo pagato", "Pagato", "Pagado",
        "Importe pagado", "Cobrado",
    ),
    "credited": ("Credit Note", "Credited Amount", "Gutgeschrieben", "Credits"),
    "currency": (
        "Currency", "Currency Code", "Invoice Currency", "Curr", "Cur", "CCY", "ISO Currency",
        "Document Currency", "Doc Currency", "Amounts Currency", "Crcy", "Transaction Currency",
        "Währung", "Währg", "Whrg", "Belegwährung", "Devise", "Clé de devise de la pièce",
        "Monnaie", "Valuta", "Munt", "Divisa", "Moneda",
    ),
    "base_currency": ("LCurr", "Local Currency", "HWähr", "Hauswährung", "Hauswähr", "LC Currency"),
    "sign": (
        "Debit/Credit", "D/C", "DC", "S/H", "SH", "Soll/Haben", "Soll/Haben-Kennz", "Soll/Haben-Kz",
        "Debit/Credit Indicator", "Dr/Cr", "DrCr", "Af/Bij", "Débit/Crédit",
    ),
    "settled": (
        "SettledDate", "Settled Date", "Settlement Date", "Clearing Date", "Clearing", "Paid Date",
        "Date Paid", "Closed Date", "Date Closed", "Ausgleichsdatum", "Ausgleich", "Bezahlt am",
        "Date de paiement", "Date de rapprochement", "Betaaldatum", "Data pagamento",
        "Fecha de pago", "Clear Date", "clear_date", "Payment Date",
    ),
    "cleared": (
        "Clearing Document", "Clrng doc", "Clearing Doc", "Ausgleichsbeleg", "Ausgl.bel",
        "Ausglbel", "Pièce de rapprochement",
    ),
    "status": ("Status", "State", "Invoice Status", "Stato", "Estado", "Statut"),
    "disputed": ("Disputed", "Dispute", "In Dispute", "Is Disputed", "Strittig", "Reklamation",
                 "Litige", "Betwist", "Contestato", "En disputa"),
    "po": (
        "P. O. #", "P.O. No.", "PO #", "PO No", "PO Number", "po_number", "Purchase Order", "PO",
        "Customer PO", "Customer LPO", "Purchase Order No", "Bestellnummer", "Bestell-Nr",
        "Kundenbestellnummer", "N° commande", "Numéro de commande", "Inkoopordernummer",
        "Numero ordine", "Número de pedido", "Your Reference", "Ihre Bestellung",
    ),
    "terms": (
        "Terms", "Payment Terms", "PayT", "Payment Term", "Terms of Payment", "terms_days",
        "Zahlungsbedingung", "Zahlungsbedingungen", "ZB", "Zahlungsziel",
        "Conditions de paiement", "Betalingsvoorwaarde", "Condizioni di pagamento",
        "Condiciones de pago",
    ),
    "company": (
        "Company Code", "CoCd", "Ledger", "Operating Unit", "Subsidiary", "Legal Entity", "Entity",
        "Buchungskreis", "Buk", "BuKr", "Mandant", "Société", "Bedrijfsnummer", "Società",
        "Sociedad", "company_id",
    ),
    "contact_name": (
        "contact_name", "Contact Name", "Contact Person", "Primary Person", "Full Name", "Contact",
        "Ansprechpartner", "Kontaktperson", "Contactpersoon", "Persona di contatto",
        "Persona de contacto", "Attention", "AP Contact", "Customer Contact",
    ),
    "role": ("Role", "Title", "Job Title", "Position", "Rolle", "Funktion", "Fonction", "Functie",
             "contact_role"),
    "email": (
        "Email", "E-Mail", "Email Address", "E-Mail-Adresse", "Contact Email", "ContactEmail",
        "Mail", "Courriel", "Adresse e-mail", "E-mailadres", "Correo electrónico", "Correo",
    ),
    "phone": (
        "Phone", "Phone Number", "Phone Numbers", "Telephone", "Telephone 1", "Tel", "Telefon",
        "Téléphone", "Telefoon", "Telefono", "Teléfono", "Telefonnummer", "Contact Phone",
    ),
    "mobile": ("Mobile", "Mobil", "Cell", "Handy", "Portable"),
    "language": ("Language", "Lang", "Sprache", "Langue", "Taal", "Lingua", "Idioma"),
    "country": ("Country", "Country Code", "countryCode", "Land", "Pays", "Paese", "País",
                "Ländercode", "Territory"),
    "owner": (
        "Collector", "Collector ID", "owner_id", "Owner", "Account Owner", "Account Manager",
        "Sachbearbeiter", "Betreuer", "Responsable", "Verantwortlich", "Credit Controller",
    ),
    "credit_limit": ("Credit Limit", "Limit", "Kreditlimit", "Limite de crédit", "Kredietlimiet",
                     "Límite de crédito", "Fido"),
    "segment": ("Segment", "Industry", "Customer Group", "Branche", "Kundengruppe", "Sector",
                "Category", "Size Class"),
    "address": ("Address", "Billing Address", "Adresse", "Anschrift", "Rechnungsadresse",
                "Adres", "Indirizzo", "Dirección"),
    "parent": ("Parent", "Parent Customer", "Parent ID", "Konzern", "Mutter", "parent_id"),
    "expected": ("Expected Date", "Promise Date", "Expected Payment Date"),
    "text": ("Text", "Notes", "Note", "Memo", "Remarks", "Description", "Comment", "Buchungstext",
             "Libellé", "Omschrijving", "Bemerkung", "Verwendungszweck", "Item Text"),
    "reference_text": ("Invoice Reference", "Reference Text", "Referenz", "Referenztext"),
    # payments
    "ref": ("payment_id", "Payment ID", "Payment No", "Payment Number", "Receipt No",
            "Receipt Number", "Receipt #", "Transaction ID", "Zahlungsnummer", "Zahlungs-ID",
            "Belegnummer Zahlung", "Payment Ref", "Check Number", "Cheque No", "Receipt ID"),
    "kind": ("kind", "Payment Kind", "Line Kind", "Payment Type"),
    "received": (
        "received_date", "Payment Date", "Received", "Received Date", "Date Received",
        "Receipt Date", "Value Date", "Date Paid", "Paid Date", "Paid On", "Zahlungsdatum",
        "Zahlungseingang", "Zahldatum", "Eingangsdatum", "Wertstellung", "Valuta Datum",
        "Date de paiement", "Date de règlement", "Date de valeur", "Betaaldatum", "Betaaldag",
        "Data pagamento", "Data valuta", "Fecha de pago", "Fecha pago", "Fecha valor",
    ),
    "posted": ("posted_date", "Posted", "Posted Date", "Booking Date", "Posting Date",
               "GL Date", "Buchungsdatum", "Date de comptabilisation", "Fecha contable"),
    "amount": (
        "Payment Amount", "Amount Received", "Received Amount", "Amount Paid", "Paid Amount",
        "Applied Amount", "Zahlbetrag", "Zahlungsbetrag", "Montant payé", "Montant du paiement",
        "Betaald bedrag", "Importo pagato", "Importe pagado", "Importe cobrado", "Amount", "Betrag",
        "Montant", "Bedrag", "Importo", "Importe", "Monto",
    ),
    "method": ("Method", "Payment Method", "Zahlungsart", "Zahlweg", "Mode de paiement",
               "Betaalwijze", "Metodo", "Método de pago", "Forma de pago"),
    "reference": ("Reference", "Remittance", "Payment Reference", "Zahlungsreferenz", "Referenz",
                  "Référence", "Referentie", "Referenza", "Referencia", "Verwendungszweck"),
    # history of another system
    "activity_id": ("activity_id", "Activity ID", "Action ID"),
    "at": ("at", "Activity Date", "Contacted At", "Contact Date", "Done At"),
    "logged_at": ("logged_at", "Entered At", "Entry Time", "Created At", "Recorded At"),
    "channel": ("channel", "Contact Channel"),
    "code": ("code", "Outcome", "Outcome Code", "Result", "Activity Code"),
    "template": ("template", "Template ID", "Letter Template"),
    "promise_date": ("promise_date", "Promised Date", "Promise Due", "Promise to Pay Date"),
    "promise_amount": ("promise_amount", "Promised Amount"),
    "source": ("source", "Origin"),
    "day": ("date", "Day", "List Date", "Work Day"),
    "collector": ("collector_id", "collector", "Login", "User", "Agent"),
    "rank": ("rank", "Position", "Order"),
    "priority": ("priority", "Score"),
    "overdue": ("overdue_amount", "Overdue Amount", "Past Due Amount", "Amount Overdue",
                "Past Due", "Überfällig", "Überfälliger Betrag"),
    "oldest_days": ("oldest_days_overdue", "Oldest Days", "Oldest Days Overdue"),
    "intended_channel": ("intended_channel", "Planned Channel"),
    "until": ("leave_alone_until", "Withheld Until", "Until"),
    "reason": ("reason", "Why"),
    # people
    "login": ("login", "User Name", "Username", "User ID", "collector_id"),
    "person_name": ("Name", "Full Name", "Display Name"),
    "team": ("Team", "Group"),
    "skills": ("Skills", "Skill"),
    "languages": ("Languages", "Sprachen", "Language"),
    "seniority": ("Seniority", "Level"),
    "capacity": ("Capacity", "daily_capacity", "Contacts per Day", "Daily Capacity"),
}  # fmt: skip

_BUCKET = re.compile(
    r"""^(?:
        current | notdue(?:on.*)? | notyetdue | nichtfallig | nonechu | nietvervallen
      | nonscaduto | novencido | atdate
      | [<>]?\d{1,4}(?:to|bis)?\d{0,4}(?:days?|tage|jours|dagen|giorni|dias)?(?:pastdue|overdue)?
      | \d{1,4}(?:andover|above|ormore|plus|\+)(?:days?)?(?:pastdue|overdue)?
      | (?:over|uber|mehrals|plusde|meerdan|oltre|masde|morethan)\d{1,4}(?:days?|tage|jours)?
      | <?\d?\d?months? | older | alter | plusancien | ouder
    )$""",
    re.VERBOSE,
)
_CODE_IN_HEADING = re.compile(r"^(.*?)[\s(\[]+([A-Z]{3})[)\]]?$")
_DROP = re.compile(r"[\s.\-_:#°º'’`´/\\*()\[\],]+")

# ISO 4217 codes in use; a heading or cell that holds one names the currency.
CURRENCIES = frozenset([
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD",
    "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DEM", "DJF", "DKK", "DOP",
    "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF",
    "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK",
    "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK",
    "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU",
    "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR",
    "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR",
    "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP",
    "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD",
    "UYU", "UZS", "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR",
    "ZMW", "ZWL",
])  # fmt: skip


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """The form under which headings are compared."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return _DROP.sub("", bare)


def _index() -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for field, names in NAMES.items():
        seen: set[str] = set()
        for place, name in enumerate(names):
            key = normal(name) or name  # "P. O. #" keeps letters, "#" alone does not occur
            if key not in seen:
                seen.add(key)
                found.setdefault(key, []).append((field, place))
    return found


_INDEX = _index()


@lru_cache(maxsize=20_000)
def fields(heading: str) -> tuple[tuple[str, int], ...]:
    """(field, rank) that the heading may mean; rank 0 is the surest name of that field."""
    key = normal(heading)
    found = _INDEX.get(key)
    if found is None and (with_code := currency_in(heading)):
        found = _INDEX.get(normal(with_code[0]))
    return tuple(found or ())


@lru_cache(maxsize=20_000)
def near(heading: str) -> tuple[str, str, float] | None:
    """The nearest known heading (field, name, score 0-100): a proposal, never a decision."""
    from rapidfuzz import fuzz, process

    key = normal(heading)
    if len(key) < 5:
        return None
    best = process.extractOne(key, list(_INDEX), scorer=fuzz.ratio, score_cutoff=84)
    if best is None:
        return None
    return _INDEX[best[0]][0][0], best[0], float(best[1])


def currency_in(heading: str) -> tuple[str, str] | None:
    """``Offen CHF`` and ``Pending (INR)``: the heading without the code, and the code."""
    match = _CODE_IN_HEADING.match(heading.strip())
    if match and match[1].strip() and match[2] in CURRENCIES:
        return match[1].strip(" (["), match[2]
    return None


def bucket(heading: str) -> bool:
    """An age bucket: ``1 - 30``, ``Current``, ``> 90``, ``2 Months``, ``Older``."""
    key = normal(heading.replace("–", "-"))
    return bool(key) and bool(_BUCKET.match(key))


def not_due(heading: str) -> bool:
    """The bucket of what is not yet due."""
    key = normal(heading)
    return key.startswith(("current", "notdue", "notyetdue", "nichtfallig", "nonechu", "atdate"))


def recognised(row: Sequence[Any]) -> int:
    """How many cells of a row are known headings of different fields."""
    found: set[str] = set()
    for cell in row:
        if isinstance(cell, str) and 0 < len(cell) <= 60:
            known = fields(cell.strip())
            if known:
                found.add(min(known, key=lambda pair: pair[1])[0])
            elif bucket(cell.strip()) and not cell.strip().isdigit():
                found.add(f"bucket {cell.strip()}")
    return len(found)
