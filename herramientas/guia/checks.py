"""Lo que se le exige a la guía: que se lea bien y que cumpla lo que promete a quien aprende.

La lectura se mide con la escala INFLESZ: I. Barrio-Cantalejo y otros (2008), «Validación de la
Escala INFLESZ para evaluar la legibilidad de los textos dirigidos a pacientes», que usa la
perspicuidad de F. Szigriszt (1993): 206,835 − 62,3 × sílabas por palabra − palabras por frase. De
55 en adelante es «normal»; de 65, «bastante fácil».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from herramientas.guia.source import (
    GUIDE,
    TERM,
    Part,
    directives,
    listed_words,
    read_glossary,
    split_directives,
    variants,
)

from construyamos_gpt.verse.words import read_word

LONGEST, EASIEST = 3000, 55.0  # palabras; INFLESZ
_NOT_PROSE = re.compile(r"\$\$[^$]*\$\$|\$[^$\n]*\$|`[^`]*`|<!--[^>]*-->|^\|[^\n]*$|\{\w+\}", re.M)
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…:;]+(?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*>]|\d+\.))")
_FORBIDDEN = re.compile(r"\b(simplemente|obviamente|trivial(?:mente)?)\b", re.I)
_HOLE = re.compile(r"\{[a-z_]+\}(?!`)")
REQUIRED = {"pregunta": 7, "prediccion": 1, "reto": 2, "decision": 1, "mapa": 1, "palabras": 1}


def prose(part: Part) -> str:
    """Lo que se lee de corrido: sin código, directivas, tablas ni fórmulas."""
    texts = []
    for cell in part.cells:
        if cell.cell_type == "markdown":
            for piece in split_directives(cell.source, part.name):
                if isinstance(piece, str):
                    texts.append(piece)
                elif piece.name in ("nota", "cuidado"):
                    texts.append(piece.body)
    return _NOT_PROSE.sub(" ", "\n\n".join(texts))


def count_words(text: str) -> int:
    """Cuántas palabras."""
    return len(_WORD.findall(text))


def inflesz(text: str) -> float:
    """La facilidad de lectura, de 0 a 100: cuanto más, más fácil."""
    words = _WORD.findall(text)
    sentences = sum(bool(_WORD.search(part)) for part in _SENTENCE_END.split(text))
    syllables = sum(_syllables(word) for word in words)
    return 206.835 - 62.3 * syllables / len(words) - len(words) / max(1, sentences)


def _syllables(word: str) -> int:
    read = read_word(word)
    if read is None:  # una palabra inglesa
        return max(1, len(re.findall("[aeiouáéíóúü]+", word.lower())))
    return 1 + sum(not seam.joined for seam in read.seams)


def problems(part: Part) -> Iterator[str]:
    """Lo que está mal en una parte, en frases."""
    text = prose(part)
    if (words := count_words(text)) > LONGEST:
        yield f"tiene {words} palabras, y se quieren {LONGEST} como mucho"
    if (score := inflesz(text)) < EASIEST:
        yield f"cuesta leerla: INFLESZ {score:.0f}, y se quiere {EASIEST:.0f}"
    for match in _FORBIDDEN.finditer(text):
        yield f"dice «{match[0]}»"
    yield from _missing(part)
    yield from _wrong_questions(part)
    yield from _wrong_terms(part)


def _missing(part: Part) -> Iterator[str]:
    for name, least in REQUIRED.items():
        count = sum(1 for _ in directives(part, name))
        if count < least:
            yield f"hay {count} «{name}», y hacen falta {least}"


def _wrong_questions(part: Part) -> Iterator[str]:
    path = GUIDE / "glosario" / f"parte{part.number}.yaml"
    known = yaml.safe_load(path.read_text(encoding="utf-8")).get("malentendidos") or {}
    seen: set[str] = set()
    for question in directives(part, "pregunta"):
        name = question.argument
        if name in seen:
            yield f"la pregunta {name} está dos veces"
        seen.add(name)
        options = question.data["opciones"]
        if sum(bool(option.get("correcta")) for option in options) != 1:
            yield f"la pregunta {name} no tiene una respuesta buena"
        for option in options:
            if not option.get("correcta") and option.get("error") not in known:
                yield f"la pregunta {name}: «{option.get('error')}» no está entre los malentendidos"
        for variant in variants(question):
            if hole := _HOLE.search(str(variant)):
                yield f"la pregunta {name} tiene un hueco sin valor: {hole[0]}"
            shown = [str(option["texto"]) for option in variant["opciones"]]
            if len(set(shown)) < len(shown):
                yield f"la pregunta {name} tiene dos opciones iguales: {shown}"


def _wrong_terms(part: Part) -> Iterator[str]:
    glossary = read_glossary()
    source = part.path.read_text(encoding="utf-8")
    for word in TERM.findall(source):
        if word not in glossary:
            yield f"«{word}» no está en el glosario"
        elif glossary[word]["parte"] > part.number:
            yield f"«{word}» se usa antes de explicarse (parte {glossary[word]['parte']})"
    for listed in directives(part, "palabras"):
        for word in listed_words(listed):
            if word not in glossary:
                yield f"la palabra aprendida «{word}» no está en el glosario"
