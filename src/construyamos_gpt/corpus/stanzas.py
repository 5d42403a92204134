"""De estrofas a piezas: tantas estrofas enteras como quepan, hasta un final de frase.

El modelo aprende a terminar donde terminan las piezas; por eso ninguna se cierra a media frase,
aunque haya que hacerla más larga.
"""

from __future__ import annotations

from dataclasses import dataclass

from construyamos_gpt.corpus.prose import ends_sentence

__all__ = ["MAX_CHARS", "MIN_CHARS", "Stanza", "group_stanzas"]

MIN_CHARS = 200
MAX_CHARS = 900


@dataclass(frozen=True)
class Stanza:
    """Una estrofa: sus versos, su forma, y si con ella empieza a hablar otro personaje."""

    verses: tuple[str, ...]
    form: str
    opens_speech: bool = False

    @property
    def text(self) -> str:
        """Los versos, uno por línea."""
        return "\n".join(self.verses)


def group_stanzas(stanzas: list[Stanza], target: int = 500) -> list[list[Stanza]]:
    """Junta estrofas seguidas en piezas de unas `target` letras que acaban en final de frase.

    Se prefiere cortar donde cambia de forma o donde habla otro. La última pieza puede quedar
    corta; si no termina en final de frase, se une a la anterior.
    """
    groups: list[list[Stanza]] = []
    current: list[Stanza] = []
    size = 0
    for i, stanza in enumerate(stanzas):
        current.append(stanza)
        size += len(stanza.text) + 2
        if not ends_sentence(stanza.text):
            continue
        after = stanzas[i + 1] if i + 1 < len(stanzas) else None
        turn = after is None or after.opens_speech or after.form != stanza.form
        full = after is not None and size + _run_size(stanzas, i + 1) > MAX_CHARS
        if size >= target or (turn and size >= MIN_CHARS) or (full and size >= MIN_CHARS):
            groups.append(current)
            current, size = [], 0
    if current and groups and (size < MIN_CHARS or not ends_sentence(current[-1].text)):
        groups[-1] += current
    elif current:
        groups.append(current)
    return groups


def _run_size(stanzas: list[Stanza], i: int) -> int:
    """Letras que hay desde la estrofa i hasta el próximo final de frase."""
    size = 0
    for stanza in stanzas[i:]:
        size += len(stanza.text) + 2
        if ends_sentence(stanza.text):
            break
    return size
