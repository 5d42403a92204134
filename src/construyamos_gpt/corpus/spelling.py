"""De la ortografía de 1784 a la de hoy, con prudencia.

Cuatro pasadas: las letras y la tilde de cada palabra por sí sola (`words`), las tildes que
dependen de su compañía (`homographs`), las mayúsculas (`capitals`) y los signos que abren
(`punctuation`).
"""

from __future__ import annotations

import re

from construyamos_gpt.corpus.capitals import modern_capitals
from construyamos_gpt.corpus.forms import stressed_vowel
from construyamos_gpt.corpus.glossary import PHRASES
from construyamos_gpt.corpus.letters import WORD, fold
from construyamos_gpt.corpus.lexicon import Lexicon
from construyamos_gpt.corpus.punctuation import open_marks
from construyamos_gpt.corpus.words import modern_word

__all__ = ["modernize"]

# Tras un pronombre va un verbo: «la fábrica», pero «se fabrica»; «pudiéramos» sí es verbo.
_AFTER_PRONOUN = re.compile(
    r"\b((?:se|me|te|nos|os|les?)\s+)([a-zñáéíóú]+[aeo][sn]?)\b(?<!mos)", re.I
)


def _verb(match: re.Match[str]) -> str:
    word = match[2]
    accent = re.search("[áéíóú]", word)
    if accent is None or accent.start() >= stressed_vowel(fold(word)):
        return match[0]
    if word[accent.start() + 1] in "aeo":
        return match[0]  # guíe
    return match[1] + fold(word)  # esdrújula: era un nombre


def modernize(text: str, lexicon: Lexicon) -> str:
    """Moderniza unos versos o una prosa de 1784, línea a línea.

    Args:
        text: el texto; su primera letra queda en mayúscula.
        lexicon: lo aprendido de un texto en ortografía de hoy.
    """

    def modern(match: re.Match[str]) -> str:
        old = match.group()
        new = lexicon.known.get(low := old.lower()) or modern_word(low, lexicon)
        lexicon.known[low] = new
        if len(old) > 1 and old.isupper():
            return new.upper()
        return new[0].upper() + new[1:] if old[0].isupper() else new

    for pattern, replacement in PHRASES:
        text = pattern.sub(replacement, text)
    text = _AFTER_PRONOUN.sub(_verb, WORD.sub(modern, text))
    text = lexicon.homographs.restore(text)
    return open_marks(modern_capitals(text, lexicon), lexicon.is_proper)
