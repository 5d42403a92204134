"""Parte 8 · Modelos diminutos que aprenden en segundos, y los dibujos de lo que les pasa."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from construyamos_gpt.batches import TokenStream, TrainingData, draw_rows, read_rows
from construyamos_gpt.corpus import Piece
from construyamos_gpt.device import choose_machine
from construyamos_gpt.diagnosis import Point
from construyamos_gpt.evaluation import measure, total
from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.model import Model
from construyamos_gpt.notebook.picture import Picture
from construyamos_gpt.optim import build_optimizers
from construyamos_gpt.output import faces
from construyamos_gpt.plots import TRAIN_COLOR, VAL_COLOR
from construyamos_gpt.tokens import CharTokenizer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Learned", "draw_learning", "draw_valley", "learn"]

SHAPE = GPTConfig(vocab_size=1, block_size=128, n_layer=2, n_head=4, n_embd=64)
ROWS = 4  # filas de un lote
MOST_SEEN = 8  # piezas ya estudiadas, salteadas, con que se mide: con todas tardaría
STYLES: tuple[dict[str, Any], ...] = (
    {"color": VAL_COLOR, "linestyle": "-"},
    {"color": TRAIN_COLOR, "linestyle": "--"},
)
GREY = "#7a7a7a"  # se lee igual sobre blanco que sobre negro


@dataclass(frozen=True, kw_only=True)
class Learned:
    """Un modelo diminuto que ya ha aprendido, y cómo le fue.

    Attributes:
        model: el modelo.
        points: sus medidas, en nats por token: con lo que estudia y con lo que no ha visto.
    """

    model: Model
    points: list[Point]

    @property
    def seen_faces(self) -> float:
        """El dado con lo estudiado, al acabar."""
        return faces(self.points[-1].train_loss)

    @property
    def unseen_faces(self) -> float:
        """El dado con lo no visto, al acabar."""
        return faces(self.points[-1].val_loss)


def learn(
    seen: Sequence[Piece],
    unseen: Sequence[Piece],
    *,
    seed: int,
    steps: int,
    optimizer: str = "adamw",
    lr: float = 0.005,
) -> Learned:
    """Entrena un GPT diminuto (2 capas de 64, ventana de 128), con la tasa fija.

    Args:
        seen: lo que estudia.
        unseen: con qué se mide sin estudiarlo.
        seed: la semilla de los pesos y de los lotes.
        steps: pasos.
        optimizer: `adamw` o `muon` (con AdamW para lo que no es matriz de un bloque).
        lr: la tasa de aprendizaje de los dos.
    """
    tokenizer = CharTokenizer.default()
    streams = [np.asarray(tokenizer.encode_piece(piece.text, piece.form)) for piece in seen]
    others = [np.asarray(tokenizer.encode_piece(piece.text, piece.form)) for piece in unseen]
    data, machine = _in_memory(streams), choose_machine("cpu", "float32")
    torch.manual_seed(seed)
    gpt = GPT(replace(SHAPE, vocab_size=tokenizer.vocab_size))
    rates: dict[str, Any] = {"lr": lr, "muon_lr": lr, "weight_decay": 0.1, "betas": (0.9, 0.95)}
    optimizers = build_optimizers(gpt, optimizer=optimizer, dtype=torch.float32, **rates)
    points = []
    for step in range(steps + 1):
        if step in _moments(steps):
            train_loss, val_loss = (
                total(measure(gpt, texts, machine)).nats_per_token
                for texts in (streams[:: math.ceil(len(streams) / MOST_SEEN)], others)
            )
            points.append(Point(step=step, train_loss=train_loss, val_loss=val_loss))
        if step == steps:
            break
        rows = draw_rows(
            data, batch_size=ROWS, block_size=SHAPE.block_size, verse_share=0, seed=seed, step=step
        )
        x, y = read_rows(rows)
        _, loss = gpt(x, y)
        loss.backward()
        for each in optimizers:
            each.step()
            each.zero_grad()
    return Learned(model=Model(gpt.eval(), tokenizer, "diminuto"), points=points)


def _in_memory(pieces: Sequence[np.ndarray]) -> TrainingData:
    """Los textos, listos para sacar lotes, sin pasar por el disco."""
    starts = np.cumsum([0, *(len(ids) for ids in pieces[:-1])])
    full = TokenStream(ids=np.concatenate(pieces), starts=starts)
    nothing = np.zeros(0, dtype=np.int64)
    empty = TokenStream(ids=nothing, starts=nothing)
    return TrainingData(prose=full, verse=empty, centones=empty, val=empty, digest="")


def _moments(steps: int) -> set[int]:
    """Cuándo se mide: diez veces, más seguidas al principio, que es cuando más cambia."""
    return {round(steps * (k / 9) ** 2) for k in range(10)}


def _drawing(figure: Figure, alt: str) -> Picture:
    import matplotlib

    content = io.StringIO()
    # Letras y no trazos, sin fecha y con nombres fijos: pesa poco y sale siempre igual.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "parte 8"}):
        figure.savefig(content, format="svg", transparent=True, metadata={"Date": None})
    text = content.getvalue()
    style = "max-width:100%;height:auto"
    return Picture(svg=text[text.index("<svg ") :], words=alt, style=style)


def _new_axes(rows: int) -> tuple[Figure, list[Axes]]:
    from matplotlib.figure import Figure  # tarda en importarse: solo cuando se dibuja

    figure = Figure(figsize=(4.6, 3.0 * rows), layout="constrained")
    axes: list[Any] = list(figure.subplots(rows, 1, sharey=True, squeeze=False)[:, 0])
    for each in axes:
        each.tick_params(colors=GREY, which="both")
        each.spines[:].set_color(GREY)
        each.spines[["top", "right"]].set_visible(False)
        each.grid(alpha=0.25)
    return figure, axes


def _labels(axes: Axes, title: str, x: str) -> None:
    axes.set_title(title, color=GREY)
    axes.set_xlabel(x, color=GREY)
    axes.set_ylabel("caras del dado", color=GREY)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.4g}".replace(".", ","))
    axes.legend(frameon=False, labelcolor=GREY)


def draw_valley(pushes: Sequence[float], dice: Mapping[str, Sequence[float]], alt: str) -> Picture:
    """El dado según cuánto se mueve un peso.

    Args:
        pushes: cuánto se mueve.
        dice: de cada línea, su nombre y el dado en cada sitio; como mucho dos.
        alt: la descripción del dibujo.
    """
    figure, [axes] = _new_axes(1)
    for (name, values), style in zip(dice.items(), STYLES, strict=False):
        axes.plot(pushes, values, label=name, marker=".", **style)
    axes.axvline(0, color=GREY, linewidth=0.8)
    _labels(axes, "", "cuánto se mueve el peso")
    return _drawing(figure, alt)


def draw_learning(groups: Mapping[str, Sequence[Learned]], alt: str) -> Picture:
    """Las curvas de varios modelos: de cada grupo, la media y, en sombra, de la menor a la mayor.

    Args:
        groups: el nombre de cada grupo y sus modelos, medidos en los mismos pasos.
        alt: la descripción del dibujo.
    """
    figure, panels = _new_axes(len(groups))
    for axes, (title, runs) in zip(panels, groups.items(), strict=True):
        steps = [point.step for point in runs[0].points]
        unseen = np.exp([[point.val_loss for point in run.points] for run in runs])
        seen = np.exp([[point.train_loss for point in run.points] for run in runs])
        names = ("lo que no ha visto", "lo que estudia")
        for values, name, style in zip((unseen, seen), names, STYLES, strict=True):
            axes.plot(steps, values.mean(0), label=name, marker=".", **style)
            axes.fill_between(steps, values.min(0), values.max(0), color=style["color"], alpha=0.2)
        axes.set_yscale("log")
        _labels(axes, title, "paso")
    return _drawing(figure, alt)
