"""De la ortografía de 1784 a la de hoy, con prudencia.

Primero las reglas que no fallan (`quando` → `cuando`, `á` → `a`); después, lo aprendido del
Quijote: si una palabra existe allí sin tilde o con ella, manda la forma dominante; si no existe
pero hay otra con el mismo esqueleto (`muger` y `mujer`), es la misma. Ante la duda, no se toca.

Lo que no se moderniza es la lengua: `vitoria`, `agora`, `deste`, `süave` suenan así y así quedan.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from construyamos_gpt.corpus.forms import accent_vowel, stressed_vowel
from construyamos_gpt.corpus.glossary import GLOSSARY, PHRASES
from construyamos_gpt.corpus.lexicon import WORD, Lexicon, fold, skeleton, twin_key
from construyamos_gpt.corpus.punctuation import open_marks

__all__ = ["modern_word", "modernize", "skeleton"]

_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _rules(*pairs: tuple[str, str | Callable[[re.Match[str]], str]]) -> tuple[_Rule, ...]:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


def _plain(match: re.Match[str]) -> str:
    return fold(match[0])


_OLD_MARKS = str.maketrans("àèìòùâêîôû", "áéíóúaeiou")  # gallardìa, exôrbitancia
# Siempre, exista o no la palabra en el Quijote (que cita latines con «quando»).
_SURE_RULES = _rules(
    (r"qu(?=[aáoó])|qü(?=[eé])", "cu"),
    (r"^hav", "hab"),
)
# Solo para las palabras que el Quijote no tiene, de más a menos seguras.
_RULES = _rules(
    (r"ph", "f"),
    (r"ss", "s"),
    (r"ch(?=r)", "c"),
    (r"mm", "nm"),
    (r"z(?=[eéií])", "c"),
    (r"(?<=[aeo])y(?=[bcdfglmnpqrstvz])", "i"),
    (r"^x", "j"),
    (r"(?<=[aáeéiíoóuú])(?<!^e)x(?=[aeoáéó])", "j"),
    (r"ag(?=es?$)", "aj"),
    (r"(?<=[nui])g(?=er[oa]s?$)", "j"),
    (r"(?<=[aá])v(?=a(n|mos|s)?(se|me|te|l[aeo]s?)?$)", "b"),
    (r"(á|ié|é)(?=(ra|se)[ns]?$)", _plain),  # gritára
    (r"(?<=[bcdfglmnprstuvz])[áéíóú](?=[zlrd]$)", _plain),  # secuáz
)
_CLITIC = r"((?:[mst]e|nos|os)?(?:l[aeo]s?)|[mst]e|nos|os|seme)$"
_ENDINGS = _rules(
    (r"([cs])ion$", r"\1ión"),
    (r"isim([oa]s?|amente)$", r"ísim\1"),
    (r"([aei])bamos$", lambda m: {"a": "á", "e": "é", "i": "í"}[m[1]] + "bamos"),
    (r"(?<=[a-z]{2})eis$", "éis"),
    (r"(?<![ae]r)(?<=[a-z]{2})ais$", "áis"),
    (rf"ando{_CLITIC}", r"ándo\1"),
    (rf"iendo{_CLITIC}", r"iéndo\1"),
    (rf"aban{_CLITIC}", r"ában\1"),
    (rf"aron{_CLITIC}", r"áron\1"),
    (rf"ieron{_CLITIC}", r"iéron\1"),
    (rf"ian{_CLITIC}", r"ían\1"),
    (r"(?<=[a-z]{3})o(se|me|le)((?:l[aeo]s?)?)$", r"ó\1\2"),
)
_ACCENT = re.compile("[áéíóú]")
_CLITICS = re.compile(r"^(\w{3,}?)((?:[mst]e|os)?(?:l[aeo]s?)|[ms]e|(?<=[aeiou])te)$")
_BEFORE_PAUSE = {"tu": "tú", "el": "él", "mi": "mí", "si": "sí"}
_FINAL_ACCENT = {"aca", "alla", "quiza", "ahi", "ojala"}


def modern_word(word: str, lexicon: Lexicon) -> str:
    """La forma de hoy de una palabra suelta, en minúsculas; la misma si hay duda."""
    word = word.translate(_OLD_MARKS)
    if word in GLOSSARY:
        return GLOSSARY[word]
    word = _apply(_SURE_RULES, word)
    if re.search(r"(?<![gqc])ü|ï", word) and fold(word) in lexicon.forms:
        return word  # süave: la diéresis dice cómo medir el verso
    if fold(word) in lexicon.forms:
        return _accented(word, lexicon)
    plain = _apply(_RULES, word)
    if fold(plain) in lexicon.forms:
        return _accented(plain, lexicon)
    twins = lexicon.by_skeleton.get(twin_key(word))
    if twins:
        twin, count = twins.most_common(1)[0]
        form = lexicon.dominant(twin, 0.5)
        keeps_accent = word[-1] not in "áéíóú" or (form is not None and form[-1] in "áéíóú")
        if form is not None and keeps_accent and count >= 0.8 * twins.total():
            return form
    if _ACCENT.search(plain):
        return plain
    if plain[-2:-1] == "i" and plain[:-2] in lexicon.forms and plain[-3] == "r":
        return plain[:-2] + "í" + plain[-1]  # envidiar → envidiaría
    if plain.endswith("ian") and {plain[:-3] + "ir", plain[:-3] + "er"} & lexicon.forms.keys():
        return plain[:-3] + "ían"  # repetir → repetían
    ended = _apply(_ENDINGS, plain)
    return ended if ended != plain else _with_clitic(plain, lexicon)


def _accented(word: str, lexicon: Lexicon) -> str:
    """Elige la tilde de una palabra que el Quijote conoce con las mismas letras."""
    key = fold(word)
    counts = lexicon.forms[key]
    marked = _ACCENT.search(word) is not None
    if marked and counts[word] > 0.02 * counts.total():
        return word
    form = lexicon.dominant(key)
    if form is None:
        return key if marked and counts[key] else word
    # En 1784 sí se imprimían las tildes del final de los verbos: «llego» no es «llegó».
    if not marked and form[-1] in "áéó" and key not in _FINAL_ACCENT:
        return word
    if not marked and form[-1] in "íú" and counts[word]:
        return word
    return form


def _with_clitic(word: str, lexicon: Lexicon) -> str:
    """Verbo y pronombre juntos: «entraban» + «se» → «entrábanse», «oyó» + «se» → «oyóse»."""
    match = _CLITICS.match(word)
    if match is None or fold(match[1]) not in lexicon.forms:
        return word
    stem, clitic = match[1], match[2]
    form = lexicon.dominant(fold(stem))
    if stem[-1] == "o" and lexicon.forms[fold(stem)].get(stem[:-1] + "ó"):
        form = stem[:-1] + "ó"  # no hay «lleg*o*se»
    if form is None:
        return word
    if _ACCENT.search(form):
        return form + clitic
    stress = stressed_vowel(form)
    after = sum(letter in "aeiou" for letter in form[stress + 1 :])
    if after == 0:
        return word
    return accent_vowel(form, stress) + clitic


def _apply(rules: tuple[_Rule, ...], word: str) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word


def modernize(text: str, lexicon: Lexicon) -> str:
    """Moderniza unos versos o una prosa de 1784, línea a línea.

    La mayúscula de principio de verso pasa a minúscula salvo tras `.`, `?`, `!` o en un nombre
    propio; los nombres en versales, a minúsculas; se abren las interrogaciones y admiraciones.

    Args:
        text: el texto; su primera letra queda en mayúscula.
        lexicon: las palabras de un texto en ortografía de hoy.
    """
    for pattern, replacement in PHRASES:
        text = pattern.sub(replacement, text)
    out: list[str] = []
    end = 0
    for match in WORD.finditer(text):
        gap = text[end : match.start()]
        first = end == 0
        sentence = first or re.search(r"[.?!…][»)]*\s*$", gap) is not None
        pause = first or re.search(r"[,;:.?!(—]\s*$", gap) is not None
        line = first or gap.rstrip(" ").endswith("\n")
        after = text[match.end() : match.end() + 200]
        out += gap, _token(match.group(), sentence, pause, line, after, lexicon)
        end = match.end()
    out.append(text[end:])
    return open_marks("".join(out))


def _token(word: str, sentence: bool, pause: bool, line: bool, after: str, lexicon: Lexicon) -> str:
    """Una palabra en su sitio: qué forma tiene y si va con mayúscula."""
    low = word.lower()
    if len(word) > 1 and word.isupper():
        return _name(low, sentence, lexicon)
    if low == "mas":
        new = "mas" if pause else "más"
    elif low in _BEFORE_PAUSE and after[:1] in tuple(",;:.?!"):
        new = _BEFORE_PAUSE[low]
    elif low in "oóò" and _calls(pause, after, word == "O" and sentence):
        new = "oh"
    else:
        new = modern_word(low, lexicon)
    if sentence or _keeps_capital(word, new, line, lexicon):
        return new[0].upper() + new[1:]
    return new


def _calls(pause: bool, after: str, opens: bool) -> bool:
    """La `ó` que llama a alguien: «arrima, ó Mario, alguna escala», «¡ó caso nuevo!»."""
    if opens:  # al principio de frase llama casi siempre, si no es de una pregunta
        end = re.search(r"[.?!]", after)
        return end is None or end.group() != "?"
    named = re.match(r" (?:t[uú]\b|gran |[A-ZÁÉÍÓÚ][a-zñ]+[,!:])", after)
    exclaimed = re.match(r"(?: [a-zñáéíóú]+){1,3}!", after)
    return pause and (named or exclaimed) is not None


def _keeps_capital(word: str, new: str, line: bool, lexicon: Lexicon) -> bool:
    """¿Se conserva la mayúscula de 1784? A principio de verso solo en nombres propios."""
    if not word[0].isupper():
        return False
    if _GENTILIC.search(fold(new)):
        return False
    return lexicon.is_proper(new) if line else not lexicon.is_common(new)


_GENTILIC = re.compile(
    r"(roman|turc|grieg|español|numantin|italian|cristian|castellan|valencian|perusin|otoman"
    r"|flamenc|hispan|afric|sevillan|toledan|cartagines|frances|ingles|godo)[oa]?(es|s)?$"
)
_TITLES = {
    *("de", "del", "la", "las", "los", "el", "y", "don", "doña", "fray", "conde", "duque"),
    *("licenciado", "maestro", "doctor", "dotor", "rey", "abad", "marqués", "príncipe"),
    *("alférez", "capitán", "pastor"),
}


def _name(low: str, sentence: bool, lexicon: Lexicon) -> str:
    """Un nombre en versales: JUAN DE OCHOA → Juan de Ochoa."""
    new = modern_word(low, lexicon)
    if new == low and len(low) > 4 and low.endswith("ez"):
        new = accent_vowel(low, stressed_vowel(low[:-1]))  # Sánchez, Rodríguez
    return new if new in _TITLES and not sentence else new[0].upper() + new[1:]
