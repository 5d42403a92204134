"""Para saber más, tras la parte 8 · El ensayo: aprender de lo que uno mismo escribe.

Un cómico que ensaya dice su papel, mira a quien sabe del oficio y se queda con lo que gustó. Aquí
el modelo escribe cincuenta poemas; `prizes` pone puntos a cada verso; y los pesos se mueven un poco
para que los versos con más puntos que la media le salgan más a menudo, y los de menos, menos. Así
una y otra vez. Entrenar era imitar; esto es probar.

Es aprendizaje por refuerzo en su forma más sencilla: R. Williams (1992), «Simple Statistical
Gradient-Following Algorithms for Connectionist Reinforcement Learning» (REINFORCE), con la media
como punto de comparación. Que los premios los dé una regla que se puede comprobar, y no el gusto
de nadie: N. Lambert y otros (2024), «Tülu 3», §6.

Quien solo mira los premios hace trampas sin querer: sin sujetarlo, este modelo acabó escribiendo
«que no había de hacer lo que había hecho», que mide once, en todas partes. Por eso a cada verso se
le restan puntos por lo que se aparta de como escribía antes: D. Ziegler y otros (2019),
«Fine-Tuning Language Models from Human Preferences», §2. Y, además, en cada corrección lee a
Cervantes y se le pide que prediga como antes.

Formas de los tensores: `B` poemas, `T` tiempo, `V` vocabulario.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.device import Machine
from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.generation import Sampling
from construyamos_gpt.gpt import GPT
from construyamos_gpt.measures.poems import Sample, sample_forms
from construyamos_gpt.measures.samples import TEMPERATURE, write_ids
from construyamos_gpt.model import Model
from construyamos_gpt.optim import build_optimizers, learning_rate_factor, take_step
from construyamos_gpt.rehearsal.prizes import is_whole
from construyamos_gpt.rehearsal.promise import Promise

__all__ = ["POEMS", "Poem", "Rehearsal", "Round", "drift", "weigh"]

POEMS = 50  # los que se escriben en cada vuelta
CORRECTIONS = 2  # por vuelta: cada una, con la mitad de los poemas
GROUP = 9  # poemas que se leen a la vez al corregir: con más, no cabe en 2 GB
READ = 6  # trozos de Cervantes que se leen en cada corrección
HOLD = 1.0  # cuánto se le sujeta leyendo a Cervantes
LEASH = 0.05  # cuántos puntos cuesta cada nat que un verso se aparta de como escribía antes
LR, MUON_LR = 5e-4, 1e-3  # mucho menores que al entrenar: se retoca, no se aprende de nuevo
STEP_BACK = 0.1  # qué parte de lo andado se desanda al acabar
FAR = 1_000_000  # las semillas de los ensayos, lejos de las de los exámenes


@dataclass(frozen=True, kw_only=True)
class Round:
    """Lo que ha pasado en una vuelta.

    Attributes:
        number: qué vuelta, desde 1.
        points: los puntos de un verso, de media.
        ended: qué parte de los poemas terminó, de 0 a 1.
        drift: cuánto se ha apartado de lo que predecía antes de ensayar, en nats por letra.
        poem: uno de los poemas.
    """

    number: int
    points: float
    ended: float
    drift: float
    poem: str


@dataclass(kw_only=True)
class Poem:
    """Un poema escrito en el ensayo.

    Attributes:
        sample: el poema, para juzgarlo.
        ids: sus ids, con el principio que se le dio y, si terminó, `<|fin|>`.
        start: dónde empieza lo suyo.
        worth: lo que vale cada id; se rellena al puntuarlo.
    """

    sample: Sample
    ids: list[int]
    start: int
    worth: list[float] = field(default_factory=list)


class Rehearsal:
    """El ensayo de un modelo, que cambia sus pesos según avanza.

    Args:
        model: quien ensaya; su tokenizador ha de ser de letras.
        prize: los puntos de cada verso de unos poemas.
        pieces: lo que estudió, para no olvidarlo.
        machine: dónde se calcula.
        rounds: cuántas vueltas.
        seed: fija el azar.

    Raises:
        InvalidValueError: si el tokenizador no es de letras.
    """

    def __init__(
        self,
        model: Model,
        prize: Callable[[Sequence[Sample]], list[list[float]]],
        pieces: Sequence[Piece],
        machine: Machine,
        *,
        rounds: int,
        seed: int,
    ) -> None:
        if len(model.tokenizer.encode("¡Hola, Sancho!")) != len("¡Hola, Sancho!"):
            raise InvalidValueError(
                "Para ensayar hace falta un modelo que escriba letra a letra.",
                received=f"{model.name}, con {model.tokenizer.vocab_size} tokens de varias letras",
                allowed="uno con el tokenizador de letras, el que usa `sancho entrenar`",
            )
        self.model, self.prize, self.machine = model, prize, machine
        prose = [piece for piece in pieces if piece.form == "prosa"]
        verse = [piece for piece in pieces if piece.form != "prosa"]
        self.shelves = [shelf for shelf in (verse, prose) if shelf]
        self.rounds, self.seed = rounds, seed
        self.before = copy.deepcopy(model.gpt).eval()
        self.optimizers = build_optimizers(
            model.gpt,
            optimizer="muon",
            lr=LR,
            muon_lr=MUON_LR,
            weight_decay=0.0,
            betas=(0.9, 0.95),
            dtype=torch.bfloat16 if machine.precision == "bfloat16" else torch.float32,
        )
        self.base_rates = [[g["lr"] for g in o.param_groups] for o in self.optimizers]
        self.random = np.random.default_rng(seed)
        self.promise = Promise()
        self.step = 0

    def play(self, should_stop: Callable[[], bool] = lambda: False) -> Iterator[Round]:
        """Ensaya, y cuenta cada vuelta. Se puede dejar en cualquier momento."""
        for number in range(1, self.rounds + 1):
            poems = self.write(number)
            points = self.prize([poem.sample for poem in poems])
            weigh(poems, points, self.stray(poems), self.promise, self.model.tokenizer.end_id)
            order = self.random.permutation(len(poems))
            for half in np.array_split(order, CORRECTIONS):
                apart = self.correct([poems[i] for i in half])
            every = [value for one in points for value in one]
            yield Round(
                number=number,
                points=sum(every) / max(1, len(every)),
                ended=sum(poem.sample.ended for poem in poems) / len(poems),
                drift=apart,
                poem=poems[number % len(poems)].sample.text,
            )
            if should_stop():
                return

    def write(self, number: int) -> list[Poem]:
        """Los poemas de una vuelta."""
        model, forms = self.model, sample_forms(POEMS)
        prompts = [model.prompt_ids("", form) for form in forms]
        first = self.seed + FAR + number * POEMS
        written = write_ids(
            model,
            prompts=prompts,
            seeds=range(first, first + POEMS),
            sampling=Sampling(temperature=TEMPERATURE),
            longest=model.config.block_size - len(prompts[0]) - 1,  # que quepa en la ventana
        )
        return [
            Poem(
                sample=Sample(form=form, text=model.tokenizer.decode(ids), ended=ended),
                ids=[*prompt, *ids, *[model.tokenizer.end_id] * ended],
                start=len(prompt),
            )
            for form, prompt, (ids, ended) in zip(forms, prompts, written, strict=True)
        ]

    @torch.no_grad()
    def stray(self, poems: Sequence[Poem]) -> list[list[float]]:
        """Cuánto más probable es ahora cada letra que antes de ensayar, en nats."""
        found = []
        for first in range(0, len(poems), GROUP):
            group = poems[first : first + GROUP]
            ids, _ = _stack(group)  # (B, T)
            now, then = (self.surprise(gpt, ids) for gpt in (self.model.gpt, self.before))
            rows = (then - now).tolist()  # (B, T − 1)
            found += [
                [0.0, *row[: len(poem.ids) - 1]] for poem, row in zip(group, rows, strict=True)
            ]
        return found

    def surprise(self, gpt: GPT, ids: Tensor) -> Tensor:
        """Lo que sorprende cada letra a un modelo, con la temperatura con que se ensaya.

        Args:
            gpt: el modelo.
            ids: los poemas, forma (B, T).

        Returns:
            −ln p de cada letra menos la primera, forma (B, T − 1).
        """
        ids = ids.to(self.machine.device)
        with self.machine.autocast():
            logits, _ = gpt(ids[:, :-1])  # (B, T − 1, V)
        tempered = logits.float() / TEMPERATURE
        return F.cross_entropy(tempered.transpose(1, 2), ids[:, 1:], reduction="none")

    def correct(self, poems: Sequence[Poem]) -> float:
        """Mueve los pesos una vez; devuelve cuánto se ha apartado el modelo del de antes."""
        gpt, device = self.model.gpt, self.machine.device
        letters = sum(len(poem.ids) for poem in poems)
        for first in range(0, len(poems), GROUP):
            ids, worth = _stack(poems[first : first + GROUP])  # (B, T) cada uno
            surprise = self.surprise(gpt, ids)  # (B, T − 1)
            # Al bajar esta suma, lo que vale sale más, y lo que resta, menos.
            torch.autograd.backward((worth[:, 1:].to(device) * surprise).sum() / letters)
        ids = self.read()  # (B, T)
        with self.machine.autocast():
            now, _ = gpt(ids.to(device))
            with torch.no_grad():
                then, _ = self.before(ids.to(device))
        apart = drift(now.float(), then.float())
        torch.autograd.backward(HOLD * apart)
        torch.nn.utils.clip_grad_norm_(gpt.parameters(), 1.0)
        factor = learning_rate_factor(self.step, self.rounds * CORRECTIONS, warmup=6)
        take_step(self.optimizers, self.base_rates, factor)
        self.step += 1
        return apart.item()

    @torch.no_grad()
    def step_back(self) -> None:
        """Al acabar, los pesos vuelven atrás `STEP_BACK` de lo andado: casi todo lo que se ganó se
        conserva, y se recupera parte de lo que se olvidó. M. Wortsman y otros (2022), «Robust
        fine-tuning of zero-shot models»."""
        weights, before = self.model.gpt.state_dict(), self.before.state_dict()
        for name, value in weights.items():
            value.lerp_(before[name], STEP_BACK)

    def read(self) -> Tensor:
        """Trozos de lo estudiado: piezas al azar, tantas de verso como de prosa; (B, T)."""
        size = self.model.config.block_size
        letters: list[int] = []
        while len(letters) < READ * size:
            for shelf in self.shelves:
                piece = shelf[self.random.integers(len(shelf))]
                letters += self.model.tokenizer.encode_piece(piece.text, piece.form)
        return torch.tensor(letters[: READ * size]).view(READ, size)


def weigh(
    poems: Sequence[Poem],
    points: Sequence[Sequence[float]],
    strayed: Sequence[Sequence[float]],
    promise: Promise,
    end_id: int,
) -> None:
    """Pone lo que vale cada letra: el mérito de su palabra, medido en méritos corrientes.

    A los puntos de un verso se le resta `LEASH` por lo que se aparta de como escribía: sin eso
    acaba repitiendo el verso más fácil. A `<|fin|>` se le suma 1 si el poema está entero, menos
    lo que eso pasa de media: sin restarlo aprendería a no callarse.

    Args:
        poems: los poemas, cuyo `worth` se rellena.
        points: los puntos de cada verso de cada poema.
        strayed: lo que se aparta cada letra de cada poema, en nats.
        promise: lo que prometen los versos; apunta estos.
        end_id: el id de `<|fin|>`.
    """
    judged: list[tuple[Poem, int, str, float]] = []  # dónde empieza cada verso y qué valió
    promise.forget()
    for poem, earned, apart in zip(poems, points, strayed, strict=True):
        form = poem.sample.form
        lines = [
            (start, text, value - LEASH * sum(apart[start : start + len(text)]))
            for (start, text), value in zip(_lines(poem), earned, strict=False)
        ]
        promise.learn(form, [text for _, text, _ in lines], [value for *_, value in lines])
        judged += [(poem, *line) for line in lines]
        poem.worth = [0.0] * len(poem.ids)
    merits = [
        (poem, start, promise.merits(poem.sample.form, text, value))
        for poem, start, text, value in judged
    ]
    usual = float(np.sqrt(np.mean([merit**2 for *_, found in merits for merit in found] or [1.0])))
    for poem, start, found in merits:
        for place, merit in enumerate(found, start):
            if place < len(poem.worth):  # tras el último, en vez del salto de línea está `<|fin|>`
                poem.worth[place] = merit / (usual or 1.0)
    finished = [poem for poem in poems if poem.ids[-1] == end_id]
    for poem in finished:
        alike = [is_whole(p.sample) for p in finished if p.sample.form == poem.sample.form]
        poem.worth[-1] += is_whole(poem.sample) - sum(alike) / len(alike)


def _lines(poem: Poem) -> Iterator[tuple[int, str]]:
    """Dónde empieza cada verso en los ids, y el verso; el último de un poema cortado se deja
    fuera, que está a medias."""
    place = poem.start
    lines = poem.sample.text.split("\n")
    for number, line in enumerate(lines, start=1):
        if line.strip() and (poem.sample.ended or number < len(lines)):
            yield place, line
        place += len(line) + 1


def drift(now: Tensor, then: Tensor) -> Tensor:
    """Cuánto se aparta, de media, lo que predice de lo que predecía (Kullback-Leibler).

    Args:
        now: los logits de ahora, forma (B, T, V).
        then: los de antes, forma (B, T, V).

    Returns:
        Nats por letra: 0 si predice lo mismo.
    """
    return F.kl_div(
        F.log_softmax(now, -1).flatten(0, 1),
        F.log_softmax(then, -1).flatten(0, 1),
        log_target=True,
        reduction="batchmean",
    )


def _stack(poems: Sequence[Poem]) -> tuple[Tensor, Tensor]:
    """Los poemas en una tabla de tantas columnas como el más largo; lo que sobra no vale nada."""
    longest = max(len(poem.ids) for poem in poems)
    ids = torch.zeros(len(poems), longest, dtype=torch.int64)  # (B, T)
    worth = torch.zeros(len(poems), longest)  # (B, T)
    for row, poem in enumerate(poems):
        ids[row, : len(poem.ids)] = torch.tensor(poem.ids)
        worth[row, : len(poem.worth)] = torch.tensor(poem.worth)
    return ids, worth
