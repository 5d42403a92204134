"""Parte 5 · Dibujos de la atención: a quién mira cada letra y cuánto pesa cada cabeza.

Son dibujos SVG que se ven igual en el cuaderno y en la página, con fondo claro u oscuro, y
llevan su descripción en palabras.

Formas: `L` bloques (`n_layer`), `H` cabezas (`n_head`), `T` tiempo.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import torch
from torch import Tensor

from construyamos_gpt.attention import multi_head_attention
from construyamos_gpt.gpt import Block
from construyamos_gpt.model import Model
from construyamos_gpt.notebook.picture import Picture

__all__ = ["attention_weights", "draw_costs", "draw_heads"]

COLOR = "#0072B2"  # azul que se distingue también sin ver bien los colores
SHADES = 8  # cuántos tonos distintos; lo que no llega al primero queda en blanco
VISIBLE = {" ": "␣", "\n": "↵"}


@torch.no_grad()
def attention_weights(model: Model, text: str, form: str = "verso") -> tuple[list[str], Tensor]:
    """Los pesos de atención de todas las cabezas mientras el modelo lee un texto.

    Args:
        model: el modelo.
        text: el texto; tiene que caber en la ventana.
        form: su forma (`prosa`, `soneto`, `verso`…).

    Returns:
        Las letras leídas, con el inicio y la forma delante, y los pesos, forma (L, H, T, T): a
        quién mira (última dimensión) cada letra (penúltima).

    Raises:
        ShapeError: si el texto no cabe en la ventana.
    """
    ids = model.prompt_ids(text, form)
    x = model.gpt.embeddings(torch.tensor([ids]))  # (1, T, C)
    layers = []
    for block in model.gpt.blocks:
        assert isinstance(block, Block)
        attention = block.attention
        _, weights = multi_head_attention(
            block.norm_1(x),
            attention.qkv.weight,
            attention.qkv.bias,
            attention.projection.weight,
            attention.projection.bias,
            attention.n_head,
        )
        layers.append(torch.cat(weights))  # (H, T, T)
        x = block(x)  # (1, T, C)
    letters = [model.tokenizer.id_to_token(index) for index in ids]
    return [VISIBLE.get(letter, letter) for letter in letters], torch.stack(layers)


def _cells(weights: Tensor, left: float, top: float, size: float) -> str:
    """Los cuadraditos de una tabla de pesos, de 0 a 1: un trazo por tono."""
    paths: dict[int, list[str]] = {}
    for row, values in enumerate(weights.tolist()):
        for column, value in enumerate(values):
            shade = round(min(1.0, value) * SHADES)
            if shade > 0:
                x, y = left + column * size, top + row * size
                paths.setdefault(shade, []).append(f"M{x:g} {y:g}h{size:g}v{size:g}h-{size:g}z")
    return "".join(
        f'<path fill="{COLOR}" fill-opacity="{shade / SHADES:g}" d="{"".join(parts)}"/>'
        for shade, parts in sorted(paths.items())
    )


def _svg(width: float, height: float, body: str, words: str) -> Picture:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'font-family="sans-serif" font-size="11" fill="currentColor">'
        f"<title>{escape(words)}</title>{body}</svg>"
    )
    return Picture(svg=svg, words=words, style=f"width:100%;max-width:{width:g}px")


def draw_heads(letters: Sequence[str], weights: Tensor) -> Picture:
    """Una fila de dibujos por bloque y, en ella, uno por cabeza.

    En cada dibujo, una fila por letra que mira y una columna por letra mirada; cuanto más oscuro,
    más peso.

    Args:
        letters: las letras leídas, T.
        weights: los pesos, forma (L, H, T, T).
    """
    layers, heads, time, _ = weights.shape
    cell = 6.0 if layers * heads > 1 else 16.0
    side, gap, above = cell * time, 10.0, 18.0
    margin = 16.0 if layers * heads == 1 else 0.0  # sitio para las letras, si hay un solo dibujo
    parts = []
    for layer in range(layers):
        for head in range(heads):
            left, top = margin + head * (side + gap), above + margin + layer * (side + above + gap)
            parts.append(_cells(weights[layer, head], left, top, cell))
            parts.append(
                f'<rect x="{left:g}" y="{top:g}" width="{side:g}" height="{side:g}" '
                f'fill="none" stroke="currentColor" stroke-opacity="0.4"/>'
            )
            if layers * heads > 1:
                parts.append(f'<text x="{left:g}" y="{top - 4:g}">{layer + 1}.{head + 1}</text>')
    if margin:
        for place, letter in enumerate(letters):
            shown, middle = escape(letter if len(letter) == 1 else "·"), (place + 0.5) * cell
            parts.append(f'<text x="4" y="{above + margin + middle + 4:g}">{shown}</text>')
            parts.append(f'<text x="{margin + middle - 3:g}" y="{above + 8:g}">{shown}</text>')
    width = margin + heads * (side + gap)
    height = above + margin + layers * (side + above + gap)
    words = (
        f"Mapa de miradas de {layers * heads} cabezas sobre {time} símbolos: cada fila es una "
        f"letra que mira; cada columna, una letra mirada; más oscuro, más peso. El triángulo de "
        f"arriba a la derecha, el futuro, está vacío."
    )
    return _svg(width, height, "".join(parts), words)


def draw_costs(costs: Tensor) -> Picture:
    """Cuántas caras gana el dado al apagar cada cabeza: un bloque por fila, una cabeza por columna.

    El tono sigue al logaritmo de las caras, porque unas pocas cabezas cuestan mucho más que las
    otras y con un tono proporcional las demás se verían en blanco.

    Args:
        costs: las caras de más, forma (L, H).
    """
    layers, heads = costs.shape
    wide, high, margin = 76.0, 36.0, 56.0
    scale = math.log1p(max(1e-9, float(costs.max())))
    shades = torch.log1p(costs.clamp(min=0.0)) / scale * 0.6  # hasta 0,6: el número se lee encima
    parts = []
    for layer in range(layers):
        y = 20 + layer * high
        parts.append(f'<text x="0" y="{y + 22:g}">bloque {layer + 1}</text>')
        for head in range(heads):
            x, shade = margin + head * wide, float(shades[layer, head])
            number = f"{float(costs[layer, head]):+.2f}".replace(".", ",").replace("-", "−")
            parts.append(
                f'<rect x="{x:g}" y="{y:g}" width="{wide - 3:g}" height="{high - 3:g}" '
                f'fill="{COLOR}" fill-opacity="{shade:.2f}" stroke="currentColor" '
                f'stroke-opacity="0.4"/><text x="{x + 8:g}" y="{y + 22:g}" '
                f'font-size="13">{number}</text>'
            )
    for head in range(heads):
        parts.append(f'<text x="{margin + head * wide + 8:g}" y="13">cabeza {head + 1}</text>')
    most = divmod(int(costs.argmax()), heads)
    words = (
        f"Caras que gana el dado al apagar cada una de las {layers * heads} cabezas. La que más "
        f"cuesta es la {most[0] + 1}.{most[1] + 1}."
    )
    return _svg(margin + heads * wide, 24 + layers * high, "".join(parts), words)
