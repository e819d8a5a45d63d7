"""What payers write in English."""

from __future__ import annotations

from collectwork.replies.words import Words

_SOME = r"(?:[\w'-]{1,20} ){0,3}"
_WE = r"(?:we|i|they|he|she|accounting|accounts payable|our \w{2,15}(?: \w{2,15})?|\w{2,15} team)"
_SHALL = (
    r"(?:will|shall|'ll|going to|gonna|planning to|plan to|intend to|aim to|expect to|able to"
    r"|happy to|ready to|can)"
)
_DOES = (
    r"(?:pay|settle|transfer|remit|wire|clear|release|process|arrange|make|initiate|execute"
    r"|send|issue|schedule|transmit|get)"
)
_DONE = r"(?:paid|settled|transferred|remitted|wired|cleared)"
_MADE = r"(?:made|processed|released|sent|executed|issued|initiated|done|mailed|actioned|effected)"
_MONEY = (
    r"(?:payments?|pmts?|paymt|transfers?|remittances?|wires?|funds|money|cheques?|checks?"
    r"|bank transfer|balance|amounts?|instal+ments?|invoices?|bills?)"
)

ENGLISH = Words(
    code="en",
    common=(
        "transfer remit settle shortly goods amount balance end "
        "the and we will you is are for of to this that our your please have has been not "
        "with on by it pay paid payment invoice thanks thank hi dear regards was be can "
        "friday monday next week i'll copy send could was were any from they he she it's all "
        "but as at if or an out until need got today tomorrow still again there which my me "
        "so do"
    ),
    months={
        name: number
        for number, names in enumerate(
            (
                "january jan",
                "february feb",
                "march mar",
                "april apr",
                "may",
                "june jun",
                "july jul",
                "august aug",
                "september sept sep",
                "october oct",
                "november nov",
                "december dec",
            ),
            1,
        )
        for name in names.split()
    },
    weekdays={
        name: number
        for number, names in enumerate(
            (
                "monday mon",
                "tuesday tues tue",
                "wednesday wed",
                "thursday thurs thur thu",
                "friday fri",
                "saturday sat",
                "sunday sun",
            )
        )
        for name in names.split()
    },
    numbers={
        "a": 1,
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "twelve": 12,
        "fourteen": 14,
        "couple of": 2,
        "a couple of": 2,
        "fifteen": 15,
        "twenty": 20,
        "thirty": 30,
    },
    days=(
        (r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ .-]{month}\.?(?:,? (?P<y>20\d\d))", "date"),
        (r"{month}\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<y>20\d\d))", "date"),
        (r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ .-]{month}", "date"),
        (r"{month}\.? (?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?", "date"),
        (r"(?:(?:calendar |cal\.? )?week|wk|cw)\.? ?(?:no\.? ?)?(?P<k>\d{1,2})", "week_number"),
        (r"(?:the )?day after tomorrow", "over_tomorrow"),
        (
            r"(?:tomorrow|tmrw|tomm?orr?ow)(?: (?:morning|afternoon|evening|night))?",
            "tomorrow",
        ),
        (r"(?:the )?day before yesterday", "over_yesterday"),
        (r"yesterday(?: (?:morning|afternoon|evening))?", "yesterday"),
        (
            r"today|this (?:morning|afternoon|evening)|tonight|by (?:cob|eod)|end of (?:the )?day",
            "today",
        ),
        (r"{wd} (?:of )?next week|next week(?: on)?,? {wd}", "next"),
        (r"{wd} (?:in )?(?:a )?week|{wd} after next", "after_next"),
        (r"next {wd}", "next"),
        (r"(?:last|past) {wd}|{wd} (?:of )?last week", "last"),
        (
            r"(?:this|the coming|coming|this coming|the upcoming|on|by|before|until|till|for) {wd}",
            "coming",
        ),
        (r"(?:beginning|start) of next week|early (?:in )?next week", "next_week_early"),
        (r"mid(?:dle)?(?:[ -]of)?[ -]next week", "next_week_mid"),
        (r"(?:the )?week after next", "week_after"),
        (
            r"(?:at |by )?(?:the )?(?:end|close) of (?:the )?next week|next week|late next week",
            "next_week",
        ),
        (
            r"(?:the )?end of (?:this |the )?week|(?:late |later )?this week|eow|the weekend",
            "this_week",
        ),
        (r"last week", "last_week"),
        (
            r"(?:the )?end of next month|next month end|(?:at |by )?next month'?s end|next month",
            "next_end",
        ),
        (r"(?:the )?(?:beginning|start) of next month|early next month", "next_early"),
        (r"(?:the )?(?:middle of|mid[ -]) ?next month", "next_mid"),
        (r"(?:the )?(?:middle of (?:this|the) month|mid[ -]month)", "mid"),
        (
            r"(?:the )?(?:end of (?:this |the )?month|month[ -]end|month'?s end|eom"
            r"|later this month"
            r"|this month)",
            "end",
        ),
        (
            r"(?:the )?(?:end of |late (?:in )?){month}(?: (?P<y>20\d\d))?|(?:the )?{month}[ -]end",
            "end",
        ),
        (r"(?:the )?(?:middle of |mid[ -]?){month}(?: (?P<y>20\d\d))?", "mid"),
        (r"(?:the )?(?:beginning of |start of |early (?:in )?){month}(?: (?P<y>20\d\d))?", "early"),
        (r"(?:the )?end of (?:the |this )?year|year[ -]end|eoy|before christmas break", "year_end"),
        (r"(?:the )?end of (?:the |this )?quarter|quarter[ -]end", "quarter_end"),
        (
            r"(?:in|within)(?: the next| about| max(?:imum)?| at most)? {n}"
            r" ?(?:business|working|bank|banking|work)[ -]?days?(?: time)?",
            "workdays",
        ),
        (
            r"(?:in|within)(?: the next| about| max(?:imum)?| at most)? {n} days?(?:'? time)?",
            "days",
        ),
        (r"(?:in|within)(?: the next| about| max(?:imum)?)? {n} weeks?(?:'? time)?", "weeks"),
        (r"(?:in|within)(?: the next| about)? {n} months?(?:'? time)?", "months"),
        (r"{n} days ago", "days"),
        (r"{n} weeks? ago", "weeks"),
        (r"(?:in|within) a fortnight", "fifteen"),
        (
            r"(?:on|by|before|for) the (?P<d>\d{1,2})(?:st|nd|rd|th)?(?! (?:of|half|invoice))",
            "dom",
        ),
        (r"{wd}", "coming"),
    ),
    apart=r"[,;:]| - | (?:but|however|although|though|whereas|while|because|since) | and | or ",
    promise=(
        rf"{_SHALL} {_SOME}(?:pay|settle|remit|wire)",
        rf"{_SHALL} {_SOME}(?:transfer|clear|release|process|arrange|make|initiate|execute|send"
        rf"|issue|mail|action|effect) (?:you )?(?:the |a |an |this |that |your |our |it |these )?"
        rf"(?:[\w-]{{1,15}} ){{0,2}}{_MONEY}",
        rf"(?:will|shall|'ll|should|going to|is to|are to) {_SOME}be {_SOME}{_DONE}",
        rf"you(?:'ll| will| shall| should) (?:\w+ )?(?:receive|have|get|see) {_SOME}(?:payment|pmt"
        rf"|money|funds|cheque|check|transfer)",
        rf"{_MONEY} (?:will follow|to follow)",
    ),
    promise_dated=(
        rf"{_SHALL} {_SOME}{_DOES}",
        rf"(?:we|i|they|he|she)(?:'re|'m|'s| are| am| is) {_SOME}(?:paying|settling|transferring"
        rf"|remitting|wiring|sending|making|processing|releasing|clearing)",
        rf"(?:we|i) {_SOME}(?:pay|settle|transfer|remit|wire)",
        r"to be (?:paid|settled|transferred|made|released)",
        r"(?:scheduled|planned|set up|due to go|lined up|booked|arranged|pencilled in|earmarked"
        r"|queued) (?:the |a |this |your |our )?(?:payment|pmt|transfer|it)?",
        r"(?:go|goes|going|be going) out",
        r"(?:expect|expected|coming|due|follows?) ?(?:the |our )?(?:payment|pmt|transfer)?",
        r"in (?:our|the|your) (?:next )?(?:payment|pay|cheque|check|bacs|ach) run",
        r"(?:payment|pmt|money|cheque|check|transfer)(?: is| comes| date| date is)?:? (?:on|by|next"
        r"|this|tomorrow|today|end|within|in|mid|friday|monday)",
    ),
    promise_money=(
        rf"(?:will|shall|'ll|should|is to|are to|going to) {_SOME}(?:be {_SOME}{_MADE}|go out"
        rf"|arrive|reach|leave|hit|follow|be with you|land|be in your account|be on its way)",
        r"(?:is|are|has been|have been|was) (?:\w+ ){0,2}(?:scheduled|planned|set up|lined up"
        r"|approved for)",
    ),
    paid=(
        rf"(?:was|were|has been|have been|had been|been|got|is|are)"
        rf" (?:already |all |now |fully |since |just |both |duly ){{0,3}}{_DONE}",
        rf"(?:{_WE} )(?:have |'ve |had |has )?(?:already |just |now |both |all |also |in fact "
        rf"|actually ){{0,3}}{_DONE}",
        rf"(?:we|i|they)'ve (?:already |just |now ){{0,2}}{_DONE}",
        r"(?:already|fully) (?:been )?(?:paid|settled|transferred|remitted|wired)",
        r"(?:payment|transfer|money|funds|pmt|cheque|check) (?:already |has |have |had |was |were )"
        r"{1,2}(?:already |just |been ){0,2}(?:made|processed|sent|executed|issued|released"
        r"|gone out"
        r"|left|went out|mailed|debited|done)",
        r"(?:made|sent|issued|released|executed|processed) (?:the |this |a |you |that |our |your )"
        r"{0,2}(?:payment|pmt|transfer|cheque|check|wire|money)",
        r"(?:payment|pmt|transfer|money) (?:went out|left our|left the)",
        r"paid (?:in full|up|already|last|yesterday|via|by (?:wire|card|cheque|check|bank))",
        r"debited (?:from )?our (?:bank )?account",
    ),
    paid_dated=(
        r"paid",
        r"(?:transferred|wired|remitted|settled)",
        r"payment (?:date|made)",
        r"included in (?:our|the|my) (?:\w+ )?(?:payment|pmt|transfer|remittance|wire)",
    ),
    paid_money=(),
    money=_MONEY,
    negation=r"not|nothing|n't|\w{2,9}n't|never|no|cannot|cant|wont|didnt|hasnt|havent|isnt|unable|nobody"
    r"|none|neither|nor|without|unpaid|refus\w{1,4}|instead of|stopped|reject\w{0,3}",
    harmless=r"no(?:t)? later than|no doubts?|without (?:delay|fail)|no problems?|no worr\w+"
    r"|don'?t worry|do not worry|why not|not only|if not already|no need|(?:invoice |inv\.? )?no\.?"
    r"(?= ?\d)|no\.(?= ?\w)|no issue\w*|not a problem|no more than",
    condition=r"please (?:send|let|tell|arrange|give) (?:us|the)|count on (?:the|your) payment"
    r"|your (?:message|note|mail|promise|reply) that|if|once|as soon as|when|unless"
    r"|provided|until|till we|subject to|after (?:we|you"
    r"|the"
    r"|receiv\w+|receipt|approval|clarif\w+)|upon|on condition|depend\w*|only (?:if|when|after)"
    r"|pending|in case|assuming|whenever|on receipt|were to|had we",
    unconditional=r"(?:please )?(?:let (?:me|us) know|tell (?:me|us)|advise|contact (?:me|us)|call"
    r" (?:me|us)|shout|get back)[\w ]{0,25} if [\w' ]{0,40}|if (?:you|u) (?:have|need|require|want)"
    r"[\w ]{0,30}|if (?:that|this)(?:'s| is) (?:ok|okay|fine|alright)[\w ]{0,20}|until then"
    r"|(?:by|until|till)(?= the | \w+day| end| tomorrow| \d)|when due|would like to (?:inform"
    r"|confirm"
    r"|let|advise|tell)|as soon as possible|if possible|when (?:the|our) payment run\w*",
    doubt=r"would(?! like to (?:inform|confirm|let|advise|tell))|could|hope|hoping|hopefully|try"
    r"|trying|might|may|maybe|perhaps|possibly|wish|attempt\w*"
    r"|consider\w*|not sure|unsure|think about|see (?:if|whether|what)|whether|ask(?:ed|ing)?|check"
    r"(?:ing)? (?:if|whether)|wanted|meant|supposed|would|should have|could have|used to|promised"
    r"|let you know|discuss\w*|normally|usually|always|generally|typically",
    others=r"noted that|please (?:send|let|tell|give|say|write)|to us|you(?:r \w{2,15})? (?:will"
    r"|shall|have|had|promised|said|wrote|claim\w*|were|are going"
    r"|confirmed|told|can|must|should)(?! (?:\w+ )?(?:receive|have|get|see|be paid|be credited))|"
    r"you'll(?! (?:\w+ )?(?:receive|have|get|see))|you've|please (?:pay|settle|transfer|remit|make|"
    r"arrange|send (?:us )?(?:the |your )?payment)|(?:our|my) customers?(?: \w+)? (?:will|has|have|"
    r"is|pays?|paid)|pay (?:me|us)|paid (?:me|us)|pays (?:me|us)|you paid|you pay",
    dispute=(
        (
            "returned",
            r"(?:we|i|have|has|had|was|were|been|are) {0,1}(?:all )?(?:already )?(?:returned"
            r"|sent back|sent (?:it|them|the \w+|everything) back)|returned (?:the )?(?:goods|items"
            r"|material|machines?|parcel|pallets?|units?)|goods (?:were |have been )?returned"
            r"|return note|rma\b",
        ),
        (
            "quality",
            r"(?:damaged|broken|defective|faulty|defects?|scratched|leaking|mould\w*|cracked"
            r"|spoil\w+|rust\w*|poor quality|bad quality|quality (?:issue|problem|complaint)s?"
            r"|unusable"
            r"|not (?:work\w*|usable|function\w*)|(?:doesn't|does not|don't|do not|didn't) work"
            r"|out of spec\w*|substandard|dented|malfunction\w*)",
        ),
        (
            "quantity",
            r"short[ -]?(?:delivery|delivered|shipped|shipment|shipping|ship)|only (?:received"
            r"|got|delivered"
            r"|\d+ (?:of|out of|were|arrived|units|pieces|pcs|boxes|pallets|instead))"
            r"|missing (?:items?"
            r"|goods|units|pieces|pallets?|boxes|parts|quantit\w+)|(?:items?|units|pieces|boxes"
            r"|pallets?"
            r"|parts|cartons?) (?:is |are |was |were )?(?:still )?missing|wrong quantit\w+"
            r"|quantit\w+ "
            r"(?:is |are |was |were |do(?:es)? not |doesn't |don't )(?:\w+ )?(?:wrong|incorrect"
            r"|match"
            r"|off)|less than (?:ordered|invoiced|billed)|incomplete (?:delivery|shipment|order)"
            r"|(?:delivery|order|shipment) (?:is |was )(?:still )?incomplete",
        ),
        (
            "delivery",
            r"(?:never|not|n't|haven't|didn't|hasn't) (?:yet |been |ever |actually |got |get ){0,3}"
            r"(?:receiv\w+|deliver\w*|arriv\w*|got|get|turned up)(?: (?:the|any|these|those|our|a"
            r"|all))?"
            r"(?: (?:goods|items?|delivery|shipment|order|material|machines?|parcels?|products?"
            r"|parts"
            r"|equipment|pallets?))|(?:goods|items?|delivery|shipment|order|material|parcel"
            r"|products?"
            r"|parts|pallets?|equipment|it) (?:\w+ ){0,4}?(?:never|not|n't|hasn't|haven't|didn't"
            r"|wasn't"
            r"|weren't) (?:yet |been |ever ){0,2}(?:arriv\w*|deliver\w*|receiv\w*|come|came"
            r"|reach\w*"
            r"|turn\w* up|show\w* up)|wrong (?:goods|items?|products?|article|material|delivery"
            r"|parts?"
            r"|colou?r|size|model)|deliver\w* (?:\w+ ){0,3}(?:too )?late|late deliver\w*"
            r"|(?:arrived|came"
            r"|delivered) (?:\w+ ){0,3}(?:too )?late|deliver\w* to the wrong",
        ),
        (
            "price",
            r"(?:wrong|incorrect|different|higher) (?:unit )?(?:price|rate)s?|(?:rate|price)s? "
            r"(?:is|are|was|were) (?:much |far |slightly |still )?higher than (?:agreed|quoted"
            r"|offered|ordered)|pric\w+ (?:\w+ ){0,6}?(?:is|are|was|were|do(?:es)? not"
            r"|doesn't|don't) (?:\w+ ){0,2}?(?:wrong"
            r"|incorrect"
            r"|match|too high|higher|not|different|off)|price (?:difference|discrepanc\w+|deviation"
            r"|mismatch|error)s?|over-?charg\w+|overbilled|charged (?:us )?(?:too much|more than"
            r"|twice the)"
            r"|too high|(?:agreed|quoted|contract(?:ual)?|offer\w*) (?:price|rate)"
            r"|discount (?:\w+ ){0,4}?"
            r"(?:missing|not|forgotten|was agreed|we agreed)|(?:missing|forgot\w*) (?:the "
            r"|our )?(?:\d+ ?%"
            r" )?discount|we (?:had )?agreed (?:on )?(?:a |an )?(?:\w+ )?\d",
        ),
        (
            "document",
            r"(?:wrong|incorrect|old|different) (?:company|address|entity|vat|tax|legal|name|po\b"
            r"|purchase|billing|recipient|currency|iban)[\w ]{0,20}|(?:po|purchase order|order"
            r"|vat|tax|cost cent"
            r"(?:er|re)|reference)(?: (?:number|no\.?|id|ref(?:erence)?|#))? (?:is |are "
            r"|was )?(?:still )?"
            r"(?:missing|wrong|incorrect|not (?:on|stated|shown|valid|given|mentioned))"
            r"|(?:missing|without|no|lacks)"
            r" (?:a |an |any |the |our )?(?:valid )?(?:po|purchase order|order|vat"
            r"|tax)\b[\w ]{0,12}|invoice (?:\w+ )"
            r"{0,3}?(?:is|was|are) (?:\w+ )?(?:wrong|incorrect|not correct|faulty|made out"
            r"|invalid|a duplicate)|"
            r"(?:invoiced|billed|charged) (?:us )?(?:twice|double|two times)|duplicate (?:invoice"
            r"|billing)"
            r"|double[ -](?:invoic\w+|bill\w+)|(?:wrong|incorrect) invoices?|(?:correct|revised"
            r"|new|amended|"
            r"corrected) (?:the )?invoice|invoice (?:\w+ ){0,3}?(?:has )?(?:mistakes?|errors?)"
            r"|mistake (?:on|in) (?:the |this |your )?invoice|not (?:our|for our) (?:company"
            r"|invoice)|does not belong to us",
        ),
        (
            "proof",
            r"(?:send|need|provide|require|missing|without|forward|lack\w*|waiting for"
            r"|attach) (?:\w+ )"
            r"{0,4}?(?:pod|proof of delivery|delivery notes?|signed (?:delivery|time ?sheets?|work)"
            r"[\w ]{0,10}|time ?sheets?|proof of service|delivery confirmation|work report)",
        ),
        (
            "deduction",
            r"(?:waiting|wait|expect\w*|await\w*|promised|need|request\w*|missing|outstanding|owe"
            r"|issue|send|receive|pending|require) (?:\w+ ){0,6}?(?:credit notes?|credits?"
            r"|credit memos?|cn\b|bonus"
            r"|rebate|refund)|(?:credit notes?|credit memos?|credit|bonus|rebate"
            r"|refund) (?:\w+ ){0,4}?"
            r"(?:is|was|are|has|have)? ?(?:still )?(?:missing|outstanding|not (?:yet )?(?:\w+ )?"
            r"|never|pending|promised"
            r"|open)",
        ),
        (
            "in_approval",
            r"(?:still |not yet |waiting for |awaiting |pending |in |under |needs? |for |missing "
            r"|lacks )"
            r"(?:\w+ ){0,3}?(?:approval|approved|sign[ -]?off|authori[sz]ation|authori[sz]ed"
            r"|internal review|clearance"
            r"|being approved)|(?:nobody|no one|not|n't|hasn't|haven't"
            r"|never) (?:\w+ ){0,4}?(?:approved|signed off|released internally)",
        ),
        (
            "other",
            r"not (?:know|recogni[sz]e) (?:this|that|your|these) (?:orders?|invoices?)"
            r"(?! (?:numbers?|no\b|dates?|amounts?))|"
            r"(?:never|not|n't|didn't|did not|haven't|have not) (?:\w+ ){0,2}?(?:order(?:ed)?"
            r"|request(?:ed)? (?:this|these)|"
            r"place[d]? (?:this|that|an|the|such)[\w ]{0,8}order|buy|bought|commission\w*"
            r"|sign(?:ed)? up)(?! (?:number|no\b))|cancel+ed (?:this|the|that|our|it|my) ?"
            r"(?:order|contract|subscription)?|(?:we |i |hereby |formally )(?:\w+ )?(?:dispute"
            r"|contest|object to|do not accept"
            r"|don't accept|reject|disagree)",
        ),
        (
            "not_received",
            r"(?:never|not|n't|haven't|didn't|hasn't|no) (?:yet |been |ever |actually |got |get "
            r"|have |had |find |locate |record of |trace of ){0,3}"
            r"(?:receiv\w+|got|get|seen|find|locate|have|had|trace|record)? ?(?:of )?(?:this|the"
            r"|these|that|those|your|any|an|such|either|both)?"
            r" ?(?:of )?(?:these |the |those )?invoices?|invoices? (?:\w+[ -]?){0,5}?(?:never|not"
            r"|n't|hasn't|haven't|didn't) (?:been )?(?:arriv\w*|receiv\w*|reach\w*|came|come"
            r"|on file)",
        ),
    ),
    fine=r"no (?:\w+ )?(?:complaints?|issues?|problems?|objections?|disputes?|damage)"
    r"|not (?:damaged|disput\w+|complaining)"
    r"|happy with|satisfied|(?:(?:was|were|has been|have been)(?: now)?|(?:is"
    r"|are) now) (?:resolved|sorted|fixed|repaired|replaced|cleared up)"
    r"|all (?:good|fine|ok)|thank(?:s| you) for (?:the )?(?:credit|copy|copies|replacement"
    r"|correct)|received the (?:credit|copy|copies|replacement|correct)|in good order",
    wish=r"please|pls|plz|kindly|can|could|would|may|need|needs|require|send|resend|re-send"
    r"|forward|provide|e-?mail"
    r"|missing|request|requests|requesting|asking|ask|grateful|appreciate|like|want|mind|lost"
    r"|find|locate|share|missing",
    copy=r"(?:copy|copies|duplicates?|scans?|pdfs?) (?:\w+ ){0,3}?(?:invoices?|inv\b|bills?|it"
    r"|them|this|these|both|that|all)|invoice cop(?:y|ies)|copy invoices?|(?:re-?send|resend)"
    r" (?:\w+ ){0,2}?inv[-. ]?\d+|(?:re-?send|resend)"
    r" (?:\w+ ){0,5}?(?:invoices?|bills?|it|them|these)|send (?:\w+ ){0,3}?(?:copy|copies"
    r"|duplicates?|invoices?(?! to)|pdfs?)(?! of (?:the |your |our )?(?:payment|transfer|order"
    r"|contract|delivery|po\b|remit))"
    r"|(?:forward|provide|share|email|e-mail|need|get|have|like|want"
    r"|require) (?:\w+ ){0,3}?(?:copy|copies|duplicates?|invoices? again|missing invoices?"
    r"|(?:the |these |both |this |that |all )invoices?(?= please|\W*$| \d| inv| as pdf| by))"
    r"|invoices? again|(?:a|as) pdf",
    statement=r"statements?(?: of accounts?)?|soa|account (?:overview|statement|summary|balance"
    r"|reconciliation)|list of (?:all )?(?:the )?(?:open|outstanding|unpaid|due) (?:items"
    r"|invoices)|(?:open|outstanding) (?:items?|invoices?) list"
    r"|overview of (?:all )?(?:\w+ )?(?:open|outstanding|unpaid) (?:items|invoices)|aging report",
    no_copy=r"attach\w*|enclosed|herewith|i(?:'ll| will| am| have)(?: \w+)? (?:send|sent|sending"
    r"|forward\w*)|we(?:'ll| will| have| are)(?: \w+)? (?:send|sent|sending|forward\w*)|(?:thanks"
    r"|thank you) for (?:sending |the |your |re-?sending )|received the|bank statement"
    r"|copy of (?:the |our |your )?(?:payment|transfer|remittance|bank|order|contract|po\b"
    r"|delivery|id\b|signed|certificate)|in copy|copied|copying|cc|on copy|delivery note|pod"
    r"|proof of|credit note|order confirmation|resent|supplier statement attached|correct\w*"
    r"|revised|amended|new invoice|invoices? to (?!us|me)",
    whole=r"(?:full|whole|entire|total|complete) (?:outstanding |open |overdue "
    r"|invoice )?(?:amount|balance|sum|payment|debt)|in full|whole lot|the total",
    half=r"half|50 ?%",
    rest=r"rest|remainder|remaining|balance|other half|second half|difference|the others?",
    oldest=r"(?:oldest|first|earliest|older) (?:invoice|one|bill)",
    newest=r"(?:newest|latest|last|most recent|newer) (?:invoice|one|bill)",
    numbered=r"invoices?|inv\.?|no\.?|number|nos?\.?|#|nr\.?|bill|ref\.?|reference|document|doc\.?",
    day_first=None,
    short=(
        ("won't", "will not"),
        ("can't", "cannot"),
        ("n't", " not"),
        ("'ll", " will"),
        ("'ve", " have"),
        ("'re", " are"),
        ("i'm", "i am"),
        ("let's", "let us"),
    ),
)
