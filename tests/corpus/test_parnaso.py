from __future__ import annotations

from construyamos_gpt.corpus.drama import parse_play, read_speeches
from construyamos_gpt.corpus.lexicon import Lexicon
from construyamos_gpt.corpus.parnaso import parse_viaje
from construyamos_gpt.corpus.prose import ends_sentence
from construyamos_gpt.corpus.stanzas import Stanza, group_stanzas

LEXICON = Lexicon.learn(
    [
        "Dijo que había visto a Zara y a su señora mía, sin porfía, y también el mar. Mira, deja,",
        "y luego dijo: ¿qué amor es este? Y dijo: ¿qué gente? Porque él vio que venía el amor.",
        "Dijo: ¿qué buscas? Y ¿qué más? Pero qué",
    ]
)

PLAY = """_UNA COMEDIA_

INTERLOCUTORES.

ZARA.
AURELIO: _cautivo_.

JORNADA I.

SCENA I.

_Salen_ ZARA _y_ AURELIO.

ZARA.

Aurelio?

AURELIO.

        Señora mia?

ZARA.

Si tú por tal me tuvieses,
A fe que luego hicieses
Lo que ruego, sin porfia.     _Aparte._

_Vase, y queda_ ZARA _llorando
muy triste_.

_Un_ MORO.

Qué buscas en la miseria,
Amor, de gente cautiva?
Dexala que muera ó viva[A]
Con su pobreza y laceria.

[Footnote A: _una nota_.]

SCENA II.

AURELIO

Mario? dixo.

ZARA.

Aqui se acaba.
"""


def test_speeches_have_only_what_is_said() -> None:
    speeches = read_speeches(PLAY)
    assert [speech.lines[0] for speech in speeches] == [
        "Aurelio?",
        "        Señora mia?",
        "Si tú por tal me tuvieses,",
        "Qué buscas en la miseria,",
        "Mario? dixo.",
        "Aqui se acaba.",
    ]
    assert speeches[2].lines[-1] == "Lo que ruego, sin porfia."
    assert speeches[0].place == "jornada I, escena I"
    assert speeches[-1].place == "jornada I, escena II"


def test_shared_verses_become_one() -> None:
    piece = parse_play(PLAY, "Una comedia", LEXICON)[0]
    assert piece.text == (
        "¿Aurelio? ¿Señora mía?\nSi tú por tal me tuvieses,\na fe que luego hicieses\n"
        "lo que ruego, sin porfía.\n\n"
        "¿Qué buscas en la miseria,\namor, de gente cautiva?\nDéjala que muera o viva\n"
        "con su pobreza y laceria."
    )


def test_viaje_groups_whole_tercets() -> None:
    tercets = "\n\n".join(
        f"Un verso que termina en cosa {i},\nY otro verso que sigue su camino,\nY aqui se acaba."
        for i in range(8)
    )
    text = f"CAPITULO I.\n\n{tercets}\n\nUno,\nDos,\nTres,\nY quatro.\n\n\nVIAGE AL PARNASO.\n\n"
    text += "CAPITULO II.\n\nUno,\nDos,\nTres,\nY quatro."
    pieces = parse_viaje(text, LEXICON)
    assert pieces[0].place.startswith("capítulo I, versos 1-")
    assert pieces[-1].place == "capítulo II, versos 1-4"
    sizes = [len(s.split("\n")) for p in pieces[:-1] for s in p.text.split("\n\n")]
    assert sizes == [3] * 8 + [4]
    assert all(piece.form == "tercetos" and ends_sentence(piece.text) for piece in pieces)


def test_groups_close_at_the_end_of_a_sentence() -> None:
    open_stanza = Stanza(("verso sin final " * 6,), "octavas")
    closed = Stanza(("verso con final " * 6 + ".",), "octavas")
    groups = group_stanzas([open_stanza, closed] * 12, target=300)
    assert sum(map(len, groups)) == 24
    assert all(ends_sentence(group[-1].text) for group in groups)


def test_a_line_completes_a_verse_only_if_it_fits() -> None:
    play = (
        "JORNADA I.\n\nZARA.\n\nHas visto, Aurelio, á mi hermano?\n\nAURELIO.\n\n"
        "Dices Juanico?\n\nZARA.\n\n              Sí.\n\nAURELIO.\n\nPoquito ha que le ví.\n\n"
        "ZARA.\n\nO santo Dios soberano!\n"
    )
    piece = parse_play(play, "Una comedia", LEXICON)[0]
    assert piece.text.split("\n")[1:3] == ["¿Dices Juanico? Sí.", "Poquito ha que le vi."]
    assert piece.place == "jornada I, versos 1-4"


def test_a_line_that_another_completes_is_not_joined_to_the_one_before() -> None:
    play = (
        "JORNADA I.\n\nZARA.\n\nPor pedir mi hacienda soi molesto?\n\nMORO.\n\nMi zara fugir.\n\n"
        "REY.\n\nDónde ibas, di, cristiano?\n\nAURELIO.\n\n               Procuraba\n"
        "Llegarme á Oran, si el cielo lo quisiera.\n"
    )
    verses = "\n".join(piece.text for piece in parse_play(play, "Una comedia", LEXICON))
    assert "\nMi zara fugir.\n" in verses
    assert "¿Dónde ibas, di, cristiano? Procuraba\n" in verses
