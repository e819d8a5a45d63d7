"""Signatures, disclaimers and banners: what stands in a reply and says nothing."""

from __future__ import annotations

import re

_DASHES = re.compile(r"^\s?(?:--|—|__)\s?$")
_DEVICE = re.compile(
    r"^\W{0,3}(?:sent (?:from|via|with) (?:my|outlook|yahoo|gmail|mail|samsung|proton|the)\b"
    r"|get outlook for|von meinem .{2,40} gesendet|gesendet (?:von|mit|uber"
    r"|ueber) (?:meinem|outlook|mail|der)"
    r"|diese nachricht wurde von meinem|holen sie sich outlook|envoye (?:de|depuis|a partir de) "
    r"(?:mon|outlook|l'app|yahoo)|telecharger outlook|obtenir outlook|provenance : courrier"
    r"|enviado (?:desde|de) (?:mi|outlook|el|yahoo)|obtener outlook|obtenga outlook)"
)
_REGARDS = re.compile(
    r"^\W{0,2}(?:(?:many |vielen |merci|danke|gracias|thanks)?[\w ,!]{0,25})?\b(?:"
    r"(?:kind|best|warm|kindest|warmest|with kind|with best|many kind)\s(?:regards|wishes)"
    r"|regards|rgds"
    r"|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|cheers|br"
    r"|(?:mit |beste[nr]? |viele |schone[n]? |liebe |freundliche[n]? |herzliche[n]? |mfg|lg|vg)+"
    r"(?:freundlichen |besten |herzlichen |schonen |lieben |vielen )?(?:gruss(?:en?)?"
    r"|gruessen|gruesse|"
    r"grussen|gruse[n]?|grusse)?(?: aus [\w. ]{2,20})?|freundliche grusse|hochachtungsvoll"
    r"|(?:bien |tres |sinceres |meilleures |amicales )*(?:cordialement"
    r"|salutations)(?: distinguees)?"
    r"|bien a vous|sinceres salutations|salutations distinguees"
    r"|(?:un (?:cordial|atento)? ?)?(?:saludos?)(?: cordiales?| cordial)?|atentamente|cordialmente"
    r"|atte\.?)\W{0,3}(?:$|[\w.' -]{0,30}$)"
)
_DISCLAIMER = re.compile(
    r"^\W{0,4}(?:this (?:e-?mail|message|communication"
    r"|transmission)\b.{0,120}\b(?:confidential|intended|privileged)"
    r"|the (?:information|content)s? (?:contained )?(?:in|of) this"
    r"|confidential(?:ity)? (?:notice|note)"
    r"|disclaimer\b|legal notice|diese (?:e-?mail|nachricht)\b.{0,120}\b(?:vertraulich|bestimmt)"
    r"|der inhalt dieser|ce (?:message|courriel|mail|courrier)\b.{0,120}\b(?:confidentiel|destin)"
    r"|avis de confidentialite|este (?:mensaje|correo|e-?mail)\b.{0,120}\b(?:confidencial"
    r"|dirigid|destinad)"
    r"|aviso (?:legal|de confidencialidad)|la informacion contenida en"
    r"|please consider the environment"
    r"|pensez a l'environnement|bitte denken sie an die umwelt|antes de imprimir|avant d'imprimer"
    r"|registered (?:office|in england)|handelsregister|sitz der gesellschaft)"
)
_BANNER = re.compile(
    r"^\W{0,4}(?:caution|warning|external(?: e-?mail| sender)?|achtung|vorsicht|attention"
    r"|precaucion"
    r"|externe e-?mail|courriel externe|correo externo)\b\W{0,4}.{0,80}"
    r"(?:originated|outside|external|extern|ausserhalb|exterieur|organi[sz])"
    r"|^you don'?t often get e-?mail from"
)
_AFTERTHOUGHT = re.compile(r"^\W{0,2}(?:p\.? ?s\.?\b|nb\b|n\.b\.|p\.? ?d\.?\b|nachtrag)[ :.]")
_SAYS = 3  # words before a closing, so that it is none of a greeting


def without_closing(lines: list[str], folded: list[str]) -> list[str]:
    """The lines before signature and disclaimer, and an afterthought behind them. ``folded``: the
    same lines in lower case without accents."""
    kept: list[str] = []
    words, closed = 0, False
    for line, bare in zip(lines, folded, strict=True):
        if closed:
            closed = not _AFTERTHOUGHT.match(bare)
            if closed:
                continue
        if _BANNER.match(bare):
            continue
        if _DASHES.match(line) and words:
            break
        if _DEVICE.match(bare) or _DISCLAIMER.match(bare):
            break
        if words >= _SAYS and len(bare) <= 80 and _REGARDS.match(bare.strip()):
            closed = True
            continue
        words += len(bare.split())
        kept.append(line)
    return kept
