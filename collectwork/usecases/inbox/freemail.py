"""Domains whose addresses say nothing of a company: anybody can have one there."""

from __future__ import annotations

_DOMAINS = """
gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es hotmail.com hotmail.de
hotmail.fr hotmail.es hotmail.it hotmail.co.uk live.com live.de live.fr live.nl live.co.uk
live.be live.it msn.com passport.com yahoo.com yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.co.uk
yahoo.co.jp yahoo.co.in yahoo.com.br yahoo.com.mx yahoo.com.ar ymail.com rocketmail.com aol.com
aol.de aim.com icloud.com me.com mac.com proton.me protonmail.com protonmail.ch pm.me
tutanota.com tutanota.de tuta.io tuta.com gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.fr gmx.es
web.de email.de freenet.de t-online.de arcor.de vodafone.de vodafonemail.de online.de 1und1.de
kabelmail.de posteo.de posteo.net mailbox.org freemail.de unitybox.de ewetel.net netcologne.de
osnanet.de bluewin.ch hispeed.ch sunrise.ch aon.at chello.at a1.net orange.fr wanadoo.fr free.fr
sfr.fr neuf.fr laposte.net bbox.fr numericable.fr alice.it libero.it virgilio.it tin.it
tiscali.it fastwebnet.it terra.es telefonica.net movistar.es ono.com ya.com correo.es
terra.com.br uol.com.br bol.com.br ig.com.br globo.com btinternet.com btopenworld.com
virginmedia.com sky.com talktalk.net ntlworld.com tiscali.co.uk blueyonder.co.uk comcast.net
verizon.net att.net sbcglobal.net cox.net charter.net earthlink.net bellsouth.net juno.com
optonline.net rogers.com shaw.ca sympatico.ca telus.net videotron.ca bigpond.com optusnet.com.au
iinet.net.au xtra.co.nz ziggo.nl kpnmail.nl planet.nl home.nl hetnet.nl xs4all.nl upcmail.nl
telenet.be skynet.be proximus.be scarlet.be wp.pl o2.pl onet.pl onet.eu interia.pl poczta.fm
seznam.cz centrum.cz email.cz post.cz azet.sk zoznam.sk freemail.hu citromail.hu abv.bg mail.bg
yandex.ru yandex.com ya.ru mail.ru bk.ru list.ru inbox.ru rambler.ru ukr.net i.ua meta.ua
inbox.lv one.lv mail.ee sapo.pt iol.pt netcabo.pt telia.com tele2.se bredband.net spray.se
online.no frisurf.no mail.dk jubii.dk elisanet.fi luukku.com kolumbus.fi qq.com 163.com 126.com
sina.com sina.cn sohu.com foxmail.com yeah.net naver.com hanmail.net daum.net rediffmail.com
zoho.com zohomail.eu mail.com email.com usa.com fastmail.com fastmail.fm hushmail.com inbox.com
hey.com duck.com gmx.us mail.de kabelbw.de
"""
_FREEMAIL = frozenset(_DOMAINS.split())


def says_nothing(domain: str) -> bool:
    """Whether addresses of a domain (in lower case) belong to anybody."""
    return domain in _FREEMAIL or "." not in domain
