"""What payers write in Spanish, in Latin America too."""

from __future__ import annotations

from collectwork.replies.words import Words

_SOME = r"(?:[\w'.,€$-]{1,22} ){0,3}"
_PAGAR = (
    r"(?:pagar|abonar|liquidar|transferir|saldar|cancelar|realizar|efectuar|hacer|emitir"
    r"|enviar|depositar|girar|ingresar|cubrir|regularizar|consignar)(?:les|le|la|las|lo|los|selo"
    r"|sela)?"
)
_PAID = (
    r"(?:pagad[oa]s?|abonad[oa]s?|liquidad[oa]s?|transferid[oa]s?|saldad[oa]s?|cancelad[oa]s?"
    r"|depositad[oa]s?|ingresad[oa]s?|girad[oa]s?|cubiert[oa]s?|consignad[oa]s?)"
)
_MADE = (
    r"(?:realizad[oa]s?|efectuad[oa]s?|hech[oa]s?|emitid[oa]s?|enviad[oa]s?|ejecutad[oa]s?"
    r"|procesad[oa]s?|debitad[oa]s?|cargad[oa]s?|aplicad[oa]s?)"
)
_MONEY = (
    r"(?:pagos?|transferencias?|importes?|montos?|cheques?|depositos?|abonos?|saldos?"
    r"|facturas?|dinero|giros?|ingresos?|spei|cuotas?|consignacion)"
)
_FUTURE = (
    r"(?:(?:pagar|abonar|liquidar|transferir|saldar|cancelar|depositar|girar|cubrir)(?:emos"
    r"|e|a|an)|se (?:les |le |lo )?(?:pagar|abonar|liquidar|transferir|saldar|cancelar|depositar"
    r"|girar)(?:a|an))"
)
_WE_DID = (
    r"(?:pagamos|pague|pago|pagaron|abonamos|abone|abono|liquidamos|liquide|liquido"
    r"|transferimos|transferi|transfirio|saldamos|cancelamos|cancele|depositamos|deposite|deposito"
    r"|giramos|ingresamos|consignamos)"
)

SPANISH = Words(
    code="es",
    common=(
        "mercancia factura llego facturas recibio danada "
        "transferimos abonamos viernes pagar pagado liquidar fines finales copias "
        "envien enviar "
        "el la los las de que y en por favor para con su sus nos les se factura pago esta ya "
        "un una del no fue hemos gracias buenos dias estimado saludos semana proxima pagamos "
        "pagaremos al es ustedes esa ese como adjunto copia hoy manana ayer nunca recibimos "
        "estaba han ha muy pero mi le lo si este todo ser disculpe cuando nosotros tengo "
        "tenemos quedo dia mes hasta sobre solo mas nuestra nuestro eso estan he"
    ),
    months={
        name: number
        for number, names in enumerate(
            (
                "enero ene",
                "febrero feb",
                "marzo mar",
                "abril abr",
                "mayo may",
                "junio jun",
                "julio jul",
                "agosto ago",
                "septiembre setiembre sept sep set",
                "octubre oct",
                "noviembre nov",
                "diciembre dic",
            ),
            1,
        )
        for name in names.split()
    },
    weekdays={
        "lunes": 0,
        "martes": 1,
        "miercoles": 2,
        "jueves": 3,
        "viernes": 4,
        "sabado": 5,
        "domingo": 6,
    },
    numbers={
        "un": 1,
        "una": 1,
        "dos": 2,
        "tres": 3,
        "cuatro": 4,
        "cinco": 5,
        "seis": 6,
        "siete": 7,
        "ocho": 8,
        "nueve": 9,
        "diez": 10,
        "quince": 15,
        "veinte": 20,
        "treinta": 30,
    },
    days=(
        (
            r"(?P<d>\d{1,2})(?:ero|ro|°|º)?(?: de)? {month}\.?(?:(?: de| del)? (?P<y>20\d\d))?",
            "date",
        ),
        (r"(?P<d>\d{1,2})[-/]{month}(?:[-/](?P<y>20\d\d))?", "date"),
        (r"(?:semana|sem\.?) (?:n[o°]\.? ?|numero )?(?P<k>\d{1,2})", "week_number"),
        (r"pasado manana", "over_tomorrow"),
        (
            r"(?<!la )(?<!por la )(?<!esta )manana(?: mismo| por la (?:manana|tarde)"
            r"| a primera hora)?",
            "tomorrow",
        ),
        (r"anteayer|antier|antes de ayer", "over_yesterday"),
        (r"ayer(?: por la (?:tarde|manana))?", "yesterday"),
        (r"hoy(?: mismo| dia)?|el dia de hoy|en el dia|esta (?:tarde|manana)", "today"),
        (
            r"{wd} de la (?:proxima semana|semana proxima|semana que viene|semana entrante"
            r"|siguiente semana)",
            "next",
        ),
        (r"{wd} (?:pasado|anterior)|{wd} de la semana pasada|(?:el )?pasado {wd}", "last"),
        (
            r"(?:el |este |del |proximo |el proximo |este proximo |para el |antes del "
            r"|a mas tardar el |dia )+{wd}(?: proximo| que viene| entrante)?",
            "coming",
        ),
        (
            r"(?:a )?(?:principios|comienzos|inicios|inicio) de (?:la )?(?:proxima semana"
            r"|semana proxima|semana que viene|semana entrante)",
            "next_week_early",
        ),
        (
            r"(?:a )?mediados de (?:la )?(?:proxima semana|semana proxima|semana que viene"
            r"|semana entrante)",
            "next_week_mid",
        ),
        (
            r"(?:a (?:finales|fines) de |al final de |en el transcurso de |durante "
            r"|en )?(?:la )?(?:proxima semana|semana proxima|semana que viene|semana entrante"
            r"|siguiente semana|semana siguiente)",
            "next_week",
        ),
        (
            r"(?:a (?:finales|fines) de (?:la |esta )|(?:al )?final de (?:la |esta )|esta misma "
            r"|esta |en el transcurso de (?:la |esta )|en la presente )semana|fin de semana",
            "this_week",
        ),
        (r"(?:la )?semana pasada", "last_week"),
        (
            r"(?:a (?:finales|fines) de|al final de|fin de)(?:l)? (?:proximo mes|mes proximo"
            r"|mes que viene|mes entrante)|(?:el |en el )?(?:proximo mes|mes proximo"
            r"|mes que viene|mes entrante)",
            "next_end",
        ),
        (
            r"(?:a )?(?:principios|comienzos|inicios) de(?:l)? (?:proximo mes|mes proximo"
            r"|mes que viene|mes entrante|mes)",
            "next_early",
        ),
        (r"(?:a )?mediados de(?:l)? (?:proximo mes|mes proximo|mes que viene)", "next_mid"),
        (r"(?:a )?mediados de(?:l| este)? mes|la quincena", "mid"),
        (
            r"(?:a|para) (?:finales|fines) de(?:l| este)? mes|(?:a |al |antes de |para )?(?:fin"
            r"|final|cierre) de(?:l| este)? mes|este (?:mismo )?mes|en el transcurso del mes",
            "end",
        ),
        (
            r"(?:a |al |para )?(?:finales|fines|fin|final) de(?:l mes de)? {month}(?:(?: de"
            r"| del)? (?P<y>20\d\d))?",
            "end",
        ),
        (r"(?:a )?mediados de(?:l mes de)? {month}(?:(?: de| del)? (?P<y>20\d\d))?", "mid"),
        (
            r"(?:a )?(?:principios|comienzos|inicios) de(?:l mes de)? {month}(?:(?: de"
            r"| del)? (?P<y>20\d\d))?",
            "early",
        ),
        (r"(?:a |al |antes de |para )?(?:finales|fines|fin|final|cierre) de(?:l)? ano", "year_end"),
        (r"(?:a |al )?(?:finales|fin|final|cierre) de(?:l)? trimestre", "quarter_end"),
        (
            r"(?:en|dentro de|en un plazo de|en el plazo de|a|en un maximo de)(?: los proximos"
            r"| unos| aproximadamente| maximo| un plazo de)? {n} dias (?:habiles|laborables"
            r"|laborales|bancarios)",
            "workdays",
        ),
        (
            r"(?:en|dentro de|en un plazo de|en el plazo de|en un maximo de)(?: los proximos"
            r"| unos| aproximadamente| maximo| un plazo de)? {n} dias?",
            "days",
        ),
        (r"(?:en|dentro de|en un plazo de)(?: unas| las proximas)? {n} semanas?", "weeks"),
        (r"(?:en|dentro de)(?: unos)? {n} mes(?:es)?", "months"),
        (r"hace {n} dias?", "days"),
        (r"hace {n} semanas?", "weeks"),
        (r"(?:en|dentro de) una quincena", "fifteen"),
        (
            r"(?:el|el dia|al|al dia|del|para el|para el dia|antes del"
            r"|dia) (?P<d>\d{1,2})(?! ?[/.]\d| ?%| facturas?| unidades)",
            "dom",
        ),
        (r"{wd}", "coming"),
    ),
    apart=r"[,;:]| - | y | e | pero | o | porque | ya que | aunque | sin embargo | mientras ",
    promise=(
        _FUTURE,
        rf"sera(?:n)? (?:{_SOME})?{_PAID}|quedara(?:n)? (?:{_SOME})?{_PAID}",
        rf"(?:vamos a|voy a|va a|van a|nos comprometemos a|me comprometo a|podemos|podremos|puedo"
        rf"|podre|pensamos|tenemos previsto|tengo previsto|prevemos|estaremos|estare"
        rf"|procederemos a|procedere a|procederan a)"
        rf" (?:{_PAGAR}|pagando|abonando|liquidando|transfiriendo|depositando|realizando el pago"
        rf"|haciendo el pago)",
        rf"(?:realizaremos|realizare|efectuaremos|efectuare|haremos|hare|emitiremos|enviaremos"
        rf"|enviare|realizaran|haran|procesaremos|programaremos)"
        rf" (?:el |la |los |las |un |una |su |este |dicho |les "
        rf"|le )?(?:[\w]{{1,15}} ){{0,2}}{_MONEY}",
        rf"(?:recibiran|recibira|tendran|veran) (?:[\w]{{1,15}} ){{0,3}}{_MONEY}",
    ),
    promise_dated=(
        rf"{_MONEY}(?: [\w'.,€$()-]{{1,22}}){{0,8}}? (?:esta|estan|queda|quedo|fue|ha sido"
        rf"|quedan) (?:ya )?(?:programad[oa]s?|previst[oa]s?|agendad[oa]s?|planificad[oa]s?"
        rf"|autorizad[oa]s?|en proceso)",
        r"(?:programad[oa]s?|previst[oa]s?|agendad[oa]s?|planificad[oa]s?|comprometid[oa]s?)",
        r"(?:pagamos|pago|abonamos|liquidamos|transferimos|transfiero|deposito|depositamos"
        r"|liquido|abono|saldamos|cancelamos|giramos|le transfiero|les transfiero|hago|hacemos)",
        r"(?:estamos|estoy) (?:pagando|abonando|liquidando|transfiriendo|depositando|realizando"
        r"|haciendo)",
        r"(?:sale|salen|saldra|saldran|entra|entrara|llegara|va|ira|iran|se hace|se realiza"
        r"|se efectua)",
        rf"{_MONEY} (?:[\w]{{1,15}} ){{0,3}}?(?:para el|el|para|a finales|manana|esta semana"
        rf"|la proxima|este|antes)",
        rf"(?:a|para) {_PAGAR}",
        r"proxim[oa] (?:corrida|remesa|tanda|ronda|lote)(?: de (?:pagos?|transferencias?))?",
    ),
    promise_money=(
        r"se (?:les |le )?(?:realizara|efectuara|hara|emitira|enviara|ejecutara|procesara"
        r"|llevara a cabo|programara|vera)n?",
        rf"(?:sera|seran|estara|estaran|quedara) {_SOME}{_MADE}",
        r"(?:saldra|saldran|llegara|llegaran|entrara|se reflejara|ira)",
    ),
    paid=(
        rf"(?:fue|fueron|ha sido|han sido|esta|estan|quedo|quedaron|se encuentra|se encuentran|ya"
        rf"|estaba|estaban) (?:ya |todo |todas |todos |totalmente |completamente "
        rf"|debidamente ){{0,2}}{_PAID}",
        rf"(?:hemos|he|han|ha|habiamos|habia) (?:ya |todo )?{_PAID}",
        rf"ya (?:se |les |le |la |las |lo |los |nosotros |nos |todo |esa |esta "
        rf"|fue ){{0,3}}(?:{_WE_DID}|hicimos|realizamos|hice|realice|efectuamos|realizo|hizo"
        rf"|efectuo|pagaron|pagaron)",
        r"se (?:les |le |la )?(?:pago|pagaron|abono|liquido|transfirio|deposito"
        r"|cancelo)(?! (?:del|de la|en|a)? ?(?:proxim|dia \d))",
        rf"(?:realizamos|hicimos|efectuamos|hice|realice|hemos (?:hecho|realizado|efectuado)"
        rf"|he (?:hecho|realizado)|ya se (?:realizo|hizo|efectuo)|se (?:realizo|hizo"
        rf"|efectuo)) (?:ya )?(?:el |la |los |las |un |una |este |su |dicho |esa "
        rf"|ese ){{0,2}}{_MONEY}",
        rf"(?:pago|transferencia|deposito|importe|monto"
        rf"|spei)s?(?: [\w'.,€$()/-]{{1,22}}){{0,6}}? (?:ya )?(?:fue|fueron|ha sido|esta"
        rf"|se) (?:ya )?(?:{_MADE}|realizo|hizo|efectuo|envio|aplico)",
    ),
    paid_dated=(
        rf"{_WE_DID}",
        rf"{_PAID}",
        r"(?:pago|transferencia|deposito|abono) (?:[\w'.,€$]{1,15} ){0,4}?(?:del|de fecha|el"
        r"|realizad[oa]|hech[oa])",
        r"se (?:realizo|efectuo|hizo|envio)",
    ),
    paid_money=(),
    money=_MONEY,
    negation=r"no|nunca|jamas|ningun\w?|nada|ni|sin|tampoco|imposible|impagad[oa]s?|nadie"
    r"|rechaz\w{1,4}|deten\w{1,4}|suspend\w{1,4}|negamos|niego",
    harmless=r"sin (?:falta|demora|problemas?|duda|inconvenientes?|descuento)|no hay (?:problema"
    r"|inconveniente)|no mas tarde|a mas tardar|no se preocup\w+|no dude\w* en[\w ]{0,30}|no solo"
    r"|no tengan? duda|no\.(?= ?\d)|no olvid\w+",
    condition=r"contamos con|gracias por (?:el|su) pago|les rogamos|enviennos|envienos"
    r"|su (?:mensaje|aviso|correo) de que|si|cuando|en cuanto|una vez"
    r"|siempre que|siempre y cuando|tan pronto|apenas"
    r"|hasta que|hasta (?:recibir|tener|no)|despues de (?:recibir|que|la|revisar)|tras (?:recibir"
    r"|la)|al recibir|luego de|a condicion|en caso|sujeto|antes de|mientras no|con tal|previa"
    r"|segun|de (?:recibir|contar)",
    unconditional=r"si (?:tiene[n]?|necesita[n]?|requiere[n]?|gusta[n]?|desea[n]?|les parece"
    r"|le parece|es posible|hay|no hay inconveniente|esta bien)[\w ]{0,40}"
    r"|tan pronto (?:como )?(?:sea )?posible|en cuanto (?:sea )?(?:posible|antes)|cuanto antes"
    r"|antes de(?= fin| final| las| manana| el| que termine| que acabe| navidad)|(?:avise\w*"
    r"|digan?me"
    r"|comuni\w+)[\w ]{0,20} si[\w ]{0,30}",
    doubt=r"esper(?:amos|o|ando) (?:poder )?(?=pagar|abonar|liquidar|hacer|realizar|poder|que)"
    r"|intent\w{2,5}|tratar\w{0,4}|trataremos|quizas?|tal vez|posiblemente|probablemente"
    r"|podria\w{0,4}|quisiera\w{0,3}|quisieramos|deberia\w{0,3}|habria\w{0,3}|seria\w{0,2}"
    r"|pagaria\w{0,4}|a ver si|ver si|prometi\w{0,5}|normalmente|usualmente|generalmente|suele\w?"
    r"|solemos|queriamos|queria|iba\w{0,3}|ibamos|revisar si|verificar si|confirmar si|por que",
    others=r"les rogamos|le rogamos|hemos anotado|nos llegue|(?:ustedes|usted|uds?"
    r"|vd) (?:[\w]{1,12} ){0,2}?(?:pag\w+|prometi\w+|hab\w+|han|ha"
    r"|deben|debe|dijeron|tienen que)|(?:favor de|por favor|sirvase|sirvanse|rogamos|les pedimos"
    r"|le pedimos|solicitamos|agradeceremos) (?:[\w]{1,12} ){0,3}?(?:pagar|abonar|liquidar"
    r"|realizar|efectuar|hacer|transferir|pago\b|el pago|regularizar|cancelar)|paguen|pague por"
    r"|pagarnos|nos (?:han |ha |haya[n]? )?(?:paga\w*|abona\w*|deposita\w*|transfier\w*"
    r"|transferir\w*)|(?:nuestros?|mis?) clientes?|solicitud|su pago|cancelad[oa]s? (?:el"
    r"|la) (?:pedido|orden)",
    dispute=(
        (
            "returned",
            r"(?:devolvimos|hemos devuelto|devolvi|fue(?:ron)? devuelt[oa]s?|se devolvi\w+"
            r"|regresamos|retornamos|se regres\w+)|(?:mercancia|mercaderia|producto|material"
            r"|maquina|equipo)s? (?:[\w]+ ){0,3}?devuelt[oa]s?|nota de devolucion"
            r"|devolucion de (?:la )?(?:mercancia|mercaderia|material)",
        ),
        (
            "quality",
            r"danad[oa]s?|defectuos[oa]s?|rot[oa]s?|defectos?|mal estado|averiad[oa]s?"
            r"|rayad[oa]s?|inservibles?|mala calidad|problemas? de calidad|no funciona\w?"
            r"|golpead[oa]s?|estropead[oa]s?|deteriorad[oa]s?|vencid[oa] el producto"
            r"|fuera de especificacion|oxidad[oa]s?|quebrad[oa]s?|fallas?|desperfectos?"
            r"|no conforme|calidad (?:[\w]+ ){0,4}?(?:mala|no|deficiente)",
        ),
        (
            "quantity",
            r"(?:solo|solamente|unicamente) (?:[\w]+ ){0,2}?(?:recibimos|llegaron|entregaron"
            r"|nos (?:entregaron|llegaron|enviaron)|hemos recibido|se (?:recibieron|entregaron))"
            r"|faltan? (?:[\w]+ ){0,3}?(?:piezas?|cajas?|unidades|articulos?|tarimas?|palets?"
            r"|productos?|bultos?|materiales?)|faltaron (?:[\w]+ ){0,3}?\w+|(?:piezas?|cajas?"
            r"|unidades|articulos?|tarimas?|bultos?) (?:[\w]+ ){0,2}?(?:faltan\w*|de menos)"
            r"|(?:entrega|pedido|envio) (?:[\w]+ ){0,2}?(?:incomplet[oa]|parcial)"
            r"|lleg\w* incomplet[oa]|cantidad\w* (?:[\w]+ ){0,5}?(?:no|incorrecta|erronea"
            r"|equivocada|menor)|cantidad (?:incorrecta|equivocada)|faltante",
        ),
        (
            "delivery",
            r"(?:nunca|no|aun no|todavia no) (?:nos |hemos |se |ha |han |me |he )*(?:recib\w+"
            r"|lleg\w+|entreg\w+)(?: (?:la|el|los|las|ese|esa|este|esta|nuestra?|esos|esas"
            r"|dich[oa]|ninguna) )?(?:mercancia|mercaderia|pedido|material|productos?|entrega"
            r"|equipos?|maquinas?|articulos?|paquete|envio|orden)|(?:mercancia|mercaderia|pedido"
            r"|material|productos?|envio|equipos?|paquete) (?:[\w]+ ){0,5}?(?:nunca|no"
            r"|aun no) (?:[\w]+ ){0,2}?(?:lleg\w+|entreg\w+|recib\w+)|(?:material|mercancia"
            r"|mercaderia|producto|modelo|articulo|talla|color)s? (?:equivocad[oa]s?|errone[oa]s?"
            r"|incorrect[oa]s?)|(?:llego|entreg\w+|entrega) (?:[\w]+ ){0,3}?(?:tarde|retraso"
            r"|tardia)|entrega (?:tardia|equivocada)|nos (?:enviaron"
            r"|mandaron) (?:[\w]+ ){0,3}?(?:equivocad[oa]|otr[oa])",
        ),
        (
            "price",
            r"(?:precio|tarifa)s? (?:[\w,.€$-]+ ){0,7}?(?:no|incorrect[oa]s?|errone[oa]s?"
            r"|equivocad[oa]s?|mal|mas alt[oa]s?|diferentes?|mayor|distint[oa]s?|superior)"
            r"|precio (?:incorrecto|erroneo|equivocado)|(?:diferencia|error) (?:de"
            r"|en) (?:el )?precios?|(?:cobraron|cobrando|facturaron|cobran|facturado) (?:de mas"
            r"|mas de|mas caro|demasiado)|sobreprecio|(?:acordamos|habiamos acordado|acordado"
            r"|pactado|pactamos|cotizad[oa]|cotizaron) (?:[\w]+ ){0,3}?\d|precio (?:acordado"
            r"|pactado|cotizado)|descuento (?:[\w%]+ ){0,5}?(?:no|falta|faltante|acordado"
            r"|pactado)|(?:falta|sin|no (?:se )?aplic\w+) (?:el |nuestro |un )?descuento"
            r"|segun (?:la )?cotizacion|no coincide con (?:la )?(?:cotizacion|oferta)|cotizacion",
        ),
        (
            "document",
            r"(?:a nombre de (?:otra|una|la empresa|la otra)(?: empresa| compania| sociedad)?"
            r"|otra (?:empresa|razon social|sociedad))|(?:razon social|rfc|nif|cif|rut|cuit|ruc"
            r"|direccion|iva|uso de cfdi|regimen fiscal"
            r"|domicilio fiscal)(?: [\w]+){0,4}? (?:incorrect[oa]|errone[oa]|equivocad[oa]|mal|no"
            r"|falta)|(?:falta|sin|no (?:aparece|trae|incluye|lleva|tiene|indica)"
            r"|omiti\w+) (?:[\w]+ ){0,4}?(?:numero de (?:pedido|orden|compra)|orden de compra"
            r"|oc\b|po\b|pedido|rfc|nif|cif|complemento|xml|iva)|(?:numero de (?:pedido|orden)"
            r"|orden de compra|oc) (?:[\w]+ ){0,4}?(?:no|falta|incorrect[oa]|errone[oa])"
            r"|factura (?:[\w-]+ ){0,5}?(?:incorrecta|erronea|mal|equivocada|duplicada"
            r"|tiene (?:un )?error(?:es)?|con error(?:es)?|no es correcta|no esta correcta)"
            r"|(?:facturad[oa]|facturaron|cobrad[oa]|cobraron"
            r"|facturando) (?:[\w]+ ){0,3}?(?:dos veces|doble|duplicad[oa])|duplicad[oa]"
            r"|(?:corregir|refacturar|rehacer|anular"
            r"|sustituir) (?:[\w]+ ){0,2}?(?:la )?(?:factura)?|correccion de (?:la )?factura"
            r"|error(?:es)? en (?:la |su |esta )?factura|factura correcta|nueva factura",
        ),
        (
            "proof",
            r"(?:enviar\w*|mandar\w*|necesitamos|falta\w?|requerimos|sin|adjuntar|proporcionar"
            r"|enviar|envien) (?:[\w]+ ){0,6}?(?:albaran\w*|comprobante de entrega"
            r"|prueba de entrega|acuse|remision\w*|hojas? de (?:tiempo|servicio|horas)"
            r"|guia firmada|evidencia de entrega|parte de trabajo|guia de remision)",
        ),
        (
            "deduction",
            r"(?:esper\w+|falta\w?|prometi\w+|pendiente\w?|emitir|emitan|necesitamos|solicit\w+"
            r"|enviar\w*|aguard\w+|hacer|deben|debe) (?:[\w,]+ ){0,6}?(?:notas? de credito"
            r"|abono de|el abono|un abono|bonificacion|rappel|reembolso|nc\b|rebate"
            r"|abono)(?! (?:el|lo|realiz|ayer|por transfer))|(?:notas? de credito|abono"
            r"|bonificacion|rappel|reembolso) (?:[\w,]+ ){0,8}?(?:esper\w+|falta\w?|pendiente\w?"
            r"|no|nunca|prometi\w+|aun)",
        ),
        (
            "in_approval",
            r"(?:pendiente|espera|proceso|falta|en|faltan|esperando) (?:de |la |una |el |su |por "
            r"|en |nuestra )*(?:aprobacion|autorizacion|validacion|visto bueno|firma"
            r"|revision interna|liberacion|conformidad|aprobar|autorizar)|(?:no|aun no|todavia no"
            r"|nadie) (?:[\w]+ ){0,4}?(?:aprobad[oa]|autorizad[oa]|validad[oa]|aprobo|autorizo"
            r"|liberad[oa])",
        ),
        (
            "other",
            r"(?:nunca|no|jamas) (?:[\w]+ ){0,3}?(?:pedimos|pedi|ordenamos|solicitamos|compramos"
            r"|contratamos|hicimos (?:ese|este|el|ningun) pedido|encarg\w+|solicite)"
            r"|(?:cancelamos|cancelado|anulamos|anulado|se cancelo) (?:[\w]+ ){0,3}?(?:pedido"
            r"|contrato|orden|servicio|suscripcion)|(?:pedido|contrato|orden"
            r"|servicio) (?:[\w]+ ){0,3}?(?:cancelad[oa]|anulad[oa])|(?:disputamos|impugnamos"
            r"|objetamos|no aceptamos|no estamos de acuerdo|rechazamos|en desacuerdo|inconform\w+)",
        ),
        (
            "not_received",
            r"(?:nunca|no|aun no|todavia no|ninguna) (?:nos |hemos |se |ha |han |me |he |la "
            r"|las )*(?:recib\w+|lleg\w+|tenemos|tengo|encontr\w+|consta|aparece|ubic\w+"
            r"|localiz\w+)(?: (?:la|esa|esta|dicha|las|ninguna|esas|estas|su|sus"
            r"|alguna))? facturas?|facturas? (?:[\w-]+ ){0,5}?(?:nunca|no"
            r"|aun no) (?:[\w]+ ){0,3}?(?:lleg\w+|recib\w+|tenemos|encontr\w+|consta|aparece"
            r"|registrad\w)",
        ),
    ),
    fine=r"(?:ningun|sin|ninguna|no (?:hay|tenemos)) (?:ningun\w? )?(?:reclamo|queja|problema"
    r"|objecion|reclamacion|inconveniente|diferencia)s?|gracias por (?:la nota|el abono"
    r"|la factura|la copia|el estado|la correccion|la reposicion)|ya (?:recibimos|nos llego|llego"
    r"|se resolvio|quedo resuelto) (?:[\w]+ ){0,4}?(?:nota de credito|copia|factura corregida"
    r"|estado de cuenta|reposicion)?|recibimos (?:la nota de credito|la factura corregida"
    r"|la copia|la reposicion)|resuelt[oa]s?|solucionad[oa]s?|reemplazad[oa]s?|todo en orden"
    r"|conformes|buen estado|satisfech[oa]s?",
    wish=r"por favor|favor|porfa|xfa|pueden?|podrian?|podria|me (?:pueden?|podrian?|envian?"
    r"|mandan?|pasan?|facilitan?)|nos (?:pueden?|podrian?|envian?|mandan?|pasan?|facilitan?"
    r"|hacen?)|enviar\w*|envi(?:e|en)\w*|mand(?:e|en)\w*|mandar\w*|reenvi\w+|necesit\w+"
    r"|requier\w+|solicit\w+|pido|pedimos|quisiera\w*|agradec\w+|falta\w?|hacer(?:me|nos)? llegar"
    r"|facilit\w+|remit\w+|proporcion\w+|pasar\w*|requerimos|puedes|encontr\w+",
    copy=r"(?:copias?|duplicad[oa]s?|pdf|xml) (?:[\w]+ ){0,5}?(?:facturas?|la misma|las mismas"
    r"|ella)|copias? de (?:la |las |dicha )?(?:factura)?|facturas? (?:[\w./-]+ ){0,5}?(?:de nuevo"
    r"|nuevamente|otra vez|en pdf|por correo|en xml)|(?:reenvi\w+|volver a (?:enviar"
    r"|mandar)\w*) (?:[\w-]+ ){0,5}?(?:facturas?|copia)|(?:enviar\w*|envien\w*|envie\w*|envian"
    r"|mand(?:ar|en|e|an)\w*|pasar\w*|facilit\w+|remit\w+|necesit\w+|solicit\w+) (?:de nuevo "
    r"|nuevamente |otra vez )?(?:[\w]+ ){0,2}?(?:la |las |esa |esas |dicha |ambas )facturas?"
    r"|duplicado de|una copia|pdf de (?:la|las)",
    statement=r"estados? de (?:la |nuestra |mi |su )?cuentas?|extractos? (?:de (?:la "
    r"|nuestra )?cuenta|actualizado)|estado actualizado|(?:relacion|listado|lista|detalle"
    r"|resumen) (?:[\w]+ ){0,2}?facturas (?:pendientes|abiertas|vencidas|impagadas|por pagar)"
    r"|saldo actualizado|mayor de cuenta|edo\.? de cuenta|extracto",
    no_copy=r"adjunt[oa]s?|adjuntamos|anexo|anexamos|anexad[oa]|gracias por|(?:les?|te) (?:envio"
    r"|enviamos|mando|mandamos|hago llegar|hacemos llegar|comparto|compartimos|reenvio)"
    r"|copia del? (?:pago|transferencia|comprobante|pedido|contrato|la transferencia|la orden"
    r"|spei|albaran)|comprobante|en copia|con copia|extracto bancario|nuestro extracto"
    r"|nuestro estado|estado de cuenta (?:del banco|bancario)|recibimos|albaran|corregida"
    r"|nueva factura|nota de credito|contrato",
    whole=r"(?:el )?total(?:idad)?|importe (?:total|integro|completo)|(?:la )?totalidad"
    r"|monto total|saldo total|pago total|en su totalidad|integramente|cantidad total|suma total"
    r"|completo",
    half=r"mitad|50 ?%",
    rest=r"resto|restante|saldo restante|diferencia|la otra mitad|remanente|el saldo",
    oldest=r"factura mas (?:antigua|vieja)|(?:primera|mas antigua) factura",
    newest=r"factura mas reciente|(?:ultima|mas reciente) factura",
    numbered=r"facturas?|fact\.?|fra\.?|n[o°º]\.?|num\.?|numeros?|folios?|#|ref\.?|la|las|y",
    day_first=True,
)
