"""What made-up customers write back, in the languages that replies are read in."""

from __future__ import annotations

#: What came by mail this morning, by kind of answer, the likeliest first.
KINDS = ("promise", "dispute", "paid", "copy", "away", "bounce", "asks", "promise", "delayed")
GREETINGS = {
    "de": ("Guten Tag,", "Mit freundlichen Grüßen"),
    "en": ("Good morning,", "Kind regards"),
    "fr": ("Bonjour,", "Cordialement"),
    "es": ("Buenos días:", "Un saludo"),
}
#: By kind and language; ``{document}`` is an invoice that our mail was about.
ANSWERS = {
    "promise": {
        "de": "wir überweisen den gesamten Betrag am Freitag.",
        "en": "we will pay {document} in full next Friday.",
        "fr": "Nous réglerons la facture {document} à la fin du mois.",
        "es": "Pagaremos la factura {document} el viernes por transferencia.",
    },
    "dispute": {
        "de": "die Rechnung {document} ist falsch: Der Preis stimmt nicht mit unserer Bestellung"
        " überein.",
        "en": "we dispute {document}: two of the four pallets were damaged.",
        "fr": "Nous contestons la facture {document} : la marchandise est arrivée endommagée.",
        "es": "No estamos de acuerdo con la factura {document}: el precio no coincide con el"
        " pedido.",
    },
    "paid": {
        "de": "die Rechnung {document} haben wir bereits letzte Woche bezahlt.",
        "en": "{document} was already paid last week, please check your account.",
        "fr": "La facture {document} a déjà été payée la semaine dernière.",
        "es": "Ya pagamos la factura {document} la semana pasada.",
    },
    "copy": {
        "de": "bitte senden Sie uns eine Kopie der Rechnung {document}.",
        "en": "could you please send us a copy of invoice {document}?",
        "fr": "Pourriez-vous nous envoyer une copie de la facture {document} ?",
        "es": "¿Podrían enviarnos una copia de la factura {document}?",
    },
    "asks": {
        "de": "ich habe Ihre Nachricht an unseren Einkauf weitergegeben.",
        "en": "I have passed your message on to our purchasing department.",
        "fr": "J'ai transmis votre message à notre service achats.",
        "es": "He pasado su mensaje a nuestro departamento de compras.",
    },
    "away": {
        "de": "ich bin zurzeit nicht im Büro.",
        "en": "I am out of the office at the moment.",
        "fr": "Je suis actuellement absent du bureau.",
        "es": "Actualmente estoy fuera de la oficina.",
    },
}
#: Of nobody whom the book knows: sender, subject and text.
STRANGERS = (
    ("Orders <orders@unknown-buyer.example>", "Delivery dates",
     "Good morning,\n\nwhen will you deliver our last order?\n\nKind regards\n"),
    ("Office <office@new-name.example>", "Your reminder",
     "Good morning,\n\nwe have moved and changed our name. Which invoices do you mean?\n"),
)  # fmt: skip
