"""Un modelo listo para usar: el GPT, su tokenizador y su nombre, juntos en una carpeta.

from construyamos_gpt import load

sancho = load("sancho-mini")
print(sancho.generate("En un lugar de la Mancha", max_new_tokens=200))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from construyamos_gpt.checkpoint import read_tensors, write_tensors
from construyamos_gpt.device import Machine, choose_machine
from construyamos_gpt.errors import InvalidValueError, ModelError, StorageError
from construyamos_gpt.evaluation import (
    Measure,
    Score,
    count_original_characters,
    measure,
    total,
)
from construyamos_gpt.files import read_json, write_json
from construyamos_gpt.generation import Sampling, generate_ids
from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.tokens import FORMS, SPECIAL_TOKENS, Tokenizer, load_tokenizer, normalize

__all__ = ["Model", "Written", "load", "model_names", "save_model"]

WEIGHTS, CONFIG = "model.safetensors", "config.json"
FORM_TRIAL_TOKENS = 200  # con cuánto texto se decide la forma, cuando no se sabe
SHAPE_FIELDS = ("vocab_size", "block_size", "n_layer", "n_head", "n_embd", "dropout")


@dataclass(frozen=True, kw_only=True)
class Written:
    """Un trozo recién escrito. El último trae `stop`: por qué se ha parado.

    Attributes:
        text: el texto nuevo; puede venir vacío.
        stop: `fin` si el modelo ha terminado, `límite` si se ha llegado al máximo, o None.
    """

    text: str
    stop: str | None = None


class Model:
    """Un GPT que lee y escribe texto.

    Attributes:
        gpt: la red.
        tokenizer: el tokenizador con que aprendió.
        name: cómo se llama.
    """

    def __init__(self, gpt: GPT, tokenizer: Tokenizer, name: str) -> None:
        if tokenizer.vocab_size != gpt.config.vocab_size:
            raise ModelError(
                "El tokenizador y los pesos no son del mismo modelo.",
                received=f"vocabulario de {tokenizer.vocab_size}",
                allowed=f"vocabulario de {gpt.config.vocab_size}",
            )
        self.gpt, self.tokenizer, self.name = gpt, tokenizer, name

    @property
    def config(self) -> GPTConfig:
        """Las medidas del modelo."""
        return self.gpt.config

    def stream(
        self,
        prompt: str = "",
        *,
        max_new_tokens: int = 1200,
        temperature: float = 0.8,
        top_k: int = 0,
        top_p: float = 1.0,
        seed: int | None = None,
        form: str = "verso",
    ) -> Iterator[Written]:
        """Continúa `prompt` letra a letra.

        Args:
            prompt: con qué empieza; cualquier texto, también vacío.
            max_new_tokens: cuántos tokens nuevos, como mucho.
            temperature: véase `generation.Sampling`.
            top_k: véase `generation.Sampling`.
            top_p: véase `generation.Sampling`.
            seed: la misma semilla da el mismo texto; None, una al azar.
            form: qué se le pide: `soneto`, `tercetos`, `prosa`…

        Yields:
            Trozos de texto; el último dice por qué se ha parado.

        Raises:
            InvalidValueError: si un valor no tiene sentido.
        """
        if max_new_tokens < 1:
            raise InvalidValueError(
                "No se puede escribir esa cantidad.",
                received=max_new_tokens,
                allowed="un entero de 1 en adelante",
            )
        sampling = Sampling(temperature=temperature, top_k=top_k, top_p=top_p)
        random = torch.Generator()
        random.seed() if seed is None else random.manual_seed(seed)
        return self._stream(prompt, max_new_tokens, sampling, random, form)

    def prompt_ids(self, prompt: str, form: str) -> list[int]:
        """Los ids con que empieza a escribir: inicio, forma y el texto dado."""
        return self.tokenizer.encode_piece(prompt, form)[:-1]

    def forbidden_ids(self) -> list[int]:
        """Los símbolos especiales, que nunca se escriben, salvo `<|fin|>`."""
        special = range(len(SPECIAL_TOKENS))
        return [index for index in special if index != self.tokenizer.end_id]

    def _stream(
        self, prompt: str, limit: int, sampling: Sampling, random: torch.Generator, form: str
    ) -> Iterator[Written]:
        pending: list[int] = []  # bytes sueltos que aún no forman una letra
        for ids in generate_ids(
            self.gpt,
            self.prompt_ids(prompt, form),
            max_new_tokens=limit,
            sampling=sampling,
            random=random,
            forbidden=self.forbidden_ids(),
        ):
            token = int(ids[0])
            if token == self.tokenizer.end_id:
                yield Written(text=self.tokenizer.decode(pending), stop="fin")
                return
            pending.append(token)
            text = self.tokenizer.decode(pending)
            if not text.endswith("\ufffd"):
                pending = []
                yield Written(text=text)
        yield Written(text=self.tokenizer.decode(pending), stop="límite")

    def generate(self, prompt: str = "", **options: object) -> str:
        """El texto que sigue a `prompt`, de una vez. Las opciones son las de `stream`."""
        return "".join(piece.text for piece in self.stream(prompt, **options))  # type: ignore[arg-type]

    def measure(
        self, texts: Sequence[tuple[str, str | None]], machine: Machine | None = None
    ) -> list[Measure]:
        """Mide la sorpresa con unas piezas, cada una leída sola y desde su principio.

        Args:
            texts: pares (texto, forma). Si la forma es None se prueban todas con el principio y
                se queda la mejor: lo que cuesta acertarla está dentro de la medida.
            machine: dónde se calcula; por defecto, donde está el modelo, en float32.

        Returns:
            Una medida por pieza.
        """
        machine = machine or choose_machine(self.gpt.lm_head.weight.device.type, "float32")
        forms = [form or self._likely_form(text, machine) for text, form in texts]
        pieces = [
            np.asarray(self.tokenizer.encode_piece(text, form))
            for (text, _), form in zip(texts, forms, strict=True)
        ]
        return measure(self.gpt, pieces, machine)

    def _likely_form(self, text: str, machine: Machine) -> str:
        """La forma con la que menos sorprende el principio del texto."""
        tries = [np.asarray(self.tokenizer.encode_piece(text, form)) for form in FORMS]
        results = measure(self.gpt, [ids[:FORM_TRIAL_TOKENS] for ids in tries], machine)
        return min(zip(results, FORMS, strict=True), key=lambda pair: pair[0].nats)[1]

    def score(self, texts: Sequence[tuple[str, str | None]]) -> Score:
        """La sorpresa con unas piezas, como `measure`, repartida entre sus caracteres."""
        texts = [(normalize(text), form) for text, form in texts]
        return Score(
            nats=total(self.measure(texts)).nats,
            pieces=len(texts),
            chars=sum(len(text) + 2 for text, _ in texts),  # el texto, la forma y el fin
            original_chars=count_original_characters(text for text, _ in texts),
        )

    def loss(self, text: str, form: str | None = None) -> float:
        """Cuánto se sorprende con `text`, tomado como una pieza entera, en nats por carácter.

        Con un tokenizador cuyos tokens tienen varias letras, se reparte entre los caracteres.

        Args:
            text: el texto.
            form: su forma; None para probar todas, como en `measure`.

        Raises:
            InvalidValueError: si el texto está vacío.
        """
        if not text:
            raise InvalidValueError("No hay texto que medir.", received=text)
        return self.score([(text, form)]).nats_per_char


def model_names() -> list[str]:
    """Los modelos que vienen en el paquete."""
    folder = resources.files("construyamos_gpt").joinpath("models")
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if entry.joinpath(WEIGHTS).is_file())


def _find(name: str | Path) -> Path:
    if str(name) in model_names():
        return Path(str(resources.files("construyamos_gpt").joinpath("models", str(name))))
    folder = Path(name)
    if (folder / WEIGHTS).is_file():
        return folder
    names = ", ".join(model_names()) or "(ninguno en el paquete)"
    raise ModelError(
        "No se encuentra ese modelo.",
        received=str(name),
        allowed=f"{names}, o una carpeta con {WEIGHTS}, {CONFIG} y tokenizer.json",
        hint="`sancho entrenar --salida CARPETA` deja un modelo en CARPETA.",
    )


def save_model(
    folder: Path, weights: dict[str, Tensor], config: GPTConfig, tokenizer: Tokenizer
) -> None:
    """Guarda pesos, medidas y tokenizador en `folder`."""
    tokenizer.save(folder)
    write_json(folder / CONFIG, {"model_type": "construyamos-gpt", **config.as_dict()})
    write_tensors(folder / WEIGHTS, weights, {"format": "pt"})


def load(name: str | Path = "sancho-mini", device: str = "cpu") -> Model:
    """Carga un modelo del paquete, por su nombre, o de una carpeta.

    Raises:
        ModelError: si no existe o sus ficheros no encajan.
    """
    folder = _find(name)
    try:
        data = read_json(folder / CONFIG)
        tensors, _ = read_tensors(folder / WEIGHTS)
    except StorageError as error:
        raise ModelError(
            "El modelo está incompleto o dañado.", received=str(folder), hint=error.what
        ) from error
    missing = [field for field in SHAPE_FIELDS if field not in data]
    if missing:
        raise ModelError(
            f"A {CONFIG} le faltan medidas: {', '.join(missing)}.", received=str(folder)
        )
    config = GPTConfig(**{field: data[field] for field in SHAPE_FIELDS})
    with torch.device("meta"):  # un modelo sin números: solo sus formas, para compararlas
        expected = {key: tuple(value.shape) for key, value in GPT(config).state_dict().items()}
    found = {key: tuple(value.shape) for key, value in tensors.items()}
    if expected != found:
        different = sorted(key for key in expected | found if expected.get(key) != found.get(key))
        raise ModelError(
            f"Los pesos no encajan con {CONFIG}.",
            received={key: found.get(key) for key in different[:3]},
            allowed=str({key: expected.get(key) for key in different[:3]}),
        )
    gpt = GPT(config)
    gpt.load_state_dict({key: value.float() for key, value in tensors.items()})
    gpt.to(choose_machine(device, "float32").device)
    gpt.eval()
    return Model(gpt, load_tokenizer(folder), folder.name)
