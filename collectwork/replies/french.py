"""What payers write in French, in Canada, Belgium and Switzerland too."""

from __future__ import annotations

from collectwork.replies.words import Words

_SOME = r"(?:[\w'.,€-]{1,22} ){0,3}"
_PAYER = (
    r"(?:payer|regler|virer|solder|verser|effectuer|proceder|acquitter|transferer|emettre"
    r"|faire|mettre en paiement|envoyer|honorer|liberer|lancer|deposer|poster)"
)
_PAID = r"(?:payee?s?|reglee?s?|viree?s?|soldee?s?|versee?s?|acquittee?s?|transferee?s?)"
_MADE = (
    r"(?:effectuee?s?|faite?s?|emise?s?|emis|executee?s?|envoyee?s?|realisee?s?|lancee?s?"
    r"|passee?s?|parti[es]{0,2}|debitee?s?|libere[es]{0,2}|postee?s?|deposee?s?|traitee?s?)"
)
_MONEY = (
    r"(?:paiements?|reglements?|virements?|cheques?|sommes?|montants?|solde|acompte"
    r"|facture[s]?|depot|versements?|transferts?|echeances?)"
)
_FUTURE = (
    r"(?:(?:pai|pay)er(?:ai|a|ons|ont)|regler(?:ai|a|ons|ont)|virer(?:ai|a|ons|ont)|solder(?:ai|a"
    r"|ons|ont)"
    r"|verser(?:ai|a|ons|ont)|acquitter(?:ai|a|ons|ont)|transferer(?:ai|a|ons|ont))"
)

FRENCH = Words(
    code="fr",
    common=(
        "sous reglement partira solde totalite moitie fin "
        "le la les des nous vous votre vos est sera sont pas et un une de du que qui pour "
        "facture paiement merci bonjour avons avez je il ce cette dans avec sur cordialement "
        "virement notre nos en au payee reglee jour semaine prochaine copie demain "
        "aujourd'hui hier jamais mais ou si par se on ont toujours bien a suis ete etre fait "
        "faire envoyer moi mois deja rien leur ces tout tous toute c'est j'ai n'avons d'un"
    ),
    months={
        name: number
        for number, names in enumerate(
            (
                "janvier janv jan",
                "fevrier fevr fev",
                "mars",
                "avril avr",
                "mai",
                "juin",
                "juillet juil",
                "aout",
                "septembre sept",
                "octobre oct",
                "novembre nov",
                "decembre dec",
            ),
            1,
        )
        for name in names.split()
    },
    weekdays={
        "lundi": 0,
        "mardi": 1,
        "mercredi": 2,
        "jeudi": 3,
        "vendredi": 4,
        "samedi": 5,
        "dimanche": 6,
    },
    numbers={
        "un": 1,
        "une": 1,
        "deux": 2,
        "trois": 3,
        "quatre": 4,
        "cinq": 5,
        "six": 6,
        "sept": 7,
        "huit": 8,
        "dix": 10,
        "douze": 12,
        "quinze": 15,
        "vingt": 20,
        "trente": 30,
    },
    days=(
        (r"(?P<d>\d{1,2})(?:er|re)? {month}\.?(?: (?P<y>20\d\d))?", "date"),
        (r"(?:semaine|sem\.?|s) ?(?:n[o°]\.? ?)?(?P<k>\d{1,2})", "week_number"),
        (r"apres[- ]demain", "over_tomorrow"),
        (r"demain(?: (?:matin|soir|apres-midi))?", "tomorrow"),
        (r"avant[- ]hier", "over_yesterday"),
        (r"hier(?: (?:matin|soir|apres-midi))?", "yesterday"),
        (
            r"aujourd'?hui|ce (?:jour|matin|soir|midi)|ce jour meme|cet apres-midi|dans la journee",
            "today",
        ),
        (r"{wd} de la semaine prochaine|{wd} (?:de )?semaine prochaine", "next"),
        (r"{wd} en (?:huit|8)", "after_next"),
        (r"{wd} (?:dernier|passe|de la semaine derniere)", "last"),
        (
            r"(?:ce |le |des |avant |pour |d'ici )?{wd} prochain|(?:ce|pour|avant|d'ici|des) {wd}",
            "coming",
        ),
        (r"(?:au |en )?debut (?:de la |de )?semaine prochaine", "next_week_early"),
        (r"(?:au )?milieu (?:de la |de )?semaine prochaine|mi-semaine prochaine", "next_week_mid"),
        (
            r"(?:(?:a la |en )?fin (?:de la |de )?|courant |dans le courant de la |d'ici la "
            r"|au cours de la |la )?semaine prochaine|la semaine qui vient|d'ici une semaine",
            "next_week",
        ),
        (
            r"(?:(?:a la |en |d'ici la )?fin (?:de la |de cette |de )|cette |courant "
            r"|dans la )semaine",
            "this_week",
        ),
        (r"(?:la )?semaine (?:derniere|passee)", "last_week"),
        (r"(?:(?:a la |en |d'ici )?fin (?:du )?)?(?:le )?mois prochain", "next_end"),
        (r"(?:au |en )?debut (?:du )?mois prochain|debut de mois", "next_early"),
        (r"(?:a la )?mi-mois|milieu (?:du|de) mois", "mid"),
        (
            r"(?:(?:a|pour|d'ici) la |en |d'ici )?(?:la )?fin (?:du mois(?: en cours)?|de ce mois"
            r"|de mois|mois)"
            r"|ce mois(?:-ci)?|courant du mois",
            "end",
        ),
        (
            r"(?:a la |en |d'ici |d'ici la )?(?:la )?fin (?:du mois de |du mois d'|de "
            r"|d')?{month}(?: (?P<y>20\d\d))?",
            "end",
        ),
        (
            r"(?:a la |en )?(?:mi-|mi |milieu |au milieu de |milieu de ){month}(?: (?P<y>20\d\d))?",
            "mid",
        ),
        (r"(?:au |en )?debut (?:de |d')?{month}(?: (?P<y>20\d\d))?", "early"),
        (
            r"(?:a la |en |d'ici |d'ici la |avant la )?(?:la )?fin (?:de l'annee|d'annee"
            r"|de l'exercice)",
            "year_end",
        ),
        (r"(?:a la |en )?fin (?:du|de) trimestre", "quarter_end"),
        (
            r"(?:sous|dans|d'ici)(?: les| un delai de"
            r"| environ)?(?: prochains)? {n} jours? ouvr(?:es|ables?|e)",
            "workdays",
        ),
        (r"(?:sous|dans|d'ici)(?: les| un delai de| environ)? {n}(?: prochains)? jours?", "days"),
        (r"(?:sous|dans|d'ici)(?: les| environ)? {n} semaines?", "weeks"),
        (r"(?:sous|dans|d'ici) {n} mois", "months"),
        (r"il y a {n} jours?", "days"),
        (r"il y a {n} semaines?", "weeks"),
        (
            r"(?:sous|d'ici) (?:une )?huitaine(?: de jours)?|dans (?:une |la )huitaine"
            r"|sous huit jours",
            "eight",
        ),
        (
            r"(?:sous|d'ici) (?:une )?quinzaine(?: de jours)?|dans (?:une "
            r"|la )quinzaine(?: de jours)?",
            "fifteen",
        ),
        (r"(?:le|pour le|avant le|au plus tard le) (?P<d>\d{1,2})(?! ?[/.]|e\b| factures?)", "dom"),
        (r"{wd}", "coming"),
    ),
    apart=r"[,;:]| - | et | mais | ou | car | puisque | cependant | toutefois | alors que ",
    promise=(
        _FUTURE,
        rf"sera (?:{_SOME})?{_PAID}|seront (?:{_SOME})?{_PAID}",
        rf"(?:allons|vais|va|vont|comptons|compte|prevoyons de|prevois de|nous engageons a"
        rf"|m'engage a|pourrons|pourrai|pourra)"
        rf" (?:vous |le |la |les |en |y |bien ){{0,2}}{_PAYER}",
        r"(?:procederons|procederai|procedera|effectuerons|effectuerai|ferons|ferai|fera"
        r"|enverrons|enverrai|emettrons|lancerons)"
        rf" (?:au |a |le |la |un |une |les |votre |ce |l'ensemble du "
        rf"|vous )?(?:[\w']{{1,15}} ){{0,3}}{_MONEY}",
        rf"vous (?:recevrez|aurez) (?:[\w']{{1,15}} ){{0,4}}{_MONEY}",
    ),
    promise_dated=(
        rf"{_MONEY}(?: [\w'.,€()-]{{1,22}}){{0,8}}? (?:est|sont|a ete|ete) (?:bien )?(?:prevue?s?"
        rf"|programmee?s?|planifiee?s?|mise?s? en paiement|cale[es]{{0,2}}|en cours)",
        r"(?:prevue?s?|programmee?s?|planifiee?s?)",
        r"(?:paie|paye|regle|vire|verse|solde|transfere)(?:ons)?|payons|paie",
        rf"(?:nous |je |j'|on ){_SOME}(?:payons|reglons|virons|versons|soldons|faisons|effectuons"
        rf"|fais|effectue)",
        r"(?:partira|partiront|interviendra|interviendront|suivra|suivront|arrivera|arriveront"
        r"|parviendra|part|partent|intervient)",
        rf"{_MONEY} (?:[\w']{{1,15}} ){{0,3}}?(?:pour|le|des|d'ici|avant|vendredi|lundi|demain"
        rf"|sous|fin|semaine)",
        rf"(?:a|pour) {_PAYER}",
        r"prochaine? (?:campagne|vague|echeance|session)(?: de (?:paiement|reglement|virement)s?)?",
    ),
    promise_money=(
        rf"(?:sera|seront) {_SOME}{_MADE}",
        r"(?:partira|partiront|interviendra|interviendront|suivra|suivront|vous parviendra"
        r"|arrivera|aura lieu)",
    ),
    paid=(
        rf"(?:a|ont|avait|avaient|avons|ai|avez|eu) (?:bien |deja |tous |toutes |bel et bien "
        rf"|egalement |normalement |l'|le |la ){{0,3}}(?:ete )?(?:bien |deja |entierement "
        rf"|integralement ){{0,2}}{_PAID}",
        rf"(?:est|sont|etait|etaient) (?:bien |deja |toutes |tous |desormais "
        rf"|maintenant ){{0,3}}{_PAID}",
        rf"deja (?:ete )?{_PAID}",
        rf"(?:virement|paiement|reglement|cheque|versement"
        rf"|depot)s?(?: [\w'.,€()/-]{{1,22}}){{0,6}}? (?:a|ont|est|sont|avait) (?:bien |deja "
        rf"|ete |donc ){{0,3}}{_MADE}",
        rf"(?:avons|ai|a|ont) (?:bien |deja |donc ){{0,2}}(?:{_MADE}|procede) (?:a |au |le |la "
        rf"|un |ce |votre |notre |cette |du |les ){{0,2}}{_MONEY}",
    ),
    paid_dated=(
        rf"{_PAID}",
        rf"{_MADE}",
        r"(?:virement|paiement|reglement|cheque|versement) (?:[\w'.,€]{1,15} ){0,4}?(?:du"
        r"|en date du|le)",
    ),
    paid_money=(),
    money=_MONEY,
    negation=r"ne|n'\w{0,12}|pas|jamais|aucune?|rien|ni|sans|impossible|refus\w{0,4}|impayee?s?"
    r"|incapables?|non|suspend\w{0,4}|bloqu\w{0,4}|rejete\w{0,2}",
    harmless=r"sans (?:faute|delai|tarder|probleme|souci|escompte|doute)|pas de (?:probleme"
    r"|souci)s?|aucun (?:probleme|souci|doute)|pas plus tard que|n'hesitez pas[\w ']{0,30}"
    r"|ne vous inquietez pas|n°|non seulement|sauf erreur",
    condition=r"vous prions de|vous remercions de|comptons sur"
    r"|nous avoir inform\w{1,4}|si|s'il|s'ils|des (?:que|reception|validation|accord)"
    r"|lorsque|lorsqu'\w+|quand"
    r"|apres (?:reception|validation|verification|accord|livraison|regularisation|correction)"
    r"|a reception|sous reserve|a condition|une fois|tant que|en cas|avant (?:de|que)|pourvu"
    r"|jusqu'a (?:ce|reception)|sitot|aussitot",
    unconditional=r"si (?:vous (?:avez|avez besoin|souhaitez|desirez|voulez)|besoin|necessaire"
    r"|possible|cela vous convient|cela vous va|ca vous convient|ca vous va)[\w ']{0,40}"
    r"|des que possible|quand meme|s'il (?:vous|te) plait|(?:tenez-moi|dites-moi"
    r"|contactez)[\w ']{0,20} si[\w ']{0,30}",
    doubt=r"esper\w{2,4}|essay\w{2,5}|peut-etre|eventuellement|voudr\w{2,5}|pourri\w{2,4}"
    r"|souhait\w{2,6}|devr(?:ait|aient|ions|ais)|aur(?:ait|ions|ais|aient)|ser(?:ait|aient)"
    r"|tent\w{2,5}|verifi\w{1,5} si|voir si|si possible|promis|habituellement|normalement nous"
    r"|generalement|d'habitude|en principe nous|savoir si|demandons si|voulions|voulais",
    others=r"merci de nous|veuillez nous|avons note|vous (?:avez|aviez|allez|deviez|devez"
    r"|aurez paye|nous|pourrez|paierez|reglerez"
    r"|m'avez|vous)(?! recu)|nous (?:a|ont) (?:[\w']{1,12} ){0,2}?(?:paye|regle|vire)"
    r"|merci de (?:[\w']{1,12} )?(?:payer|regler|proceder|effectuer|virer)"
    r"|veuillez (?:[\w']{1,12} )?(?:payer|regler|proceder|effectuer|virer)"
    r"|prie de (?:[\w']{1,12} )?(?:payer|regler|proceder)|(?:notre|nos|mon|mes) clients?|payez"
    r"|reglez",
    dispute=(
        (
            "returned",
            r"(?:avons|ai|a|ont|ete) (?:[\w']+ ){0,2}?(?:retournee?s?|renvoyee?s?|restituee?s?)"
            r"|(?:marchandise|produit|article|machine|colis"
            r"|palette)s? (?:[\w']+ ){0,3}?(?:retournee?s?|renvoyee?s?)|bon de retour"
            r"|retour (?:de la )?marchandise",
        ),
        (
            "quality",
            r"(?:en)?dommagee?s?|abime(?:e|s|es)?|defectueu(?:x|se|ses)|cassee?s?|casse|defauts?"
            r"|rayee?s?|moisi[es]{0,2}|fissuree?s?|inutilisables?|non[- ]conformes?"
            r"|pas conformes?|malfacons?|avarie(?:e|s|es)?|deteriore(?:e|s|es)?|mauvaise qualite"
            r"|probleme de qualite|ne fonctionne(?:nt)? pas|en panne|brisee?s?|bris\b"
            r"|qualite (?:[\w']+ ){0,4}?(?:insuffisante|mauvaise|pas)",
        ),
        (
            "quantity",
            r"(?:avons |ai )?(?:seulement|uniquement) recu|n'avons recu (?:[\w']+ ){0,2}?que"
            r"|n'ai recu (?:[\w']+ ){0,2}?que|que \d+ (?:[\w']+ ){0,5}?(?:sur|au lieu|livre\w*"
            r"|recu\w*)|manqu(?:e|ent|ait|aient|ant|ants) (?:[\w']+ ){0,3}?(?:pieces?|colis"
            r"|palettes?|cartons?|articles?|unites?|boites?|produits?)|(?:pieces?|colis|palettes?"
            r"|cartons?|articles?|unites?|boites?) (?:[\w']+ ){0,3}?(?:manqu\w+)|(?:livraison"
            r"|commande) (?:[\w']+ ){0,2}?(?:incomplete|partielle)"
            r"|quantites? (?:[\w']+ ){0,5}?(?:erronee?s?|incorrectes?|pas|fausses?|inferieures?)"
            r"|mauvaise quantite|erreur de quantite",
        ),
        (
            "delivery",
            r"(?:jamais|pas|toujours pas|n'avons) (?:encore |toujours |ete ){0,2}(?:recu"
            r"|livree?s?|receptionne|arrivee?s?)(?: (?:la|les|cette|ces|notre|nos|votre|de|le"
            r"|ce) )?(?:marchandises?|livraison|commande|produits?|colis|materiel|machines?"
            r"|articles?|palettes?)?(?<!facture)|(?:marchandises?|livraison|commande|produits?"
            r"|colis|materiel|articles?) (?:[\w']+ ){0,5}?(?:jamais"
            r"|pas) (?:[\w']+ ){0,2}?(?:arrivee?s?|livree?s?|recue?s?|parvenue?s?)|mauvais(?:e"
            r"|es)? (?:marchandise|produit|article|livraison|reference|modele|taille|couleur)s?"
            r"|livree?s? (?:[\w']+ ){0,3}?(?:en )?retard|retard de livraison|erreur de livraison"
            r"|livraison tardive",
        ),
        (
            "price",
            r"(?:prix|tarif)s? (?:[\w',.€-]+ ){0,7}?(?:erronee?s?|errone|incorrects?|faux|pas"
            r"|trop|differents?|superieurs?|different)|mauvais (?:prix|tarif)|(?:erreur|ecart"
            r"|difference) de (?:prix|tarif)|surfactur\w+|factur\w* trop|trop (?:cher|eleve"
            r"|facture)\w*|(?:avions|avons) convenu (?:d'un |de |du |un )?(?:[\w']+ ){0,3}?\d"
            r"|prix convenu|remise (?:[\w']+ ){0,6}?(?:pas|manque|oubliee?|non)|(?:oubli|oublie"
            r"|absence|manque) (?:de |la |d'une |notre )*(?:remise|rabais|escompte)"
            r"|conformement au devis|selon (?:le )?devis|prix du devis",
        ),
        (
            "document",
            r"(?:mauvaise|ancienne|fausse|mauvais|autre) (?:[\w']+ )?(?:societe|adresse"
            r"|entreprise|entite|raison sociale|numero|tva|compagnie|devise|nom|entite)|(?:numero"
            r"|n°|no|bon|reference)s?(?: de)? (?:commande|bc|tva|siret|po"
            r"|achat)?[\w ']{0,12}(?:manqu\w+|absente?|errone\w*|incorrecte?|n'est pas"
            r"|n'apparait pas|ne figure pas)|(?:manque|absence|sans|oubli"
            r"|manquant) (?:[\w'°]+ ){0,5}?(?:commande|bc|po|tva|siret|bon d'achat)"
            r"|facture (?:[\w'-]+ ){0,4}?(?:erronee?|incorrecte|fausse|pas correcte|en double"
            r"|pas conforme|pas a notre nom|n'est pas)|(?:facturee?s?"
            r"|factures?) (?:[\w']+ ){0,3}?(?:deux fois|en double)|doublon|double facturation"
            r"|facture (?:rectificative|corrigee|rectifiee|modifiee)|(?:corriger|rectifier"
            r"|refaire|annuler) (?:[\w']+ ){0,2}?facture|erreur (?:sur|dans) (?:la |votre |cette "
            r"|les )?facture|(?:taux de )?tva (?:[\w']+ ){0,3}?(?:erronee?|incorrecte?|fausse)"
            r"|mauvaise facture",
        ),
        (
            "proof",
            r"(?:envoyer|transmettre|fournir|manque|besoin|attente|joindre|faire parvenir"
            r"|demandons|sans|attendons|adresser) (?:[\w']+ ){0,6}?(?:bons? de livraison|bl\b"
            r"|preuves? de livraison|feuilles? de temps|justificatifs?|rapports? d'intervention"
            r"|attestation|pv de reception|emargement)|(?:bons? de livraison"
            r"|preuves? de livraison) (?:[\w']+ ){0,3}?(?:signes?|manqu\w+)",
        ),
        (
            "deduction",
            r"(?:attend\w*|attente|promis|manque|reclam\w*|emettre|etablir|envoyer|recevoir"
            r"|demand\w*|besoin|faire) (?:[\w',]+ ){0,7}?(?:avoirs?|notes? de credit|ristourne"
            r"|bonus|remboursement|rfa)(?! (?:paye|regle|recu|ete))|(?:avoirs?|notes? de credit"
            r"|ristourne|bonus|rfa) (?:[\w',]+ ){0,8}?(?:attend\w*|manqu\w*|pas|promis\w*"
            r"|toujours|jamais)",
        ),
        (
            "in_approval",
            r"(?:en|attente|cours|attend\w*|sous) (?:de |d'|la |cours de |attente de |notre "
            r"|une )*(?:validation|approbation|visa|bon a payer|signature|verification interne"
            r"|controle interne|bap)|(?:pas|non|jamais) (?:encore |ete "
            r"|toujours ){0,3}(?:validee?s?|approuvee?s?|signee?s?|visee?s?)"
            r"|bon a payer (?:[\w']+ ){0,3}?(?:manqu\w*|pas|attente)",
        ),
        (
            "other",
            r"(?:jamais|pas) (?:[\w']+ ){0,2}?(?:commande|passe (?:de )?commande|demande (?:cette"
            r"|ces|ce)|souscri\w+)|(?:annulee?|resilie|annule) (?:[\w']+ ){0,2}?(?:commande"
            r"|contrat|abonnement)|(?:commande|contrat|abonnement) (?:[\w']+ ){0,4}?(?:annulee?"
            r"|resilie[e]?)|(?:contestons|conteste|refusons|refuse|desaccord|pas d'accord"
            r"|n'acceptons pas)",
        ),
        (
            "not_received",
            r"(?:jamais|pas|n'avons|aucune) (?:encore |toujours |ete |recu |eu |trace |retrouve "
            r"|trouve ){1,3}(?:de |d'|la |cette |ces |les |votre |vos |aucune )*factures?"
            r"|factures? (?:[\w'-]+ ){0,5}?(?:jamais|pas"
            r"|introuvable)(?: (?:[\w']+ ){0,3}?(?:recue?s?|parvenue?s?|arrivee?s?|trouvee?s?))?"
            r"|ne trouv\w+ pas (?:[\w']+ ){0,2}?factures?"
            r"|aucune (?:trace de (?:[\w']+ )?)?factures?",
        ),
    ),
    fine=r"aucune? (?:reclamation|contestation|litige|probleme|defaut|reserve)"
    r"|merci pour (?:l'avoir|la facture|le duplicata|la copie|le releve)|(?:litige|probleme"
    r"|sujet) (?:[\w']+ ){0,3}?(?:regle|resolu|clos)|avons bien recu (?:l'avoir|la facture"
    r"|le duplicata|votre avoir|la copie|le releve)|bien recu l'avoir|satisfaits?|remplacee?s?"
    r"|en bon etat|tout est en ordre",
    wish=r"merci de|veuillez|svp|s\.?v\.?p\.?|s'il (?:vous|te) plait|pouvez|pourriez|pourrais"
    r"|peux|envoyer|renvoyer|transmettre|adresser|fournir|parvenir|besoin|souhait\w+|voudr\w+"
    r"|manque|demand\w+|reclam\w*|prie|aimerai\w+|retrouv\w*|egare\w*|envoyez|renvoyez"
    r"|transmettez|adressez|serait possible|est-il possible|attend\w*",
    copy=r"duplicatas?|(?:copie|double|pdf|scan|exemplaire)s? (?:[\w']+ ){0,3}?(?:factures?"
    r"|celle-ci|celles-ci)|copies? (?:svp|s'il)|factures? (?:[\w./-]+ ){0,5}?(?:a nouveau"
    r"|de nouveau|en pdf|en copie|par mail|par courriel)|(?:renvoyer|renvoyez|retransmettre"
    r"|reenvoyer) (?:[\w'-]+ ){0,5}?(?:facture|copie)s?|(?:envoyer|envoyez|transmettre"
    r"|transmettez|adresser|parvenir|fournir) (?:[\w'-]+ ){0,4}?(?:copie|duplicata|(?:la |les "
    r"|cette |ces |ladite )factures?)s?|la renvoyer|les renvoyer|me la renvoyer"
    r"|copie de la facture|besoin (?:[\w'-]+ ){0,3}?(?:copies?|duplicatas?)",
    statement=r"releves? (?:de compte|de factures|de nos factures|de votre compte|compte"
    r"|actualise)s?|etat (?:de|du) comptes?|releve(?: a jour)?|(?:liste|etat|recapitulatif"
    r"|tableau|detail) (?:[\w']+ ){0,3}?(?:factures (?:ouvertes|impayees|en attente|dues"
    r"|non payees|non reglees|en souffrance)|en-cours|impayes|soldes)|situation de compte"
    r"|balance (?:du|de) compte",
    no_copy=r"ci[- ]joint\w*|piece[- ]jointe|en annexe|veuillez trouver|(?:je"
    r"|nous) vous (?:[\w']+ )?(?:envoie|envoyons|transmets|transmettons|adresse|adressons|fais"
    r"|faisons|enverrai|enverrons)|merci pour|avons bien recu|bien recu|copie (?:du|de l'ordre"
    r"|de notre|de la preuve|de l'avis) (?:virement|paiement|reglement|ordre|banque|commande"
    r"|bon)?|en copie(?! )|releve bancaire|notre releve|bon de livraison|preuve|avoir|corrigee"
    r"|rectifiee|rectificative|contrat|kbis",
    whole=r"(?:la )?totalite|(?:l')?integralite|montant (?:total|integral)|(?:le )?total"
    r"|solde total|la somme totale|en entier|integralement|en totalite|le tout",
    half=r"moitie|50 ?%",
    rest=r"reste|solde(?! total)|restant|reliquat|l'autre moitie|difference",
    oldest=r"(?:plus ancienne|premiere|plus vieille) facture|facture la plus ancienne"
    r"|facture plus ancienne",
    newest=r"(?:plus recente|derniere) facture|facture la plus recente",
    numbered=r"factures?|n°|no\.?|numeros?|num\.?|fact\.?|ref\.?|reference|#|la|les|et",
    day_first=True,
)
