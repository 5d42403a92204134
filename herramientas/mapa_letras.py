"""Los datos de la pieza de la parte 3: el mapa de las letras, según aprende.

    python herramientas/mapa_letras.py CARPETA

`CARPETA` es la de un entrenamiento hecho con `sancho entrenar --instantaneas`. La tabla de
embeddings tiene 256 números por letra y una hoja de papel, dos medidas. Aquí se buscan las dos
direcciones en que más se reparten las letras (PCA) y se giran los mapas de las instantáneas hasta
que se parezcan entre sí (Procrustes).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from construyamos_gpt.corpus import Piece, load_corpus
from construyamos_gpt.files import write_bytes
from construyamos_gpt.model import Model, load
from construyamos_gpt.snapshots import list_snapshots

DATA = Path(__file__).parent.parent / "web" / "data"
COMMON = 100  # veces que ha de salir una letra para fiarse de su vector, como en la parte 3
STEPS = (0, 30, 100, 300, 1000)  # las instantáneas que se dibujan, además de la última
UNSEEN_POEMS = 4  # poemas apartados con que se mide el dado al cambiar dos filas


def letters(
    folder: Path, train: Sequence[Piece], unseen: Sequence[Piece], sancho: Model
) -> dict[str, Any]:
    """El mapa de las letras, según aprende; cuántas veces sale cada una; y versos con que medir."""
    times = Counter("".join(piece.text for piece in train))
    symbols = [sancho.tokenizer.id_to_token(index) for index in range(sancho.tokenizer.vocab_size)]
    common = [index for index, symbol in enumerate(symbols) if times[symbol] >= COMMON]
    found = list_snapshots(folder)
    tables = [load(found[step]).gpt.embeddings.token.weight for step in STEPS]
    tables.append(sancho.gpt.embeddings.token.weight)  # la última es la de sancho-mini
    maps = aligned([letter_map(table.detach(), common) for table in tables])
    # Los enteros, y no los fragmentos: así se mide un poema de principio a fin.
    whole = [piece for piece in unseen if piece.form != "fragmento"][:UNSEEN_POEMS]
    return {
        "letters": symbols,
        "times": [times[symbol] for symbol in symbols],
        "common": COMMON,
        "maps": [
            {
                "step": step,
                "explained": round(explained, 4),
                "points": [[round(value, 3) for value in point] for point in points.tolist()],
            }
            for step, (points, explained) in zip((*STEPS, max(found)), maps, strict=True)
        ],
        "unseen": [{"form": piece.form, "text": piece.text} for piece in whole],
    }


def letter_map(table: Tensor, common: Sequence[int]) -> tuple[Tensor, float]:
    """El mejor dibujo plano de una tabla de embeddings: análisis de componentes principales (PCA).

    Las dos direcciones se buscan con las letras corrientes; las raras se dibujan en el mismo plano.

    Args:
        table: los vectores, forma (V, C).
        common: los ids de las letras corrientes.

    Returns:
        Dónde cae cada letra, forma (V, 2), y qué parte de las diferencias se ve en el dibujo.
    """
    vectors = table.double() - table[common].double().mean(dim=0)  # (V, C)
    _, sizes, directions = torch.linalg.svd(vectors[common], full_matrices=False)
    points = vectors @ directions[:2].T  # (V, 2)
    # Del derecho o del revés es lo mismo: la letra más lejana se dibuja a la derecha, o arriba.
    farthest = points[common].gather(0, points[common].abs().argmax(dim=0, keepdim=True))
    spread = sizes.square()
    return points * farthest.sign(), float(spread[:2].sum() / spread.sum())


def aligned(maps: Sequence[tuple[Tensor, float]]) -> list[tuple[Tensor, float]]:
    """Gira cada mapa hasta que se parezca lo más posible al siguiente (Procrustes).

    El giro de un mapa no quiere decir nada: sin esto, las letras saltarían de un lado a otro.
    """
    turned = [maps[-1]]
    for points, explained in reversed(maps[:-1]):
        left, _, right = torch.linalg.svd(points.T @ turned[0][0])  # (2, 2)
        turned.insert(0, (points @ left @ right, explained))
    return turned


def main(arguments: Sequence[str]) -> None:
    """Escribe `web/data/letters.json`."""
    corpus = load_corpus(None)
    if len(arguments) != 1 or corpus.name != "Cervantes":
        raise SystemExit("Hacen falta la carpeta de un entrenamiento y el texto de Cervantes.")
    train = list(corpus.pieces("train"))
    unseen = [piece for piece in corpus.pieces("val") if piece.form != "prosa"]
    made = letters(Path(arguments[0]), train, unseen, load("sancho-mini"))
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    write_bytes(DATA / "letters.json", text.encode("utf-8"))


if __name__ == "__main__":
    main(sys.argv[1:])
