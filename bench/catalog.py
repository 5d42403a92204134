"""Qué se puede medir: el nombre de cada medida, su módulo y lo que contesta.

Cada módulo tiene una función `run(options)` que devuelve un `Report`. Se importa al pedirla.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from construyamos_gpt.errors import SanchoError

__all__ = ["MEASURES", "Measure", "MeasureError", "Options"]


class MeasureError(SanchoError):
    """Una medida que no se ha podido hacer."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Una medida.

    Attributes:
        module: el módulo de `bench` que la hace.
        summary: qué contesta, en una frase.
        repeat_without_bf16: si se repite imitando una máquina sin bfloat16.
    """

    module: str
    summary: str
    repeat_without_bf16: bool = False


@dataclass(frozen=True, kw_only=True)
class Options:
    """Lo que se pide al medir.

    Attributes:
        quick: tamaños diminutos: comprueba que la medida corre, no mide nada.
        rounds: vueltas en que se alternan los comparados.
        model: el modelo que se mide, por nombre o carpeta.
        folder: dónde se guardan los resultados.
    """

    quick: bool
    rounds: int
    model: str
    folder: Path


MEASURES: dict[str, Measure] = {
    "entrenar": Measure(
        module="training",
        summary="tokens por segundo al entrenar, frente a GPT-2 de transformers",
        repeat_without_bf16=True,
    ),
    "generar": Measure(
        module="generation",
        summary="caracteres por segundo al escribir, frente a transformers y sin memoria",
    ),
    "arranque": Measure(
        module="startup", summary="segundos desde lanzar `sancho generar` hasta la primera letra"
    ),
    "finales": Measure(module="endings", summary="cuántos poemas terminan solos, y con qué signo"),
    "calidad": Measure(module="quality", summary="nats por carácter con texto no visto"),
    "atencion": Measure(module="attention", summary="tres maneras de calcular la misma atención"),
    "dropout": Measure(module="dropout", summary="nuestro dropout frente al de PyTorch"),
    "muon": Measure(
        module="muon",
        summary="un paso de Muon: el nuestro frente al de PyTorch",
        repeat_without_bf16=True,
    ),
    "crecer": Measure(
        module="growth", summary="cómo crece el coste con el contexto, el ancho y las capas"
    ),
    "aprender": Measure(
        module="learning",
        summary="qué sabe sancho-nano a los dos minutos, con Muon y con AdamW",
        repeat_without_bf16=True,
    ),
    "progreso": Measure(
        module="progress", summary="qué aprende antes: letras, palabras, metro, rima"
    ),
    "pagina": Measure(
        module="web",
        summary="el motor de la página en un navegador, frente a TensorFlow.js",
    ),
}
