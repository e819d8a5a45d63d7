"""What payers write in German, in Austria and Switzerland too."""

from __future__ import annotations

from collectwork.replies.words import Words

_UE = r"(?:u|ue)"
_SOME = r"(?:[\w.,'€/-]{1,22} ){0,8}?"
_PAY = (
    rf"(?:be)?(?:zahlen|gleichen)|{_UE}berweisen|anweisen|begleichen|ausgleichen|einzahlen"
    rf"|vergueten|verguten|zur anweisung bringen|veranlassen|freigeben|leisten|tatigen|taetigen"
)
_PAID = (
    rf"(?:be|ein|aus)?(?:ge)?zahlt|bezahlt|gezahlt|{_UE}berwiesen|angewiesen|beglichen"
    r"|ausgeglichen|abgebucht|eingezahlt|transferiert|verg(?:u|ue)tet"
)
_MONEY = (
    rf"zahlung(?:en)?|{_UE}berweisung(?:en)?|betr[ae]ge?|geld|rechnung(?:en)?|anweisung|ausgleich"
    r"|begleichung|zahlungseingang|restzahlung|teilzahlung|restbetrag|rate[n]?|summe|saldo|rg"
    rf"|re|der rest|gutschrift auf ihrem konto|(?:ge)?samtbetrag|{_UE}berweisungsauftrag"
    rf"|zahlungslauf"
    r"|zahllauf"
)

GERMAN = Words(
    code="de",
    common=(
        "zahlen betrag uberweisen uberweisung erfolgt ihrer kommt ware "
        "der die das und wir ich sie ist wird werden nicht mit bitte ihre ihr ihnen rechnung "
        "haben hat den dem am bis zum noch auf von zu fur guten tag danke zahlung bezahlt "
        "morgen woche uns eine einen schon bereits uberwiesen gruss hallo im es kopie ich's "
        "heute ab bei nach aber oder wenn dass wie was mein unsere unser diese dieser "
        "erhalten keine kein geht folgt leider ware wurde wurden sind wieder rest nie mir ja "
        "nein also doch erst"
    ),
    months={
        name: number
        for number, names in enumerate(
            (
                "januar jan janner jaenner",
                "februar feb",
                "marz mrz maerz",
                "april apr",
                "mai",
                "juni jun",
                "juli jul",
                "august aug",
                "september sept sep",
                "oktober okt",
                "november nov",
                "dezember dez",
            ),
            1,
        )
        for name in names.split()
    },
    weekdays={
        name: number
        for number, names in enumerate(
            (
                "montag mo montags",
                "dienstag di",
                "mittwoch mi",
                "donnerstag do",
                "freitag fr",
                "samstag sonnabend sa",
                "sonntag so",
            )
        )
        for name in names.split()
        if len(name) > 2
    },
    numbers={
        "einem": 1,
        "einer": 1,
        "einen": 1,
        "eine": 1,
        "ein": 1,
        "zwei": 2,
        "drei": 3,
        "vier": 4,
        "funf": 5,
        "fuenf": 5,
        "sechs": 6,
        "sieben": 7,
        "acht": 8,
        "neun": 9,
        "zehn": 10,
        "zwolf": 12,
        "zwoelf": 12,
        "vierzehn": 14,
        "funfzehn": 15,
        "zwanzig": 20,
        "dreissig": 30,
    },
    days=(
        (r"(?P<d>\d{1,2})\. ?{month}\.?(?: (?P<y>20\d\d))?", "date"),
        (r"(?P<d>\d{1,2}) {month}\.?(?: (?P<y>20\d\d))?", "date"),
        (r"(?:am|bis|zum|vom|den|per|spatestens) (?P<d>\d{1,2})\.(?P<m>\d{1,2})", "dotted"),
        (
            r"(?:kw|kalenderwoche|woche) ?(?:nr\.? ?)?(?P<k>\d{1,2})|(?P<k>\d{1,2})\. ?(?:kw"
            r"|kalenderwoche)",
            "week_number",
        ),
        (r"ubermorgen|uebermorgen", "over_tomorrow"),
        (r"vorgestern", "over_yesterday"),
        (r"gestern(?: (?:abend|nachmittag|fruh|vormittag))?", "yesterday"),
        (
            r"(?<!guten )(?<!gute )morgen(?! (?:frau|herr|zusammen|liebe|sehr|allerseits"
            r"|an alle))(?: (?:fruh|vormittag|nachmittag|mittag|abend))?",
            "tomorrow",
        ),
        (r"heute(?: (?:noch|nachmittag|abend|vormittag|mittag))?|noch heute", "today"),
        (
            r"{wd} (?:der )?(?:kommende[rn]?|nachste[rn]?|naechste[rn]?) woche"
            r"|(?:kommende|nachste|naechste) woche(?: am)? {wd}",
            "next",
        ),
        (r"(?:nachste[nmr]?|naechste[nmr]?) {wd}", "next"),
        (r"ubernachste[nr]? {wd}|uebernachste[nr]? {wd}", "after_next"),
        (
            r"(?:letzte[nr]?|vergangene[nr]?|vorige[nr]?) {wd}|{wd} (?:der )?(?:letzte[rn]?"
            r"|vergangene[rn]?) woche",
            "last",
        ),
        (r"(?:kommende[nmr]?|diese[nmr]?|am|bis|ab|fur|zum|per|spatestens|bis zum) {wd}", "coming"),
        (r"(?:ubernachste|uebernachste|uebernaechste)[rn]? woche", "week_after"),
        (
            r"(?:anfang|zu beginn|beginn) (?:der )?(?:nachste[rn]?|naechste[rn]?"
            r"|kommende[rn]?) woche",
            "next_week_early",
        ),
        (r"mitte (?:der )?(?:nachste[rn]?|naechste[rn]?|kommende[rn]?) woche", "next_week_mid"),
        (
            r"(?:ende |bis ende |im laufe |in |laufe )?(?:der )?(?:nachste[rn]?|naechste[rn]?"
            r"|kommende[rn]?) woche"
            r"|ende (?:nachster|naechster) woche|naechstens woche|kommende woche",
            "next_week",
        ),
        (
            r"(?:ende |im laufe |bis ende )?(?:diese[rn]?|der|laufende[rn]?) woche|wochenende"
            r"|ende woche",
            "this_week",
        ),
        (r"(?:letzte|vergangene|vorige)[rn]? woche", "last_week"),
        (
            r"ende (?:des )?(?:nachste[nrs]?|naechste[nrs]?|kommende[nrs]?) monat(?:e?s)?"
            r"|(?:im |im laufe des )?(?:nachste[nrs]?|naechste[nrs]?|kommende[nrs]?) monat(?:e?s)?",
            "next_end",
        ),
        (
            r"(?:anfang|beginn) (?:des )?(?:nachste[nrs]?|naechste[nrs]?"
            r"|kommende[nrs]?) monat(?:e?s)?|anfang des monats",
            "next_early",
        ),
        (
            r"mitte (?:des )?(?:nachste[nrs]?|naechste[nrs]?|kommende[nrs]?) monat(?:e?s)?",
            "next_mid",
        ),
        (r"mitte (?:des |diese[ns] )monat(?:e?s)?", "mid"),
        (
            r"(?:zum |per |bis )?(?:ende (?:des |diese[ns] |dieses |laufenden "
            r"|des laufenden )?monat(?:e?s)?|monatsende"
            r"|ultimo|monatsletzten)|(?:noch )?(?:in |im laufe )?(?:diese[nms]"
            r"|laufenden) monat(?:e?s)?",
            "end",
        ),
        (r"ende {month}\.?(?: (?P<y>20\d\d))?", "end"),
        (r"mitte {month}\.?(?: (?P<y>20\d\d))?", "mid"),
        (r"(?:anfang|beginn) {month}\.?(?: (?P<y>20\d\d))?", "early"),
        (r"(?:ende (?:des |diese[ns] )?jahre?s?|jahresende|ende jahr|jahresschluss)", "year_end"),
        (r"(?:ende (?:des |diese[ns] )?quartals?|quartalsende)", "quarter_end"),
        (
            r"(?:in|innerhalb|innert|binnen)(?: von| der nachsten| den nachsten| ca\.?| max\.?"
            r"| maximal| spatestens)? {n}"
            r" (?:arbeits|werk|bank|geschafts)tage?n?",
            "workdays",
        ),
        (
            r"(?:in|innerhalb|innert|binnen)(?: von| der nachsten| den nachsten| ca\.?| max\.?"
            r"| maximal)? {n} tage?n?",
            "days",
        ),
        (
            r"(?:in|innerhalb|innert|binnen)(?: von| der nachsten| den nachsten"
            r"| ca\.?)? {n} wochen?",
            "weeks",
        ),
        (r"(?:in|innerhalb|innert|binnen)(?: von)? {n} monate?n?", "months"),
        (r"vor {n} tage?n?", "days"),
        (r"vor {n} wochen?", "weeks"),
        (r"innert wochenfrist|binnen wochenfrist|in einer woche|heute in einer woche", "next_week"),
        (r"(?:am|bis zum|zum|bis|den|spatestens am) (?P<d>\d{1,2})\.(?! ?\d)(?!\w)", "dom"),
        (r"{wd}", "coming"),
    ),
    apart=r"[,;:]| - | und | aber | oder | jedoch | sowie (?=die|der|den) | da | weil | denn ",
    promise=(
        rf"(?:wir|ich|werden|werde|wird|kollege\w*|buchhaltung) {_SOME}(?:werden|werde|wird"
        rf"|wollen|konnen|kann) {_SOME}"
        rf"(?:{_PAY})(?! lassen)",
        rf"(?:werden|werde|wird|wurden wir gerne) {_SOME}(?:{_PAY})",
        rf"(?:wird|werden) {_SOME}(?:{_PAID})(?: werden)?(?! (?:hat|haben|wurde))",
        rf"(?:wird|werden|gehen?|geht|folgen?|folgt) {_SOME}(?:zur zahlung|zur auszahlung"
        rf"|zur anweisung)"
        rf" ?(?:kommen|gebracht|angewiesen|freigegeben|gelangen)?",
    ),
    promise_dated=(
        rf"(?:{_PAY})",
        rf"(?:zahle|{_UE}berweise|begleiche|weise|bezahle|gleiche)n?",
        rf"wir (?:[\w.]{{1,20}} ){{0,4}}(?:zahlen|{_UE}berweisen|begleichen)",
        rf"(?:{_MONEY}) (?:[\w.,€-]{{1,22}} ){{0,8}}?(?:erfolgt|erfolgen|geht|gehen|folgt|folgen"
        rf"|kommt|kommen"
        rf"|ist|sind|wird|lauft|rausgeht|raus|eingeplant|vorgesehen|geplant|terminiert|vorgemerkt"
        rf"|unterwegs)",
        rf"(?:erfolgt|geht|folgt|kommt|ist|sind) (?:[\w.,€-]{{1,22}} ){{0,5}}?(?:die |der |das "
        rf"|ihre |unsere )?(?:{_MONEY})",
        r"(?:erfolgt|folgt|geht raus|rausgeht|geht hinaus|geht weg|zahlbar|eingeplant|vorgesehen"
        r"|terminiert)",
        rf"(?:zahlung|{_UE}berweisung|zahlungsziel|zahltermin|zahlungslauf|zahllauf|zahlungslaufs)",
        rf"(?:rechnen|konnen) sie (?:[\w.]{{1,20}} ){{0,4}}mit (?:dem|der|einem|einer|unserer"
        rf"|unserem) (?:[\w.]{{1,20}} )?"
        rf"(?:zahlung\w*|geld|{_UE}berweisung|betrag)",
        rf"sie (?:erhalten|bekommen|kriegen|haben) (?:[\w.]{{1,20}} ){{0,4}}?(?:{_MONEY})",
        rf"(?:zu|zum|auf|anzu) ?(?:{_PAY})",
    ),
    promise_money=(
        rf"(?:wird|werden) {_SOME}(?:veranlasst|ausgefuhrt|ausgefuehrt|freigegeben|vorgenommen"
        rf"|getatigt|geleistet|erfolgen|"
        rf"folgen|eingehen|bei ihnen sein|eintreffen|rausgehen|gutgeschrieben|durchgefuhrt"
        rf"|angestossen|losgeschickt|gemacht)",
    ),
    paid=(
        rf"(?:wurde|wurden|worden|ist|sind|war|waren) {_SOME}(?:{_PAID})",
        rf"(?:habe|haben|hat|hatten|hatte) {_SOME}(?:{_PAID})",
        rf"(?:bereits|schon|langst|laengst) (?:[\w.]{{1,20}} ){{0,3}}?(?:{_PAID})",
        rf"(?:{_PAID}) (?:wurde|wurden|worden|ist|sind|haben|habe|hatten)",
        rf"(?:zahlung|{_UE}berweisung|betrag|geld)(?:en)? (?:[\w.,€]{{1,22}} ){{0,6}}?(?:erfolgte"
        rf"|erfolgt ist|ist erfolgt|wurde (?:[\w.]{{1,20}} ){{0,4}}?(?:ausgefuhrt|"
        rf"ausgefuehrt|veranlasst|getatigt|geleistet|vorgenommen|abgebucht)|ging"
        rf"|ist (?:[\w.]{{1,20}} ){{0,4}}?(?:raus|abgegangen|rausgegangen|erfolgt|abgebucht"
        rf"|erledigt|unterwegs|hinausgegangen))",
        rf"(?:habe|haben|hat) {_SOME}(?:zahlung"
        rf"|{_UE}berweisung) (?:[\w.]{{1,20}} ){{0,3}}?(?:veranlasst|ausgefuhrt|getatigt"
        rf"|geleistet|vorgenommen|gemacht)",
    ),
    paid_dated=(
        rf"(?:{_PAID})",
        rf"zahlten|{_UE}berwiesen|bezahlten|zahlte|erfolgte"
        rf"|ging (?:[\w.]{{1,20}} ){{0,3}}?(?:raus|ab)",
    ),
    paid_money=(),
    money=_MONEY,
    negation=r"nicht|nichts|kein\w{0,3}|nie|niemals|niemand|weder|noch nicht|ohne"
    r"|unbezahlt\w{0,2}|verweigern|ablehnen"
    r"|lehnen|unmoglich|ausserstande|ausgeschlossen|storniert\w*|zuruckgehalten|zuruckhalten"
    r"|einbehalten|stoppen|gestoppt",
    harmless=r"nicht spater als|spatestens|kein(?:e)? problem\w*|keine sorge|keine frage"
    r"|ohne weiteres|ohne verzug|nichts fur ungut"
    r"|nicht nur|wenn nicht schon|nicht mehr als|ohne (?:weitere )?(?:verzogerung|umschweife)"
    r"|ohne abzug|ohne skonto",
    condition=r"veranlassen sie|rechnen mit (?:der|ihrer) zahlung|freuen uns (?:uber|auf)"
    r"|schicken sie uns|ihre \w{4,15}, dass|wenn|falls|sobald|sofern|vorausgesetzt"
    r"|unter der voraussetzung|erst nach"
    r"|erst wenn|nach (?:erhalt|eingang|klarung|prufung|freigabe|"
    r"ruckmeldung|zusendung|vorlage|lieferung|korrektur)|nachdem|bis (?:wir|sie|die (?:ware"
    r"|gutschrift|sache)|zur klarung)|solange|abhangig|je nachdem|ansonsten|bevor|vorbehaltlich"
    r"|unter vorbehalt|erst",
    unconditional=r"(?:bitte )?(?:melden sie sich|geben sie (?:mir|uns) bescheid"
    r"|sagen sie bescheid|rufen sie (?:mich|uns)? ?an)[\w ,]{0,20} (?:wenn|falls|sofern)[\w ]{0,40}"
    r"|(?:wenn|falls|sollten) sie (?:noch )?(?:fragen|ruckfragen|weitere|etwas)[\w ]{0,30}"
    r"|wenn (?:das|es) (?:ok|okay|recht|in ordnung|passt|fur sie passt|so passt)[\w ]{0,20}"
    r"|wenn moglich|sofern moglich|erst(?= (?:am|im|in|ende|mitte|anfang|nachste|kommende|heute"
    r"|gestern|morgen|mo|di|do|fr|\d))",
    doubt=r"hoffe\w{0,2}|hoffentlich|versuche\w{0,2}|vielleicht|eventuell|evtl|moglicherweise"
    r"|moeglicherweise|voraussichtlich nicht|wollte\w{0,2}|sollte(?!n wir|n sie)\w{0,2}|sollen|"
    r"wurde[n]? gern\w?|konnte[n]?|mochte[n]?|muss(?:te|ten)?(?! ich noch)|bemuhen|bitten|gebeten"
    r"|prufen|klaren|ob|zugesagt|versprochen|normalerweise|in der regel|ublicherweise"
    r"|grundsatzlich|waren wir|hatte[n]? (?:\w+ ){0,6}(?:sollen|mussen|konnen)",
    others=r"bitte (?:schicken|nennen|senden|teilen|geben|schreiben)|vorgemerkt, dass|notiert"
    r"|sie (?:haben|hatten|werden|wurden|mussen|sollen|sollten|konnen|schrieben|sagten"
    r"|behaupten|versprachen|wollten)(?! (?:[\w.]{1,20} ){0,5}?(?:erhalten|bekommen|rechnen"
    r"|haben))|haben sie|hatten sie|werden sie(?! (?:[\w.]{1,20} ){0,5}?(?:erhalten|bekommen"
    r"|haben))|"
    rf"bitte (?:[\w.]{{1,20}} ){{0,6}}?(?:{_PAY}|zahlen)|zahlen sie|{_UE}berweisen sie"
    rf"|begleichen sie|unser(?:e)? kunden?|an uns|uns (?:[\w.]{{1,20}} ){{0,3}}?(?:{_PAID}"
    rf"|zahlen)|ihrerseits",
    dispute=(
        (
            "returned",
            r"(?:zuruck|retour)(?:ge(?:schickt|sandt|sendet|geben|liefert|gangen|bracht)|niert)"
            r"|zurueckgeschickt|zuruckgesendet|retourniert|rucksendung|ruecksendung|retoure[n]?"
            r"|retourware",
        ),
        (
            "quality",
            r"\w{0,12}(?:beschadigt|defekt|kaputt|mangelhaft|fehlerhafte (?:ware|lieferung|teile"
            r"|gerate)|verkratzt|zerbrochen|verdorben|schimm\w+|undicht|unbrauchbar|rostig"
            r"|schadhaft|minderwertig)\w{0,3}|transportschaden|schaden an|mangel an der ware"
            r"|mangelruge|reklamation|reklamier\w+|qualitat(?:smangel|sproblem\w*|smangeln)?"
            r"|funktionier\w* nicht|bruch bei|mangel\b|maengel",
        ),
        (
            "quantity",
            r"(?:nur|lediglich) (?:\d+|ein\w{0,2}|zwei|drei|vier|funf|sechs|acht|zehn|die halfte"
            r"|ein teil)[\w ]{0,40}(?:geliefert|erhalten|bekommen|angekommen|eingetroffen|statt)"
            r"|fehlmenge\w*|minderlieferung|teillieferung|unvollstandig(?:e|er|en)?"
            r"|zu wenig (?:[\w]+ ){0,3}?(?:geliefert|erhalten)|(?:es )?fehl(?:t|en|te"
            r"|ten) (?:[\w]+ ){0,4}?(?:stuck|paletten?|kartons?|teile|artikel|positionen?|ware"
            r"|kisten|packungen)|(?:stuck|paletten?|kartons?|teile|artikel|positionen?"
            r"|kisten) (?:[\w]+ ){0,3}?(?:fehl(?:t|en|te|ten)|nicht (?:mit)?geliefert)"
            r"|menge[n]? (?:[\w]+ ){0,4}?(?:nicht|falsch|abweich\w*)|falsche (?:menge|stuckzahl)"
            r"|mengenabweichung|weniger (?:[\w]+ ){0,2}?(?:geliefert|erhalten)",
        ),
        (
            "delivery",
            r"(?:nie|nicht|keine?|noch nicht|bisher nicht) (?:[\w-]+ ){0,3}?(?:lieferung|ware"
            r"|waren|sendung|paket|material|maschine\w*|gelieferte?|geliefert|angekommen"
            r"|eingetroffen)(?: (?:erhalten|bekommen|da|eingegangen|angekommen|eingetroffen))?"
            r"|(?:ware\w*|lieferung|sendung|paket|material|maschine\w*|artikel|bestellung"
            r"|gerate?) (?:[\w-]+ ){0,6}?(?:nie|nicht|noch nicht"
            r"|nicht mehr) (?:[\w-]+ ){0,2}?(?:erhalten|bekommen|geliefert|angekommen|da"
            r"|eingetroffen|eingegangen)|falsch(?:e[nrs]?)? (?:ware|artikel|lieferung|teile"
            r"|produkte?|modell\w*|farbe|grosse|geliefert)|falschlieferung|zu spat (?:geliefert"
            r"|angekommen|gekommen)|verspatete lieferung|lieferverzug|verspatet (?:geliefert"
            r"|angekommen)",
        ),
        (
            "price",
            r"preis\w{0,10} (?:[\w,.€-]+ ){0,7}?(?:nicht|falsch|zu hoch|abweich\w*|hoher|anders"
            r"|stimmt|stimmen)|falsche[nr]? (?:preis\w*|konditionen)|preisdifferenz"
            r"|preisabweichung|preisfehler|zu (?:viel|hoch|teuer) (?:berechnet|verrechnet"
            r"|fakturiert|in rechnung)|vereinbart (?:waren|war|wurde|wurden|haben wir)|(?:anders"
            r"|etwas anderes) vereinbart|vereinbarte[nr]? (?:preis|rabatt|konditionen)"
            r"|rabatt (?:[\w%]+ ){0,4}?(?:fehlt|nicht|vergessen)|(?:fehlende[rn]?"
            r"|ohne) (?:vereinbarte[nr]? )?rabatt|skonto (?:[\w%]+ ){0,4}?(?:fehlt"
            r"|nicht berucksichtigt)|laut angebot|gemass (?:angebot|offerte)|laut offerte|zu hoch",
        ),
        (
            "document",
            r"(?:falsche[nrs]?|alte[nr]?|andere[nr]?|verkehrte[nr]?) (?:firma|adresse|anschrift"
            r"|rechnungsadresse|gesellschaft|ust|mwst|steuer\w*|bestellnummer|kostenstelle"
            r"|empfanger|firmenname\w*|rechnungsempfanger|name\w*|iban|wahrung)|(?:bestellnummer"
            r"|bestell-nr|po-?nummer|ust-?id\w*|mwst-?nummer|uid\w*|kostenstelle|auftragsnummer"
            r"|steuernummer|referenz|leistungszeitraum|mwst|umsatzsteuer"
            r"|po) (?:[\w-]+ ){0,4}?(?:fehl(?:t|en)|falsch|nicht (?:angegeben|vorhanden|korrekt"
            r"|richtig|ausgewiesen))|fehl(?:t|ende|en|ender) (?:[\w-]+ ){0,3}?(?:bestellnummer"
            r"|bestell-nr|po-?nummer|ust-?id\w*|uid\w*|kostenstelle|auftragsnummer|steuernummer"
            r"|po\b)|ohne (?:bestellnummer|po-?nummer|auftragsnummer)"
            r"|rechnung (?:[\w-]+ ){0,5}?(?:falsch|fehlerhaft|nicht korrekt|nicht richtig"
            r"|stimmt nicht|inkorrekt|doppelt)|doppelt (?:berechnet|fakturiert|verrechnet"
            r"|in rechnung)|zweimal (?:berechnet|fakturiert|verrechnet|in rechnung)"
            r"|(?:korrigierte|berichtigte|neue|korrekte|richtige|geanderte) rechnung"
            r"|rechnungskorrektur|falsche rechnung|fehler (?:in|auf) (?:der|ihrer) rechnung"
            r"|nicht (?:unsere|fur uns|unser) ?(?:rechnung)?",
        ),
        (
            "proof",
            r"(?:fehl(?:t|en|ender)|brauchen|benotigen|benoetigen|senden|schicken|nachreichen"
            r"|zusenden|ubermitteln|ohne|warten auf) (?:[\w-]+ ){0,6}?(?:lieferschein\w*"
            r"|liefernachweis\w*|ablieferbeleg\w*|stundenzettel|leistungsnachweis\w*"
            r"|arbeitsnachweis\w*|abnahmeprotokoll|pod|rapport\w*|stundennachweis\w*)"
            r"|(?:lieferschein\w*|liefernachweis\w*|ablieferbeleg\w*|stundenzettel"
            r"|leistungsnachweis\w*|arbeitsrapport\w*"
            r"|abnahmeprotokoll) (?:[\w-]+ ){0,5}?(?:fehl(?:t|en)|zusenden|schicken|senden"
            r"|nachreichen|ubermitteln)",
        ),
        (
            "deduction",
            r"(?:gutschrift\w*|bonus\w*|ruckvergutung|werbekostenzuschuss|rv"
            r"|wkz) (?:[\w,-]+ ){0,9}?(?:warten|zugesagt|versprochen|fehl(?:t|en)|nicht|steht"
            r"|offen|aussteht|ausstehend\w*|erwarten|erwartet|angekundigt)|(?:warten|erwarten"
            r"|zugesagt\w*|versprochen\w*|ausstehende\w*|fehl(?:t|ende\w*)|bitte um|bitten um"
            r"|steht|benotigen|vermissen|senden|schicken"
            r"|erstellen) (?:[\w,-]+ ){0,6}?(?:gutschrift\w*|bonus\w*|ruckvergutung"
            r"|gutzuschreiben)|gutschreiben|gutzuschreiben",
        ),
        (
            "in_approval",
            r"(?:freigabe|genehmigung|prufung|rechnungsprufung|freigabeprozess|freigabelauf"
            r"|umlauf|visum) (?:[\w-]+ ){0,4}?(?:fehl(?:t|te)|steht|aussteht|ausstehend|lauft"
            r"|nicht|offen|ist noch|noch)|(?:in|zur|im|auf die|noch in|warten auf|fehlende"
            r"|fehlt die|ohne|interne[rn]?) (?:der |interne[rn]? |die "
            r"|sachliche[rn]? )?(?:freigabe|genehmigung|rechnungsprufung|prufung|freigabeprozess"
            r"|freigabelauf|umlauf|visum)|(?:noch )?nicht (?:[\w-]+ ){0,2}?(?:freigegeben"
            r"|genehmigt|gepruft|visiert)",
        ),
        (
            "other",
            r"(?:nie|nicht|niemals|keine?) (?:[\w-]+ ){0,3}?(?:bestellt|beauftragt|geordert"
            r"|in auftrag gegeben)|nie etwas bestellt|(?:bestellung|auftrag|vertrag"
            r"|abo) (?:[\w-]+ ){0,5}?(?:storniert|gekundigt|widerrufen)|(?:widersprechen"
            r"|widerspruch|bestreiten|beanstanden|nicht akzeptier\w*|nicht einverstanden"
            r"|weisen (?:[\w-]+ ){0,4}?zuruck|akzeptieren (?:[\w-]+ ){0,4}?nicht)",
        ),
        (
            "not_received",
            r"(?:nie|nicht|keine|noch nicht"
            r"|bisher nicht) (?:[\w-]+ ){0,3}?rechnung(?:en)? (?:[\w-]+ ){0,3}?(?:erhalten"
            r"|bekommen|vor|da|gekriegt|eingegangen)|rechnung(?:en)?(?: [\w-]+){0,6}? (?:nie"
            r"|nicht|noch nicht|nirgends)(?: [\w-]+){0,2}? (?:erhalten|bekommen|vor|angekommen"
            r"|eingegangen|gefunden|finden|auffindbar|zugegangen|zugestellt)|liegt (?:uns"
            r"|mir) (?:[\w-]+ ){0,3}?nicht vor|keine (?:dieser )?rechnung(?:en)?",
        ),
    ),
    fine=r"keine (?:reklamation\w*|beanstandung\w*|mangel|beschwerden?|einwande?)|(?:reklamation"
    r"|mangel|sache|thema|problem) (?:[\w-]+ ){0,3}?(?:erledigt|behoben|geklart|gelost)"
    r"|danke fur die (?:gutschrift|ersatzlieferung|korrigierte|rechnungskopie|kopie)"
    r"|(?:gutschrift|korrigierte rechnung|ersatzlieferung) (?:[\w-]+ ){0,4}?(?:erhalten"
    r"|eingegangen|angekommen)|zufrieden|alles in ordnung|in ordnung|behoben|ersetzt",
    wish=r"bitte\w{0,2}|bitten|konnen sie|konnten sie|konnt ihr|kannst du|wurden sie|brauche\w?"
    r"|benotige\w?|benoetige\w?|senden|schicken|sende|schicke|zusenden|zukommen|zumailen|mailen"
    r"|fehl(?:t|en)|hatte\w? gern\w?|mochte\w?|nochmals?|noch ?mal|noch einmal|erneut"
    r"|ware\w? nett|dankbar|ersuche\w?|finde\w?",
    copy=r"(?:rechnungs)?(?:kopie[n]?|duplikat\w?|abschrift\w?|doppel|scans?|pdf)"
    r"|(?:zweitschrift\w?)|rechnung\w{0,2} (?:[\w./-]+ ){0,6}?(?:nochmals?|noch ?mal|noch einmal"
    r"|erneut|nochmal) (?:[\w-]+ ){0,4}?(?:zu)?(?:senden|schicken|mailen|kommen|zukommen"
    r"|geschickt|bekommen)|(?:nochmals?|noch ?mal|noch einmal"
    r"|erneut) (?:[\w./-]+ ){0,6}?rechnung\w{0,2}(?: (?:[\w./-]+ ){0,3}?(?:zu)?(?:senden|schicken"
    r"|mailen|kommen))?|(?:senden|schicken|mailen) sie (?:mir |uns )?(?:bitte )?(?:die |diese "
    r"|beide |alle )?(?:[\w-]+ )?rechnung\w{0,2}|rechnung\w{0,2} (?:[\w./-]+ ){0,5}?(?:zusenden"
    r"|zuschicken|zukommen lassen|zumailen|mailen|ubermitteln)",
    statement=r"kontoauszug\w{0,2}|kontoauszuge|saldenliste\w?|offene[- ]posten[- ]?liste\w?"
    r"|op-?liste\w?|saldenbestatigung|(?:liste|aufstellung|ubersicht"
    r"|auflistung) (?:[\w-]+ ){0,3}?(?:offene[nr]?|unbezahlte[nr]?|fallige[nr]?) (?:posten"
    r"|rechnungen)|kontoubersicht|postenliste|kontostand|kontoblatt",
    no_copy=r"anbei|im anhang|beigefugt\w?|beiliegend|danke fur (?:die|das)|(?:ich|wir) (?:sende"
    r"|schicke|senden|schicken|habe|haben|leite|leiten)|zahlungsbeleg|uberweisungsbeleg"
    r"|bankauszug|unser(?:en|em)? kontoauszug|auf unserem kontoauszug|in kopie|in cc|cc"
    r"|lieferschein\w*|liefernachweis\w*|auftragskopie|gutschrift|korrigierte|berichtigte"
    r"|neue rechnung|vertrag\w*|personalausweis|kopie (?:der|des|unserer?) (?:uberweisung"
    r"|zahlung\w*|bestellung|auftrag\w*|lieferschein\w*|bank\w*)|rechnung\w{0,2} (?:kunftig"
    r"|in zukunft|ab sofort) an|kopie erhalten",
    whole=r"gesamte[nrs]? (?:betrag|summe|saldo|rechnungsbetrag|offene\w* \w+)|gesamtbetrag"
    r"|volle[nr]? (?:betrag|summe|umfang)|komplette[nr]? (?:betrag|summe|saldo)"
    r"|ganze[nr]? (?:betrag|summe)|vollstandig|in voller hohe|gesamtsumme|den offenen saldo",
    half=r"halfte|50 ?%|haelfte",
    rest=r"rest|restbetrag|restliche[nr]?|restzahlung|verbleibende[nr]?|differenz|andere halfte"
    r"|zweite halfte",
    oldest=r"(?:alteste|erste|aelteste)[nr]? (?:rechnung|rg|davon)",
    newest=r"(?:neueste|neuste|letzte|jungste)[nr]? (?:rechnung|rg)",
    numbered=r"rechnung(?:en|s)?(?:nummer)?|rechnungs-?nr\.?|rg\.?|re\.?|nr\.?|nummer|no\.?|beleg",
    day_first=True,
)
