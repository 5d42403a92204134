"""Palabras que se escriben de dos maneras según lo que digan: que y qué, mas y más, si y sí.

En 1784 esas tildes se ponían a medias. Para reponerlas se aprende del Quijote con qué compañía
va cada forma («no sé qué», «a sí mismo») y se escribe una lista de decisiones: entre todas las
compañías de una palabra decide una sola, la más clara, y si ninguna lo es la palabra se queda
como está.

La idea es de Yarowsky, «Decision lists for lexical ambiguity resolution: application to accent
restoration in Spanish and French» (ACL, 1994).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from construyamos_gpt.corpus.letters import fold

__all__ = ["HOMOGRAPHS", "Homographs", "Sentence"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Cada pareja por su forma sin tilde. La «o» con que se llama a alguien es «oh».
_PAIRS = """
que qué · como cómo · cuando cuándo · donde dónde · adonde adónde · quien quién · quienes quiénes
cuan cuán · cuanto cuánto · cuanta cuánta · cuantos cuántos · cuantas cuántas · solo sólo
mas más · si sí · tu tú · mi mí · el él · se sé · aun aún · o oh
este éste · esta ésta · estos éstos · estas éstas · ese ése · esa ésa · esos ésos · esas ésas
aquel aquél · aquella aquélla · aquellos aquéllos · aquellas aquéllas
"""
HOMOGRAPHS: dict[str, str] = {
    plain: marked for pair in re.split(r"[·\n]", _PAIRS.strip()) for plain, marked in [pair.split()]
}
# De estas, el Quijote no trae bastantes para aprender: solo se deciden por regla.
_RULED = {"cual": "cuál", "cuales": "cuáles", "del": "dél", "veras": "verás"}
_MARKED = HOMOGRAPHS | _RULED
_PLAIN = {marked: plain for plain, marked in HOMOGRAPHS.items()} | {w: w for w in HOMOGRAPHS}
_DECIDED_BEFORE = {"adonde", "solo"} | {word for word in HOMOGRAPHS if word[0] in "qcd"}
_DECIDED_BY_ENDING = {"mas", "tu"}
THRESHOLD = 3.0  # logaritmo: la forma con tilde, unas veinte veces más frecuente que sin ella
_SMOOTHING = 0.1  # dos apariciones sin excepción llegan al umbral; una sola, no
_NEAR = 15  # palabras: más lejos, la pregunta ya no es la de esta palabra
_TOKEN = re.compile(r"[^\W\d_]+|[.,;:?!…()]")
_MARKS = dict.fromkeys(".?!…", ".") | dict.fromkeys(";:,()", ",")
# Estas tildes sí se imprimían siempre en 1784, y ayudan a decidir.
_PLAIN_TOKENS = _MARKS | {word: word for word in ("dé", "está", "estás", "esté")}


class Sentence:
    """Las palabras y signos de un texto, para mirar la compañía de cada una.

    Attributes:
        written: cada palabra o signo, en minúsculas.
        plain: lo mismo sin tildes, y con los signos reducidos a pausa (`,`) y final (`.`).
        ends: el signo en que acaba la frase de cada uno: `?` o `!` (`…`, si están lejos) o `.`.
    """

    def __init__(self, text: str) -> None:
        self.written = _TOKEN.findall(text.lower())
        self.plain = [_PLAIN_TOKENS.get(token) or fold(token) for token in self.written]
        self.ends = ["."] * len(self.written)
        start = 0
        for i, token in enumerate(self.written):
            if token in "?!":
                near = max(start, i - _NEAR)
                self.ends[start:near] = ["…"] * (near - start)
                self.ends[near : i + 1] = [token] * (i + 1 - near)
            if token in ".;:…?!":
                start = i + 1

    def word(self, i: int) -> str:
        """La palabra o el signo i; nada, si se sale del texto."""
        return self.written[i] if 0 <= i < len(self.written) else ""

    def contexts(self, i: int) -> tuple[str, ...]:
        """Las compañías de la palabra i que pueden decidir."""
        words = self.plain
        before = words[i - 1] if i else "."
        after = words[i + 1] if i + 1 < len(words) else "."
        later = words[i + 2] if i + 2 < len(words) else "."
        if words[i] in _DECIDED_BEFORE:  # «no sé qué», «¿Qué será?», «no sólo»
            return f"{before} _ {after}", f"{before} _ {self.ends[i]}"
        pause = before if before in ".," else ""
        found = f"{pause} _ {after}", f"{pause} _ {after} {later}", f"{before} _ {after}"
        if words[i] in _DECIDED_BY_ENDING and len(after) > 3:  # «más gallardos», «tú quieres»
            return (*found, f"{pause} _ -{after[-2:]}")
        return found  # «a mí me», «él se va»


@dataclass(frozen=True, kw_only=True)
class Homographs:
    """Las veces que va cada forma con cada compañía.

    Attributes:
        without: de la palabra sin tilde a las compañías que lleva así.
        marked: de la palabra sin tilde a las compañías de su pareja con tilde.
    """

    without: dict[str, Counter[str]]
    marked: dict[str, Counter[str]]

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Homographs:
        """Cuenta las compañías en unos textos en ortografía de hoy."""
        found: dict[str, list[str]] = {form: [] for form in _PLAIN}
        for text in texts:
            sentence = Sentence(text)
            for i, word in enumerate(sentence.written):
                if word in found:
                    found[word] += sentence.contexts(i)
        return cls(
            without={word: Counter(found[word]) for word in HOMOGRAPHS},
            marked={word: Counter(found[marked]) for word, marked in HOMOGRAPHS.items()},
        )

    def evidence(self, sentence: Sentence, i: int) -> float:
        """Lo que dice la compañía más clara de la palabra i.

        Returns:
            El logaritmo de cuántas veces es más frecuente con ella la forma con tilde; negativo,
            si lo es la otra.
        """
        word = sentence.written[i]
        strongest = 0.0
        for context in sentence.contexts(i):
            marked = self.marked[word][context] + _SMOOTHING
            ratio = math.log(marked / (self.without[word][context] + _SMOOTHING))
            strongest = max(strongest, ratio, key=abs)
        return strongest

    def restore(self, text: str) -> str:
        """Pone las tildes que faltan en un texto y la hache de `oh`; las que hay no se tocan."""
        sentence = Sentence(text)
        out: list[str] = []
        end = 0
        for i, match in enumerate(_TOKEN.finditer(text)):
            word = match.group()
            marked = _MARKED.get(sentence.written[i])
            if marked is None or (len(word) > 1 and word.isupper()):
                continue
            if self._is_marked(text, match, sentence, i):
                out += text[end : match.start()], marked if word.islower() else marked.title()
                end = match.end()
        return "".join([*out, text[end:]])

    def _is_marked(self, text: str, match: re.Match[str], sentence: Sentence, i: int) -> bool:
        """¿Lleva tilde la palabra i? Lo dicen las reglas o, si no, la compañía."""
        word, sure = sentence.written[i], _by_rule(sentence, i)
        if word == "del" and text[match.end() : match.end() + 1] == "\n":
            return True  # «tirar dél», a final de verso
        if sure is not None:
            return sure
        if word in _RULED:
            return False
        paused = i == 0 or sentence.word(i - 1) in _MARKS
        ratio = self.evidence(sentence, i)
        if word == "o":
            return paused and (ratio >= THRESHOLD or _calls(text, match, sentence, i))
        if word == "mas" and not paused:  # tras una pausa suele ser «pero»; si no, comparación
            return ratio > -THRESHOLD
        return ratio >= THRESHOLD


# Lo que nunca sigue a un posesivo o a un artículo: «tú me quieres», «él se fue».
_NO_NOUN = _words("me te le les lo la los las se nos os no ni que ya con en de a por y o")
_NEVER_AFTER = {"tu": _NO_NOUN | {"mi"}, "mi": _NO_NOUN, "el": _words("me te le les se nos os")}
_ASKING = _words("cual cuales quien quienes como cuando cuanto cuanta cuantos cuantas donde adonde")
_NOT_WHAT = _words("en no si de a por con la el los las un una tan ya")  # «¿Que no…?»
_TOWARDS = _words("a de en con por para")
_KNOWING = _words("sé sabes sabe sabéis saben saber sepa dime dinos decidme")
_SELF = _words("mismo misma mismos mismas mesmo mesma mesmos mesmas")


def _by_rule(sentence: Sentence, i: int) -> bool | None:
    """Lo que se sabe sin contar: si lleva tilde (o no) por lo que tiene al lado."""
    word, before, after = sentence.word(i), sentence.word(i - 1), sentence.word(i + 1)
    if word in _NEVER_AFTER:
        if after in _MARKS or after in _NEVER_AFTER[word]:
            return True
        if word == "mi" and after == "dios":
            return False
        if word == "tu" and re.search(r"\w\w(?:ás|es)$", after) and after != "interés":
            return True  # tú verás, tú quieres
    if word == "del" and after in _MARKS:
        return True
    if word == "veras":
        return after in {"si", "que", "como", "cómo"}  # «verás si tengo razón»; no «de veras»
    if word == "si" and (after in _MARKS or after in _SELF):
        return True
    if word[:2] in {"es", "aq"} and after in {"?", "!"}:  # estas, que puede ser «estás»
        return False
    if word == "si" and before in {"", *".?!"} and sentence.word(i + 2) in {".", "!", "?", ""}:
        return True  # «Sí señor.»
    if word == "que" and after in _NOT_WHAT:
        return False
    if word in _ASKING and sentence.ends[i] == "?" and _opens_question(sentence, i):
        return True
    knowing = before in _KNOWING or (before in _TOWARDS and sentence.word(i - 2) in _KNOWING)
    if word in _ASKING and knowing:
        return True  # no sé por dónde
    return None


def _opens_question(sentence: Sentence, i: int) -> bool:
    """¿Se pregunta con la palabra i? «¿Cuáles son?», «Hermano, ¿de cuándo acá?»."""
    start = i - 1 if sentence.word(i - 1) in _TOWARDS else i
    calls = 0  # llamadas antes de la pregunta: «Decid, señor, ¿cuánto cuesta?»
    while start > 1 and sentence.word(start - 1) == "," and calls < 2:
        start, calls = start - 2, calls + 1
    return sentence.word(start - 1) in {"", ".", "?", "!", ":"}


_DISJUNCTION = re.compile(
    r" (?:sea|ya|bien|que|quien|si|por|en|no|es|le|se|me|de|al?|con|los?|las?|el|un|una|su|tan)\b"
)
_NAMED = re.compile(
    r" (?:gran |[A-ZÁÉÍÓÚ][a-zñáéíóú]+(?:[!:]|,(?! [oó] )))|(?: [a-zñáéíóú]+){1,3}!"
)
_NOUN = re.compile(r"(?: [a-zñáéíóú]+){1,4}(?:,|\n)", re.I)
_YOU = re.compile(r"\b(?:t[uúi]|te|tus|os|vos(?:otros)?|vuestr[oa]s?)\b|[áé]is\b|[aeo]te\b")


def _calls(text: str, match: re.Match[str], sentence: Sentence, i: int) -> bool:
    """¿Llama a alguien esta `o`? «Arrima, ó Mario, alguna escala»."""
    after = text[match.end() : match.end() + 200]
    before = sentence.word(i - 1)
    if before == ":" or (match.group() == "O" and before in {"", *".?!…"}):
        return sentence.ends[i] != "?" and not _DISJUNCTION.match(after)
    said = text[max(0, match.start() - 40) : match.start()]
    if re.search(r"[a-zñáéíóú]\s[A-ZÁÉÍÓÚ][a-zñáéíóú]+,\s+$", said):  # «de Génova, ó España,»
        return False
    if _NAMED.match(after):
        return True
    clause = re.split(r"[.;:?!]", said)[-1]  # «sienten tu rabia, ó vengativo Nume,»
    to_you = before == "," and _YOU.search(clause) is not None
    return to_you and _NOUN.match(after) is not None and not _DISJUNCTION.match(after)
