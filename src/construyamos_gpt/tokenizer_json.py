"""El fichero `tokenizer.json`: cómo se guarda una tabla de símbolos para que otros la lean.

Usamos el formato de la biblioteca `tokenizers` de Hugging Face, que es JSON corriente: así un
modelo hecho con esta guía lo abren también `transformers`, `transformers.js` o llama.cpp. Lo
escribimos y lo leemos aquí, a la vista, sin depender de esa biblioteca.

Los tres tokenizadores de la guía caben en un mismo molde, el que Hugging Face llama «BPE»:

=========  ==============  ==============  ===========================================
 modelo     `merges`        interruptor     cómo se lee
=========  ==============  ==============  ===========================================
 letras     ninguna         ninguno         cada letra es un símbolo
 palabras   ninguna         ignore_merges   si la palabra está entera, ella; si no, letras
 BPE        las aprendidas  byte_fallback   las letras se funden; las ajenas van en bytes
=========  ==============  ==============  ===========================================
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from construyamos_gpt.errors import ModelError
from construyamos_gpt.files import write_json

__all__ = ["CONFIG_NAME", "FILE_NAME", "TokenizerFile", "read_tokenizer", "write_tokenizer"]

FILE_NAME = "tokenizer.json"
CONFIG_NAME = "tokenizer_config.json"

# Lo que decide los ids. Otros programas, al volver a guardar, añaden partes que no los cambian.
_ESSENTIAL_PARTS = ("added_tokens", "normalizer", "pre_tokenizer", "decoder", "model")

_FOREIGN_HINT = (
    "esta carpeta guarda un tokenizador de otro programa; cread el vuestro con `save()` "
    "o indicad la carpeta de un modelo entrenado con esta guía"
)


@dataclass(frozen=True, kw_only=True)
class TokenizerFile:
    """Lo que guarda un `tokenizer.json`, sin la sintaxis de JSON.

    Attributes:
        vocab: los símbolos; el id de cada uno es su lugar en la tupla.
        specials: los símbolos especiales; son los primeros de `vocab`.
        unknown: el símbolo especial de lo que no está en `vocab`.
        pattern: expresión regular que trocea el texto, o `None` si no se trocea.
        merges: las fusiones aprendidas, de la primera a la última.
        whole_words: un trozo que está entero en `vocab` es un solo símbolo.
        byte_fallback: un carácter ajeno se escribe con los símbolos de sus bytes.
    """

    vocab: tuple[str, ...]
    specials: tuple[str, ...]
    unknown: str
    pattern: str | None = None
    merges: tuple[tuple[str, str], ...] = ()
    whole_words: bool = False
    byte_fallback: bool = False


def write_tokenizer(folder: Path, file: TokenizerFile, *, config: dict[str, object]) -> None:
    """Escribe `tokenizer.json` y `tokenizer_config.json` en `folder` (se crea si no existe).

    Args:
        folder: la carpeta de destino.
        file: lo que se guarda.
        config: lo que `transformers` necesita saber además (inicio, fin, relleno…).

    Raises:
        StorageError: no se puede escribir en esa carpeta.
    """
    write_json(folder / FILE_NAME, _to_json(file))
    write_json(folder / CONFIG_NAME, config)


def read_tokenizer(folder: Path) -> TokenizerFile:
    """Lee el `tokenizer.json` de `folder` y comprueba que tiene la forma de los nuestros.

    Raises:
        ModelError: el fichero falta, no es JSON, está incompleto o es de otro programa.
    """
    path = folder / FILE_NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"Falta el fichero {FILE_NAME}.",
            received=str(folder),
            allowed=f"una carpeta que contenga {FILE_NAME}",
            hint="comprobad el nombre de la carpeta",
        ) from error
    except OSError as error:
        raise ModelError(
            f"No se puede leer el fichero {FILE_NAME}.",
            received=str(path),
            hint=f"comprobad los permisos del fichero ({error.strerror})",
        ) from error
    except (ValueError, RecursionError) as error:  # ValueError: ni es JSON ni es UTF-8
        raise ModelError(
            f"El fichero {FILE_NAME} está dañado: no es JSON en UTF-8.",
            received=str(path),
            hint="volved a copiarlo o a crearlo; quizá la copia se cortó",
        ) from error
    try:
        file = _from_json(data)
        expected = _to_json(file)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise _foreign(path, f"falta una parte o no tiene la forma debida: {error}") from error
    for part in _ESSENTIAL_PARTS:
        if not _contains(data.get(part), expected[part]):
            raise _foreign(path, f"su parte «{part}» no es la de esta guía")
    return file


def _foreign(path: Path, reason: str) -> ModelError:
    return ModelError(
        f"El fichero {FILE_NAME} no es de un tokenizador de esta guía ({reason}).",
        received=str(path),
        allowed="los de CharTokenizer, WordTokenizer y BPETokenizer",
        hint=_FOREIGN_HINT,
    )


def _to_json(file: TokenizerFile) -> dict[str, Any]:
    """Las piezas de Hugging Face, en el orden en que actúan sobre el texto."""
    split: dict[str, Any] | None = None
    if file.pattern is not None:
        split = {
            "type": "Split",
            "pattern": {"Regex": file.pattern},
            "behavior": "Isolated",
            "invert": False,
        }
    fuse: dict[str, Any] = {"type": "Fuse"}  # junta los símbolos sin poner espacios entre ellos
    decoder = fuse
    if file.byte_fallback:
        decoder = {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, fuse]}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": token_id,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for token_id, token in enumerate(file.specials)
        ],
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": split,
        "post_processor": None,
        "decoder": decoder,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": file.unknown,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": file.byte_fallback,
            "ignore_merges": file.whole_words,
            "vocab": {token: token_id for token_id, token in enumerate(file.vocab)},
            "merges": [list(pair) for pair in file.merges],
        },
    }


def _from_json(data: Any) -> TokenizerFile:
    """Lo contrario de `_to_json`. Lanza errores de Python si falta algo."""
    model = data["model"]
    ids: dict[str, int] = model["vocab"]
    vocab = sorted(ids, key=ids.__getitem__)
    if [ids[token] for token in vocab] != list(range(len(vocab))):
        raise ValueError("los ids del vocabulario no son 0, 1, 2…")
    merges = tuple((str(left), str(right)) for left, right in model["merges"])
    for left, right in merges:
        if not {left, right, left + right} <= ids.keys():
            raise ValueError(f"la fusión {left!r} + {right!r} no está en el vocabulario")
    split = data["pre_tokenizer"]
    return TokenizerFile(
        vocab=tuple(vocab),
        specials=tuple(token["content"] for token in data["added_tokens"]),
        unknown=model["unk_token"],
        pattern=None if split is None else split["pattern"]["Regex"],
        merges=merges,
        whole_words=bool(model["ignore_merges"]),
        byte_fallback=bool(model["byte_fallback"]),
    )


def _contains(found: Any, expected: Any) -> bool:
    """¿Está en `found` todo lo de `expected`? Una clave de más, de otra versión, no estorba."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            _contains(found.get(key), value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(map(_contains, found, expected))
        )
    return bool(found == expected)
