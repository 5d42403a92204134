"""Los datos que enseñan las piezas de la página, en `web/data/`.

    python herramientas/piezas.py                          # todos, menos la máquina del tiempo
    python herramientas/piezas.py glass                    # solo esos
    python herramientas/piezas.py aprende CARPETA          # y la máquina del tiempo
    python herramientas/mapa_letras.py CARPETA             # y el mapa de las letras

`CARPETA` es la de un entrenamiento hecho con `sancho entrenar --instantaneas`. Todo sale del texto
de Cervantes y de sancho-mini, sin azar que no esté sembrado: dos veces, los mismos ficheros.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch

from construyamos_gpt import BPETokenizer, WordTokenizer
from construyamos_gpt.bpe import BPE_PATTERN, WORD_PATTERN
from construyamos_gpt.cli.values import comma
from construyamos_gpt.corpus import Piece, load_corpus
from construyamos_gpt.files import read_json, write_bytes
from construyamos_gpt.model import Model, load
from construyamos_gpt.notebook.beads import bigram_beads, choose_places
from construyamos_gpt.notebook.ladder import build_ladder, encode_pieces, model_rung
from construyamos_gpt.notebook.window import loss_with_context, rhyme_cases, spoiled
from construyamos_gpt.output import faces
from construyamos_gpt.snapshots import list_snapshots
from construyamos_gpt.tokens import CHARACTERS, SPECIAL_TOKENS

DATA = Path(__file__).parent.parent / "web" / "data"
SEED = 1605  # el año de la primera parte del Quijote
WORDS, BPE = 2000, 1000  # de cuántos símbolos son las cajas de palabras y de BPE
PLACES = 20  # los de la parte 7
POEM = 200  # letras de cada muestra de la máquina del tiempo
POEMS = 8  # los más cortos de los apartados, como en la parte 8
RHYMES, RHYME_TOLD = 6, "y el placer sus fi"
OPENINGS, SPOTS = (1, 4, 16, 64, 256), 300  # la curva de la parte 9 y en cuántos lugares
SCREWS = {  # los cuatro sitios de la parte 8
    "la última tabla": "lm_head.weight",
    "la tabla de las letras": "embeddings.token.weight",
    "la atención del bloque 1": "blocks.0.attention.qkv.weight",
    "el MLP del bloque 2": "blocks.1.mlp.expand.weight",
}
CURVE = 60  # puntos de la curva de lo que va leyendo


def boxes(train: Sequence[Piece], sancho: Model) -> dict[str, Any]:
    """Las tres cajas de la parte 2: la de letras, que es la de sancho-mini, y dos aprendidas."""
    texts = [piece.text for piece in train]
    words, bpe = WordTokenizer.train(texts, WORDS), BPETokenizer.train(texts, BPE)
    letters = [sancho.tokenizer.id_to_token(index) for index in range(sancho.tokenizer.vocab_size)]
    n_specials = len(SPECIAL_TOKENS)
    symbols = [words.id_to_token(index) for index in range(n_specials, words.vocab_size)]
    bpe_symbols = [bpe.id_to_token(index) for index in range(n_specials + 256, bpe.vocab_size)]
    return {
        "letters": letters,
        "words": {
            "pattern": WORD_PATTERN,
            "characters": "".join(s for s in symbols if len(s) == 1),
            "words": " ".join(s for s in symbols if len(s) > 1),
        },
        "bpe": {
            "pattern": BPE_PATTERN,
            "characters": "".join(s for s in bpe_symbols if len(s) == 1),
            "merges": [list(pair) for pair in bpe.merges],
        },
    }


def ladder(
    train: Sequence[Piece], unseen: Sequence[Piece], sancho: Model, longest: int = 7
) -> dict[str, Any]:
    """La escalera del dado de la parte 2, con lo estudiado y con lo que no se ha visto."""
    tokenizer = sancho.tokenizer
    rungs = build_ladder(
        encode_pieces(tokenizer, train),
        encode_pieces(tokenizer, unseen),
        vocab_size=tokenizer.vocab_size,
        longest=longest,
    )
    return {
        "vocabSize": tokenizer.vocab_size,
        "rungs": [
            {
                "order": order,  # 0, a ciegas; 1, letras sueltas; 2, bigramas…
                "unseen": round(rung.held_out_faces, 4),
                "studied": round(rung.studied_faces or math.nan, 4),
            }
            for order, rung in enumerate(rungs)
        ],
        "sancho": round(model_rung(sancho, unseen).held_out_faces, 4),
    }


def places(train: Sequence[Piece], unseen: Sequence[Piece], sancho: Model) -> dict[str, Any]:
    """Los veinte lugares del juego de las habas, con las habas del mozo (el bigrama)."""
    chosen = choose_places(sancho, unseen, count=PLACES, seed=SEED)
    verse = [piece for piece in train if piece.form != "prosa"]
    beads = bigram_beads(sancho, verse, chosen)
    return {
        "places": [
            {
                "form": sancho.tokenizer.id_to_token(place.ids[1]).strip("<|>"),
                "before": sancho.tokenizer.decode(place.ids[2:]),
                "letter": place.letter,
                "bigram": his,
            }
            for place, his in zip(chosen, beads, strict=True)
        ]
    }


def shortest(unseen: Sequence[Piece]) -> list[Piece]:
    """Los poemas con que se mide en la página: cortos, para no esperar."""
    return sorted(unseen, key=lambda piece: len(piece.text))[:POEMS]


def screws(unseen: Sequence[Piece], sancho: Model) -> dict[str, Any]:
    """Los poemas cortos y, con el primero, el peso de más pendiente de cada tabla (parte 8)."""
    poems = shortest(unseen)
    ids = torch.tensor([sancho.tokenizer.encode_piece(poems[0].text, poems[0].form)])
    gpt = sancho.gpt.double()  # con unas dieciséis cifras
    gpt.zero_grad()
    gpt(ids[:, :-1], ids[:, 1:])[1].backward()
    chosen = []
    for where, name in SCREWS.items():
        slopes = gpt.get_parameter(name).grad
        assert slopes is not None
        place = int(slopes.abs().argmax())
        row, column = divmod(place, slopes.shape[1])
        slope = float(f"{slopes[row, column].item():.8g}")
        screw = {"where": where, "name": name, "index": place, "row": row, "column": column}
        value = gpt.get_parameter(name)[row, column].item()
        chosen.append({**screw, "value": value, "slope": slope})
    gpt.zero_grad(set_to_none=True)
    gpt.float()
    return {
        "poems": [{"form": poem.form, "text": poem.text} for poem in poems],
        "screws": chosen,
    }


def glass(unseen: Sequence[Piece], sancho: Model, spots: int = SPOTS) -> dict[str, Any]:
    """El papel a la vista (parte 9): un poema apartado, el más largo de su forma, y unas rimas.

    La primera rima es la que cuenta la parte 9; las demás se sortean, una por poema.
    """
    longest = max((p for p in unseen if p.form == "verso"), key=lambda piece: len(piece.text))
    fitting = [piece for piece in unseen if len(piece.text) < sancho.config.block_size - 4]
    by_poem = [rhyme_cases([piece]) for piece in fitting if piece.form != "redondillas"]
    told = [case for cases in by_poem for case in cases if case.start.endswith(RHYME_TOLD)]
    others = [cases[-1] for cases in by_poem if cases and not set(told) & set(cases)]
    cases = [*told, *random.Random(SEED).sample(others, RHYMES - len(told))]
    dice = random.Random(SEED)
    words = sorted({row.strip(" .,;:¡!¿?—»").split()[-1] for c in cases for row in c.before if row})
    words = [word for word in words if word.islower() and word.isalpha() and len(word) > 3]
    means = loss_with_context(sancho, unseen, OPENINGS, spots, SEED)
    return {
        "spots": spots,
        "faces": [[size, round(faces(loss), 3)] for size, loss in means.items()],
        "poem": {"form": longest.form, "text": longest.text},
        "rhymes": [
            {
                "form": case.form,
                "before": list(case.before),
                "mate": case.mate,
                "other": case.other,
                "start": case.start,
                "ending": case.ending,
                "withoutMate": spoiled(case, case.mate, words, dice).before[case.mate],
                "withoutOther": spoiled(case, case.other, words, dice).before[case.other],
            }
            for case in cases
        ],
    }


def learning(folder: Path, unseen: Sequence[Piece]) -> dict[str, Any]:
    """La máquina del tiempo: qué dado tenía y qué escribía sancho-mini en cada instantánea."""
    texts = [(piece.text, piece.form) for piece in unseen]
    snapshots = []
    for step, path in list_snapshots(folder).items():
        model = load(path)
        die = model.score(texts).faces
        text = model.generate(form="soneto", seed=SEED, temperature=0.8, max_new_tokens=POEM)
        print(f"paso {step}: {comma(die, 2)} caras", file=sys.stderr)
        snapshots.append({"step": step, "faces": round(die, 4), "text": text})
    steps = [json.loads(line) for line in (folder / "metrics.jsonl").open(encoding="utf-8")]
    losses = [line["train_loss"] for line in steps if line["val_loss"] is None]
    recipe = read_json(folder / "entrenamiento.json")["recipe"]
    return {
        "steps": recipe["steps"],
        "minutes": round(steps[-1]["elapsed_s"] / 60),
        "vocabSize": len(SPECIAL_TOKENS) + len(CHARACTERS),
        "reading": _curve(losses),
        "snapshots": snapshots,
    }


def _curve(losses: Sequence[float]) -> list[tuple[int, float]]:
    """Las caras del dado con los trozos que va leyendo: la media de cada tramo de pasos.

    Los tramos son cada vez más largos, porque al principio se aprende muy deprisa.
    """
    edges = sorted({round(len(losses) ** (k / CURVE)) for k in range(CURVE + 1)} | {0})
    return [
        ((start + end + 1) // 2, round(faces(sum(losses[start:end]) / (end - start)), 3))
        for start, end in pairwise(edges)
    ]


def write(name: str, content: dict[str, Any]) -> None:
    """Deja un fichero de datos en su sitio."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    DATA.mkdir(exist_ok=True)
    write_bytes(DATA / f"{name}.json", text.encode("utf-8"))
    print(f"{name}.json: {len(text.encode('utf-8')) / 1000:.1f} kB", file=sys.stderr)


def main(arguments: Sequence[str]) -> None:
    """Escribe los datos que se pidan."""
    corpus = load_corpus(None)
    if corpus.name != "Cervantes":
        raise SystemExit("Hace falta el texto de Cervantes: poned CONSTRUYAMOS_CORPUS.")
    train = list(corpus.pieces("train"))
    unseen = [piece for piece in corpus.pieces("val") if piece.form != "prosa"]
    if arguments[:1] == ["aprende"] and len(arguments) == 2:
        write("learning", learning(Path(arguments[1]), unseen))
        return
    sancho = load("sancho-mini")
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "boxes": lambda: boxes(train, sancho),
        "ladder": lambda: ladder(train, unseen, sancho),
        "places": lambda: places(train, unseen, sancho),
        "screws": lambda: screws(unseen, sancho),
        "glass": lambda: glass(unseen, sancho),
    }
    for name in arguments or makers:
        if name not in makers:
            raise SystemExit(f"No conozco «{name}». Valen: {', '.join(makers)} o aprende CARPETA.")
        write(name, makers[name]())


if __name__ == "__main__":
    main(sys.argv[1:])
