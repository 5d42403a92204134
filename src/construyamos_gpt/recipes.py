"""Las recetas: todo lo que hay que decidir para entrenar, como datos en `recipes.json`.

El mismo fichero lo leen Python y la página web.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

from construyamos_gpt.errors import InvalidValueError

__all__ = ["Recipe", "load_recipe", "recipe_names"]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Una receta de entrenamiento. Dura un número fijo de pasos.

    Attributes:
        name: su nombre.
        summary: para qué sirve, en una frase.
        n_layer, n_head, n_embd, block_size, dropout: las medidas del modelo (`GPTConfig`).
        steps: pasos de entrenamiento.
        batch_size: textos por paso.
        optimizer: `muon` (con AdamW para el resto) o `adamw`.
        lr, muon_lr: tasas de aprendizaje de AdamW y de Muon.
        weight_decay: cuánto se encogen las matrices.
        beta_1, beta_2: inercias de AdamW.
        grad_clip: longitud máxima del gradiente; 0 para no recortar.
        warmup: pasos de calentamiento.
        verse_share_start, verse_share_end: qué parte de cada lote es verso, al principio y al
            final (de la prosa al verso poco a poco).
        cento_share_start, cento_share_end: lo mismo con los centones (`corpus.centones`); lo
            que queda es prosa.
        ear_weight_start, ear_weight_end: cuánto cuenta el oído (`ear`), al principio y al final.
        eval_every: cada cuántos pasos se mide la validación y se guarda.
        patience: medidas seguidas sin mejorar antes de parar; 0 para no parar nunca.
        seed: la semilla de todo lo que se sortea.
    """

    name: str
    summary: str
    n_layer: int
    n_head: int
    n_embd: int
    block_size: int
    dropout: float
    steps: int
    batch_size: int
    optimizer: str
    lr: float
    muon_lr: float
    weight_decay: float
    beta_1: float
    beta_2: float
    grad_clip: float
    warmup: int
    verse_share_start: float
    verse_share_end: float
    cento_share_start: float
    cento_share_end: float
    ear_weight_start: float
    ear_weight_end: float
    eval_every: int
    patience: int
    seed: int

    def __post_init__(self) -> None:
        for name in ("steps", "batch_size", "eval_every"):
            if getattr(self, name) < 1:
                raise InvalidValueError(
                    f"{name} no puede valer eso.",
                    received=getattr(self, name),
                    allowed="un número entero de 1 en adelante",
                )
        if not 0 <= self.seed < 2**32:
            raise InvalidValueError(
                "Esa semilla no es posible.",
                received=self.seed,
                allowed="un entero de 0 a 4 294 967 295",
            )
        if self.optimizer not in ("muon", "adamw"):
            raise InvalidValueError(
                "No se conoce ese optimizador.", received=self.optimizer, allowed="muon, adamw"
            )

    def as_dict(self) -> dict[str, Any]:
        """La receta, lista para guardarse."""
        return asdict(self)

    @property
    def uses_centones(self) -> bool:
        """Si en algún momento se estudian centones."""
        return max(self.cento_share_start, self.cento_share_end) > 0

    @property
    def uses_ear(self) -> bool:
        """Si en algún momento se entrena con el oído."""
        return max(self.ear_weight_start, self.ear_weight_end) > 0

    def evaluates_at(self, step: int) -> bool:
        """Si después de dar `step` pasos toca medir y guardar."""
        return step % self.eval_every == 0 or step == self.steps

    def shares(self, step: int) -> tuple[float, float]:
        """Qué partes del lote del paso `step` son verso y centones: dos rectas."""
        return (
            self._between(self.verse_share_start, self.verse_share_end, step),
            self._between(self.cento_share_start, self.cento_share_end, step),
        )

    def ear_weight(self, step: int) -> float:
        """Cuánto cuenta el oído en el paso `step`: otra recta."""
        return self._between(self.ear_weight_start, self.ear_weight_end, step)

    def _between(self, start: float, end: float, step: int) -> float:
        """Lo que toca en el paso `step` de una recta que va de `start` a `end`."""
        return start + step / max(1, self.steps - 1) * (end - start)


@cache
def _all_recipes() -> dict[str, Recipe]:
    file = resources.files("construyamos_gpt").joinpath("recipes.json")
    data = json.loads(file.read_text(encoding="utf-8"))
    known = {field.name for field in fields(Recipe)}
    return {
        name: Recipe(name=name, **{key: value for key, value in values.items() if key in known})
        for name, values in data.items()
    }


def recipe_names() -> list[str]:
    """Los nombres de las recetas, de menor a mayor."""
    return list(_all_recipes())


def load_recipe(name: str) -> Recipe:
    """La receta que se llama así.

    Raises:
        InvalidValueError: si no hay ninguna con ese nombre.
    """
    recipes = _all_recipes()
    if name not in recipes:
        raise InvalidValueError(
            "No hay ninguna receta con ese nombre.", received=name, allowed=", ".join(recipes)
        )
    return recipes[name]
