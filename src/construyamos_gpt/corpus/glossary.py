"""Palabras de 1784 que ninguna regla acierta, escritas a mano.

Son nombres y cultismos que el Quijote no trae, palabras que el impresor juntó y erratas suyas.
Salen de leer el libro de 1784 y, en los capítulos impares del Viaje, de compararlo con una
edición moderna. De las piezas de validación no sale ninguna. Una prueba vigila que no sobren.
"""

from __future__ import annotations

import re

__all__ = ["GLOSSARY", "PHRASES", "PROPER_NAMES"]

# Abreviaturas y locuciones, antes de mirar palabra por palabra.
PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"&c\.", "etc."),
        (r"\b[Vv]ms\.?", "vuestras mercedes"),
        (r"\b[Vv]m\.(?= [a-zñáéíóú(]| [A-Z][a-z]+ [A-Z])", "vuestra merced"),
        (r"\b[Vv]m\b", "vuestra merced"),
        (r"\bS\. (?=[A-Z])", "San "),
        (r"\bD\. (?=[A-Z])", "don "),
        (r"(?<=Ay )Ala\b", "Alá"),
        (r"\bal\s+borotados\b", "alborotados"),
        (r"\b[AaÁá] dios\b(?=,| [a-zó])", "adiós"),
        (
            r"\b([Ss])ino(?= (?:me|te|se|les?|nos|os|lo|es|quieres|apocas|desprecias)\b"
            r"| (?:las )?\w{2,}[ae]is\b|,? digalo\b|, á fe\b)|(?<= [oó] )(s)ino\b",
            r"\1\2i no",
        ),
    )
)

# Cada palabra en minúsculas y su forma de hoy, separadas por puntos altos. Las que se juntaron:
_JOINED = """
acuestas a cuestas · alfin al fin · apoco a poco · aquien a quien · caipaciencia caí, paciencia
derepente de repente · enfin en fin · enmedio en medio · entanto en tanto · entorno en torno
noséque no sé qué · paraqué para qué · porqué por qué · sinpar sin par · veintemil veinte mil
"""
# Nombres.
_NAMES = """
africa áfrica · airon airón · alcoran alcorán · alvarez álvarez · ataide ataíde
bartolome bartolomé · bermudez bermúdez · boreas bóreas · caistro caístro · caliope calíope
clio clío · elicona helicona · erifile erífile · esperia hesperia · estrombalo estrómbalo
farias farías · fatima fátima · godinez godínez · gomez gómez · gongora góngora
gracian gracián · guillen guillén · hesperidas hespéridas · jauregui jáuregui · megia mejía
melpomene melpómene · meztanza mestanza · mostagan mostagán · oracio horacio · pamones pamonés
partenope parténope · pierides piérides · ramirez ramírez · sebastian sebastián
soliman solimán · solis solís · talia talía · tellez téllez · teogenes teógenes
tersicore tersícore · tiber tíber · titiro títiro · tituan tetuán · valdes valdés
xerxes jerjes · ximenez jiménez
"""
# Palabras a las que solo les falta la tilde (o, como «ingles», les sobra la que se les pondría).
_ACCENTS = """
agibilibus agibílibus · ahito ahíto · alfereces alféreces · algaravia algarabía · ancora áncora
antartico antártico · apercibete apercíbete · arrepentios arrepentíos · asilo asilo
aspid áspid · auna aúna · azafran azafrán · azucar azúcar · behetria behetría
beligera belígera · boberia bobería · brindez bríndez · brujula brújula · cancer cáncer
canicula canícula · ceruleo cerúleo · consentiras consentirás · consul cónsul
corporeo corpóreo · cumpli cumplí · delfico délfico · derrumbanse derrúmbanse
descubris descubrís · epitetos epítetos · esdrujulos esdrújulos · estimulos estímulos
fragil frágil · ginoves ginovés · hacia hacía · hechiceria hechicería · hechicerias hechicerías
hidropesia hidropesía · hincapie hincapié · humido húmido · imagines imagines
indomita indómita · ingles ingles · invia invía · inviala invíala · invies invíes
irlandes irlandés · ironia ironía · languido lánguido · languidos lánguidos · liquida líquida
llamele llaméle · lobrega lóbrega · lobrego lóbrego · manifico manífico · mayusculas mayúsculas
motin motín · nacar nácar · nectar néctar · neptuneas neptúneas · nombradia nombradía
palpebras pálpebras · participe partícipe · pense pensé · perfida pérfida · perfido pérfido
perfidos pérfidos · pia pía · picara pícara · ponderese pondérese · pontifice pontífice
porticos pórticos · preciaria preciaría · preguntele preguntéle · publica pública
puntapies puntapiés · purpureas purpúreas · quantia cuantía · quedeme quedéme · quidam quídam
rapida rápida · regañon regañón · regis regís · revoquela revóquela · saetia saetía
simbolo símbolo · timida tímida · tosigo tósigo · transfuga tránsfuga · vaguido váguido
verasle verásle · veraste veráste · victima víctima · victimas víctimas · virgenes vírgenes
virgines vírgines
"""
# Letras.
_LETTERS = """
acia hacia · alverga alberga · aora ahora · arrogéme arrojéme · averguenceos avergüenceos
avidas habidas · baibenes vaivenes · cinquenta cincuenta · corbos corvos · dubda duda
envistieron embistieron · envisto embisto · estorvarte estorbarte · exe eje · fagina fajina
gabilanes gavilanes · harmonia armonía · harpa arpa · hijares ijares · hymnos himnos · obas ovas
obo hobo · orizonte horizonte · pedicox pedicoj · recojemos recogemos · rezmas resmas
subceso suceso · subjeta sujeta · subjetallos sujetallos · succesion sucesión
trugistes trujistes · uracan huracán · valdio baldío · vanderillas banderillas · vayo bayo
ácia hacia
"""
# Erratas del impresor, o de quien copió el libro para Project Gutenberg.
_MISPRINTS = """
bercelona barcelona · billadoro brilladoro · casulla castilla · conpelida compelida
cumpuestos compuestos · escrecha estrecha · esfuezo esfuerzo · madanzas mudanzas · mul mula
ruegoos ruegos
"""

# Nombres que solo salen a principio de verso, donde la mayúscula no prueba nada.
PROPER_NAMES = {
    *("cerbero", "citia", "erebo", "iciar", "jerjes", "olmida", "servio", "zapardiel"),
}

GLOSSARY: dict[str, str] = {
    old: new.strip()
    for pairs in (_JOINED, _NAMES, _ACCENTS, _LETTERS, _MISPRINTS)
    for pair in re.split(r"[·\n]", pairs)
    if pair.strip()
    for old, new in [pair.split(maxsplit=1)]
}
