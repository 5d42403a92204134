"""Proponer versos: del mismo principio, muchas continuaciones a la vez, cada una hasta su final.

Todas las propuestas comparten lo ya escrito. Leerlo una vez por propuesta sería trabajo repetido,
así que se lee una sola vez: `SharedMemory` guarda sus llaves y valores una vez para todas y,
aparte, los de las pocas letras que cada propuesta va añadiendo.

Formas de los tensores: `B` propuestas, `H` cabezas, `D` tamaño de cabeza, `P` letras comunes,
`t` letras propias, `V` vocabulario.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor

from construyamos_gpt.device import choose_machine
from construyamos_gpt.generation import Sampling, choose, window_start
from construyamos_gpt.model import Model
from construyamos_gpt.single_step import SingleStep

__all__ = ["LONGEST", "LineWriter", "Proposal", "SharedMemory"]

LONGEST = 64  # letras: ningún endecasílabo es más largo
CROWDED = 0.75  # con menos filas vivas que esta parte, se quitan las que han terminado


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Un verso propuesto por el modelo.

    Attributes:
        text: el verso, sin salto de línea.
        log_prob: ln de la probabilidad media que el modelo dio a cada letra, sin temperatura.
    """

    text: str
    log_prob: float


class SharedMemory:
    """La memoria de una capa cuando B textos empiezan igual.

    Args:
        shared: llaves y valores de lo común, forma (2, 1, H, P, D).
        own: sitio para los de cada texto, forma (2, B, H, LONGEST, D).
    """

    def __init__(self, shared: Tensor, own: Tensor) -> None:
        self.shared, self.own = shared, own
        self.n_shared, self.n_own = shared.shape[3], 0

    @property
    def length(self) -> int:
        """Letras leídas hasta ahora."""
        return self.n_shared + self.n_own

    def attend(self, q: Tensor, kv: Tensor) -> Tensor:
        """Añade llaves y valores, forma (2, B, H, 1, D), y atiende a todo con `q`, (B, H, 1, D)."""
        end = self.n_own + 1
        self.own[:, :, :, self.n_own : end] = kv
        self.n_own = end
        k, v = self.shared[:, 0]  # (H, P, D) cada una
        own_k, own_v = self.own[:, :, :, :end]  # (B, H, t, D) cada una
        q = q * q.shape[-1] ** -0.5
        of_shared = torch.matmul(q[:, :, 0].transpose(0, 1), k.transpose(1, 2))  # (H, B, P)
        of_own = torch.matmul(own_k, q.transpose(2, 3))[..., 0]  # (B, H, t)
        scores = torch.cat([of_shared.transpose(0, 1), of_own], dim=-1)  # (B, H, P + t)
        weights = torch.softmax(scores, dim=-1)
        from_shared = torch.matmul(weights[..., : self.n_shared].transpose(0, 1), v)  # (H, B, D)
        from_own = torch.matmul(weights[:, :, None, self.n_shared :], own_v)  # (B, H, 1, D)
        return from_shared.transpose(0, 1)[:, :, None] + from_own

    def keep(self, rows: Tensor) -> None:
        """Se queda solo con los textos marcados en `rows`, forma (B,)."""
        self.own = self.own[:, rows]


class LineWriter:
    """Propone versos con un modelo.

    Args:
        model: el modelo. Si la máquina calcula en bfloat16 más deprisa, se usa una copia así.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        gpt = copy.deepcopy(model.gpt).eval()
        if choose_machine("cpu").precision == "bfloat16":
            gpt = gpt.bfloat16()
        self.gpt, self.step = gpt, SingleStep(gpt)
        self.newline = model.tokenizer.encode("\n")[0]
        self.veto = torch.zeros(gpt.config.vocab_size)
        self.veto[model.forbidden_ids()] = -torch.inf

    @torch.inference_mode()
    def propose(
        self, written: str, form: str, start: str, count: int, temperature: float, seed: int
    ) -> list[Proposal]:
        """Continúa un poema con un verso, de muchas maneras.

        Args:
            written: lo ya escrito, hasta el salto de línea incluido.
            form: qué se le pide al modelo (`tokens.FORMS`).
            start: con qué empieza el verso; puede estar vacío.
            count: cuántas propuestas.
            temperature: véase `generation.Sampling`.
            seed: la semilla.

        Returns:
            Las que han llegado al final del verso, sin repetir.
        """
        sampling, random = Sampling(temperature=temperature), torch.Generator().manual_seed(seed)
        ids = self.model.prompt_ids(written + start, form)
        ids = ids[window_start(len(ids) + LONGEST, self.gpt.config.block_size) :]
        memory, logits = self._read(ids, count)  # logits: (B, V)
        ends = torch.tensor([self.newline, self.model.tokenizer.end_id])
        rows = torch.arange(count)  # qué propuesta es cada fila
        going = torch.ones(count, dtype=torch.bool)  # qué filas siguen
        letters = torch.zeros(count, LONGEST, dtype=torch.int64)
        log_probs, lengths = torch.zeros(count), torch.zeros(count, dtype=torch.int64)
        for place in range(LONGEST):
            veto = self.veto.index_fill(0, ends, -torch.inf) if place == 0 else self.veto
            chosen = choose(logits + veto, sampling, random)  # (B,)
            log_prob = torch.log_softmax(logits, dim=-1).gather(1, chosen[:, None])[:, 0]
            log_probs[rows] += log_prob * going
            letters[rows, place] = chosen
            ended = torch.isin(chosen, ends) & going
            lengths[rows[ended]] = place
            going &= ~ended
            if not going.any() or place == LONGEST - 1:
                break
            if going.sum() < CROWDED * len(rows):  # quitarlas cuesta: mejor muchas de una vez
                for layer in memory:
                    layer.keep(going)
                rows, chosen, going = rows[going], chosen[going], going[going]
            logits = self.step(chosen, memory).float()
        found: dict[str, Proposal] = {}
        for row in lengths.nonzero()[:, 0].tolist():
            n = int(lengths[row])
            text = start + self.model.tokenizer.decode(letters[row, :n].tolist())
            found[text] = Proposal(text=text, log_prob=float(log_probs[row]) / (n + 1))
        return list(found.values())

    def _read(self, ids: list[int], count: int) -> tuple[list[SharedMemory], Tensor]:
        """Lee lo común una vez: una memoria por capa, y los logits de la letra que sigue."""
        common = self.gpt.new_memory(1)
        logits = self.gpt(torch.tensor([ids]), memory=common)[0][:, -1]  # (1, V)
        memory = []
        for layer in common:
            _, _, n_head, _, head_size = layer.kv.shape
            own = layer.kv.new_empty(2, count, n_head, LONGEST, head_size)
            memory.append(SharedMemory(layer.kv[:, :, :, : layer.length], own))
        return memory, logits.float().expand(count, -1)
