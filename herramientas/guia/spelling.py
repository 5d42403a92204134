"""La ortografía de lo que lee una persona: la guía, sus fichas, su glosario, el README y `docs`.

De cada fichero se borra lo que no es castellano (código, fórmulas, enlaces, etiquetas, nombres de
directivas) sin mover ni un carácter de su línea, y lo demás se busca palabra a palabra en tres
sitios: el diccionario de `simplemma`, los verbos con pronombres pegados («mirarlo») y los
adverbios en -mente que se pueden deshacer, y nuestra propia lista, `guia/palabras.txt`.

Se mira palabra a palabra: «esta» por «está» no se ve. Sí se ven las tildes que faltan cuando sin
ella no hay palabra («razon») o no hay una que se use aquí (`ALWAYS_ACCENTED`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from herramientas.guia.source import DIRECTIVE, GUIDE, ROOT, YAML_DIRECTIVES
from simplemma.strategies import DictionaryLookupStrategy

from construyamos_gpt.measures.words import Vocabulary

__all__ = ["OWN_WORDS", "Misspelling", "find_misspellings", "read_files", "readable", "report"]

OWN_WORDS = GUIDE / "palabras.txt"

# El diccionario las da por buenas sin tilde: son de verbos que aquí nadie usa («yo numero»), o
# están mal. Son, de las palabras con tilde de nuestros textos, las que no se ven si la pierden.
_WITHOUT_ACCENT = """
ademas asi auditoria averia barbara barbaros caido capitulo caracter catalogo comprobareis
despues dia diagnostico dialogo empezo entrenareis estan fieis formulas funciono genero guia
guias hagamoslo indice ingles leida leidas leido limite limites linea lineas maquina maquinas
mas mascara merito musica ningun nucleo numero pagina paginas perceptron podra pongamoslo
preguntemosle prometio publico puntua repartamosla rotulo salio serian silaba silabas sumarian
tenia termino triangulo ultima ultimas ultimo vacia vacias vacio veanse vease venia
"""
ALWAYS_ACCENTED = frozenset(_WITHOUT_ACCENT.split())

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
_QUOTED = re.compile(r'"[^"\n]*"')
_ALT = re.compile(r"(?<=:alt: )[^\n]+")
_ROLE = re.compile(r"\{(?P<name>\w+)\}`(?P<text>[^`<]*)(?:<[^`>]*>)?`")
_LINK = re.compile(r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|\]\[[^\]]*\]|^\[[^\]]+\]:.*$", re.M)
_NOT_PROSE = re.compile(
    r"^(?P<fence>```+|~~~+)[^\n]*\n.*?^(?P=fence)[ \t]*$"  # celdas y bloques de código
    r"|^\+\+\+[^\n]*$"  # la frontera entre dos celdas
    r"|<!--.*?-->"
    r"|(?P<ticks>`+)[^`].*?(?P=ticks)"
    r"|\$\$[^$]*\$\$|\$[^$\n]*\$"
    r"|https?://[^\s)>\]]+"
    r"|</?[a-zA-Z][^<>]*>"
    r"|\{[\w ]+\}",  # un hueco de una pregunta: {suma}
    re.M | re.S,
)
_WORD = re.compile(  # ni una terminación suelta, «-ado», ni la primera de «mas/más»
    r"(?<![^\W_])(?<!-)[^\W_][\w\u00ad]*(?:[-'’][^\W_]\w*)*(?![\w/])"
)
_CITED = re.compile(r"«[^»]*»|(?<!\*)\*(?!\*)[^*]+\*|\"[^\"\n]*\"")
_PAIRS = re.compile(r"[^,;:.()]+ / [^,;:.()]+")  # dino / digno
_OLD_SPELLING = "ortografia.md"  # trata de palabras que hoy se escriben de otra manera
_SKIPPED_KEYS = {"error", "ingles", "valor", "recomendado", "correcta"}
_NO_ACCENT = re.compile(  # «mirandolo», «decirselo»: con los pronombres son esdrújulas
    r"[^áéíóú]+(?:(?:a|ie|ye)ndo(?:me|te|se|nos|os|le|les|lo|los|la|las)+"
    r"|[aei]r(?:me|te|se|nos|os)(?:lo|los|la|las|le|les))"
)


@dataclass(frozen=True, kw_only=True)
class Misspelling:
    """Una palabra que no se encuentra.

    Attributes:
        word: la palabra, como está escrita.
        path: su fichero, desde la carpeta del proyecto si está en ella.
        line: su línea, contando desde 1.
    """

    word: str
    path: str
    line: int


def read_files() -> list[Path]:
    """Los textos que lee una persona."""
    patterns = ("guia/*.md", "guia/fichas/*.md", "guia/glosario/*.yaml", "README.md", "docs/*.md")
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def _blank(text: str) -> str:
    """Tantos espacios como letras; los saltos de línea se quedan."""
    return re.sub(r"[^\n]", " ", text)


def _only(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """El texto, en blanco salvo en esos tramos."""
    parts, done = [], 0
    for start, end in sorted(spans):
        parts += [_blank(text[done:start]), text[start:end]]
        done = end
    return "".join([*parts, _blank(text[done:])])


def _yaml_spans(node: yaml.Node | None, keep_keys: bool = False) -> Iterator[tuple[int, int]]:
    """Dónde están, en un YAML, los textos que se leen: los valores, y las palabras del glosario."""
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.index, node.end_mark.index
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _yaml_spans(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if keep_keys:
                yield from _yaml_spans(key)
            if key.value not in _SKIPPED_KEYS:
                yield from _yaml_spans(value, keep_keys=key.value == "terminos")


def _yaml_prose(text: str) -> str:
    try:
        return _only(text, _yaml_spans(yaml.compose(text, Loader=yaml.SafeLoader)))
    except yaml.YAMLError:
        return text  # de eso ya avisa quien lee la guía


def _directive_prose(match: re.Match[str]) -> str:
    """Una directiva, sin su nombre ni su argumento ni, si es YAML, sus claves."""
    start = match.start("body") - match.start()
    end = match.end("body") - match.start()
    whole, body = match[0], match["body"]
    if match["name"] in YAML_DIRECTIVES:
        body = _yaml_prose(body)
    return _blank(whole[:start]) + body + _blank(whole[end:])


def readable(text: str, *, is_yaml: bool = False) -> str:
    """Lo que hay de castellano en un texto, cada letra en su línea y su columna."""
    if is_yaml:
        text = _yaml_prose(text)
    else:
        text = _FRONT_MATTER.sub(
            lambda match: _only(match[0], (found.span() for found in _QUOTED.finditer(match[0]))),
            text,
        )
        text = DIRECTIVE.sub(_directive_prose, text)
    text = _ROLE.sub(_role_text, text)
    text = _NOT_PROSE.sub(_keep_alt, text)
    return _LINK.sub(lambda match: _blank(match[0]), text)


def _keep_alt(match: re.Match[str]) -> str:
    """De lo que no es prosa solo se lee la descripción de las imágenes."""
    return _only(match[0], (found.span() for found in _ALT.finditer(match[0])))


def _role_text(match: re.Match[str]) -> str:
    """De un papel solo se lee lo que se enseña: «vector» en {term}`vector`."""
    if match["name"] == "eval":
        return _blank(match[0])
    start, end = (place - match.start() for place in match.span("text"))
    return _blank(match[0][:start]) + match["text"] + _blank(match[0][end:])


@cache
def read_own_words() -> frozenset[str]:
    """Las palabras de nuestra lista. Con mayúscula solo valen así; con minúscula, de las dos."""
    lines = OWN_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")


@cache
def _dictionary() -> Vocabulary:
    return Vocabulary([])


@cache
def _is_english(word: str) -> bool:
    return DictionaryLookupStrategy().get_lemma(word, "en") is not None


def is_spelled(word: str) -> bool:
    """Si una palabra está bien escrita, o no se puede saber."""
    word = word.replace("\u00ad", "")
    if word in read_own_words() or word.lower() in read_own_words():
        return True
    if re.search(r"[\d_]", word) or any(letter.isupper() for letter in word[1:]):
        return True  # nombres de programas, siglas, números
    parts = re.split(r"[-'’]", word)
    if len(parts) > 1:  # «ca-ba-llo» es una palabra partida; «físico-químico», dos
        return is_spelled("".join(parts)) or all(map(is_spelled, parts))
    lower = word.lower()
    if len(lower) < 3:
        return True
    if lower in ALWAYS_ACCENTED or _NO_ACCENT.fullmatch(lower):
        return False
    if _dictionary().exists(lower):
        return True
    return lower.endswith("mente") and is_spelled(lower.removesuffix("mente"))


def find_misspellings(path: Path) -> Iterator[Misspelling]:
    """Las palabras de un fichero que no se encuentran."""
    text = readable(path.read_text(encoding="utf-8"), is_yaml=path.suffix == ".yaml")
    if path.name == _OLD_SPELLING:
        for examples in (_CITED, _PAIRS):
            text = examples.sub(lambda match: _blank(match[0]), text)
    name = str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
    cited = {place for match in _CITED.finditer(text) for place in range(*match.span())}
    for match in _WORD.finditer(text):
        word = match[0]
        if is_spelled(word):
            continue
        if match.start() in cited and all(map(_is_english, re.split(r"[-'’]", word.lower()))):
            continue  # un título o una palabra inglesa, citados
        yield Misspelling(word=word, path=name, line=text.count("\n", 0, match.start()) + 1)


def report(found: list[Misspelling]) -> str:
    """Las palabras que no se encuentran, dónde están y qué hacer con ellas."""
    places = "\n".join(f"  «{each.word}», en {each.path}, línea {each.line}" for each in found)
    return (
        f"No se encuentran {len(found)} palabras en el diccionario:\n{places}\n"
        f"Si es una errata, corregidla donde se dice. Si está bien (un nombre, una palabra "
        f"técnica), añadidla a {OWN_WORDS.relative_to(ROOT)}, en su orden alfabético; con "
        f"mayúscula, solo si siempre la lleva. Para repetir solo esto: "
        f"python -m herramientas.guia ortografia"
    )
