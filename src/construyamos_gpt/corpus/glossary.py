"""Palabras de 1784 que ninguna regla acierta, escritas a mano.

Son las que el Quijote no trae (nombres antiguos, cultismos, erratas del impresor) y las palabras
sueltas que cambian por sí solas.
"""

from __future__ import annotations

import re

__all__ = ["GLOSSARY", "PHRASES"]

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
        (r"\b[AaÁá] dios\b(?=,| [a-zó])", "adiós"),
    )
)

# Cada palabra en minúsculas y su forma de hoy, separadas por puntos altos.
_PAIRS = """
á a · à a · ó o · ò o · é e · è e · ú u · ù u · mui muy · hoi hoy · hai hay · soi soy · doi doy
voi voy · fué fue · fuí fui · vió vio · ví vi · vé ve · dió dio · fé fe
rei rey · lei ley · asi así · ansi ansí · porqué por qué · aora ahora · tubo tuvo
aquien a quien · alfin al fin · enfin en fin · encuanto en cuanto · enmedio en medio
entanto en tanto · entorno en torno · derepente de repente · sinpar sin par · paraqué para qué
noséque no sé qué · veintemil veinte mil · caipaciencia caí, paciencia · acuestas a cuestas
adulteros adúlteros · agibilibus agibílibus · ahito ahíto · algaravia algarabía
alfereces alféreces · alvarez álvarez · alverga alberga · antartico antártico
alcoran alcorán · apercibete apercíbete · arrepentios arrepentíos · arrogéme arrojéme
asperas ásperas · aspid áspid · asilo asilo · ataide ataíde · auna aúna · aurifero aurífero
azafran azafrán · azucar azúcar · averguenceos avergüenceos · avidas habidas
abrazame abrázame · amainese amáinese · asegurelo asegúrelo
abrasense abrásense · baibenes vaivenes · barbaras bárbaras
behetria behetría · beligera belígera · boreas bóreas · boberia bobería · bercelona barcelona
billadoro brilladoro · bartolome bartolomé · caistro caístro · cancer cáncer
caliope calíope · canicula canícula · ceruleo cerúleo · cinquenta cincuenta · clio clío
comicos cómicos · consul cónsul · convendria convendría · corporeo corpóreo · corbos corvos
cubranse cúbranse · cumpli cumplí · cumpuestos compuestos · cuantia cuantía · quantia cuantía
conpelida compelida · decurion decurión · derrumbanse derrúmbanse · descreida descreída
descreidos descreídos · descubris descubrís · diabolicas diabólicas · dificiles difíciles
dilatanse dilátanse · dinoslo dínoslo · daroslos dároslos · despavilé despabilé
desvies desvíes · divinos divinos · doto docto · dubda duda · elegia elegía · elicona helicona
eloquente elocuente · eloquencia elocuencia · embion envión · emisfero hemisfero
envisto embisto · envistieron embistieron · epitetos epítetos · erifile erífile
escandalizome escandalizóme · escondia escondía · escrecha estrecha · esdrujulos esdrújulos
esfuezo esfuerzo · esperia hesperia · estimulos estímulos · estorvarte estorbarte
estrombalo estrómbalo · estreme estreme · exe eje · exorta exhorta · exercitense ejercítense
fagina fajina · fatima fátima · farias farías · fertiles fértiles · flogísimo flojísimo
flogedad flojedad · floriferas floríferas · fragil frágil · fructiferos fructíferos
gabilanes gavilanes · garzon garzón · ginoves ginovés · gongora góngora · gorron gorrón
gracian gracián · grangeallo granjeallo · grangearia granjearía · grangeada granjeada
guillen guillén · hendia hendía · hallarias hallarías · hechiceria hechicería
hechicerias hechicerías · hesperidas hespéridas · hidropesia hidropesía
hijares ijares · hincapie hincapié
hoviera hubiera · humido húmido · humida húmida · humidos húmidos · humidas húmidas
ácia hacia · hymnos himnos · indomita indómita · indomito indómito · indomitos indómitos
intrepidos intrépidos · inviala envíala · irlandes irlandés · ironia ironía
jauregui jáuregui · xerxes jerjes · ximenez jiménez · jimenez jiménez
juzgabades juzgábades · languido lánguido · languidos lánguidos · latinos latinos
legitimos legítimos · lleguemonos lleguémonos · liquida líquida · liricas líricas
lobrego lóbrego · lobrega lóbrega · llamele llaméle · madanzas mudanzas
magestoso majestoso · marabillosas maravillosas · megia mejía · melpomene melpómene
mayusculas mayúsculas · meztanza mestanza · milites mílites · miseros míseros
monroi monroy · moririas morirías · morsillon morsillón · motin motín · mul mula
murierades muriérades · nacar nácar · nectar néctar · neptuneas neptúneas
nombradia nombradía · obas ovas · palpebras pálpebras · pamones pamonés
partenope parténope · partios partíos · pedicox pedicoj · pensabades pensábades
perfido pérfido · perfida pérfida · perfidos pérfidos · pestifero pestífero · pia pía
picara pícara · pierides piérides · pluton plutón · poetico poético · poeton poetón
ponderese pondérese · ponianseme poníanseme · pontifice pontífice · ponton pontón
porticos pórticos · practicos prácticos · preguntele preguntéle
preciaria preciaría · profecias profecías
publicos públicos · puntapies puntapiés · purpureas purpúreas · quedeme quedéme
quidam quídam · rapida rápida · recojemos recogemos · reusa rehúsa · rehusa rehúsa
rehuyo rehúyo · rehuyen rehúyen · regañon regañón · repartanse repártanse
revoquela revóquela · rezmas resmas · roguemosle roguémosle · ruas rúas
salutiferas salutíferas · satirica satírica · seriades seríades · sigamosle sigámosle
simbolo símbolo · soliman solimán · solis solís · subceso suceso · succesion sucesión
subjeta sujeta · subjetallos sujetallos · talia talía · tellez téllez · teogenes teógenes
tersicore tersícore · tiber tíber · timida tímida · timidos tímidos · titiro títiro
tituan tetuán · tosigo tósigo · trobador trovador · trobadora trovadora
trobistas trovistas · troton trotón · trugistes trujistes · union unión · uracan huracán
vaguido váguido · valdes valdés · valdio baldío · valencianos valencianos
vanderillas banderillas · vando bando · vanderas banderas · vayo bayo · vejon vejón
vencerase venceráse · verasle verásle · victima víctima · victimas víctimas
vimonos vímonos · violas violas · virgenes vírgenes · virgines vírgines
"""

GLOSSARY: dict[str, str] = {
    old: new
    for pair in re.split(r"[·\n]", _PAIRS)
    if pair.strip()
    for old, new in [pair.split(maxsplit=1)]
}
GLOSSARY = {old: new.strip() for old, new in GLOSSARY.items()}
