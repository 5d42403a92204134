"""Muchos poemas a la vez, cada uno con su azar y cada uno hasta que se calla.

El poema número `i` se escribe con la semilla `seed + i`: es el mismo que escribe
`Model.generate(form=…, seed=seed + i)`, y no depende de cuántos se escriban con él. Escribirlos
juntos sale mucho más barato, porque cada matriz se lee de la memoria una vez para todos; el que
termina se va del lote y los demás siguen.

Formas de los tensores: `B` poemas que siguen escribiéndose, `T` tiempo, `V` vocabulario.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from construyamos_gpt.attention import KeyValueMemory
from construyamos_gpt.generation import Sampling, choose_at, filter_logits, window_start
from construyamos_gpt.measures.poems import FORMS, Sample, sample_forms
from construyamos_gpt.model import Model
from construyamos_gpt.single_step import SingleStep

__all__ = ["LONGEST", "ROWS", "TEMPERATURE", "write_ids", "write_samples"]

LONGEST = 1200  # caracteres: al que no se ha callado, se le corta
TEMPERATURE = 0.8
ROWS = 50  # poemas a la vez: con más, la memoria de llaves y valores pasa de 250 MB


def write_samples(
    model: Model,
    count: int,
    *,
    seed: int,
    forms: Sequence[str] = FORMS,
    longest: int = LONGEST,
    temperature: float = TEMPERATURE,
    notify: Callable[[int], None] = lambda done: None,
) -> list[Sample]:
    """Escribe `count` poemas, sin más principio que su forma.

    Args:
        model: quien escribe.
        count: cuántos.
        seed: la semilla del primero; la de los demás es la siguiente.
        forms: las formas, que se reparten por turno.
        longest: cuántos tokens, como mucho, escribe cada uno.
        temperature: el atrevimiento.
        notify: se llama con los que van escritos.

    Raises:
        InvalidValueError: si la temperatura no es posible.
    """
    sampling = Sampling(temperature=temperature)
    samples: list[Sample] = []
    every = sample_forms(count, forms)
    for first in range(0, count, ROWS):
        asked = every[first : first + ROWS]
        written = write_ids(
            model,
            prompts=[model.prompt_ids("", form) for form in asked],
            seeds=[seed + first + row for row in range(len(asked))],
            sampling=sampling,
            longest=longest,
        )
        samples += [
            Sample(form=form, text=model.tokenizer.decode(ids)[:longest], ended=ended)
            for form, (ids, ended) in zip(asked, written, strict=True)
        ]
        notify(len(samples))
    return samples


@torch.inference_mode()
def write_ids(
    model: Model,
    *,
    prompts: Sequence[Sequence[int]],
    seeds: Sequence[int],
    sampling: Sampling,
    longest: int,
) -> list[tuple[list[int], bool]]:
    """Continúa unos principios de igual largo.

    Args:
        model: quien escribe.
        prompts: los ids con que empieza cada poema; todos, los mismos.
        seeds: la semilla de cada uno.
        sampling: cómo se elige cada letra.
        longest: cuántos tokens, como mucho, escribe cada uno.

    Returns:
        De cada uno, sus ids nuevos, sin `<|fin|>`, y si terminó.
    """
    gpt, end = model.gpt, model.tokenizer.end_id
    device, block_size = gpt.lm_head.weight.device, gpt.config.block_size
    veto = torch.zeros(gpt.config.vocab_size)  # (V,)
    veto[model.forbidden_ids()] = -math.inf
    points = torch.cat([_points(seed, longest + 1) for seed in seeds], dim=1)  # (longest + 1, B)
    written: list[list[int]] = [[] for _ in prompts]
    ended = [False] * len(prompts)
    rows = torch.arange(len(prompts))  # (B,): qué poema es cada fila
    text = torch.tensor(prompts, dtype=torch.int64, device=device)  # (B, T)
    step = SingleStep(gpt)
    start, memory, unread = 0, gpt.new_memory(len(rows)), text
    for position in range(longest + 1):  # el último puede ser `<|fin|>`
        if unread.shape[1] == 1:
            logits = step(unread[:, 0], memory)  # (B, V)
        else:
            logits = gpt(unread, memory=memory)[0][:, -1]  # (B, V)
        filtered = filter_logits(logits.float().cpu() + veto, sampling)
        ids = choose_at(filtered, points[position, rows, None])  # (B,)
        for row, token in zip(rows.tolist(), ids.tolist(), strict=True):
            ended[row] = token == end
            if not ended[row]:
                written[row].append(token)
        going = ids != end  # (B,)
        if not going.all():
            rows, ids, text = rows[going], ids[going], text[going.to(device)]
            memory = [_only(past, going.to(device)) for past in memory]
        if not len(rows):
            break
        unread = ids.to(device)[:, None]  # (B, 1)
        text = torch.cat([text, unread], dim=1)  # (B, T + 1)
        if window_start(text.shape[1], block_size) != start:
            start = window_start(text.shape[1], block_size)
            memory, unread = gpt.new_memory(len(rows)), text[:, start:]
    return list(zip(written, ended, strict=True))


def _points(seed: int, count: int) -> Tensor:
    """Los puntos que tiraría, uno detrás de otro, el generador de esa semilla; (count, 1)."""
    return torch.rand(count, 1, generator=torch.Generator().manual_seed(seed))


def _only(memory: KeyValueMemory, rows: Tensor) -> KeyValueMemory:
    """La memoria de los poemas que siguen; `rows`, forma (B,), dice cuáles."""
    return KeyValueMemory(kv=memory.kv[:, rows], length=memory.length)
