"""What hurts in a letter, per language, and what can be said instead.

Whole phrases rather than words where a word also has a harmless sense: "court" is a place and, in
French, means short; a German "Klage" may be a complaint about a delivery.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language. The patterns ignore case. ``calmer``: kind of finding → sentence, with
    {deadline}, {amounts} and {documents} to be filled in. ``common``: words that tell the
    language. ``closing``: how a letter ends."""

    legal: re.Pattern[str]
    threat: re.Pattern[str]
    blame: re.Pattern[str]
    hurry: re.Pattern[str]
    thanks: re.Pattern[str]
    reply: re.Pattern[str]
    closing: re.Pattern[str]
    calmer: Mapping[str, str]
    common: frozenset[str]


def _whole(*parts: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


def _begins(*parts: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + ")", re.IGNORECASE)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split(" "))


_ENGLISH = Words(
    legal=_whole(
        r"legal (?:action|steps|proceedings|measures|consequences|remedies)",
        r"lawsuits?",
        r"(?:our|a|the) (?:lawyers?|attorneys?|solicitors?|legal (?:team|department|counsel))",
        r"sue(?: you)?",
        r"take you to court",
        r"(?:go|going|gone) to court",
        r"in court",
        r"court (?:order|action|proceedings|case|claim)s?",
        r"before (?:a|the) court",
        r"prosecut\w+",
        r"litigation",
        r"judicial\w*",
        r"bailiffs?",
        r"legally",
    ),
    threat=_whole(
        r"or else",
        r"(?:face|bear|suffer|serious|severe|the|any|further) consequences",
        r"(?:final|last|formal) warning",
        r"last chance",
        r"collection agenc(?:y|ies)",
        r"debt collect(?:ors?|ion)",
        r"blacklist\w*",
        r"you(?:'ll| will) regret",
        r"(?:we|i) (?:will be|are|am) (?:forced|compelled)",
        r"credit (?:rating|score) will",
        r"report you to",
        r"no (?:other )?choice but to",
        r"without further (?:notice|warning)",
        r"cut (?:you )?off",
        r"stop all (?:deliveries|supplies)",
    ),
    blame=_whole(
        r"you (?:have |had )?(?:again |still |repeatedly |once again )?failed",
        r"your failure",
        r"failure to pay",
        r"(?:your|no|more|these|any) excuses?",
        r"ignored",
        r"you(?: are|'re| have been|'ve been)? ignor(?:e|ing)",
        r"you refuse\w*",
        r"we demand",
        r"irresponsib\w+",
        r"unacceptab\w+",
        r"you must",
        r"immediate payment",
        r"pay at once",
        r"at once pay",
        r"(?:pay|payment|settle\w*) (?:\w+ ){0,3}immediately",
        r"shame\w*",
        r"dishonest\w*",
        r"you neglected",
        r"your (?:negligence|carelessness)",
        r"how dare",
        r"sick and tired",
        r"tired of (?:waiting|your)",
        r"broke your (?:promise|word)",
        r"you lied",
        r"excuse (?:for|after)",
    ),
    hurry=_whole(
        r"(?:within|in) (?:the next )?(?:24|48|twenty-four|forty-eight) hours",
        r"(?:within|in) (?:1|2|one|two) (?:business |working )?days?",
        r"by (?:tomorrow|tonight)",
        r"by the end of (?:today|the day)",
        r"(?:pay|payment|paid|settled?) today",
    ),
    thanks=_begins(
        r"thank",
        r"grateful for (?:your|the) (?:recent |part )?payment",
        r"we appreciate your payment",
    ),
    reply=_begins(
        r"repl(?:y|ies)",
        r"answer",
        r"call (?:us|me)",
        r"write to (?:us|me)",
        r"let (?:us|me) know",
        r"tell (?:us|me)",
        r"contact (?:us|me)",
        r"get in touch",
        r"phone (?:us|me)",
        r"name it",
        r"send us",
    ),
    closing=_begins(
        r"kind regards",
        r"best regards",
        r"regards",
        r"yours (?:sincerely|faithfully)",
        r"sincerely",
        r"best wishes",
    ),
    calmer={
        "legal": "If the payment cannot be made by {deadline}, please call us before that day: we "
        "can agree on dates together.",
        "threat": "Please tell us which day you have planned, so that we can note it.",
        "blame": "We have not seen a payment or an answer yet; please tell us if something stands "
        "in the way.",
        "hurry": "We would be grateful for the payment by {deadline}.",
        "no_amount": "The amount open is {amounts}.",
        "no_invoices": "This is about {documents}.",
        "no_date": "We would be grateful for the payment by {deadline}.",
        "no_reply": "If something is unclear, a short reply is enough.",
        "no_thanks": "Thank you for your recent payment.",
    },
    common=_set("the and of to you your we our is are for with please this that not by"),
)
_GERMAN = Words(
    legal=_whole(
        r"rechtliche[nrs]? (?:Schritte|Ma(?:ß|ss|s)nahmen|Konsequenzen|Folgen)",
        r"gerichtlich\w*",
        r"Rechtsanw(?:ä|ae|a)lt\w*",
        r"Anwalt\w*",
        r"Anw(?:ä|ae|a)lt(?:e|en|in|innen)",
        r"Rechtsweg\w*",
        r"(?:eine )?Klage (?:erheben|einreichen|vor)",
        r"verklagen",
        r"Klageweg\w*",
        r"Mahnbescheid\w*",
        r"Mahnverfahren\w*",
        r"Rechtsabteilung",
        r"vor Gericht",
        r"Gerichtsvollzieher\w*",
        r"Zwangsvollstreckung\w*",
        r"Strafanzeige\w*",
    ),
    threat=_whole(
        r"Konsequenzen",
        r"letzte[rns]? (?:Chance|Warnung|Aufforderung|Gelegenheit)",
        r"Inkasso\w*",
        r"zwingen uns",
        r"sehen uns gezwungen",
        r"gezwungen sehen",
        r"sonst passiert",
        r"schwarze Liste",
        r"Schufa\w*",
        r"ohne weitere (?:Ank(?:ü|ue|u)ndigung|Warnung)",
        r"Liefer(?:stopp|sperre)\w*",
        r"werden es bereuen",
        r"keine andere Wahl",
    ),
    blame=_whole(
        r"(?:haben|hatten) (?:es )?(?:Sie )?(?:erneut |wieder |wiederholt )?vers(?:ä|ae|a)umt",
        r"Sie haben (?:\w+ ){0,3}vers(?:ä|ae|a)umt",
        r"Ihr Vers(?:ä|ae|a)umnis",
        r"Ausreden?",
        r"ignorier(?:t|en|ten)\w*",
        r"unverantwortlich\w*",
        r"inakzeptabel\w*",
        r"nicht (?:l(?:ä|ae|a)nger )?hinnehm\w+",
        r"unverz(?:ü|ue|u)glich\w*",
        r"Sie m(?:ü|ue|u)ssen",
        r"sofortige[nrs]? (?:Zahlung|Begleichung|Ausgleich)",
        r"sofort (?:zahlen|bezahlen|zu zahlen)",
        r"(?:zahlen|bezahlen|begleichen) Sie (?:\w+ ){0,3}sofort",
        r"Frechheit",
        r"unversch(?:ä|ae|a)mt\w*",
        r"wir fordern Sie",
        r"Zahlungsmoral",
        r"unseri(?:ö|oe|o)s\w*",
        r"weigern sich",
        r"L(?:ü|ue|u)gen?",
        r"Verweigerungshaltung",
        r"nachl(?:ä|ae|a)ssig\w*",
        r"trotz mehrfacher",
    ),
    hurry=_whole(
        r"(?:innerhalb|binnen)(?: von)? (?:24|48) Stunden",
        r"(?:innerhalb|binnen)(?: von)? (?:1|2|einem|zwei) (?:Werk|Arbeits)?Tag(?:en?|es)?",
        r"(?:innerhalb|binnen) eines (?:Werk|Arbeits)?tag(?:e?s)",
        r"bis (?:morgen|heute)",
        r"(?:innerhalb|binnen)(?: von)? (?:1|2|einem|zwei) (?:Werk|Arbeits)tag(?:en?|es)?",
        r"noch heute",
    ),
    thanks=_begins(r"dank", r"vielen Dank", r"bedanken"),
    reply=_begins(
        r"antwort",
        r"R(?:ü|ue|u)ckmeldung",
        r"R(?:ü|ue|u)ckruf",
        r"rufen Sie",
        r"schreiben Sie",
        r"melden Sie",
        r"sagen Sie",
        r"nennen Sie",
        r"schicken Sie",
        r"senden Sie",
        r"teilen Sie",
        r"geben Sie uns",
        r"lassen Sie (?:es )?uns",
        r"kontaktieren Sie",
    ),
    closing=_begins(
        r"(?:mit )?freundliche[nr]? Gr(?:ü|ue|u)(?:(?:ß|ss|s)|ss)",
        r"viele Gr(?:ü|ue|u)",
        r"beste Gr(?:ü|ue|u)",
        r"hochachtungsvoll",
    ),
    calmer={
        "legal": "Wenn die Zahlung bis zum {deadline} nicht möglich ist, rufen Sie uns bitte "
        "vorher an: Gemeinsam finden wir Termine.",
        "threat": "Bitte nennen Sie uns den Tag, den Sie geplant haben, damit wir ihn vormerken.",
        "blame": "Wir haben noch keine Zahlung und keine Antwort gesehen; bitte sagen Sie uns, "
        "wenn etwas im Wege steht.",
        "hurry": "Wir freuen uns über die Zahlung bis zum {deadline}.",
        "no_amount": "Offen sind {amounts}.",
        "no_invoices": "Es geht um {documents}.",
        "no_date": "Wir freuen uns über die Zahlung bis zum {deadline}.",
        "no_reply": "Wenn etwas unklar ist, genügt eine kurze Antwort.",
        "no_thanks": "Vielen Dank für Ihre letzte Zahlung.",
    },
    common=_set(
        "der die das und ist sind nicht mit für bitte wir sie ihre ihr ein eine bis zum von"
    ),
)
_FRENCH = Words(
    legal=_whole(
        r"tribuna(?:l|ux)",
        r"(?:nos|notre|un|des|l['’]) ?avocats?",
        r"poursuites?(?: judiciaires?)?",
        r"(?:action|proc[ée]dure|voie|recours)s? (?:en justice|judiciaires?|l[ée]ga(?:le|ux)s?)",
        r"en justice",
        r"judiciaires?",
        r"mise en demeure",
        r"huissiers?",
        r"injonction de payer",
        r"contentieux",
        r"assignation",
    ),
    threat=_whole(
        r"sinon nous",
        r"(?:lourdes |graves )cons[ée]quences",
        r"(?:les|des|aux|en) cons[ée]quences",
        r"derni[èe]re? (?:chance|avertissement|sommation)",
        r"dernier avertissement",
        r"soci[ée]t[ée]s? de recouvrement",
        r"cabinets? de recouvrement",
        r"liste noire",
        r"contraints? de",
        r"forc[ée]s? de",
        r"sans autre (?:avis|pr[ée]avis)",
        r"bloquer (?:toutes )?(?:vos|les) livraisons",
        r"vous le regretterez",
        r"pas d['’]autre choix",
    ),
    blame=_whole(
        r"vous avez (?:encore |de nouveau )?(?:omis|n[ée]glig[ée]|ignor[ée]|manqu[ée])",
        r"vous n['’]avez (?:toujours )?pas respect[ée]",
        r"(?:vos|plus d['’]|ces|aucune) ?excuses?",
        r"ignor[ée](?:e?s)?",
        r"vous ignorez",
        r"inacceptables?",
        r"inadmissibles?",
        r"irresponsables?",
        r"imm[ée]diatement",
        r"paiement imm[ée]diat",
        r"vous devez",
        r"nous exigeons",
        r"vous refusez",
        r"votre (?:n[ée]gligence|d[ée]faillance|mauvaise foi)",
        r"mauvaise foi",
        r"malhonn[êe]tes?",
        r"honteux",
        r"sans d[ée]lai",
        r"nous vous sommons",
        r"excuses? suffisent",
    ),
    hurry=_whole(
        r"(?:sous|dans (?:les|un d[ée]lai de)) (?:24|48) heures",
        r"(?:sous|dans les) (?:un|deux|1|2) "
        r"jours?(?: ouvr[ée]s?)?",
        r"d['’]ici (?:demain|ce soir)",
        r"(?:pour|avant) demain",
        r"aujourd['’]hui m[êe]me",
    ),
    thanks=_begins(r"merci", r"remerci"),
    reply=_begins(
        r"r[ée]pon[ds]",
        r"r[ée]ponse",
        r"appele[zr]",
        r"[ée]crive[zr]",
        r"[ée]crire",
        r"dites",
        r"indiqu",
        r"envoye[zr]",
        r"contacte[zr]",
        r"faites-nous",
        r"nous faire savoir",
        r"joindre",
        r"pr[ée]cise[zr]",
        r"signale[zr]",
        r"informe[zr]-nous",
    ),
    closing=_begins(
        r"(?:bien )?cordialement",
        r"salutations",
        r"bien [àa] vous",
        r"sinc[èe]rement",
        r"meilleures salutations",
        r"avec nos salutations",
        r"(?:nous vous prions|je vous prie|veuillez) (?:d['’])?agr[ée]er",
    ),
    calmer={
        "legal": "Si le règlement n'est pas possible d'ici le {deadline}, appelez-nous avant cette "
        "date : nous conviendrons ensemble d'un échéancier.",
        "threat": "Indiquez-nous la date que vous avez prévue, afin que nous puissions la noter.",
        "blame": "Nous n'avons encore reçu ni règlement ni réponse ; dites-nous si quelque chose "
        "fait obstacle.",
        "hurry": "Nous vous serions reconnaissants d'un règlement d'ici le {deadline}.",
        "no_amount": "Le solde ouvert est de {amounts}.",
        "no_invoices": "Il s'agit de {documents}.",
        "no_date": "Nous vous serions reconnaissants d'un règlement d'ici le {deadline}.",
        "no_reply": "Si un point n'est pas clair, une courte réponse suffit.",
        "no_thanks": "Merci pour votre dernier paiement.",
    },
    common=_set("le la les des et est sont vous votre vos nous pour avec merci une que pas du"),
)
_SPANISH = Words(
    legal=_whole(
        r"(?:acci[óo]n|acciones|medidas|v[ií]as?|procedimientos?) (?:legal(?:es)?|judicial(?:es)?)",
        r"abogad[oa]s?", r"demanda(?:rlos?|rles?)? judicial(?:mente)?", r"demandarl[eo]s?",
        r"judicial(?:es|mente)?", r"tribunal(?:es)?", r"juzgados?", r"ante (?:la justicia|el juez)",
        r"requerimiento notarial", r"embargos?", r"burofax",
    ),
    threat=_whole(
        r"(?:las|graves|sus|otras) consecuencias",
        r"[úu]ltim[ao] (?:oportunidad|aviso|advertencia)",
        r"agencias? de cobros?", r"empresas? de (?:cobro|recobro)s?", r"lista de morosos",
        r"morosos?",
        r"nos (?:veremos|vemos) obligados", r"de lo contrario", r"sin (?:m[áa]s|previo) aviso",
        r"suspender(?:emos)? (?:todos )?(?:los|sus) (?:env[ií]os|suministros)",
        r"lo lamentar[áa]n?",
        r"no (?:nos )?queda otra",
    ),
    blame=_whole(
        r"ustede?s? no han? (?:cumplido|pagado|respondido)", r"(?:ha|han) (?:incumplido|ignorado)",
        r"ignorad[oa]s?", r"incumplimiento", r"(?:sus|m[áa]s|esas|ninguna|sin) excusas?",
        r"inaceptables?", r"inadmisibles?", r"irresponsables?", r"inmediatamente", r"de inmediato",
        r"pago inmediato", r"usted(?:es)? deben?", r"exigimos", r"se niegan? a", r"mala fe",
        r"su negligencia", r"verg(?:ü|ue|u)enza", r"vergonzos[oa]", r"falta de seriedad",
    ),
    hurry=_whole(
        r"en (?:un plazo de )?(?:las pr[óo]ximas )?(?:24|48) horas",
        r"en (?:uno|dos|un|1|2) d[ií]as?"
        r"(?: h[áa]biles)?", r"antes de ma[ñn]ana", r"para ma[ñn]ana", r"hoy mismo",
    ),
    thanks=_begins(r"gracias", r"agradec"),
    reply=_begins(
        r"respuesta", r"respond", r"ll[áa]m(?:en|e)", r"llamar", r"escr[íi]b", r"d[íi]gan?",
        r"indiqu",
        r"env[íi]e", r"cont[áa]ct", r"com[uú]n[ií]qu", r"av[íi]se", r"h[áa]gan?nos", r"contest",
        r"comun[íi]quen",
    ),
    closing=_begins(r"(?:un )?(?:cordial )?saludos?(?: cordiales?)?", r"atentamente",
                    r"cordialmente",
                    r"reciban? un"),
    calmer={
        "legal": "Si el pago no es posible antes del {deadline}, llámennos antes de ese día: "
                 "acordaremos juntos las fechas.",
        "threat": "Indíquennos qué día tienen previsto, para que podamos anotarlo.",
        "blame": "Todavía no hemos visto un pago ni una respuesta; dígannos si algo lo impide.",
        "hurry": "Les agradeceríamos el pago antes del {deadline}.",
        "no_amount": "El importe pendiente es de {amounts}.",
        "no_invoices": "Se trata de {documents}.",
        "no_date": "Les agradeceríamos el pago antes del {deadline}.",
        "no_reply": "Si algo no está claro, basta una breve respuesta.",
        "no_thanks": "Gracias por su último pago.",
    },
    common=_set("el los las de y es son ustedes su sus con para por favor una que no del nos"),
)  # fmt: skip
WORDS: Mapping[str, Words] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
