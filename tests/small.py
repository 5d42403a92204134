"""Un corpus diminuto y una receta de segundos, para las pruebas que entrenan."""

from dataclasses import replace

import torch

from construyamos_gpt.corpus.pieces import Corpus, Piece, Split
from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.model import Model
from construyamos_gpt.recipes import Recipe, load_recipe
from construyamos_gpt.tokens import CharTokenizer

LINES = (
    "Sancho mira al molino y ve un molino,\nsu amo mira lo mismo y ve un gigante,\n"
    "y el rucio, que es el sabio en el camino,\nno mira más que el pasto de adelante.",
    "Diez leguas de camino y una sola hogaza,\ndijo Sancho, no son aventura,\n"
    "que el hambre, mi señor, también abraza\ny aprieta más que toda la armadura.",
    "La noche se tendió sobre la venta,\nroncaba Rocinante y el ventero\n"
    "soñaba con cobrar aquella cuenta\nque nadie le pagaba con dinero.",
)
PROSE = "Caminaban despacio, y como el sol calentaba, Sancho pensaba en la bota y callaba."


def piece(text: str, form: str = "verso") -> Piece:
    return Piece(text=text, form=form, work="prueba", place="", source="propio")


def small_corpus() -> Corpus:
    splits: dict[Split, list[Piece]] = {
        "train": [piece(text) for text in LINES] * 3 + [piece(PROSE, "prosa")] * 4,
        "val": [piece(LINES[0][::-1])],
        "test": [],
    }
    return Corpus(name="prueba", origin="la propia prueba", open_split=lambda s: splits[s])


def small_recipe(**changes: object) -> Recipe:
    base = replace(
        load_recipe("sancho-nano"),
        n_layer=2,
        n_head=2,
        n_embd=16,
        block_size=32,
        batch_size=4,
        steps=12,
        eval_every=4,
        dropout=0.2,
        warmup=2,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def small_model(seed: int = 0, block_size: int = 128) -> Model:
    """Un modelo sin entrenar, con todos sus números sorteados: nada en él es 0 ni 1 por azar."""
    tokenizer = CharTokenizer.default()
    gpt = GPT(
        GPTConfig(
            vocab_size=tokenizer.vocab_size, block_size=block_size, n_layer=2, n_head=2, n_embd=16
        )
    )
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in gpt.parameters():
            weight.copy_(0.4 * torch.randn(weight.shape, generator=random))
    return Model(gpt.eval(), tokenizer, "prueba")
