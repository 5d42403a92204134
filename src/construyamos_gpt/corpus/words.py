"""Una palabra de 1784, en la ortografía de hoy: primero sus letras, luego su tilde.

Las letras se buscan en el Quijote: `dixo` no está, `dijo` sí; `muger` tampoco, pero `mujer` se
pronuncia igual. La tilde sale de lo impreso, si lo hay, porque dice dónde cae el acento; si no,
del Quijote o de la terminación. Ante la duda, no se toca.

Lo que no se moderniza es la lengua: `vitoria`, `agora`, `deste`, `süave` suenan así y así quedan.
Las reglas generales de la tilde son las de la *Ortografía* de la Real Academia (cap. II); en el
verbo con pronombre, «oyóse» conserva la suya, como en nuestro Quijote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from construyamos_gpt.corpus.forms import accent_vowel, stressed_vowel
from construyamos_gpt.corpus.glossary import GLOSSARY
from construyamos_gpt.corpus.homographs import HOMOGRAPHS
from construyamos_gpt.corpus.letters import fold, twin_key
from construyamos_gpt.corpus.lexicon import Lexicon

__all__ = ["modern_word", "surname", "with_stress"]

_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _rules(*pairs: tuple[str, str | Callable[[re.Match[str]], str]]) -> tuple[_Rule, ...]:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


_ACUTE = dict(zip("aeiou", "áéíóú", strict=True))
_NO_ACUTE = str.maketrans("áéíóú", "aeiou")


def _accent_first(match: re.Match[str]) -> str:
    """Pone la tilde en la primera letra que captura la regla; lo demás, como estaba."""
    start = match.start(1) - match.start()
    return match[0][:start] + _ACUTE[match[1]] + match[0][start + 1 :]


_OLD_MARKS = str.maketrans("àèìòùâêîôû", "áéíóúaeiou")  # gallardìa, exôrbitancia
# Siempre, exista o no la palabra en el Quijote (que cita latines con «quando»).
_SURE = _rules(
    (r"qu(?=[aáoó])|qü(?=[eé])", "cu"),
    (r"^h([ao])v", r"h\1b"),
)
# Solo para las palabras que el Quijote no tiene, de más a menos seguras.
_LETTERS = _rules(
    (r"(?<=[a-z][aeo])i$|(?<=^mu)i$", "y"),
    (r"ph", "f"),
    (r"ss", "s"),
    (r"ch(?=r)", "c"),
    (r"mm", "nm"),
    (r"z(?=[eéií])", "c"),
    (r"(?<=[aeo])y(?=[bcdfglmnpqrstvz])", "i"),
    (r"^x|(?<=^e)x(?=ec[iu]|erc|emp)", "j"),
    (r"(?<=[aáeéiíoóuú])(?<!^e)(?<!^conve)x(?=[aeoáéó])", "j"),
    (r"ag(?=es?$)|ag(?=es[tc])", "aj"),
    (r"(?<=an)g(?=e)", "j"),
    (r"marabill", "maravill"),
    (r"^trob(?=[ai])", "trov"),
    (r"^eloqu", "elocu"),
    (r"(?<=[nui])g(?=er[oa]s?$)", "j"),
    (r"(?<=a)v(?=an(?:[smt]e|l[aeo]s?)$)", "b"),
)
_PRONOUN = r"(?:(?:[mst]e|nos|os)?(?:l[aeo]s?)|[mst]e|nos|os|seme)$"
_ENDINGS = _rules(
    (r"(?<=[a-z]{3})(?<![aei]r)on$", "ón"),
    (r"(i)sim(?:[oa]s?|amente)$", _accent_first),
    (r"(i)(?:fer|ger|gen|vom)[oa]s?$", _accent_first),
    (r"([aei])ba(?:mos|des)$", _accent_first),
    (r"(?<=i)(e)(?:ramos|semos|rades|sedes)$", _accent_first),
    (r"(i)ades$", _accent_first),
    (r"(?<=[a-z]{2})(e)is$", _accent_first),
    (r"(?<![ae]r)(?<=[a-z]{2})(a)is$", _accent_first),
    (r"(?<=[aeo])(i)d[oa]s?$", _accent_first),
    (r"(?<=[nl]dr)(i)a(?:n|mos)?$", _accent_first),
    (r"(?<=re)h?u(?=s[ae]n?$|y[aeo]n?$)", "hú"),
    (rf"(a)ndo{_PRONOUN}", _accent_first),
    (rf"(?<=i)(e)ndo{_PRONOUN}", _accent_first),
    (rf"(a)(?:ba|ro)n{_PRONOUN}", _accent_first),
    (rf"(?<=i)(e)ron{_PRONOUN}", _accent_first),
    (rf"(i)an(?!(?:os|te)$){_PRONOUN}", _accent_first),
    (r"(?<=[a-z]{3})(o)(?:se|me|le)(?:l[aeo]s?)?$", _accent_first),
    (r"([aei])r(?:[mst]e|nos|os)l[aeo]s?$", _accent_first),
    (r"([aei])mo(?:nos|s(?:l[aeo]s?|[st]e))$", _accent_first),
    (r"(?<=[aei]r)(i)an$", _accent_first),
)
_DIACRITICS = {*HOMOGRAPHS.values(), "dé"}
_ACCENT = re.compile("[áéíóú]")
# Primero, un pronombre; luego, dos: «púse·la» y no «pú·se·la».
_CLITICS = tuple(
    re.compile(rf"^(\w{{2,}})({pronoun})$")
    for pronoun in ("[ms]e|l[aeo]s?|(?<!i[ao])nos|(?<=[aeiouáéíóú])te", "(?:[mst]e|nos|os)l[aeo]s?")
)
_FINAL_ACCENT = {"aca", "alla", "quiza", "ojala"}
# «Hare», «podra»: no pueden ser otra cosa. «Llegare» sí, y «vera» puede ser un nombre.
_FUTURE = re.compile(r"^(?:d[ai]|est[ae]|ha|i|se)r[ea]$|..(?:[^aeiou]|(?<!i)e|i)r[ea]$")
_POINTING = re.compile(r"^(aqu)?(est|es)[aeo]s?$|^aquell?[aeo]?s?$")  # este, aquesta, aquel
# De «bárbara», «bárbaros»; de «satírico», «satírica». No de «término», «términa».
_SINGULARS = {
    "ica": ("ico",),
    "ico": ("ica",),
    "icas": ("ico",),
    "os": ("o", "a"),
    "as": ("a",),
    "es": ("e", ""),
}


def modern_word(word: str, lexicon: Lexicon) -> str:
    """La forma de hoy de una palabra suelta, en minúsculas; la misma si hay duda."""
    word = word.translate(_OLD_MARKS)
    if word in GLOSSARY:
        return GLOSSARY[word]
    word = _modern_letters(word, lexicon)
    if re.search(r"(?<![gqc])ü|ï", word) and fold(word) in lexicon.forms:
        return word  # süave: la diéresis dice cómo medir el verso
    if _ACCENT.search(word):
        return _printed_accent(word, lexicon)
    if fold(word) in lexicon.forms:
        return _known_accent(word, lexicon)
    return _new_accent(word, lexicon)


def with_stress(word: str, i: int) -> str:
    """La palabra, acentuada en la letra i: lleva tilde solo si las reglas de hoy la piden."""
    plain = word.translate(_NO_ACUTE)
    return plain if stressed_vowel(plain) == i else accent_vowel(plain, i)


def surname(word: str) -> str:
    """Los apellidos en -ez son llanos: «ramirez» → «ramírez»."""
    if len(word) > 4 and word.endswith("ez"):
        return accent_vowel(word, stressed_vowel(word[:-1]))
    return word


def _modern_letters(word: str, lexicon: Lexicon) -> str:
    """Las letras de hoy: las de una palabra del Quijote, si se llega a ella por reglas."""
    word = _apply(_SURE, word)
    if fold(word) in lexicon.forms:
        return word
    ruled = _apply(_LETTERS, word)
    if fold(ruled) in lexicon.forms or len(word) < 4:
        return ruled
    twins = lexicon.twins.get(twin_key(word))
    if twins:
        twin, count = twins.most_common(1)[0]
        if count >= 0.8 * twins.total():
            marked = _ACCENT.search(word)
            if marked is None:
                return twin
            if len(twin) == len(word):
                return accent_vowel(twin, marked.start())
    return ruled


def _printed_accent(word: str, lexicon: Lexicon) -> str:
    """Lo impreso dice dónde cae el acento: «gritára» → «gritara», «secuáz» → «secuaz»."""
    if word in _DIACRITICS or lexicon.times(word):
        return word
    for clitics in _CLITICS:
        if (match := clitics.match(word)) and _ACCENT.search(match[1][-1]):
            return _printed_accent(match[1], lexicon) + match[2]  # oyóse, pero «diole»
    marked = _ACCENT.search(word)
    assert marked is not None
    return with_stress(word, marked.start())


def _known_accent(word: str, lexicon: Lexicon) -> str:
    """La tilde de una palabra que el Quijote conoce: la de casi siempre, si la hay."""
    if _POINTING.match(word) or word.endswith(("aste", "iste")):
        return word  # aquesta, engañaste
    forms = lexicon.forms[word]
    if word not in _FINAL_ACCENT:
        # En 1784 sí se imprimían las tildes del final de los verbos: «llego» no es «llegó».
        forms = Counter({form: n for form, n in forms.items() if form[-1] not in "áéó"})
    if not forms and _FUTURE.search(word):
        return accent_vowel(word, len(word) - 1)
    form, count = max(forms.items(), key=lambda item: item[1], default=(word, 0))
    if count >= 0.9 * forms.total() and not (form[-1] in "íú" and forms[word]):
        return form
    return word if forms[word] else _new_accent(word, lexicon)


def _new_accent(word: str, lexicon: Lexicon) -> str:
    """La tilde de una palabra que el Quijote no trae, por su familia o su terminación."""
    for ending, singulars in _SINGULARS.items():
        for singular in singulars if word.endswith(ending) else ():
            form = lexicon.dominant(word.removesuffix(ending) + singular)
            marked = _ACCENT.search(form[:-1]) if form else None
            if marked and _ACCENT.search(new := with_stress(word, marked.start())):
                return new
    conditional = re.search(r"(?<=r)i(?=a(?:s|n|mos|is)?$)", word)
    if conditional and word[: conditional.start()] in lexicon.forms:
        return accent_vowel(word, conditional.start())  # envidiar → envidiaría
    imperfect = re.search(r"i(?=an?$)", word)
    if imperfect and _is_second_conjugation(word[: imperfect.start()], lexicon):
        return accent_vowel(word, imperfect.start())  # repetir → repetían
    ended = _apply_first(_ENDINGS, word)
    return ended if ended != word else _with_pronoun(word, lexicon)


def _is_second_conjugation(stem: str, lexicon: Lexicon) -> bool:
    """¿Es de un verbo en -er o -ir? «conduc-» sí (conducen); «anunci-», no."""
    found = {stem + end for end in ("er", "ir", "e", "en", "ido", "ida", "idos", "idas")}
    return len(stem) > 2 and not lexicon.forms.keys().isdisjoint(found)


def _with_pronoun(word: str, lexicon: Lexicon) -> str:
    """Verbo y pronombre juntos: «dijo» + «le» → «díjole», «oyó» + «se» → «oyóse»."""
    alone = {word[:-2] + "r", word[:-1] + "ar"} if word.endswith("ase") else set()
    if word.endswith("as"):
        alone = {word[:-2] + "ar", word[:-2] + "er", word[:-2] + "ir"}
    if not lexicon.forms.keys().isdisjoint(alone):
        return word  # «arrojase» puede no ser «arrója·se»; ni «recelas», «réce·las»
    for clitics in _CLITICS:
        match = clitics.match(word)
        if match is None or not _is_verb(match[1], lexicon):
            continue
        stem, pronoun = match[1], match[2]
        if stem[-1] == "o" and lexicon.times(stem[:-1] + "ó") > 2:
            return stem[:-1] + "ó" + pronoun  # no hay «lleg*o*se»
        form = lexicon.dominant(stem) if stem in lexicon.forms else stem
        if form is not None and _ACCENT.search(form):
            return form + pronoun
        if form is not None:
            return with_stress(form + pronoun, stressed_vowel(form))
    return word


def _is_verb(stem: str, lexicon: Lexicon) -> bool:
    """¿Es una forma de un verbo conocido? «abraza» lo es, de «abrazar»; «cubran», de «cubrir»."""
    root = stem.rstrip("n")
    if stem in lexicon.forms or not root.endswith(("a", "e")):
        return stem in lexicon.forms
    return any(root[:-1] + ending in lexicon.forms for ending in ("ar", "er", "ir"))


def _apply(rules: tuple[_Rule, ...], word: str) -> str:
    for pattern, replacement in rules:
        word = pattern.sub(replacement, word)
    return word


def _apply_first(rules: tuple[_Rule, ...], word: str) -> str:
    """Solo la primera regla que venga al caso: una palabra no lleva dos tildes."""
    for pattern, replacement in rules:
        changed = pattern.sub(replacement, word)
        if changed != word:
            return changed
    return word
