"""Las comedias en verso: separar lo que se dice de quién lo dice y de lo que se hace.

En el fichero, cada parlamento va tras el nombre del personaje en versales; las acotaciones, entre
guiones bajos. Un verso puede repartirse entre varios personajes: lo que falta para completarlo va
muy sangrado, y aquí se une en una sola línea, porque es un solo verso.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from construyamos_gpt.corpus.forms import strophes, syllables
from construyamos_gpt.corpus.lexicon import Lexicon
from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.corpus.prose import balance_quotes, ends_sentence
from construyamos_gpt.corpus.spelling import modernize
from construyamos_gpt.corpus.stanzas import Stanza, group_stanzas

__all__ = ["Speech", "parse_play", "read_speeches"]

_ACT = re.compile(r"^JORNADA ([IVX]+)\.$")
_SCENE = re.compile(r"^SCENA ([IVX]+)\.$")
_SPEAKER = re.compile(r"^(?:_[^_]+_ )?[A-ZÁÉÍÓÚÑÜ][A-ZÁÉÍÓÚÑÜ ,]*[A-ZÁÉÍÓÚÑÜ]\.?$")
_ASIDE = re.compile(r"\s{2,}_[^_]*_\.?\s*$|\[A\]")
_DEEP = 5  # sangría, en espacios, del trozo que completa un verso ajeno


@dataclass
class Speech:
    """Lo que dice un personaje seguido: sus líneas (con la sangría de origen) y dónde."""

    place: str
    lines: list[str] = field(default_factory=list)


def read_speeches(text: str) -> list[Speech]:
    """Los parlamentos de una comedia, sin nombres, acotaciones, listas ni notas."""
    speeches: list[Speech] = []
    act, place = "", ""
    for raw in re.split(r"\n[ \t]*\n", text):
        lines = [_ASIDE.sub("", line).rstrip() for line in raw.split("\n")]
        lines = [line for line in lines if line.strip()]
        if not lines:
            continue
        head = lines[0].strip()
        if match := _ACT.match(head):
            act = place = f"jornada {match.group(1)}"
        elif match := _SCENE.match(head):
            place = f"{act}, escena {match.group(1)}"
        elif not act:
            continue  # la portada y la lista de personajes
        elif _SPEAKER.match(head) and (len(lines) == 1 or "_" not in head):
            speeches.append(Speech(place, lines[1:]))
        elif _is_direction(lines):
            if re.match(r"[A-Z]{3}", head):  # «SAAVEDRA _haciendo oracion_.»: habla él
                speeches.append(Speech(place))
        elif all(line.startswith(" " * _DEEP) for line in lines) and len(lines) > 2:
            speeches.append(Speech(place, [line.strip() for line in lines]))  # un pregón
        else:
            if not speeches or speeches[-1].place != place:
                speeches.append(Speech(place))
            speeches[-1].lines += lines
    return [speech for speech in speeches if speech.lines]


def _is_direction(lines: list[str]) -> bool:
    """Acotación, nota, lista de personajes o rótulo: lleva guiones bajos o corchetes."""
    block = "\n".join(lines)
    return "_" in block or block.startswith("[") or lines[0].startswith("INTERLOCUTORES")


def parse_play(text: str, work: str, lexicon: Lexicon) -> list[Piece]:
    """Una comedia en piezas de estrofas completas que acaban en final de frase."""
    pieces: list[Piece] = []
    speeches = read_speeches(text)
    for place in dict.fromkeys(speech.place for speech in speeches):
        verses, opens = _verses([s for s in speeches if s.place == place], lexicon)
        verse = 0  # el último verso de la pieza anterior, contados desde que empieza la escena
        for group in group_stanzas(_stanzas(verses, opens)):
            first, verse = verse + 1, verse + sum(len(stanza.verses) for stanza in group)
            body = "\n\n".join(stanza.text for stanza in _merge_loose(group))
            if not ends_sentence(body):
                continue
            body = body[0].upper() + body[1:]
            pieces.append(
                Piece(
                    text=balance_quotes(body),
                    form=_form(group),
                    work=work,
                    place=f"{place}, versos {first}-{verse}",
                    source="parnaso",
                )
            )
    return pieces


def _verses(speeches: list[Speech], lexicon: Lexicon) -> tuple[list[str], set[int]]:
    """Los versos de una escena, en ortografía de hoy, y cuáles abren parlamento."""
    verses: list[str] = []
    opens: set[int] = set()
    for speech, later in zip(speeches, [*speeches[1:], None], strict=True):
        lines = modernize("\n".join(line.strip() for line in speech.lines), lexicon).split("\n")
        # Lo que a este trozo le falta para ser verso, si lo completa el personaje que sigue.
        rest = later.lines[0] if len(lines) == 1 and later and _is_deep(later) else ""
        if verses and (_is_deep(speech) or _completes(verses, f"{lines[0]} {rest}")):
            verses[-1] += " " + lines.pop(0)
        if lines:
            opens.add(len(verses))
            verses += lines
    return verses, opens


def _is_deep(speech: Speech) -> bool:
    """¿Empieza muy sangrado? Entonces completa el verso de otro."""
    return speech.lines[0].startswith(" " * _DEEP)


def _completes(verses: list[str], line: str) -> bool:
    """¿Es `line` el final del último verso, aunque no venga sangrada?"""
    around = verses[-3:-1]
    usual = 11 if sum(syllables(v) for v in around) > 9.5 * len(around) else 8
    last = syllables(verses[-1])
    return last <= usual - 3 and last + syllables(line) <= usual + 1


def _stanzas(verses: list[str], opens: set[int]) -> list[Stanza]:
    """Estrofas de una escena; los versos sin rima se reúnen por frases."""
    found: list[Stanza] = []
    for strophe in strophes(verses):
        lines = tuple(verses[strophe.start : strophe.end])
        opened = strophe.start in opens
        loose = len(lines) == 1
        if loose and found and found[-1].form == "suelto" and not opened:
            last = found[-1]
            if not ends_sentence(last.text) or len(last.verses) < 3:
                found[-1] = Stanza(last.verses + lines, "suelto", last.opens_speech)
                continue
        found.append(Stanza(lines, "suelto" if loose else strophe.form, opened))
    return found


def _merge_loose(group: list[Stanza]) -> list[Stanza]:
    """Los versos sin estrofa van seguidos, sin línea en blanco entre ellos."""
    merged: list[Stanza] = []
    for stanza in group:
        if merged and stanza.form == merged[-1].form == "suelto":
            merged[-1] = Stanza(merged[-1].verses + stanza.verses, "suelto")
        else:
            merged.append(stanza)
    return merged


def _form(group: list[Stanza]) -> str:
    """La forma de la mayoría de los versos; `verso` si están mezclados."""
    total = sum(len(stanza.verses) for stanza in group)
    for form in {stanza.form for stanza in group} - {"suelto", "verso"}:
        if sum(len(s.verses) for s in group if s.form == form) >= 0.7 * total:
            return form
    return "verso"
