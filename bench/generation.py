"""`generar`: caracteres por segundo al escribir un solo texto, con los mismos pesos.

Tres maneras: la nuestra, con memoria; la de transformers, con la suya; y recalcular todo lo
escrito en cada letra, que es lo que hace nanoGPT.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from bench.catalog import Options
from bench.models import measured_model
from bench.peers import copy_weights, hugging_face_gpt2
from bench.report import COMPARISON_COLUMNS, Goal, Report, Table, comparison_row
from bench.timing import interleave, ratios
from construyamos_gpt.generation import Sampling, generate_ids
from construyamos_gpt.gpt import GPT

__all__ = ["run"]

TEMPERATURE = 0.8
GOALS = {"transformers, con caché": 2.5, "sin memoria": 15.0}


def ours(gpt: GPT, prompt: list[int], count: int) -> Callable[[], int]:
    """Nuestra generación, con memoria."""

    def write() -> int:
        letters = generate_ids(
            gpt,
            prompt,
            max_new_tokens=count,
            sampling=Sampling(temperature=TEMPERATURE),
            random=torch.Generator().manual_seed(0),
        )
        return sum(len(ids) for ids in letters)

    return write


def transformers_with_cache(gpt: GPT, prompt: list[int], count: int) -> Callable[[], int]:
    """La generación de transformers. Las mismas letras a elegir: todas, sin top-k."""
    model = hugging_face_gpt2(gpt.config, dropout=0.0)
    copy_weights(gpt, model)
    ids = torch.tensor([prompt])  # (1, T)
    seen = torch.ones_like(ids)

    def write() -> int:
        torch.manual_seed(0)
        text: Tensor = model.generate(
            ids,
            attention_mask=seen,
            do_sample=True,
            temperature=TEMPERATURE,
            top_k=0,
            min_new_tokens=count,  # que no pare antes
            max_new_tokens=count,
            pad_token_id=1,  # no hay relleno, pero quiere saber cuál sería
            use_cache=True,
        )
        return text.shape[1] - len(prompt)

    return write


def without_memory(gpt: GPT, prompt: list[int], count: int) -> Callable[[], int]:
    """Todo lo escrito se vuelve a leer en cada letra, a la manera de nanoGPT."""

    @torch.no_grad()
    def write() -> int:
        torch.manual_seed(0)
        ids = torch.tensor([prompt])  # (1, T)
        for _ in range(count):
            logits, _ = gpt(ids[:, -gpt.config.block_size :])  # (1, T, V)
            probabilities = torch.softmax(logits[:, -1] / TEMPERATURE, dim=-1)  # (1, V)
            ids = torch.cat([ids, torch.multinomial(probabilities, 1)], dim=1)
        return ids.shape[1] - len(prompt)

    return write


def run(options: Options) -> Report:
    """Mide."""
    model, note = measured_model(options)
    gpt, prompt = model.gpt.eval(), model.prompt_ids("", "verso")
    count = 20 if options.quick else 400
    contenders = {
        "nuestra, con memoria": ours(gpt, prompt, count),
        "transformers, con caché": transformers_with_cache(gpt, prompt, count),
        "sin memoria": without_memory(gpt, prompt, count),
    }
    for name, write in contenders.items():
        assert write() == count, name
    seconds = interleave(contenders, rounds=options.rounds)
    own = seconds["nuestra, con memoria"]
    return Report(
        tables=[
            Table(
                title=f"{count} caracteres, un texto, temperatura 0,8, float32",
                columns=("manera", "caracteres/s", *COMPARISON_COLUMNS),
                rows=[comparison_row(name, times, own, count) for name, times in seconds.items()],
            )
        ],
        goals=[
            Goal(
                text=f"veces más deprisa que {name}",
                value=ratios(own, seconds[name]).median,
                limit=limit,
            )
            for name, limit in GOALS.items()
        ],
        notes=[note, "los pesos son los mismos; antes de medir se comprueba que puntúan igual."],
        data={"segundos": seconds},
    )
