"""Con quién se compara un modelo: uno que solo cuenta letras y la misma red sin haber aprendido.

Si el modelo no escribe mejor que contando de cinco en cinco letras, sobra la red; y lo que ya
hace la red antes de aprender no es mérito del entrenamiento.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch

from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.evaluation import Measure
from construyamos_gpt.gpt import GPT
from construyamos_gpt.measures.ngrams import NGram
from construyamos_gpt.measures.poems import Sample, sample_forms
from construyamos_gpt.measures.samples import LONGEST, TEMPERATURE
from construyamos_gpt.model import Model
from construyamos_gpt.tokens import SPECIAL_TOKENS, CharTokenizer

__all__ = ["ORDER", "LetterCounter", "untrained"]

ORDER = 5


class LetterCounter:
    """Un n-grama de letras que lee y escribe texto.

    Args:
        pieces: lo que estudia, lo mismo que la red.
        order: cuántas letras abarca, contando la que adivina.
    """

    def __init__(self, pieces: Iterable[Piece], order: int = ORDER) -> None:
        studied = list(pieces)
        texts = [piece.text for piece in studied]
        self.tokenizer = CharTokenizer.from_text(texts, min_count=10)  # como al entrenar
        self.ngram = NGram(order, self.tokenizer.vocab_size)
        self.ngram.learn(self.tokenizer.encode_piece(p.text, p.form) for p in studied)

    def measure(self, texts: Sequence[tuple[str, str]]) -> list[Measure]:
        """La sorpresa con unas piezas (texto, forma), contada como `Model.measure`."""
        pieces = [self.tokenizer.encode_piece(text, form) for text, form in texts]
        return [Measure(nats=self.ngram.nats(ids), tokens=len(ids) - 1) for ids in pieces]

    def write_samples(
        self, count: int, *, seed: int, longest: int = LONGEST, temperature: float = TEMPERATURE
    ) -> list[Sample]:
        """Escribe `count` poemas con las mismas reglas que `samples.write_samples`."""
        end = self.tokenizer.end_id
        samples = []
        for number, form in enumerate(sample_forms(count)):
            ids, ended = self.ngram.write(
                self.tokenizer.encode_piece("", form)[:-1],
                stop=end,
                forbidden=[token for token in range(len(SPECIAL_TOKENS)) if token != end],
                seed=seed + number,
                temperature=temperature,
                longest=longest,
            )
            samples.append(Sample(form=form, text=self.tokenizer.decode(ids), ended=ended))
        return samples


def untrained(model: Model, seed: int) -> Model:
    """La misma red, con los pesos al azar con que se empieza a entrenar."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        gpt = GPT(model.config)
    return Model(gpt.to(model.gpt.lm_head.weight.device).eval(), model.tokenizer, "sin entrenar")
