"""La originalidad, contra una búsqueda a lo bruto."""

import random

from hypothesis import given
from hypothesis import strategies as st

from construyamos_gpt.measures.endings import closes
from construyamos_gpt.measures.originality import Studied
from construyamos_gpt.measures.poems import Sample

letters = st.text(alphabet="ab \n", max_size=60)


def brute_force(text: str, pieces: list[str]) -> int:
    """Todos los tramos de `text`, del más largo al más corto."""
    text, flat = " ".join(text.split()), [" ".join(piece.split()) for piece in pieces]
    for size in range(len(text), 0, -1):
        for start in range(len(text) - size + 1):
            if any(text[start : start + size] in piece for piece in flat):
                return size
    return 0


@given(letters, st.lists(letters, max_size=4))
def test_the_longest_copy_equals_brute_force(text: str, pieces: list[str]) -> None:
    copied = Studied(pieces).longest_copy(text)
    assert len(copied) == brute_force(text, pieces)
    assert copied in " ".join(text.split())


def test_copies_longer_than_the_key_they_are_sorted_by() -> None:
    rng = random.Random(0)
    pieces = ["".join(rng.choices("abc", k=300)) for _ in range(3)]
    pieces.append(pieces[0][:150] + "x" + pieces[0][151:])  # dos finales iguales en 40 letras
    studied = Studied(pieces)
    assert studied.longest_copy("zz" + pieces[0][20:260] + "zz") == pieces[0][20:260]
    assert studied.longest_copy("zz" + pieces[3][20:260] + "zz") == pieces[3][20:260]


def test_a_copy_never_crosses_two_pieces_and_spaces_are_alike() -> None:
    studied = Studied(["en un lugar", "de la Mancha"])
    assert studied.longest_copy("en un lugar de la Mancha") == "de la Mancha"
    assert studied.longest_copy("¡En\nun lugar!") == "n un lugar"
    assert studied.longest_copy("") == ""


def test_copied_lines_in_any_spelling() -> None:
    prose = "Digo esto porque nunca fuera caballero tan bien servido, y callo."
    studied = Studied(["Quando dixe á Dios, señora mía,\nay", prose])
    lines = [
        "cuando dije: ¡adiós, señora mía!",
        "ay",
        "otra cosa muy distinta",
        "nunca fuera caballero",
    ]
    sample = Sample(form="verso", text="\n".join(lines))
    assert studied.copied_lines(sample) == [lines[0], lines[3]]


def test_endings() -> None:
    assert closes(Sample(form="verso", text="y no hubo nada."))
    assert closes(Sample(form="verso", text="¿y no hubo nada?»\n"))
    assert not closes(Sample(form="verso", text="y no hubo,"))
    assert not closes(Sample(form="verso", text=""))
