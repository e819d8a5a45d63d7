"""What the columns of a bank's list are called, in nine languages; compared as headings are."""

from __future__ import annotations

from collections.abc import Mapping


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


BOOKED = _of(
    "date bookingdate bookeddate dateposted posteddate postdate postingdate "
    "transactiondate txndate processdate processingdate entrydate completeddate "
    "datecompleted startdate buchungstag buchungsdatum buchung datum abschlussdatum "
    "umsatzdatum transaktionsdatum datecomptable datedoperation datedeloperation "
    "dateoperation dateop datedetransaction fecha fechaoperacion fechadeoperacion "
    "fechacontable fmovimiento foperacion boekdatum boekingsdatum transactiedatum "
    "uitvoeringsdatum datumverrichting data dataoperazione datacontabile "
    "dataregistrazione datamovimento dataksiegowania dataoperacji datatransakcji "
    "bokforingsdatum bokforingsdag transaktionsdag bogforingsdato bogføringsdato bogført "
    "dato konyvelesdatuma"
)
VALUE = _of(
    "valuedate valuta valutadatum valutadate wertstellung wertstellungsdatum wert "
    "datedevaleur datevaleur valeur fechavalor fechadevalor fvalor rentedatum valutadag "
    "datavaluta datadivaluta datawaluty valutadato rentedato interestdate effectivedate"
)
AMOUNT = _of(
    "amount beløb transactionamount amountlocal betrag umsatz buchungsbetrag "
    "transaktionsbetrag montant montantdeloperation montantoperation importe importo "
    "ammontare bedrag transactiebedrag kwota kwotaoperacji kwotatransakcji belopp belob "
    "osszeg amountinaccountcurrency value"
)
INCOMING = _of(
    "credit creditamount credits paidin moneyin in incoming deposit deposits received "
    "receipts haben gutschrift gutschriften einzahlung einzahlungen eingang eingange "
    "einnahmen entree entrees recette recettes encaissement encaissements credite abono "
    "abonos haber ingreso ingresos bij bijschrijving avere entrate accrediti accredito "
    "uznania uznanie wplywy wpływy insattning indbetaling credito deposito lodgements"
)
OUTGOING = _of(
    "debit debitamount debits paidout moneyout out outgoing withdrawal withdrawals "
    "payments spent soll belastung belastungen lastschrift auszahlung auszahlungen "
    "ausgang ausgange ausgaben sortie sorties depense depenses decaissement cargo cargos "
    "debe gasto gastos af afschrijving dare uscite addebiti addebito obciazenia "
    "obciazenie wydatki uttag udbetaling debito charges"
)
SIGN = _of(
    "cd dc debitcredit creditdebit drcr crdr debitcreditindicator creditdebitindicator "
    "creditdebitmark debitcreditmark sollhaben sh habensoll kennzeichen sens afbij bijaf "
    "transactiontype type richtung direction segno umsatztyp"
)
BALANCE = _of(
    "balance runningbalance accountbalance balanceafter closingbalance saldo kontostand "
    "saldonachbuchung saldonach solde soldecourant saldonaboeking saldonatransactie "
    "saldonatrn saldonamutatie saldoporoperacji saldopooperacji saldopotransakcji "
    "ledgerbalance newbalance balanceaftertransaction egyenleg availablebalance"
)
CURRENCY = _of(
    "currency ccy curr wahrung waehrung devise munt muntsoort moneda divisa waluta "
    "valuuta accountcurrency transactioncurrency valuta"
)
NAME = _of(
    "name payee payer payername counterparty counterpartyname counterpartname beneficiary "
    "remitter sender from auftraggeber begunstigter beguenstigter zahlungsempfanger "
    "zahlungsempfangerin empfanger zahlungspflichtiger auftraggeberempfanger "
    "auftraggeberbegunstigter beguenstigterzahlungspflichtiger "
    "begunstigterzahlungspflichtiger nameempfanger nameauftraggeber zahlungspartner "
    "partner gegenpartei partnername naam naamtegenpartij tegenpartij naamomschrijving "
    "nametegenpartij nomducontrepartie tiers contrepartie emetteur donneurdordre "
    "contraparte ordenante beneficiario ordinante controparte nadawca kontrahent "
    "nadawcaodbiorca dbtrname debtorname namenotegenpartij namedescription"
)
ACCOUNT = _of(
    "iban counterpartyiban counterpartyaccount counteraccount counterpartyaccountnumber "
    "payeriban payeraccount tegenrekening tegenrekeningiban tegenrekeningibanbban "
    "ibantegenrekening rekeningtegenpartij gegenkonto ibangegenkonto kontonummeriban "
    "ibankontonummer ibandesauftraggebers ibanzahlungsbeteiligter ibanauftraggeber "
    "comptecontrepartie cuentacontraparte rachunekkontrahenta numerrachunkukontrahenta"
)
OWN = _of(
    "auftragskonto ibanauftragskonto accountnumber accountno account accountiban "
    "ownaccount owniban rekening rekeningnummer eigenrekening ibanbban konto kontonummer "
    "numerodecompte compte cuenta conto numerrachunku rachunek kontobezeichnung"
)
TEXT = _of(
    "description details detail memo narrative narration particulars remittance "
    "remittanceinfo remittanceinformation paymentdetails transactiondetails "
    "transactiondescription information reference ref note notes purpose text "
    "buchungstext umsatztext verwendungszweck zahlungsgrund zweck mitteilung mitteilungen "
    "avisierungstext libelle libelleoperation libelledeloperation detaildelecriture "
    "detailsdeloperation motif communication concepto descripcion referencia "
    "observaciones omschrijving mededeling mededelingen omschrijvingverrichting kenmerk "
    "causale descrizione descrizioneoperazione opis opisoperacji tytul tytuł szczegoły "
    "tytulem szczegoly meddelande beskrivning tekst kozlemeny transaction vorgang "
    "buchungsinformation extrainformation"
)
END_TO_END = _of(
    "endtoendid endtoend endtoendreference endtoendreferenz kundenreferenz "
    "kundenreferenzendtoend customerreference betalingskenmerk paymentreference "
    "zahlungsreferenz referenceclient creditorreference qrreferenz qrreference"
)
REF = _of(
    "transactionid transactionreference bankreference fitid transactionno transaktionsid "
    "transaktionsnummer umsatzid volgnr volgnummer transactiereferentie numerotransakcji "
    "referencenumber bankref accountservicerreference transaktionsnr uniqueid "
    "idtransazione"
)
STATUS = _of("state status umsatzstatus transactionstatus")

NAMES: Mapping[str, frozenset[str]] = {
    "booked": BOOKED, "value": VALUE, "amount": AMOUNT, "in": INCOMING, "out": OUTGOING,
    "sign": SIGN, "balance": BALANCE, "currency": CURRENCY, "name": NAME, "account": ACCOUNT,
    "own": OWN, "text": TEXT, "ref": REF, "status": STATUS, "end_to_end": END_TO_END,
}  # fmt: skip

#: Headings that only a bank's list has.
ONLY_BANKS = (
    VALUE
    | ACCOUNT
    | _of(
        "buchungstag buchungstext umsatz verwendungszweck auftraggeber auftragskonto paidin "
        "paidout moneyin moneyout deposits withdrawals afbij bijaf mededelingen "
        "libelleoperation datecomptable rentedatum dataksiegowania dataoperacji counterparty "
        "counterpartyname payee beguenstigterzahlungspflichtiger zahlungspflichtiger "
        "datedoperation datedeloperation libelledeloperation montantdeloperation "
        "fechaoperacion fechavalor withdrawal deposit creditdebitindicator "
        "debitcreditindicator boekdatum checkorslip"
    )
)

#: Parts of headings of a list that knows customers and invoices: no bank's.
LEDGERS = (
    "invoice", "rechnung", "facture", "factuur", "fattura", "factura", "duedate", "fallig",
    "echeance", "verval", "scadenza", "vencimiento", "customer", "kunde", "client", "klant",
    "debitor", "debiteur", "cliente", "openamount", "openbalance", "outstanding", "voucher",
    "offen", "paymentid", "belegnr", "belegnummer", "documentn", "pastdue", "bill",
    "verzug", "aging", "terms", "jrnl", "journal",
)  # fmt: skip
#: … unless they are these.
NOT_LEDGERS = frozenset(["kundenreferenz", "kundenreferenzendtoend", "customerreference",
                         "creditorclient", "clientreference", "kundennamebank"])  # fmt: skip

MONEY_IN = _of(
    "c cr credit crédit crdt kredit bij haber abono avere + haben h in incoming ingekomen "
    "gutschrift entrée entree uznanie ingreso deposit eingang"
)
MONEY_OUT = _of(
    "d dr debit débit dbit af debe cargo dare - soll s out outgoing belastung lastschrift "
    "sortie obciążenie gasto withdrawal dbt ausgang"
)

#: Texts of rows that state a balance instead of a payment.
BALANCE_ROWS = (
    "opening balance", "balance brought forward", "brought forward", "beginning balance",
    "starting balance", "closing balance", "ending balance", "balance carried forward",
    "carried forward", "saldo anterior", "saldo inicial", "saldo final", "saldo iniziale",
    "saldo finale", "solde initial", "solde précédent", "solde precedent", "ancien solde",
    "solde final", "nouveau solde", "anfangssaldo", "anfangsbestand", "saldovortrag",
    "saldo vortrag", "endsaldo", "endbestand", "schlusssaldo", "kontostand", "beginsaldo",
    "eindsaldo", "vorig saldo", "nieuw saldo", "saldo początkowe", "saldo końcowe",
    "saldo poczatkowe", "saldo koncowe", "ingående saldo", "utgående saldo", "balance forward",
    "previous balance",
)  # fmt: skip

#: Texts of rows without a day that state a sum; with a day it may be a payer called Total.
SUM_ROWS = ("total", "totals", "summe", "gesamt", "totale", "totaal", "suma", "sum", "somme")

DONE = _of(
    "completed complete booked posted settled cleared gebucht erledigt ok done paid "
    "verbucht comptabilisé executed uitgevoerd"
)

#: What a cell says of an entry that the bank has not booked, in whatever column.
PENDING = frozenset([
    "pending", "umsatz vorgemerkt", "vorgemerkt", "nicht gebucht", "not booked", "unbooked",
    "en attente", "à venir", "pendiente", "in attesa", "non contabilizzato", "in behandeling",
    "gereserveerd", "oczekująca", "reserved", "authorised", "authorized", "processing",
])  # fmt: skip
