"""De una línea escrita a sus palabras; o el motivo por el que no se puede leer en voz alta.

Para medir un verso hay que saber cómo se pronuncia. «Felipe II», «D. Quijote» o «3 de mayo» no lo
dicen letra a letra: antes que suponerlo, se deja sin medir y se explica por qué.
"""

from __future__ import annotations

import re
import unicodedata

from construyamos_gpt.verse.words import Word, read_word

__all__ = ["read_line"]

_TOKEN = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)*)")  # «d'este» es una palabra
_ROMAN = re.compile(r"M*(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_NOT_ROMAN = {"MI", "DI"}  # 1001 y 501 no se escriben; estas palabras, sí
_ABBREVIATIONS = {
    *("sr", "sra", "sres", "srta", "dr", "dra", "ud", "vd", "uds", "vds", "vm", "excmo", "ilmo"),
    *("etc", "cap", "núm", "pág", "vol", "fig", "av", "gral"),
}
_FOREIGN_END = re.compile(r"[cfgkmpqtvwçñ]$|[^aeo]h$")  # así no acaban las palabras en español


def read_line(text: str) -> tuple[list[Word], list[str], str]:
    """Las palabras de una línea, lo que hay escrito delante de cada una, y qué problema hay.

    Con un problema («tiene cifras»), las listas vienen vacías.
    """
    parts = _TOKEN.split(unicodedata.normalize("NFC", text))
    gaps, tokens = parts[0::2], parts[1::2]
    if any(character.isalnum() for gap in gaps for character in gap):
        return [], [], "tiene cifras"
    if not tokens:
        return [], [], "no tiene letras"
    found: list[Word] = []
    for token, after in zip(tokens, gaps[1:], strict=True):
        if _is_short(token, after):
            return [], [], f"«{token}» es una abreviatura"
        if _is_roman(token, text.isupper()):
            return [], [], f"«{token}» es un número romano"
        word = read_word(re.sub("['’]", "", token))
        if word is None:
            return [], [], f"«{token[:20]}» no se puede leer en español"
        found.append(word)
    foreign = sum(_FOREIGN_END.search(word.text) is not None for word in found)
    if foreign >= 2 and foreign * 5 >= len(found):
        return [], [], "no parece español"
    return found, gaps[: len(found)], ""


def _is_short(token: str, after: str) -> bool:
    """Una abreviatura: «Sr.», o una inicial seguida de punto y de algo más, «A. Machado»."""
    if not after.startswith("."):
        return False
    initial = len(token) == 1 and token.isupper() and after.startswith(". ")
    return initial or token.lower() in _ABBREVIATIONS


def _is_roman(token: str, shouting: bool) -> bool:
    """Un número romano: «XIV», «Felipe I»; en una línea toda en mayúsculas, «VI» es de «ver»."""
    if not token.isupper() or token in _NOT_ROMAN or (shouting and token == "VI"):
        return False
    return _ROMAN.fullmatch(token) is not None
