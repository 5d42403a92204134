"""Parte 2: los tokenizadores de letras y de palabras, y el fichero que comparten."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as HuggingFaceTokenizer

from construyamos_gpt.bpe import BPETokenizer, WordTokenizer
from construyamos_gpt.errors import InvalidValueError, ModelError, StorageError
from construyamos_gpt.tokens import (
    CHARACTERS,
    END,
    FORMS,
    PADDING,
    SPECIAL_TOKENS,
    START,
    UNKNOWN,
    CharTokenizer,
    Tokenizer,
    form_token,
    load_tokenizer,
)

TEXTS = [
    "En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo\n"
    "que vivía un hidalgo de los de lanza en astillero, adarga antigua, rocín flaco y galgo\n"
    "corredor.",
    "—¿Adónde vais, señor, con tanto brío,\nsi el molino no es más que un molino?\n"
    "—Voy, Sancho, a ver si el aire es enemigo mío.",
    "«El que lee mucho y anda mucho, ve mucho y sabe mucho». ¡1605 y 1615!",
]

# Cualquier carácter, salvo las marcas sueltas de alfabetos cuya composición cambia de una versión
# de Unicode a otra (51 en total entre Python y `tokenizers`); las de U+0300 a U+036F, sí.
ANY_CHARACTER = st.one_of(
    st.characters(exclude_categories=("Cs", "Mn", "Mc")),
    st.characters(min_codepoint=0x300, max_codepoint=0x36F),
)
# Texto que mezcla lo de siempre, lo raro, los símbolos especiales y lo que se les parece.
ANY_TEXT = st.lists(
    st.one_of(
        st.text(ANY_CHARACTER, max_size=8),
        st.text(CHARACTERS, max_size=20),
        st.sampled_from([*SPECIAL_TOKENS, "<|fin", "|>", "<0x41>", "\u0338", "\r\n", "   "]),
        st.sampled_from(" ".join(TEXTS).split(" ")).map(lambda word: " " + word),
    ),
    max_size=8,
).map("".join)

KINDS = ("char", "word", "bpe")


def build(kind: str) -> Tokenizer:
    if kind == "char":
        return CharTokenizer.default()
    if kind == "word":
        return WordTokenizer.train(TEXTS, 160)
    return BPETokenizer.train(TEXTS, 450)


TOKENIZERS = {kind: build(kind) for kind in KINDS}


@pytest.fixture(scope="module", params=KINDS)
def saved(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Tokenizer, Path]:
    folder = tmp_path_factory.mktemp(request.param)
    tokenizer = TOKENIZERS[request.param]
    tokenizer.save(folder)
    return tokenizer, folder


# ── Símbolos especiales ──────────────────────────────────────────────────────────────────────


def test_special_tokens_are_the_first_sixteen_ids() -> None:
    assert (
        *("<|inicio|>", "<|fin|>", "<|desconocido|>", "<|relleno|>"),
        *("<|prosa|>", "<|soneto|>", "<|tercetos|>", "<|octavas|>"),
        *("<|redondillas|>", "<|romance|>", "<|verso|>", "<|fragmento|>"),
        *("<|reservado0|>", "<|reservado1|>", "<|reservado2|>", "<|reservado3|>"),
    ) == SPECIAL_TOKENS
    for tokenizer in TOKENIZERS.values():
        assert [tokenizer.token_to_id(token) for token in SPECIAL_TOKENS] == list(range(16))
        assert tokenizer.start_id == tokenizer.token_to_id(START)
        assert tokenizer.end_id == tokenizer.token_to_id(END)
        assert tokenizer.unknown_id == tokenizer.token_to_id(UNKNOWN)
        assert tokenizer.padding_id == tokenizer.token_to_id(PADDING)


def test_form_token() -> None:
    assert [SPECIAL_TOKENS.index(form_token(form)) for form in FORMS] == list(range(4, 12))
    with pytest.raises(InvalidValueError, match="soneto"):
        form_token("haiku")


def test_a_piece_is_start_form_text_end(saved: tuple[Tokenizer, Path]) -> None:
    tokenizer, _ = saved
    ids = tokenizer.encode_piece("Hola,\nSancho.", "soneto")
    assert ids[:2] == [0, 5]
    assert ids[-1] == 1
    assert tokenizer.decode(ids) == "<|inicio|><|soneto|>Hola,\nSancho.<|fin|>"
    assert tokenizer.decode(ids, keep_special=False) == "Hola,\nSancho."
    assert tokenizer.encode(tokenizer.decode(ids), allow_special=True) == ids


@pytest.mark.parametrize("token", SPECIAL_TOKENS)
def test_typed_special_tokens_are_plain_letters(saved: tuple[Tokenizer, Path], token: str) -> None:
    tokenizer, _ = saved
    assert tokenizer.encode(f"a{token}b", allow_special=True)[1:-1] == [
        tokenizer.token_to_id(token)
    ]
    typed = tokenizer.encode(f"a{token}b")
    assert {token_id for token_id in typed if token_id < 16} <= {tokenizer.unknown_id}


# ── Ida y vuelta ─────────────────────────────────────────────────────────────────────────────


def test_default_vocabulary() -> None:
    tokenizer = CharTokenizer.default()
    assert tokenizer.vocab_size == 128
    needed = (
        "abcdefghijklmnñopqrstuvwxyzáéíóúüABCDEFGHIJKLMNÑOPQRSTUVWXYZÁÉÍÓÚÜ"
        "ïçàèìòùô0123456789 \n.,;:¿?¡!…-–—()/«»“”‘’\"'&%º"
    )
    assert set(tokenizer.characters) == set(needed)
    assert all(unicodedata.is_normalized("NFC", character) for character in CHARACTERS)
    # Los ids están en los modelos ya entrenados: estos no pueden moverse.
    assert tokenizer.encode("\n aZñÜ9¿ïº") == [16, 17, 18, 69, 70, 83, 93, 98, 117, 127]


@given(st.text(CHARACTERS))
@settings(derandomize=True)
def test_char_round_trip_inside_the_vocabulary(text: str) -> None:
    tokenizer = CharTokenizer.default()
    ids = tokenizer.encode(text)
    assert len(ids) == len(text)
    assert tokenizer.decode(ids) == text
    assert tokenizer.encode(unicodedata.normalize("NFD", text)) == ids


@given(st.text())
@settings(derandomize=True)
def test_one_unknown_for_each_foreign_character(text: str) -> None:
    tokenizer = CharTokenizer.default()
    text = unicodedata.normalize("NFC", text)
    ids = tokenizer.encode(text)
    assert len(ids) == len(text)
    for character, token_id in zip(text, ids, strict=True):
        known = character in CHARACTERS
        assert tokenizer.id_to_token(token_id) == (character if known else UNKNOWN)


def test_vocabulary_from_other_alphabets() -> None:
    tokenizer = CharTokenizer.from_text(["Ἐν ἀρχῇ ἦν ὁ λόγος", "λλλ 海"])
    assert tokenizer.characters[: len(CHARACTERS)] == tuple(CHARACTERS)
    assert tokenizer.characters[len(CHARACTERS)] == "λ"  # la más frecuente de las nuevas
    assert tokenizer.decode(tokenizer.encode("ὁ λόγος 海")) == "ὁ λόγος 海"
    assert CharTokenizer.from_text(TEXTS).characters == tuple(CHARACTERS)
    assert CharTokenizer.from_text("λο\u0301γος").characters[-5:] == tuple("γλοςό")


@given(st.text(CHARACTERS))
@settings(derandomize=True)
def test_words_lose_nothing(text: str) -> None:
    tokenizer = TOKENIZERS["word"]
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_frequent_words_are_one_id_and_the_rest_are_spelled() -> None:
    tokenizer = WordTokenizer.train(TEXTS, 131)
    tokens = [tokenizer.id_to_token(token_id) for token_id in tokenizer.encode("mucho, la Dulce")]
    assert tokenizer.vocab_size == 131
    assert tokens == ["mucho", ",", " ", "l", "a", " ", "D", "u", "l", "c", "e"]
    # Las tres más frecuentes de dos letras o más: aparecen 5, 4 y 3 veces.
    assert [tokenizer.id_to_token(token_id) for token_id in (128, 129, 130)] == [
        "mucho",
        "de",
        "no",
    ]


@given(
    st.text(CHARACTERS + "\n\u0301", max_size=60),
    st.lists(st.integers(min_value=0, max_value=60)),
    st.sampled_from(KINDS),
)
@settings(derandomize=True)
def test_streaming_equals_encoding_at_once(text: str, cuts: list[int], kind: str) -> None:
    tokenizer = TOKENIZERS[kind]
    places = [0, *sorted(cuts), len(text)]
    chunks = [text[start:end] for start, end in pairwise(places)]
    streamed = [token_id for ids in tokenizer.encode_stream(chunks) for token_id in ids]
    assert streamed == tokenizer.encode(text)


# ── El fichero, con Hugging Face como juez ───────────────────────────────────────────────────


@given(ANY_TEXT)
@settings(derandomize=True, max_examples=300)
def test_same_ids_and_text_as_hugging_face(saved: tuple[Tokenizer, Path], text: str) -> None:
    tokenizer, folder = saved
    theirs = HuggingFaceTokenizer.from_file(str(folder / "tokenizer.json"))
    assert theirs.get_vocab_size() == tokenizer.vocab_size

    ids = tokenizer.encode(text, allow_special=True)
    assert theirs.encode(text).ids == ids
    assert theirs.decode(ids, skip_special_tokens=False) == tokenizer.decode(ids)
    assert theirs.decode(ids) == tokenizer.decode(ids, keep_special=False)

    theirs.encode_special_tokens = True  # lo tecleado son letras
    assert theirs.encode(text).ids == tokenizer.encode(text)


@given(st.data())
@settings(derandomize=True)
def test_any_ids_decode_as_hugging_face(saved: tuple[Tokenizer, Path], data: st.DataObject) -> None:
    tokenizer, folder = saved
    theirs = HuggingFaceTokenizer.from_file(str(folder / "tokenizer.json"))
    ids = data.draw(st.lists(st.integers(0, tokenizer.vocab_size - 1)))
    assert theirs.decode(ids, skip_special_tokens=False) == tokenizer.decode(ids)
    assert theirs.decode(ids) == tokenizer.decode(ids, keep_special=False)


@pytest.mark.filterwarnings("default")  # los avisos de `transformers` son suyos
def test_transformers_reads_the_folder(saved: tuple[Tokenizer, Path], tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer, folder = saved
    theirs = AutoTokenizer.from_pretrained(folder)
    text = "<|inicio|><|soneto|>¿Quién , 123 dice…?\n  <|fin|>"
    ids = tokenizer.encode(text, allow_special=True)
    assert theirs(text).input_ids == ids
    assert theirs.decode(ids) == text  # sin quitar el espacio de antes de la coma
    assert theirs(text, split_special_tokens=True).input_ids == tokenizer.encode(text)
    assert [theirs.bos_token_id, theirs.eos_token_id] == [0, 1]
    assert [theirs.unk_token_id, theirs.pad_token_id] == [2, 3]

    theirs.save_pretrained(tmp_path)  # y lo que guarda `transformers` lo leemos nosotros
    assert load_tokenizer(tmp_path).encode(text) == tokenizer.encode(text)


def test_save_and_load(saved: tuple[Tokenizer, Path], tmp_path: Path) -> None:
    tokenizer, folder = saved
    loaded = load_tokenizer(folder)
    assert type(loaded) is type(tokenizer)
    assert loaded.vocab_size == tokenizer.vocab_size
    text = "\n".join(TEXTS) + "\u00a0日本 €"
    assert loaded.encode(text) == tokenizer.encode(text)
    loaded.save(tmp_path / "otra" / "más")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        assert (tmp_path / "otra" / "más" / name).read_bytes() == (folder / name).read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == [
        "tokenizer.json",
        "tokenizer_config.json",
    ]


# ── Errores ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("token_id", [-1, 128, 10**9])
def test_ids_out_of_range(token_id: int) -> None:
    tokenizer = CharTokenizer.default()
    with pytest.raises(InvalidValueError, match="0 a 127"):
        tokenizer.decode([20, token_id])
    with pytest.raises(InvalidValueError, match="0 a 127"):
        tokenizer.id_to_token(token_id)


def test_impossible_vocabularies() -> None:
    with pytest.raises(InvalidValueError, match="repetidos"):
        CharTokenizer("aba")
    with pytest.raises(InvalidValueError, match="un solo carácter"):
        CharTokenizer(["a", "que"])
    with pytest.raises(InvalidValueError, match="128 o más"):
        WordTokenizer.train(TEXTS, 100)
    with pytest.raises(InvalidValueError, match="longitud"):
        WordTokenizer("abc", ["a"])
    with pytest.raises(InvalidValueError, match="encode"):
        CharTokenizer.default().token_to_id("molino")


def test_missing_and_broken_files(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"Falta el fichero tokenizer\.json"):
        load_tokenizer(tmp_path / "nada")
    path = tmp_path / "tokenizer.json"
    for damaged in (b"", b'{"model": ', b"\xff\xfe\x00"):
        path.write_bytes(damaged)
        with pytest.raises(ModelError, match="dañado"):
            load_tokenizer(tmp_path)
    (tmp_path / "fichero").write_text("no soy una carpeta", encoding="utf-8")
    with pytest.raises(StorageError, match="No se ha podido escribir"):
        CharTokenizer.default().save(tmp_path / "fichero")


def test_files_of_other_programs(tmp_path: Path) -> None:
    from tokenizers import models

    foreign = HuggingFaceTokenizer(models.WordLevel({"a": 0, "[UNK]": 1}, unk_token="[UNK]"))
    foreign.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ModelError, match="de esta guía"):
        load_tokenizer(tmp_path)
    for other in ("[]", "3", "{}", '{"model": {"vocab": [1]}, "added_tokens": 1}'):
        (tmp_path / "tokenizer.json").write_text(other, encoding="utf-8")
        with pytest.raises(ModelError, match="de esta guía"):
            load_tokenizer(tmp_path)


def _swap_specials(data: dict) -> None:
    data["added_tokens"][0]["content"] = "<s>"
    data["model"]["vocab"] = {
        "<s>" if token == START else token: token_id
        for token, token_id in data["model"]["vocab"].items()
    }


@pytest.mark.parametrize(
    "change",
    [
        _swap_specials,
        lambda data: data["model"].update(type="Unigram"),
        lambda data: data["model"].update(unk_token="a"),
        lambda data: data["model"].update(fuse_unk=True),
        lambda data: data["model"]["vocab"].update({"zz": 9999}),
        lambda data: data["model"].update(merges=[["q", "ŋ"]]),
        lambda data: data["model"].update(ignore_merges=not data["model"]["ignore_merges"]),
        lambda data: data.update(normalizer={"type": "NFKC"}),
        lambda data: data.update(pre_tokenizer={"type": "ByteLevel"}),
        lambda data: data.update(decoder=None),
        lambda data: data["added_tokens"].pop(),
        lambda data: data["added_tokens"][1].update(lstrip=True),
    ],
)
def test_altered_files_are_refused(saved: tuple[Tokenizer, Path], tmp_path: Path, change) -> None:
    _, folder = saved
    data = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    change(data)
    (tmp_path / "tokenizer.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ModelError, match="de esta guía"):
        load_tokenizer(tmp_path)
