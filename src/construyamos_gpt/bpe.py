"""Para saber más de la parte 2: símbolos más largos que una letra.

Con letras, el modelo da un paso por cada una. Hay otras dos maneras de trocear:

- **Palabras** (`WordTokenizer`): cada palabra frecuente es un símbolo y las demás se deletrean.
  Los textos quedan cortos y la tabla, enorme: «caballero» y «caballeros» no se parecen en nada.
- **BPE**, codificación por pares (`BPETokenizer`): se parte de las letras y se funde, una y otra
  vez, el par de símbolos vecinos que más se repite. Salen solas las sílabas, las terminaciones
  y las palabras comunes. Es lo que usan los grandes modelos.

Fuentes: R. Sennrich, B. Haddow y A. Birch, «Neural Machine Translation of Rare Words with
Subword Units», ACL 2016, sección 3.2 (el algoritmo). La reserva de bytes es la de SentencePiece
(T. Kudo y J. Richardson, EMNLP 2018), opción `byte_fallback`.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby, pairwise

from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.tokenizer_json import TokenizerFile
from construyamos_gpt.tokens import CHARACTERS, SPECIAL_TOKENS, UNKNOWN, Tokenizer, normalize_texts

__all__ = [
    "BPE_PATTERN",
    "BYTE_TOKENS",
    "WORD_PATTERN",
    "BPETokenizer",
    "Pair",
    "WordTokenizer",
    "learn_merges",
]

Pair = tuple[str, str]

# Qué es una letra, una cifra, un signo o un espacio. Las clases van escritas una a una, y no como
# `\w` o `\s`, porque cada programa entiende por `\w` una cosa distinta según su versión de
# Unicode. Letra es todo lo que no está en las demás: así caben el griego, el árabe o el chino.
_SPACES = (
    r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # y \n
)
_DIGITS = r"\u0030-\u0039"  # 0-9
_SIGNS = (
    r"\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e"  # los del teclado: ! " ( , - . : ; ?…
    r"\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7"  # ¡ « · » ¿… (no ª º µ)
    r"\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2190-\u2bff\u3001-\u303f"  # — – ‘ ’ “ ” … € →
)
_LETTER = rf"[^{_SPACES}{_DIGITS}{_SIGNS}]"

# Los topes ({1,40}…) evitan que un texto sin un solo espacio sea una palabra de un millón de
# letras. Todo carácter cae en alguna de las opciones: al trocear no se pierde nada.
WORD_PATTERN = rf"{_LETTER}{{1,40}}|[{_SPACES}{_DIGITS}{_SIGNS}]"
BPE_PATTERN = rf"\u0020?(?:{_LETTER}{{1,40}}|[{_DIGITS}]{{1,3}}|[{_SIGNS}]{{1,16}})|[{_SPACES}]"

BYTE_TOKENS = tuple(f"<0x{value:02X}>" for value in range(256))  # de <0x00> a <0xFF>
_BYTE_VALUES = {token: value for value, token in enumerate(BYTE_TOKENS)}
_CACHE_SIZE = 50_000  # palabras que BPE recuerda ya troceadas


class WordTokenizer(Tokenizer):
    """Palabras enteras y, para las que no están en la tabla, sus letras.

    Mientras las letras estén en la tabla no se pierde nada; una letra ajena es `<|desconocido|>`.
    El orden de los ids: especiales, caracteres, palabras.

    Args:
        characters: los caracteres sueltos.
        words: las palabras, de dos letras o más.

    Raises:
        InvalidValueError: hay símbolos repetidos, o de una longitud que no les toca.
    """

    def __init__(self, characters: Iterable[str], words: Iterable[str]) -> None:
        characters, words = tuple(characters), tuple(words)
        _check_lengths(characters, words)
        super().__init__((*characters, *words))
        self._split = re.compile(WORD_PATTERN).findall

    @classmethod
    def train(cls, texts: str | Iterable[str], vocab_size: int) -> WordTokenizer:
        """Se queda con las palabras más frecuentes que quepan en `vocab_size`.

        Args:
            texts: un texto, o varios de uno en uno.
            vocab_size: cuántos símbolos como mucho, contando especiales y caracteres.

        Raises:
            InvalidValueError: en `vocab_size` no caben ni los caracteres de los textos.
        """
        counts = _count_parts(texts, WORD_PATTERN)
        characters = (*CHARACTERS, *_new_characters(counts))
        room = vocab_size - len(SPECIAL_TOKENS) - len(characters)
        _check_room(room, vocab_size)
        words = [part for part in _by_frequency(counts) if len(part) > 1]
        return cls(characters, words[:room])

    def _encode_text(self, text: str) -> list[int]:
        ids: list[int] = []
        for part in self._split(text):
            if part in self._ids:
                ids.append(self._ids[part])
            else:
                ids.extend(self._ids.get(character, self.unknown_id) for character in part)
        return ids

    def _to_file(self) -> TokenizerFile:
        return TokenizerFile(
            vocab=self._tokens,
            specials=SPECIAL_TOKENS,
            unknown=UNKNOWN,
            pattern=WORD_PATTERN,
            whole_words=True,
        )


class BPETokenizer(Tokenizer):
    """Codificación por pares, con los bytes en la reserva: no pierde ningún carácter de Unicode.

    Un carácter que no está en la tabla se escribe con los símbolos de sus bytes en UTF-8: «€» es
    `<0xE2> <0x82> <0xAC>`. El orden de los ids: especiales, bytes, caracteres, fusiones.

    Args:
        characters: los caracteres de los que se parte.
        merges: los pares que se funden, en el orden en que se aprendieron.

    Raises:
        InvalidValueError: hay caracteres repetidos, o un par que no se puede formar.
    """

    def __init__(self, characters: Iterable[str], merges: Iterable[Pair]) -> None:
        characters = tuple(characters)
        _check_lengths(characters, ())
        self.merges = tuple(merges)
        known = set(characters)
        # Dos pares pueden dar lo mismo («a»+«bc», «ab»+«c»): el símbolo va una vez.
        symbols = dict.fromkeys(left + right for left, right in self.merges)
        for left, right in self.merges:
            if left not in known or right not in known:
                raise InvalidValueError(
                    "Una fusión usa un símbolo que aún no existe.",
                    received=(left, right),
                    allowed="caracteres de la tabla y resultados de fusiones anteriores",
                )
            known.add(left + right)
        super().__init__((*BYTE_TOKENS, *characters, *symbols))
        self._ranks = {pair: rank for rank, pair in enumerate(self.merges)}
        self._split = re.compile(BPE_PATTERN).findall
        self._cache: dict[str, list[int]] = {}

    @classmethod
    def train(cls, texts: str | Iterable[str], vocab_size: int) -> BPETokenizer:
        """Aprende las fusiones de unos textos. Con los mismos textos, siempre las mismas.

        Los caracteres de partida son los de `CHARACTERS` y los demás que haya en los textos, que
        ocupan como mucho la mitad del sitio libre; los más raros se quedan en bytes.

        Args:
            texts: un texto, o varios de uno en uno.
            vocab_size: cuántos símbolos como mucho, contando especiales, bytes y caracteres.
                Pueden salir menos si en los textos ya no se repite ningún par.

        Raises:
            InvalidValueError: en `vocab_size` no caben ni los símbolos de partida.
        """
        counts = _count_parts(texts, BPE_PATTERN)
        room = vocab_size - len(SPECIAL_TOKENS) - len(BYTE_TOKENS) - len(CHARACTERS)
        _check_room(room, vocab_size)
        extra = _new_characters(counts)[: room // 2]
        characters = (*CHARACTERS, *extra)

        # Un carácter que irá en bytes corta la palabra: sus vecinos no se funden con él.
        words: Counter[str] = Counter()
        known = set(characters)
        for part, count in counts.items():
            for is_known, run in groupby(part, key=known.__contains__):
                if is_known:
                    words["".join(run)] += count
        return cls(characters, learn_merges(words, room - len(extra)))

    def _encode_text(self, text: str) -> list[int]:
        ids: list[int] = []
        for word in self._split(text):
            word_ids = self._cache.get(word)
            if word_ids is None:
                word_ids = self._encode_word(word)
                if len(self._cache) < _CACHE_SIZE:
                    self._cache[word] = word_ids
            ids.extend(word_ids)
        return ids

    def _encode_word(self, word: str) -> list[int]:
        """Repite las fusiones del entrenamiento: siempre la más antigua que se pueda hacer."""
        symbols: list[str] = []
        for character in word:
            symbols.extend([character] if character in self._ids else _byte_symbols(character))
        never = len(self._ranks)
        while True:
            ranks = [self._ranks.get(pair, never) for pair in pairwise(symbols)]
            oldest = min(ranks, default=never)
            if oldest == never:
                return [self._ids[symbol] for symbol in symbols]
            place = ranks.index(oldest)
            symbols[place : place + 2] = [symbols[place] + symbols[place + 1]]

    def _join(self, tokens: Iterable[str]) -> str:
        """Une los símbolos; los bytes seguidos vuelven a ser letras, o «�» si están a medias."""
        parts: list[str] = []
        for is_byte, run in groupby(tokens, key=_BYTE_VALUES.__contains__):
            if is_byte:
                data = bytes(_BYTE_VALUES[token] for token in run)
                try:
                    parts.append(data.decode("utf-8"))
                except UnicodeDecodeError:
                    parts.append("\ufffd" * len(data))
            else:
                parts.extend(run)
        return "".join(parts)

    def _to_file(self) -> TokenizerFile:
        return TokenizerFile(
            vocab=self._tokens,
            specials=SPECIAL_TOKENS,
            unknown=UNKNOWN,
            pattern=BPE_PATTERN,
            merges=self.merges,
            byte_fallback=True,
        )


def learn_merges(word_counts: Mapping[str, int], new_symbols: int) -> list[Pair]:
    """El algoritmo BPE: fundir, una y otra vez, el par de vecinos más frecuente.

    A igualdad manda el orden alfabético del par. Se para antes si ningún par se repite.
    Lo lento sería contar todos los pares en cada vuelta; aquí se cuentan una vez y, tras cada
    fusión, solo se corrigen las palabras donde estaba el par.

    Args:
        word_counts: cada palabra y cuántas veces aparece.
        new_symbols: cuántos símbolos nuevos se quieren.

    Returns:
        Los pares, en el orden en que se funden.
    """
    words = [list(word) for word in word_counts]
    amounts = list(word_counts.values())

    counts: Counter[Pair] = Counter()
    places: defaultdict[Pair, set[int]] = defaultdict(set)  # en qué palabras está cada par
    for index, symbols in enumerate(words):
        for pair in pairwise(symbols):
            counts[pair] += amounts[index]
            places[pair].add(index)

    # Un montículo da siempre el mayor. Al cambiar una cuenta se añade otra entrada con la nueva,
    # y la vieja, que ya no coincide con `counts`, se descarta cuando sale.
    heap = [(-count, pair) for pair, count in counts.items()]
    heapq.heapify(heap)
    merges: list[Pair] = []
    created: set[str] = set()
    while heap and len(created) < new_symbols:
        negative_count, best = heapq.heappop(heap)
        if -negative_count != counts[best]:
            continue
        if counts[best] < 2:
            break
        merges.append(best)
        created.add(best[0] + best[1])
        changed: set[Pair] = set()
        for index in places.pop(best):
            old = words[index]
            new = _merge(old, best)
            for pair in pairwise(old):
                counts[pair] -= amounts[index]
            for pair in pairwise(new):
                counts[pair] += amounts[index]
                places[pair].add(index)
            changed.update(pairwise(old), pairwise(new))
            words[index] = new
        for pair in changed:
            heapq.heappush(heap, (-counts[pair], pair))
    return merges


def _merge(symbols: list[str], pair: Pair) -> list[str]:
    """Funde el par allí donde aparece, de izquierda a derecha."""
    merged: list[str] = []
    for symbol in symbols:
        if merged and (merged[-1], symbol) == pair:
            merged[-1] += symbol
        else:
            merged.append(symbol)
    return merged


def _byte_symbols(character: str) -> list[str]:
    try:
        return [BYTE_TOKENS[value] for value in character.encode("utf-8")]
    except UnicodeEncodeError:  # medio carácter de UTF-16 suelto: no es texto
        return [UNKNOWN]


def _count_parts(texts: str | Iterable[str], pattern: str) -> Counter[str]:
    """Cuántas veces aparece cada trozo en los textos, ya normalizados."""
    split = re.compile(pattern).findall
    counts: Counter[str] = Counter()
    for text in normalize_texts(texts):
        counts.update(split(text))
    return counts


def _by_frequency(counts: Counter[str]) -> list[str]:
    """Del más frecuente al menos; a igualdad, por orden alfabético de Unicode."""
    return sorted(counts, key=lambda item: (-counts[item], item))


def _new_characters(part_counts: Counter[str]) -> list[str]:
    """Los caracteres que no están en `CHARACTERS`, del más frecuente al menos."""
    counts: Counter[str] = Counter()
    for part, count in part_counts.items():
        for character in part:
            if character not in CHARACTERS:
                counts[character] += count
    return _by_frequency(counts)


def _check_lengths(characters: tuple[str, ...], words: tuple[str, ...]) -> None:
    wrong = [symbol for symbol in characters if len(symbol) != 1]
    wrong += [symbol for symbol in words if len(symbol) < 2]
    if wrong:
        raise InvalidValueError(
            "Hay símbolos de una longitud que no les toca.",
            received=wrong[:10],
            allowed="caracteres de una letra y palabras de dos o más",
        )


def _check_room(room: int, vocab_size: int) -> None:
    if room < 0:
        raise InvalidValueError(
            "El vocabulario es demasiado pequeño: no caben ni los símbolos de partida.",
            received=vocab_size,
            allowed=f"{vocab_size - room} o más",
            hint="pedid un vocabulario mayor",
        )
