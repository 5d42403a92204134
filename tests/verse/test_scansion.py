"""Versos medidos a mano: los de los manuales y los de Cervantes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from construyamos_gpt.verse import is_hendecasyllable, natural_reading, scan_line

# El verso, dividido y con la sílaba acentuada en mayúsculas. «·» separa sílabas.
HENDECASYLLABLES = """
Cerrar podrá mis ojos la postrera | ce·RRAR·po·DRÁ·mis·O·jos·la·pos·TRE·ra
sombra que me llevare el blanco día | SOM·bra·que·me·lle·VA·re‿el·BLAN·co·DÍ·a
polvo serán, mas polvo enamorado | POL·vo·se·RÁN·mas·POL·vo‿e·na·mo·RA·do
En tanto que de rosa y azucena | en·TAN·to·que·de·RO·sa·y‿a·zu·CE·na
Escrito está en mi alma vuestro gesto | es·CRI·to‿es·TÁ‿en·mi·AL·ma·VUES·tro·GES·to
El dulce lamentar de dos pastores | el·DUL·ce·la·men·TAR·de·DOS·pas·TO·res
Salicio juntamente y Nemoroso | sa·LI·cio·JUN·ta·MEN·te‿y·ne·mo·RO·so
¡Oh dulces prendas por mi mal halladas | OH·DUL·ces·PREN·das·por·mi·MAL·ha·LLA·das
Cuando me paro a contemplar mi estado | cuan·do·me·PA·ro‿a·con·tem·PLAR·mi‿es·TA·do
Hermosas ninfas, que en el río metidas | her·MO·sas·NIN·fas·que‿en·el·RÍO·me·TI·das
en tierra, en humo, en polvo, en sombra, en nada | en·TIE·rra‿en·HU·mo‿en·POL·vo‿en·SOM·bra‿en·NA·da
Érase un hombre a una nariz pegado | É·ra·se‿un·HOM·bre‿a‿u·na·na·RIZ·pe·GA·do
miró al soslayo, fuese, y no hubo nada | mi·RÓ‿al·sos·LA·yo·FUE·se‿y·NO‿hu·bo·NA·da
que en mi vida me he visto en tanto aprieto | que‿en·mi·VI·da·me‿HE·VIS·to‿en·TAN·to‿a·PRIE·to
Miré los muros de la patria mía | mi·RÉ·los·MU·ros·de·la·PA·tria·MÍ·a
Tú, que imitaste la llorosa vida | TÚ·que‿i·mi·TAS·te·la·llo·RO·sa·VI·da
Yo que siempre trabajo y me desvelo | YO·que·SIEM·pre·tra·BA·jo‿y·me·des·VE·lo
por parecer que tengo de poeta | por·pa·re·CER·que·TEN·go·de·po·E·ta
la gracia que no quiso darme el cielo | la·GRA·cia·que·NO·QUI·so·DAR·me‿el·CIE·lo
Un quídam caporal italiano | un·QUÍ·dam·ca·po·RAL·i·ta·li·A·no
por huir de la corte el vario estruendo | por·hu·IR·de·la·COR·te‿el·VA·rio‿es·TRUEN·do
Voto a Dios que me espanta esta grandeza | VO·to‿a·DIOS·que·me‿es·PAN·ta‿ES·ta·gran·DE·za
áspera condición, ingrata, esquiva | ÁS·pe·ra·con·di·CIÓN·in·GRA·ta‿es·QUI·va
Libre la frente que el casco rehúsa | LI·bre·la·FREN·te·que‿el·CAS·co·re·HÚ·sa
""".strip().splitlines()


@pytest.mark.parametrize("case", HENDECASYLLABLES)
def test_hendecasyllables(case: str) -> None:
    text, division = (part.strip() for part in case.split("|"))
    line = scan_line(text, 11)
    wanted = division.split("·")
    assert line.count == 11 and 11 in line.counts
    assert list(line.syllables) == [syllable.lower() for syllable in wanted]
    stressed = [i for i, s in enumerate(wanted, 1) if any(part.isupper() for part in s.split("‿"))]
    assert list(line.stresses) == stressed
    assert is_hendecasyllable(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("con un manso rüido", 7),
        ("¿Quién menoscaba mis bienes?", 8),
        ("Desdenes.", 3),
        ("Cantando pájaros músicos", 8),  # esdrújulo: una menos
        ("caballero, si tornáis", 8),  # agudo: una más
        ("diciéndoselo", 3),
        ("¡Ay!", 2),
        ("la hierba y el hielo", 6),  # ante «hie-» no hay sinalefa
        ("oro y ámbar", 4),
        ("y no sé qué que quedan balbuciendo", 11),
        ("Juventud, divino tesoro", 9),
        ("no te dirá el boquirru-", 8),  # cabo roto
    ],
)
def test_natural_count(text: str, count: int) -> None:
    assert scan_line(text).count == count


def test_the_expected_metre_chooses_the_reading() -> None:
    verse = "por huir de la corte el vario estruendo"
    assert scan_line(verse).count == 10 and scan_line(verse).cost == 0
    assert scan_line(verse, 11).cost > 0
    assert scan_line(verse, 8) == scan_line(verse)  # a ocho no llega: se queda como es


@pytest.mark.parametrize(
    "text",
    [
        "de la que en aquel lugar se halló de",  # acaba en átona
        "hubo de comer el pastor de las cabras",  # once sílabas, acentos 5 y 8
        "En un lugar de la Mancha, de cuyo nombre no quiero acordarme",
        "Desdenes.",
    ],
)
def test_not_hendecasyllables(text: str) -> None:
    assert not is_hendecasyllable(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no tiene letras"),
        ("— … —", "no tiene letras"),
        ("En 1605", "tiene cifras"),
        ("Felipe II", "«II» es un número romano"),
        ("Sr. Quijano", "«Sr» es una abreviatura"),
        ("A. Machado", "«A» es una abreviatura"),
        ("Быть или не быть", "«Быть» no se puede leer en español"),
        ("To be or not to be, that is the what", "no parece español"),
    ],
)
def test_what_cannot_be_scanned(text: str, problem: str) -> None:
    line = scan_line(text, 11)
    assert line.problem == problem
    assert line.count is None and line.counts == () and line.syllables == ()
    assert not is_hendecasyllable(text)


@pytest.mark.parametrize("text", ["¡Hola, mundo! 🙂", "—¿Y a ti?", "MI DI VI", "d'este mundo"])
def test_what_can_be_scanned(text: str) -> None:
    assert scan_line(text).problem == ""


@given(st.text(), st.none() | st.integers(0, 20))
def test_it_never_fails(text: str, expected: int | None) -> None:
    line = scan_line(text, expected)
    assert (line.count is None) == bool(line.problem)
    assert list(line.counts) == sorted(set(line.counts))
    if line.count is not None:
        assert line.count in line.counts
        assert all(1 <= stress <= len(line.syllables) for stress in line.stresses)


@pytest.mark.parametrize("case", HENDECASYLLABLES)
def test_the_natural_reading_is_the_one_without_licences(case: str) -> None:
    text = case.split("|")[0].strip()
    line, natural = scan_line(text, 11), natural_reading(text, 11)
    if natural is not None:
        assert (natural.syllables, natural.stresses, natural.cost) == (
            line.syllables,
            line.stresses,
            0.0,
        )
    else:
        assert line.cost > 0 or {4, 7} <= set(line.stresses)
