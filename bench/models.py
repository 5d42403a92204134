"""El modelo que se mide: sancho-mini o, si aún no existe, uno al azar con sus medidas."""

from __future__ import annotations

from dataclasses import replace

import torch

from bench.catalog import Options
from construyamos_gpt.errors import ModelError
from construyamos_gpt.gpt import GPT
from construyamos_gpt.model import Model, load, model_names
from construyamos_gpt.recipes import Recipe, load_recipe
from construyamos_gpt.tokens import CharTokenizer
from construyamos_gpt.training import model_config

__all__ = ["DEFAULT_MODEL", "measured_model", "mini_recipe", "trained_model"]

DEFAULT_MODEL = "sancho-mini"


def mini_recipe(quick: bool) -> Recipe:
    """La receta de sancho-mini; con `quick`, encogida hasta que todo cueste milisegundos."""
    recipe = load_recipe("sancho-mini")
    if quick:
        return replace(recipe, n_layer=2, n_head=2, n_embd=32, block_size=64, batch_size=2)
    return recipe


def _random_model(quick: bool) -> Model:
    torch.manual_seed(0)
    tokenizer = CharTokenizer.default()
    gpt = GPT(model_config(mini_recipe(quick), tokenizer.vocab_size)).eval()
    return Model(gpt, tokenizer, "al azar")


def measured_model(options: Options) -> tuple[Model, str]:
    """El modelo, y una nota que dice cuál es. Para medir velocidades vale uno al azar.

    Raises:
        ModelError: si se ha pedido un modelo que no existe.
    """
    if options.quick:
        return _random_model(quick=True), "modelo diminuto, con pesos al azar."
    if options.model == DEFAULT_MODEL and DEFAULT_MODEL not in model_names():
        note = "no hay sancho-mini: se mide un GPT al azar con sus medidas."
        return _random_model(quick=False), note
    return load(options.model), f"modelo: {options.model}."


def trained_model(options: Options) -> tuple[Model, str]:
    """Como `measured_model`, para medir lo que el modelo sabe: no admite uno al azar.

    Raises:
        ModelError: si no existe.
    """
    model, note = measured_model(options)
    if model.name == "al azar" and not options.quick:
        raise ModelError(
            "Para esta medida hace falta un modelo entrenado.",
            received=options.model,
            hint="entrenad uno con `sancho entrenar` y dadlo con --modelo CARPETA.",
        )
    return model, note
