"""BPE: el entrenamiento, contra una versión ingenua; el troceado, contra todo Unicode."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from construyamos_gpt.bpe import (
    BPE_PATTERN,
    BYTE_TOKENS,
    WORD_PATTERN,
    BPETokenizer,
    Pair,
    learn_merges,
)
from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.tokens import CHARACTERS, normalize

TEXT = (
    "El perro de San Roque no tiene rabo porque Ramón Ramírez se lo ha robado.\n"
    "Tres tristes tigres tragaban trigo en un trigal: tres tigres tristes.\n"
    "¿Cuánta madera roería un roedor si los roedores royeran madera? 日本 日本\n"
)
TRAINED = BPETokenizer.train(TEXT, 420)


def naive_merges(word_counts: dict[str, int], new_symbols: int) -> list[Pair]:
    """Sennrich et al. (2016), figura 1: contar todos los pares en cada vuelta."""
    words = {tuple(word): count for word, count in word_counts.items()}
    merges: list[Pair] = []
    while len({left + right for left, right in merges}) < new_symbols:
        counts: Counter[Pair] = Counter()
        for symbols, count in words.items():
            for pair in pairwise(symbols):
                counts[pair] += count
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        if counts[best] < 2:
            break
        merges.append(best)
        words = {replace(symbols, best): count for symbols, count in words.items()}
    return merges


def replace(symbols: tuple[str, ...], pair: Pair) -> tuple[str, ...]:
    if len(symbols) < 2:
        return symbols
    if symbols[:2] == pair:
        return (pair[0] + pair[1], *replace(symbols[2:], pair))
    return (symbols[0], *replace(symbols[1:], pair))


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=12), st.integers(1, 5), max_size=12),
    st.integers(0, 40),
)
@settings(derandomize=True, max_examples=200)
def test_training_equals_the_naive_algorithm(words: dict[str, int], new_symbols: int) -> None:
    assert learn_merges(words, new_symbols) == naive_merges(words, new_symbols)


def test_the_example_of_the_paper() -> None:
    words = {"low·": 5, "lowest·": 2, "newer·": 6, "wider·": 3}
    merges = learn_merges(words, 4)
    assert merges == naive_merges(words, 4)
    assert {left + right for left, right in merges} >= {"er", "er·", "lo"}


@given(
    st.dictionaries(st.text("ab", min_size=1, max_size=10), st.integers(1, 5), max_size=8),
    st.text("ab", max_size=20),
)
@settings(derandomize=True)
def test_encoding_repeats_the_merges_in_order(words: dict[str, int], word: str) -> None:
    """Trocear una palabra es como seguir el entrenamiento: una fusión tras otra."""
    merges = learn_merges(words, 20)
    tokenizer = BPETokenizer("ab", merges)
    if len({left + right for left, right in merges}) == len(merges):
        symbols = tuple(word)
        for pair in merges:
            symbols = replace(symbols, pair)
        assert [tokenizer.id_to_token(token_id) for token_id in tokenizer.encode(word)] == [
            *symbols
        ]


def test_training_is_deterministic_and_respects_the_size() -> None:
    first = BPETokenizer.train([TEXT], 400)
    assert first.vocab_size == 400
    assert first.merges == BPETokenizer.train(iter([TEXT]), 400).merges
    assert first.merges == BPETokenizer.train(TEXT, 400).merges
    bigger = BPETokenizer.train([TEXT], 420)
    assert bigger.merges[: len(first.merges)] == first.merges
    assert len(bigger.encode(TEXT)) < len(first.encode(TEXT)) < len(TEXT)
    # Un texto tan corto se acaba: ya no hay pares repetidos que fundir.
    assert BPETokenizer.train([TEXT], 100_000).vocab_size < 500


def test_vocabulary_order() -> None:
    tokenizer = BPETokenizer.train([TEXT], 400)
    tokens = [tokenizer.id_to_token(token_id) for token_id in range(tokenizer.vocab_size)]
    assert tokens[16:272] == list(BYTE_TOKENS)
    assert tokens[272 : 272 + len(CHARACTERS)] == list(CHARACTERS)
    assert tokens[384:386] == ["日", "本"]
    assert tokens[386] == "".join(tokenizer.merges[0])


@given(st.text())
@settings(derandomize=True, max_examples=300)
def test_no_character_of_unicode_is_lost(text: str) -> None:
    ids = TRAINED.encode(text)
    assert TRAINED.decode(ids) == normalize(text)
    assert TRAINED.unknown_id not in ids


def test_bytes_for_what_is_not_in_the_vocabulary() -> None:
    ids = TRAINED.encode("€")
    assert [TRAINED.id_to_token(token_id) for token_id in ids] == ["<0xE2>", "<0x82>", "<0xAC>"]
    assert TRAINED.decode(ids[:2]) == "\ufffd\ufffd"  # un carácter a medias
    # Quien teclea «<0x41>» escribe seis caracteres, no un byte.
    assert TRAINED.decode(TRAINED.encode("<0x41>")) == "<0x41>"
    # Medio carácter de UTF-16 no es texto: no se puede escribir, pero tampoco rompe nada.
    assert TRAINED.encode("\ud83d") == [TRAINED.unknown_id]


def test_words_with_a_foreign_character_do_not_merge_across_it() -> None:
    tokenizer = BPETokenizer.train(["ab€ab ab€ab"], 386)
    assert tokenizer.merges == (("a", "b"),)
    assert tokenizer.decode(tokenizer.encode("ab€ab")) == "ab€ab"


@pytest.mark.parametrize("pattern", [WORD_PATTERN, BPE_PATTERN])
@given(text=st.text())
@settings(derandomize=True)
def test_splitting_loses_nothing(pattern: str, text: str) -> None:
    assert "".join(re.findall(pattern, text)) == text


def test_splitting_by_example() -> None:
    text = "—¿Qué os dije? 1605…\n  ¡Ω-日!"
    assert re.findall(WORD_PATTERN, text) == [
        *("—", "¿", "Qué", " ", "os", " ", "dije", "?", " ", "1", "6", "0", "5", "…", "\n"),
        *(" ", " ", "¡", "Ω", "-", "日", "!"),
    ]
    assert re.findall(BPE_PATTERN, text) == [
        *("—¿", "Qué", " os", " dije", "?", " 160", "5", "…", "\n", " ", " ¡", "Ω", "-", "日", "!")
    ]


def test_impossible_merges() -> None:
    with pytest.raises(InvalidValueError, match="aún no existe"):
        BPETokenizer("abc", [("ab", "c"), ("a", "b")])
    with pytest.raises(InvalidValueError, match="384 o más"):
        BPETokenizer.train([TEXT], 300)
