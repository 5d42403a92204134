"""Parte 2: del texto a los números, y de los números al texto.

Un modelo no lee letras: multiplica números. Un tokenizador es la tabla que va de unas a otros.
Trocea el texto en símbolos (*tokens*) y da a cada uno su número (*id*): con el de letras,
«Sancho» se convierte en seis ids. El camino de vuelta es la misma tabla leída al revés.

Aquí están los símbolos especiales, lo que tienen en común todos los tokenizadores y el de
letras, que es el que usa sancho-mini. Los de palabras y BPE están en `bpe.py`.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from construyamos_gpt.errors import InvalidValueError, ModelError
from construyamos_gpt.tokenizer_json import TokenizerFile, read_tokenizer, write_tokenizer

__all__ = [
    "CHARACTERS",
    "END",
    "FORMS",
    "PADDING",
    "SPECIAL_TOKENS",
    "START",
    "UNKNOWN",
    "CharTokenizer",
    "Tokenizer",
    "form_token",
    "load_tokenizer",
    "normalize",
    "normalize_texts",
]

START = "<|inicio|>"  # aquí empieza una pieza
END = "<|fin|>"  # aquí termina: el modelo aprende a callarse
UNKNOWN = "<|desconocido|>"  # un carácter que no está en la tabla
PADDING = "<|relleno|>"  # hueco para igualar longitudes; no se aprende de él
# La última, «fragmento», es un trozo cortado de un poema sin mirar dónde acaban sus frases.
FORMS = (
    "prosa",
    "soneto",
    "tercetos",
    "octavas",
    "redondillas",
    "romance",
    "verso",
    "fragmento",
)

# Los 16 primeros ids son estos, en este orden, en todos los tokenizadores.
SPECIAL_TOKENS = (
    START,
    END,
    UNKNOWN,
    PADDING,
    *(f"<|{form}|>" for form in FORMS),
    *(f"<|reservado{number}|>" for number in range(4)),
)

# Los 112 caracteres de sancho-mini: con los 16 especiales, 128 símbolos justos. El orden es
# fijo, por grupos, y dentro de cada grupo el alfabético o el de uso. Están los del Quijote y los
# del Viaje del Parnaso (también los de la ortografía de 1784: «à», «exôrta», «&c.»; no el latín
# de un epigrama, «æ» y «ë», ni las marcas de edición, «[», «_», «*») y lo que hoy se teclea para
# escribir en español. Fuera quedan símbolos como «€», «ª», «@» o «+»: 112 son 112.
CHARACTERS = (
    "\n "
    "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ñáéíóúüÑÁÉÍÓÚÜ"
    "0123456789"
    ".,;:¿?¡!…"
    "-–—()/"
    "«»“”‘’\"'"
    "ïçàèìòùô"
    "&%º"
)

_SPECIAL_PATTERN = re.compile("(" + "|".join(map(re.escape, SPECIAL_TOKENS)) + ")")


def form_token(form: str) -> str:
    """El símbolo especial de una forma: `form_token("soneto")` es `"<|soneto|>"`.

    Raises:
        InvalidValueError: `form` no está en `FORMS`.
    """
    if form not in FORMS:
        raise InvalidValueError(
            "No conocemos esa forma.",
            received=form,
            allowed=", ".join(FORMS),
            hint="si dudáis, usad «verso» o «prosa»",
        )
    return f"<|{form}|>"


def normalize(text: str) -> str:
    """El texto en Unicode NFC: la «é» es siempre un carácter, nunca «e» más una tilde suelta."""
    return unicodedata.normalize("NFC", text)


def normalize_texts(texts: str | Iterable[str]) -> Iterator[str]:
    """Los textos, de uno en uno, en NFC. Uno suelto vale por una lista de uno."""
    return map(normalize, [texts] if isinstance(texts, str) else texts)


class Tokenizer(ABC):
    """Lo que todo tokenizador sabe hacer.

    Args:
        symbols: los símbolos, sin repetir, que siguen a los 16 especiales: el primero tiene
            el id 16.

    Raises:
        InvalidValueError: hay símbolos vacíos o repetidos.
    """

    def __init__(self, symbols: Iterable[str]) -> None:
        self._tokens: tuple[str, ...] = (*SPECIAL_TOKENS, *symbols)
        self._ids = {token: token_id for token_id, token in enumerate(self._tokens)}
        if len(self._ids) != len(self._tokens) or "" in self._ids:
            repeated = [token for token, n in Counter(self._tokens).items() if n > 1 or not token]
            raise InvalidValueError(
                "El vocabulario tiene símbolos repetidos o vacíos.",
                received=repeated[:10],
                allowed="cada símbolo una sola vez",
            )
        self.start_id = self._ids[START]
        self.end_id = self._ids[END]
        self.unknown_id = self._ids[UNKNOWN]
        self.padding_id = self._ids[PADDING]

    @property
    def vocab_size(self) -> int:
        """Cuántos símbolos hay, contando los especiales."""
        return len(self._tokens)

    def token_to_id(self, token: str) -> int:
        """El id de un símbolo.

        Raises:
            InvalidValueError: el símbolo no está en el vocabulario.
        """
        if token not in self._ids:
            raise InvalidValueError(
                "Ese símbolo no está en el vocabulario.",
                received=token,
                hint="para convertir un texto cualquiera, usad `encode`",
            )
        return self._ids[token]

    def id_to_token(self, token_id: int) -> str:
        """El símbolo de un id.

        Raises:
            InvalidValueError: el id no está entre 0 y `vocab_size − 1`.
        """
        if not 0 <= token_id < len(self._tokens):
            raise InvalidValueError(
                "Ese id no es de ningún símbolo.",
                received=token_id,
                allowed=f"un entero de 0 a {len(self._tokens) - 1}",
                hint="¿son de otro tokenizador estos ids?",
            )
        return self._tokens[token_id]

    def encode(self, text: str, *, allow_special: bool = False) -> list[int]:
        """Convierte un texto en sus ids.

        Args:
            text: el texto; se normaliza a NFC.
            allow_special: si es `True`, «<|fin|>» escrito en el texto es el símbolo especial.
                Por defecto son letras como las demás: quien teclea no puede, sin querer,
                dar órdenes al modelo.

        Returns:
            Los ids, de 0 a `vocab_size − 1`.
        """
        if not allow_special:
            return self._encode_text(normalize(text))
        ids: list[int] = []
        # `split` deja los especiales en los lugares impares y el texto en los pares.
        for place, part in enumerate(_SPECIAL_PATTERN.split(text)):
            if place % 2 == 1:
                ids.append(self._ids[part])
            elif part:
                ids.extend(self._encode_text(normalize(part)))
        return ids

    def encode_stream(self, chunks: Iterable[str]) -> Iterator[list[int]]:
        """Como `encode`, para un texto demasiado grande: llega y sale por trozos.

        Los trozos pueden venir cortados por cualquier sitio: se juntan hasta el final de línea,
        que es donde cortar no cambia nada. Los ids, unidos, son los de `encode` del texto entero.

        Args:
            chunks: los trozos del texto, en orden; un fichero abierto vale (da sus líneas).

        Yields:
            Los ids de un grupo de líneas completas.
        """
        waiting: list[str] = []  # lo que ha llegado desde el último final de línea
        for chunk in chunks:
            head, newline, tail = chunk.rpartition("\n")
            if newline:
                yield self.encode("".join([*waiting, head, newline]))
                waiting = [tail]
            else:
                waiting.append(chunk)
        last = "".join(waiting)
        if last:
            yield self.encode(last)

    def encode_piece(self, text: str, form: str) -> list[int]:
        """Una pieza entera: [inicio, forma, *texto, fin].

        Raises:
            InvalidValueError: `form` no está en `FORMS`.
        """
        form_id = self._ids[form_token(form)]
        return [self.start_id, form_id, *self.encode(text), self.end_id]

    def decode(self, ids: Iterable[int], *, keep_special: bool = True) -> str:
        """Convierte ids en texto: el camino de vuelta.

        Args:
            ids: enteros de 0 a `vocab_size − 1`.
            keep_special: si es `False`, los símbolos especiales no salen en el texto.

        Raises:
            InvalidValueError: algún id no está en el vocabulario.
        """
        tokens = [self.id_to_token(token_id) for token_id in ids]
        if not keep_special:
            tokens = [token for token in tokens if token not in SPECIAL_TOKENS]
        return self._join(tokens)

    def save(self, folder: str | Path) -> None:
        """Guarda `tokenizer.json` y `tokenizer_config.json` en una carpeta.

        `transformers.AutoTokenizer.from_pretrained(folder)` los lee y da los mismos ids.

        Raises:
            StorageError: no se puede escribir en esa carpeta.
        """
        config: dict[str, object] = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "clean_up_tokenization_spaces": False,
            "bos_token": START,
            "eos_token": END,
            "unk_token": UNKNOWN,
            "pad_token": PADDING,
        }
        write_tokenizer(Path(folder), self._to_file(), config=config)

    @abstractmethod
    def _encode_text(self, text: str) -> list[int]:
        """Los ids de un texto que ya está en NFC y donde no se buscan especiales."""

    def _join(self, tokens: Iterable[str]) -> str:
        """Une los símbolos, sin añadir espacios."""
        return "".join(tokens)

    @abstractmethod
    def _to_file(self) -> TokenizerFile:
        """Lo que se guarda en `tokenizer.json`."""


class CharTokenizer(Tokenizer):
    """El tokenizador de letras: un símbolo por carácter.

    Es el más corto de explicar y el más honrado con el verso: el modelo ve cada letra, cada
    tilde y cada salto de línea. A cambio, los textos son largos (un soneto, unos 550 símbolos).
    Un carácter que no está en la tabla se convierte en `<|desconocido|>`, uno por uno.

    Args:
        characters: los caracteres, en el orden de sus ids (el primero, el 16).

    Raises:
        InvalidValueError: hay caracteres repetidos, o símbolos de más de un carácter.
    """

    def __init__(self, characters: Iterable[str]) -> None:
        super().__init__(characters)
        wrong = [symbol for symbol in self.characters if len(symbol) != 1]
        if wrong:
            raise InvalidValueError(
                "Cada símbolo del tokenizador de letras es un solo carácter.", received=wrong[:10]
            )
        # Solo los caracteres: lo que se teclea nunca da un símbolo especial.
        self._char_ids = {character: self._ids[character] for character in self.characters}

    @property
    def characters(self) -> tuple[str, ...]:
        """Los caracteres, en el orden de sus ids."""
        return self._tokens[len(SPECIAL_TOKENS) :]

    @classmethod
    def default(cls) -> CharTokenizer:
        """El de sancho-mini: 16 especiales y los 112 de `CHARACTERS`; 128 símbolos."""
        return cls(CHARACTERS)

    @classmethod
    def from_text(cls, texts: str | Iterable[str], *, min_count: int = 1) -> CharTokenizer:
        """Un vocabulario para vuestros textos, aunque estén en otro alfabeto.

        Primero van los de `CHARACTERS`, con sus ids de siempre; después, los que aparecen en los
        textos y no estaban, del más frecuente al menos (a igualdad, por su número en Unicode).

        Args:
            texts: un texto, o varios de uno en uno.
            min_count: cuántas veces tiene que aparecer un carácter nuevo para entrar.
        """
        counts: Counter[str] = Counter()
        for text in normalize_texts(texts):
            counts.update(text)
        new = [char for char in counts.keys() - set(CHARACTERS) if counts[char] >= min_count]
        return cls([*CHARACTERS, *sorted(new, key=lambda char: (-counts[char], char))])

    def _encode_text(self, text: str) -> list[int]:
        find, unknown = self._char_ids.get, self.unknown_id
        return [find(character, unknown) for character in text]

    def _to_file(self) -> TokenizerFile:
        return TokenizerFile(vocab=self._tokens, specials=SPECIAL_TOKENS, unknown=UNKNOWN)


def load_tokenizer(folder: str | Path) -> Tokenizer:
    """Lee el tokenizador que guardó `save`.

    Args:
        folder: la carpeta que contiene `tokenizer.json`.

    Returns:
        Un `CharTokenizer`, `WordTokenizer` o `BPETokenizer`, el que se guardó.

    Raises:
        ModelError: el fichero falta, está dañado o es de otro programa.
    """
    from construyamos_gpt.bpe import BPETokenizer, WordTokenizer  # `bpe` importa este módulo

    file = read_tokenizer(Path(folder))
    symbols = file.vocab[len(SPECIAL_TOKENS) :]
    loaded: Tokenizer
    try:
        if file.byte_fallback:
            loaded = BPETokenizer([symbol for symbol in symbols if len(symbol) == 1], file.merges)
        elif file.whole_words:
            characters = [symbol for symbol in symbols if len(symbol) == 1]
            loaded = WordTokenizer(characters, symbols[len(characters) :])
        else:
            loaded = CharTokenizer(symbols)
    except InvalidValueError as error:
        raise _not_ours(folder, error.what) from error
    if loaded._to_file() != file:
        raise _not_ours(folder, "los símbolos especiales o el troceado no son los de esta guía")
    return loaded


def _not_ours(folder: str | Path, reason: str) -> ModelError:
    return ModelError(
        f"El tokenizador guardado no es de esta guía: {reason}",
        received=str(folder),
        hint="indicad la carpeta de un modelo entrenado con esta guía",
    )
