"""Las costuras: dónde dos vocales se dicen juntas, dónde separadas y cuánto cuesta cambiarlo.

Cuando dos vocales se encuentran, pueden ser una sílaba o dos. Entre ellas hay una costura: cosida,
son una sílaba; descosida, dos. Lo natural depende de dónde se encuentran, y el poeta puede hacer
lo contrario: es una licencia, y cada una tiene su nombre.

| se encuentran | lo natural | la licencia |
| --- | --- | --- |
| entre dos palabras: *que imita* | cosidas, sinalefa: *que‿i-mi-ta* | hiato: *que-i-mi-ta* |
| en un diptongo: *viaje* | cosidas: *via-je* | diéresis: *vi-a-je* |
| en un hiato: *poeta* | descosidas: *po-e-ta* | sinéresis: *poe-ta* |

El coste de una licencia dice cuánto extraña: 0,5 si los poetas del Siglo de Oro la hacen a cada
paso; 1 si se nota; 1,5 si es rara. El orden, de más a menos frecuente, es el de los manuales; los
números son nuestros, y se ajustaron con la mitad de los poemas de Cervantes.

Fuentes: A. Quilis, «Métrica española» (Ariel, 1984), «El cómputo silábico»: la sinalefa, la
sinéresis, la diéresis y el hiato; T. Navarro Tomás, «Métrica española» (1956), Introducción.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["NEVER", "VOWELS", "Seam", "between_words", "diaeresis", "fold", "inside_word"]

NEVER = float("inf")
VOWELS = frozenset("aeiouáéíóúàèìòùâêîôûäëïöü")

_FREQUENT, _USUAL, _NOTED, _RARE = 0.5, 0.75, 1.0, 1.5
_MARKS = {"\u0300", "\u0301", "\u0302", "\u0308"}  # ` ´ ^ ¨ ; la virgulilla de la ñ se queda
_OPENNESS = {"a": 3, "e": 2, "o": 2, "i": 1, "u": 1, "y": 0}  # cuánto se abre la boca


@dataclass(frozen=True, kw_only=True, slots=True)
class Seam:
    """Lo que hay entre dos trozos: si van cosidos (una sílaba) y cuánto cuesta cambiarlo.

    Attributes:
        joined: si lo natural es decirlos juntos.
        cost: lo que cuesta hacer lo contrario; infinito si no se puede.
        licence: cómo se llama hacer lo contrario: `hiato`, `diéresis`, `sinéresis`, o nada.
    """

    joined: bool
    cost: float
    licence: str


_APART = Seam(joined=False, cost=NEVER, licence="")  # entre dos sílabas que nunca se juntan


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Minúsculas y sin tildes ni diéresis; la ñ se queda: `fold("Pingüé") == "pingue"`."""
    letters = unicodedata.normalize("NFD", text.lower())
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _MARKS))


# --- Dentro de una palabra -----------------------------------------------------------------


def inside_word(left: str, right: str, *, stress: int, after: int) -> Seam:
    """La costura entre dos sílabas seguidas; si las separa un hiato, cabe la sinéresis.

    Args:
        left: la primera sílaba.
        right: la segunda.
        stress: a cuántas sílabas de `left` está la tónica: 0, es ella; negativo, ya ha pasado.
        after: cuántas sílabas quedan detrás de `right`.
    """
    a, b = left[-1], right.lstrip("h")[:1]
    if a not in VOWELS or b not in VOWELS or {a, b} & set("ïü"):  # la diéresis escrita manda
        return _APART
    if stress < 0 or fold(a) == fold(b):  # purpú-re-o, cre-er
        cost = _FREQUENT
    elif stress > 1 or (stress == 0 and after == 0):  # re-a-li-dad, se-a, rí-o
        cost = _USUAL
    elif {a, b} & set("íú"):  # ha-bí-a-mos, ca-í-da
        cost = _RARE
    else:  # po-e-ta, le-ón
        cost = _NOTED
    return Seam(joined=False, cost=cost, licence="sinéresis")


# Palabras con diéresis frecuente en el Siglo de Oro. Su diptongo eran dos sílabas en latín
# (*suave*, *cruel*, *glorioso*, *oriente*) o lo son en otra palabra de su familia (*viaje*, como
# *vía*; *criado*, como *cría*). El corte va tras lo que casa.
_OFTEN = re.compile(
    r"^(?:vi(?=aj|[uo][dl])|cru(?=el)|su(?=av)|ru(?=i[dn])|ju(?=ici|ez)|di(?=[aá])|tri(?=unf)"
    r"|pi(?=[aáoó]|edad)|bri(?=os)|lu(?=is)|ari(?=et)|(?:cr|gu|l|var|env|inv|roc|atav)i(?=[aáoó]))"
    r"|fi(?=[aáoó]|el)|fri(?=[aáoó])|hu(?=i[rdm])|(?:[tdbln]r?|rc)u(?=i[rdt])|[lrtdsc]i(?=an[ao])"
    r"|qui(?=et)|i(?=os[ao])|u(?=os[ao])|ori(?=ent)|ci(?=en[ct])|flu(?=en)|[pgbv]i(?=ón)"
    r"|persu(?=a)|[^gq]u(?=ars|ad[oa]s?$)"
)
_RISING = re.compile(r"(?<![qgaeiouáéíóú])[iu](?=h?[aoáó])")


def diaeresis(word: str, start: int, syllable: str, *, stress: int) -> tuple[int, float] | None:
    """Por qué letra se puede partir el diptongo de una sílaba y cuánto cuesta; nada si no se puede.

    Args:
        word: la palabra entera.
        start: en qué letra de la palabra empieza la sílaba.
        syllable: la sílaba.
        stress: a cuántas sílabas de esta está la tónica; negativo, ya ha pasado.
    """
    for match in _OFTEN.finditer(word):
        if start < match.end() < start + len(syllable):
            return match.end() - start, _FREQUENT
    rising = _RISING.search(syllable)
    if rising is None or stress < 0:  # *gloria* o *agua* no se parten nunca
        return None
    return rising.end(), _NOTED


# --- Entre dos palabras --------------------------------------------------------------------

# Palabras con h de una f latina (*hacer*, de «facere»): en el siglo XVI muchos aún la aspiraban, y
# delante de ella no hacían sinalefa.
_FROM_F = re.compile(
    r"h(?:abl|ac|ad[oa]|alc|all|ambr|ar[aeit]|ast[ií]|az|ebr|ech|embr|er[imrv]|ij|il|iz|og|oj|olg"
    r"|ond|orm|orn|um[oe]|und|urt|u[iy])"
)
_PAUSE = re.compile(r"[.:;?!…—-]")
_GLIDE_FIRST = re.compile(r"hie|h?u[eao]|i[ao]")  # hierro, hueso, Iago: no empiezan por vocal


def between_words(left: str, right: str, following: str, *, stressed: bool, gap: str) -> Seam:
    """La costura entre dos palabras: sinalefa si una acaba en vocal y la otra empieza por vocal.

    Args:
        left: la primera palabra.
        right: la segunda.
        following: la que va detrás, o un texto vacío.
        stressed: si `right` empieza por sílaba tónica (*de oro*): ahí el hiato es frecuente.
        gap: lo que hay escrito entre las dos: tras una pausa fuerte, también lo es.
    """
    a = fold(left).rstrip("h")[-1:]
    if not (a in VOWELS or left == "y") or not vowel_first(right):
        return _APART
    b = fold(right).strip("h")
    if len(b) == 1 and vowel_first(following):
        c = fold(following).lstrip("h")[0]
        if _OPENNESS[b] < min(_OPENNESS[a], _OPENNESS[c]):
            return _APART  # o-ro-y‿ám-bar: la vocal más cerrada se va con la que sigue
    easy = stressed or _FROM_F.match(fold(right)) or _PAUSE.search(gap)
    return Seam(joined=True, cost=_FREQUENT if easy else _NOTED, licence="hiato")


def vowel_first(word: str) -> bool:
    """Si una palabra empieza por sonido de vocal: *hora* sí; *hueso*, *hierba* y *ya*, no."""
    bare = fold(word)
    if bare == "y":
        return True
    return bare.lstrip("h")[:1] in VOWELS and _GLIDE_FIRST.match(bare) is None
