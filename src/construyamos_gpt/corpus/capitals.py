"""Mayúsculas y minúsculas, como en una edición de hoy.

En 1784 todo verso empezaba por mayúscula y los nombres ilustres iban en versales. Hoy el verso
empieza por minúscula si sigue la frase, y JUAN DE OCHOA es Juan de Ochoa.
"""

from __future__ import annotations

import re

from construyamos_gpt.corpus.glossary import PROPER_NAMES
from construyamos_gpt.corpus.letters import WORD, fold
from construyamos_gpt.corpus.lexicon import Lexicon
from construyamos_gpt.corpus.words import surname

__all__ = ["modern_capitals"]

_BREAK = re.compile(r"[.…?!;:]")
_SENTENCE_END = re.compile(r"[.…][»)]*\s*$")
_FULL_STOP = re.compile(r"[a-zñáéíóú]\.[»)]*\s*$")
_PLACE = re.compile(r"\b(?:conde|duque|marqués|sima|río|cerro|calle)\s+(?:de(?:l| la)?\s+)?$", re.I)
_INNER_CRY = re.compile(r"[,(]\s(?:[oO]h|[aA]y)\b[^.,;:?!]*!\)?\s*$")
# Tras un verbo de decir y dos puntos, lo que se dice empieza por mayúscula: «dijo: No quiero».
# No en «soy mozo, dijo él, soy rico: cosas que…»: ahí los dos puntos ya no son suyos.
_SAY = (
    r"\b(?:d[ií]j[eio]\w*|dic(?:e|en|i[eé]ndo\w*)|dec(?:ir|ía\w*)|repetid|respond\w*|repli[cq]\w*"
    r"|grit\w*|pregunt\w*|clam\w*|exclam\w*|prosigui\w*)\b(?!,? que\b)"
)
_SAYING = re.compile(
    rf"(?:(?<!, ){_SAY}[^.:;?!]{{0,60}}|(?<=, ){_SAY}[^,.:;?!]{{0,60}}):\s*[«¿¡]*$", re.I
)
_ORIGIN = re.compile(
    r"^(roman|turc|grieg|español|numantin|italian|cristian|castellan|valencian|perusin|otoman"
    r"|flamenc|fenic|hispan|african|sevillan|toledan|cartagines|frances|ingles|god|lusitan|vizcain|andalu[zc]"
    r"|cordobes|sard)[oa]?(es|s)?$"
)
_LITTLE = {
    *("de", "del", "la", "las", "los", "el", "y", "don", "doña", "fray", "conde", "duque"),
    *("licenciado", "maestro", "doctor", "dotor", "rey", "abad", "marqués", "príncipe"),
    *("alférez", "capitán", "pastor"),
}
_MONTHS = {
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre"),
    *("octubre", "noviembre", "diciembre"),
}


def modern_capitals(text: str, lexicon: Lexicon) -> str:
    """Deja la mayúscula a los principios de frase y a los nombres propios.

    Args:
        text: versos o prosa con las mayúsculas de 1784; la primera letra queda en mayúscula.
        lexicon: qué palabras son nombres propios.
    """
    out: list[str] = []
    end = 0
    for match in WORD.finditer(text):
        word = match.group()
        gap = text[end : match.start()]
        if end == 0 or _opens_sentence(text, gap, match):
            new = _proper(word.lower(), lexicon) if _all_capitals(word) else word
            out += gap, new[0].upper() + new[1:]
        elif _all_capitals(word):
            new = _proper(word.lower(), lexicon)
            out += gap, new if new in _LITTLE else new[0].upper() + new[1:]
        elif word[0].isupper() and not _keeps_capital(word, "\n" in gap, lexicon):
            is_place = _PLACE.search(text[max(0, match.start() - 20) : match.start()])
            out += gap, word if is_place else word.lower()
        else:
            out += gap, word
        end = match.end()
    return "".join([*out, text[end:]])


def _all_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _opens_sentence(text: str, gap: str, match: re.Match[str]) -> bool:
    """¿Empieza frase? Tras el punto que no cierra palabra manda lo impreso: «a 22. de julio»."""
    if not _BREAK.search(gap):
        return False
    before = text[max(0, match.start() - 90) : match.start()]
    if _SENTENCE_END.search(gap):
        return match.group()[0].isupper() or _FULL_STOP.search(before) is not None
    if "?" in gap:
        return True
    if "!" in gap:  # «¡oh musas! necesario…» sigue la frase; otra exclamación empieza otra
        after = _BREAK.search(text, match.end())
        if after is not None and after.group() in "?!":
            return True
        return match.group()[0].isupper() and not _INNER_CRY.search(before)
    return ":" in gap and _SAYING.search(before) is not None


def _keeps_capital(word: str, starts_line: bool, lexicon: Lexicon) -> bool:
    """¿Se conserva la mayúscula de 1784? A principio de verso, solo en nombres propios."""
    plain = fold(word)
    if plain in _MONTHS or plain in _LITTLE or _ORIGIN.match(plain):
        return False
    if starts_line:
        return plain in PROPER_NAMES or lexicon.is_proper(word)
    return not lexicon.is_common(word)


def _proper(low: str, lexicon: Lexicon) -> str:
    """Un nombre propio con su tilde: «sanchez» → «sánchez»; «tomas», si es nombre, «tomás»."""
    if fold(low) != low or low in _LITTLE:
        return low
    if low in lexicon.forms and not lexicon.is_common(low):
        marked = [form for form in lexicon.forms[low] if fold(form) != form]
        return marked[0] if marked else low
    return surname(low)
