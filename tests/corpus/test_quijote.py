from __future__ import annotations

import pytest

from construyamos_gpt.corpus.prose import balance_quotes, sentences, split_paragraph
from construyamos_gpt.corpus.quijote import parse_quijote
from construyamos_gpt.errors import CorpusError

BOOK = """
TASA

Certifico que este libro cuesta mucho.

PRÓLOGO

Desocupado lector: escuchad
lo que digo. Y citad a Horacio:

   Non bene pro toto libertas venditur auro.

Y así seguid.

AL LIBRO DE DON QUIJOTE

   Urganda la desconocida
   Si vas con bue- letu-,
   libro de la aventu-,

   verás que no se apu-
   quien tanto se aventu-.

Capítulo primero. Que trata de lo que
verá quien lo leyere

Uno contó ''su historia'', y dijo:

-Sentaos, señor.

»-Me place, y cantó de esta manera:

Antonio

   -Ya se acaba mi cuidado,
   ya comienza mi dolor,
   que me tiene lastimado
   la crueldad del amor.

Decía el letrero:

   nadie las mueva
   que estar no pueda

y otras cosas. Con esto se fue.
"""


def test_parse_quijote() -> None:
    pieces = parse_quijote(BOOK)
    texts = [piece.text for piece in pieces]
    assert texts == [
        "Desocupado lector: escuchad lo que digo.",
        "Y así seguid.",
        "Si vas con bue- letu-,\nlibro de la aventu-,\n"
        "verás que no se apu-\nquien tanto se aventu-.",
        "Uno contó «su historia», y dijo:\n-Sentaos, señor.",
        "Ya se acaba mi cuidado,\nya comienza mi dolor,\n"
        "que me tiene lastimado\nla crueldad del amor.",
        "Decía el letrero:\nnadie las mueva\nque estar no pueda\ny otras cosas. Con esto se fue.",
    ]
    assert [piece.place for piece in pieces] == [
        "prólogo",
        "prólogo",
        "versos preliminares, «Al Libro de don Quijote. Urganda la desconocida»",
        "capítulo I",
        "capítulo I, «Antonio»",
        "capítulo I",
    ]
    assert {piece.work for piece in pieces} == {"Don Quijote, primera parte"}


def test_another_book_is_rejected() -> None:
    with pytest.raises(CorpusError, match="Quijote"):
        parse_quijote("Esto es otra cosa.")


def test_sentences() -> None:
    text = "-Sí -dijo él-. ¿De veras? ¡Qué gracia!, y se fue. «Aquí está.» Fin."
    assert sentences(text) == [
        "-Sí -dijo él-.",
        "¿De veras?",
        "¡Qué gracia!, y se fue.",
        "«Aquí está.»",
        "Fin.",
    ]


def test_long_paragraphs_are_cut_between_sentences() -> None:
    text = " ".join(f"Esta es la frase número {i}, ni larga ni corta." for i in range(60))
    chunks = split_paragraph(text, 500)
    assert " ".join(chunks) == text
    assert all(len(chunk) <= 500 and chunk.endswith(".") for chunk in chunks)
    assert min(map(len, chunks)) > 200  # parejos: sin un retal al final


def test_lonely_quotes_go() -> None:
    assert balance_quotes("uno» «dos «tres» cuatro") == "uno dos «tres» cuatro"
