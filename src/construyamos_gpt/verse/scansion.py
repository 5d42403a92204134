"""Medir un verso: cuántas sílabas tiene, cuáles y dónde lleva los acentos.

Contar las sílabas de un verso no es contar las de sus palabras:

- **la sinalefa**: la vocal en que acaba una palabra y la que empieza la siguiente se dicen juntas;
- **el final**: después de la última tónica se cuenta siempre una sílaba, haya una (*vida*), ninguna
  (*amor*) o dos (*pájaro*);
- **las licencias**: hiato, diéresis y sinéresis (véase `seams`).

    Tú, que imitaste la llorosa vida
    Tú | que‿i | mi | TAS | te | la | llo | RO | sa | VI | da     once; acentos en 1, 4, 8 y 10

La *lectura natural* hace todas las sinalefas y ninguna licencia. Si no da la medida que se espera,
se busca la que la dé forzando menos: cada licencia tiene un coste, caben `MAX_LICENCES` como mucho
y entre todas no pueden pasar de `MAX_COST`. Entre dos lecturas, se prefiere la de acentos en su
sitio. Si ninguna da la medida, se queda la natural: el verso es de otra.

Fuente: A. Quilis, «Métrica española» (Ariel, 1984), «El cómputo silábico» y, para el endecasílabo y
sus acentos, las clases de versos según su número de sílabas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from construyamos_gpt.verse import seams
from construyamos_gpt.verse.reading import read_line
from construyamos_gpt.verse.rhyme import assonant_key, consonant_key
from construyamos_gpt.verse.words import Word

__all__ = [
    "MAX_COST",
    "MAX_LICENCES",
    "STRICT_COST",
    "Line",
    "is_hendecasyllable",
    "natural_reading",
    "rhythm_cost",
    "scan_line",
]

MAX_LICENCES = 2
MAX_COST = 2.0
STRICT_COST = 0.75  # para decir que algo es un endecasílabo, hay que forzarlo menos
_LONGEST = 24  # sílabas: más larga, una línea no es un verso y no se le buscan licencias
_SUPPORTS = {11: (4, 6, 7, 8)}  # dónde puede apoyarse el verso en una palabra débil


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Un verso medido.

    Attributes:
        text: el verso como se ha recibido.
        counts: las medidas que da alguna lectura legítima, de menor a mayor; vacía si no se puede
            medir.
        count: la medida de la lectura elegida, en sílabas.
        syllables: sus sílabas métricas, con las sinalefas unidas: `("tú", "que‿i", "mi", …)`.
        stresses: en cuáles hay acento, contando desde 1.
        consonant: la clave de rima consonante: lo que suena desde la última vocal tónica.
        assonant: la clave de rima asonante: sus vocales.
        last_word: la última palabra, en minúsculas y sin tildes.
        cost: lo que cuestan las licencias de la lectura elegida; 0 en la natural.
        problem: por qué no se ha podido medir, o un texto vacío.
    """

    text: str
    counts: tuple[int, ...] = ()
    count: int | None = None
    syllables: tuple[str, ...] = ()
    stresses: tuple[int, ...] = ()
    consonant: str = ""
    assonant: str = ""
    last_word: str = ""
    cost: float = 0.0
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chain:
    """Un verso como una cadena de trozos, con una costura entre cada dos.

    Attributes:
        pieces: los trozos; todos los índices de abajo se refieren a ellos.
        joints: las costuras; la i está detrás del trozo i.
        starts: los trozos en que empieza una palabra.
        strong: los que llevan acento.
        weak: los que lo llevan si el verso se apoya en ellos.
        last: el de la última tónica.
    """

    pieces: tuple[str, ...]
    joints: tuple[seams.Seam, ...]
    starts: frozenset[int]
    strong: frozenset[int]
    weak: frozenset[int]
    last: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """Una manera de leer el verso: qué costuras cambia, cuánto cuesta y cuánto mide."""

    flipped: tuple[int, ...]
    cost: float
    count: int


@lru_cache(maxsize=10_000)
def scan_line(text: str, expected: int | None = None) -> Line:
    """Mide un verso.

    Args:
        text: el verso.
        expected: cuántas sílabas se esperan, si se sabe.
    """
    words, gaps, problem = read_line(text)
    if problem:
        return Line(text=text, problem=problem)
    broken = text.rstrip(" \t,.;:!?»”\"')").endswith("-")  # verso de cabo roto: «la fábu-»
    chain = _link(words, gaps, broken)
    readings = sorted(_readings(chain), key=lambda reading: reading.cost)
    chosen = _choose(chain, readings, expected)
    syllables, stresses = _pronounce(chain, chosen)
    counts = tuple(sorted({reading.count for reading in readings}))
    return _line(text, words, chain, chosen, counts, syllables, stresses)


def _line(
    text: str,
    words: list[Word],
    chain: _Chain,
    chosen: _Reading,
    counts: tuple[int, ...],
    syllables: tuple[str, ...],
    stresses: tuple[int, ...],
) -> Line:
    ending = _ending(chain)
    return Line(
        text=text,
        counts=counts,
        count=chosen.count,
        syllables=syllables,
        stresses=stresses,
        consonant=consonant_key(ending),
        assonant=assonant_key(ending),
        last_word=seams.fold(words[-1].text),
        cost=chosen.cost,
    )


def natural_reading(text: str, count: int) -> Line | None:
    """El verso medido, si sin ninguna licencia mide `count` y lleva los acentos en su sitio.

    Es lo mismo que `scan_line(text, count)` con coste cero, pero no busca otras lecturas.
    """
    words, gaps, problem = read_line(text)
    if problem or words[-1].strength != "tónica":
        return None
    chain = _link(words, gaps, broken=False)
    natural = chain.last + 2 - sum(joint.joined for joint in chain.joints[: chain.last])
    if natural != count:
        return None
    reading = _Reading(flipped=(), cost=0.0, count=natural)
    syllables, stresses = _pronounce(chain, reading)
    if rhythm_cost(stresses, count) > 0:
        return None
    return _line(text, words, chain, reading, (count,), syllables, stresses)


def is_hendecasyllable(text: str) -> bool:
    """Si una línea es un endecasílabo: once sílabas sin forzarla mucho y acentos en su sitio."""
    line = scan_line(text, 11)
    return line.count == 11 and line.cost + rhythm_cost(line.stresses, 11) <= STRICT_COST


def rhythm_cost(stresses: tuple[int, ...], count: int) -> float:
    """Cuánto se apartan los acentos de los que pide la medida: de 0, nada, a 1.

    Todo verso lleva acento en la penúltima sílaba. El endecasílabo, además, en la 6.ª o en la 4.ª y
    la 8.ª. Cuestan 0,5 el de 4.ª y 7.ª (de gaita gallega), raro en Cervantes, y el que solo tiene
    el de 4.ª y ninguno que lo contradiga («La envidia, monstruo de naturaleza»).
    """
    found = set(stresses)
    if count - 1 not in found:
        return 1.0
    if count != 11 or 6 in found or {4, 8} <= found:
        return 0.0
    if 4 in found and (7 in found or not found & {5, 9}):
        return 0.5
    return 1.0


def _link(words: list[Word], gaps: list[str], broken: bool) -> _Chain:
    """Encadena las palabras de un verso."""
    pieces: list[str] = []
    joints: list[seams.Seam] = []
    starts: set[int] = set()
    strong: set[int] = set()
    weak: set[int] = set()
    final = len(words) - 1
    last = 0
    for i, word in enumerate(words):
        at = len(pieces)
        if i:
            left, following = words[i - 1].text, words[i + 1].text if i < final else ""
            stressed = 0 in word.stressed and word.strength == "tónica"
            joints.append(
                seams.between_words(left, word.text, following, stressed=stressed, gap=gaps[i])
            )
        starts.add(at)
        pieces += word.pieces
        joints += word.seams
        places = {at + stress for stress in word.stressed}
        if i == final:
            places = {len(pieces) - 1} if broken else places
            last = max(places)
            if word.strength != "átona":  # un verso no acaba en «de»: la prosa cortada, sí
                strong |= places
        elif word.strength == "tónica":
            strong |= places
        elif word.strength == "débil":
            weak |= places
    return _Chain(
        pieces=tuple(pieces),
        joints=tuple(joints),
        starts=frozenset(starts),
        strong=frozenset(strong),
        weak=frozenset(weak),
        last=last,
    )


def _readings(chain: _Chain) -> Iterator[_Reading]:
    """La lectura natural y todas las que se apartan de ella lo permitido."""
    before = chain.joints[: chain.last]  # lo que hay tras la última tónica no cambia la cuenta
    natural = chain.last + 2 - sum(joint.joined for joint in before)
    yield _Reading(flipped=(), cost=0.0, count=natural)
    if natural > _LONGEST:
        return
    free = [i for i, joint in enumerate(before) if joint.cost < seams.NEVER]
    for size in range(1, MAX_LICENCES + 1):
        for flipped in combinations(free, size):
            cost = sum(before[i].cost for i in flipped)
            if cost <= MAX_COST:
                change = sum(1 if before[i].joined else -1 for i in flipped)
                yield _Reading(flipped=flipped, cost=cost, count=natural + change)


def _choose(chain: _Chain, readings: list[_Reading], expected: int | None) -> _Reading:
    """La lectura de la medida esperada que menos fuerza el verso; si no la hay, la natural.

    `readings` viene de menor a mayor coste: la primera es la natural.
    """
    best, lowest = readings[0], seams.NEVER
    for reading in readings:
        if reading.cost >= lowest:
            break
        if reading.count == expected:
            cost = reading.cost + rhythm_cost(_pronounce(chain, reading)[1], reading.count)
            if cost < lowest:
                best, lowest = reading, cost
    return best


def _pronounce(chain: _Chain, reading: _Reading) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Las sílabas métricas de una lectura y las que llevan acento, contando desde 1."""
    syllables: list[str] = []
    stresses: set[int] = set()
    weak: set[int] = set()
    for i, piece in enumerate(chain.pieces):
        if i and chain.joints[i - 1].joined != (i - 1 in reading.flipped):
            syllables[-1] += f"‿{piece}" if i in chain.starts else piece
        else:
            syllables.append(piece)
        if i in chain.strong:
            stresses.add(len(syllables))
        elif i in chain.weak:
            weak.add(len(syllables))
    for place in _SUPPORTS.get(reading.count, ()):
        if place in weak and not {place - 1, place + 1} & stresses:
            stresses.add(place)
    return tuple(syllables), tuple(sorted(stresses))


def _ending(chain: _Chain) -> str:
    """Lo escrito desde la última vocal tónica: «ida», «ado»."""
    piece = chain.pieces[chain.last]
    vowels = [i for i, letter in enumerate(piece) if letter in seams.VOWELS]
    accented = [i for i in vowels if piece[i] in "áéíóú"]
    strong = [i for i in vowels if seams.fold(piece[i]) in "aeo"]
    start = (accented or strong or vowels[-1:] or [0])[0]
    return piece[start:] + "".join(chain.pieces[chain.last + 1 :])
