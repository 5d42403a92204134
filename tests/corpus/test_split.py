from __future__ import annotations

from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.corpus.split import split_pieces

NOUNS = ["monte", "río", "cielo", "pastor", "libro", "camino", "caballo", "amigo", "mar", "sol"]


def piece(text: str, form: str = "verso") -> Piece:
    return Piece(text=text, form=form, work="Prueba", place="aquí", source="propio")


def test_the_draw_is_stable_and_near_its_share() -> None:
    pieces = [piece(f"Frase {NOUNS[i % 10]} {'ab' * (i + 1)}.", "prosa") for i in range(1000)]
    splits = split_pieces(pieces)
    again = split_pieces(pieces[::-1])
    assert sum(map(len, splits.values())) == 1000
    for name in ("val", "test"):
        assert 12 <= len(splits[name]) <= 55
        assert {p.text for p in splits[name]} == {p.text for p in again[name]}


def test_fixed_validation_leaves_training() -> None:
    held = piece("quando en el mar havia mugeres\nque cantaban con voz de plata fina")
    stanzas = [
        "El sol se pone en el mar,\ny ninguno lo lamenta.",
        "Cuando en el mar había mujeres\nno se oía sino el viento.",
        "Después llegó la mañana\ncon su luz de nácar pura.\n"
        "Y todos fueron a ver\nel color de la espesura.",
    ]
    train = split_pieces([piece("\n\n".join(stanzas))], fixed_val=[held])["train"]
    assert [p.text for p in train] == [stanzas[2]]


def test_alike_verses_also_leave() -> None:
    held = piece("la envidia, monstruo de naturaleza")
    other = piece("la imvidia, monstro de naturaleza.\nOtro.\nOtro más.\nY otro.")
    assert split_pieces([other], fixed_val=[held])["train"] == []


def test_prose_that_quotes_a_held_verse_leaves() -> None:
    held = piece("nunca fuera caballero de damas")
    quoting = piece("Y cantó: «Nunca fuera cavallero de damas», y se fue.", "prosa")
    assert split_pieces([quoting], fixed_val=[held])["train"] == []


def test_repeated_sentences_are_never_held() -> None:
    pieces = [piece(f"Vale. Esta es la {'xyz' * (i + 1)}.", "prosa") for i in range(200)]
    splits = split_pieces(pieces)
    assert splits["val"] == splits["test"] == []


def test_fragments_that_repeat_are_dropped() -> None:
    poem_piece = piece("uno dos tres\ncuatro cinco\nseis siete ocho\nnueve diez.")
    other = piece("agua clara\nviento frío\nnieve blanca\nfuego vivo.")
    train = split_pieces([poem_piece], fragments=[poem_piece, other])["train"]
    assert train == [poem_piece, other]


def test_raw_fragments_keep_their_longest_clean_run() -> None:
    held = piece("verso guardado en otra parte")
    raw = piece("uno\nverso guardado en otra parte\ntres\n\ncuatro\ncinco\nseis", "fragmento")
    short = piece("siete\nocho", "fragmento")
    train = split_pieces([], fixed_val=[held], raw=[raw, short])["train"]
    assert [p.text for p in train] == ["tres\n\ncuatro\ncinco\nseis"]
