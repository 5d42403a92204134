"""Los signos que abren: ¿ y ¡.

En 1784 la pregunta solo se cerraba. El signo que abre va delante de la palabra con que se
pregunta («pues ¿qué…?»), y si no la hay, al principio de la frase.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["open_marks"]

_ASKING = (
    r"(?:(?:a|en|de|con|por|para|hasta|desde|sobre|tras|y)\s+)?"
    r"(?:qué|quién|quiénes|cuál|cuáles|cómo|cuándo|dónde|adónde|cuánto|cuánta|cuántos|cuántas"
    r"|por\s+qué)\b"
)
_EXCLAIMING = r"(?:oh|ay|qué|cuán|cuánto|cuánta|cuántos|cuántas|o|ah|válame|viva)\b"
_SENTENCE = re.compile(r"[.?!…;:][»)]*\s+|[—«(]\s*")
_CUT = re.compile(r"\n|, ")
_CLOSING = re.compile(r"[?!]")
# «Aurelio, ¿estás en tu seso?»: a quien se llama queda fuera de la pregunta.
_CALLED = re.compile(r"((?:[^\W\d_]+\s){0,2}[^\W\d_]+),\s+(?!(?:ah|oh)\b)")
_TITLES = {
    *(
        "amigo",
        "amiga",
        "amigos",
        "brazo",
        "cristiana",
        "cristiano",
        "espíritus",
        "hermano",
        "hermana",
    ),
    *("hijo", "hija", "hijos", "madre", "necio", "padre", "romanos", "señor", "señora", "señores"),
    *("di", "dime", "dinos", "decid", "decidme"),
}
_MAX_CHARS = 320  # más lejos, la frase ya no es la pregunta


def _nobody(word: str) -> bool:
    return False


def open_marks(text: str, is_name: Callable[[str], bool] = _nobody) -> str:
    """Pone ¿ y ¡ donde solo se cierra: «Dime, qué quieres?» → «Dime, ¿qué quieres?».

    Args:
        text: el texto, con los signos que cierran.
        is_name: si una palabra es un nombre propio, por si se llama con ella a alguien.
    """
    done = 0  # hasta aquí el texto ya está repasado
    while match := _CLOSING.search(text, done):
        opener = "¿" if match.group() == "?" else "¡"
        start = max(done, match.start() - _MAX_CHARS)
        if start > done:  # demasiado lejos: desde un principio de verso, o tras una coma
            cut = _CUT.search(text, start, match.start())
            start = cut.end() if cut else done
        for boundary in _SENTENCE.finditer(text, start, match.start()):
            start = boundary.end()
        start += len(text[start:]) - len(text[start:].lstrip())
        clause = text[start : match.start()]
        if opener in clause or not clause.strip():
            done = match.end()
            continue
        at = start + _asking_word(clause, opener, is_name)
        text = text[:at] + opener + _oh(text[at : match.start()], opener) + text[match.start() :]
        done = text.index(match.group(), at) + 1
    return text


def _asking_word(clause: str, opener: str, is_name: Callable[[str], bool]) -> int:
    """Dónde empieza la pregunta dentro de su frase: 0, o tras una coma si allí se pregunta."""
    words = _ASKING if opener == "¿" else _EXCLAIMING
    if re.match(words, clause, re.I):
        return 0
    after_pause = re.search(rf"(?:[,]\s+|^(?:y|pues|mas|pero|ni|o)\s+)({words})", clause, re.I)
    if after_pause:
        return after_pause.start(1)
    start = 0
    while opener == "¿" and (called := _CALLED.match(clause, start)):
        first = called[1].split()[0]
        if first.lower() not in _TITLES and not is_name(first):
            break
        start = called.end()
    return start


def _oh(exclamation: str, opener: str) -> str:
    """La `o` con que se llama a alguien: «¡o muros!» → «¡oh muros!»."""
    if opener == "¿":
        return exclamation
    return re.sub(r"^([oO])(?=\s)", r"\1h", exclamation)
