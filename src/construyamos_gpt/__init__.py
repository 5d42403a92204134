"""Construyamos-GPT: un GPT construido desde cero, en español, que escribe como Cervantes.

    from construyamos_gpt import load

    sancho = load("sancho-mini")
    print(sancho.generate("En un lugar de la Mancha", max_new_tokens=200))

Los nombres se cargan al usarlos: importar el paquete no importa PyTorch.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from construyamos_gpt.bpe import BPETokenizer, WordTokenizer
    from construyamos_gpt.errors import SanchoError
    from construyamos_gpt.gpt import GPT, GPTConfig
    from construyamos_gpt.model import Model, load
    from construyamos_gpt.recipes import Recipe, load_recipe
    from construyamos_gpt.session import continue_training, start_training
    from construyamos_gpt.tokens import CharTokenizer

__all__ = [
    "GPT",
    "BPETokenizer",
    "CharTokenizer",
    "GPTConfig",
    "Model",
    "Recipe",
    "SanchoError",
    "WordTokenizer",
    "continue_training",
    "load",
    "load_recipe",
    "start_training",
]

__version__ = version("construyamos-gpt")

_WHERE = {
    "BPETokenizer": "bpe",
    "CharTokenizer": "tokens",
    "GPT": "gpt",
    "GPTConfig": "gpt",
    "Model": "model",
    "Recipe": "recipes",
    "SanchoError": "errors",
    "WordTokenizer": "bpe",
    "continue_training": "session",
    "load": "model",
    "load_recipe": "recipes",
    "start_training": "session",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"construyamos_gpt no tiene {name!r}; hay: {', '.join(__all__)}")
    return getattr(import_module(f"construyamos_gpt.{_WHERE[name]}"), name)
