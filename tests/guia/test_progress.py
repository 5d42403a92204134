"""La página del progreso cuenta las mismas preguntas y predicciones que enseñan las partes."""

import re

from herramientas.guia.site import _directive, _progress
from herramientas.guia.source import directives, read_parts


def test_the_table_has_every_question_and_prediction() -> None:
    counted = [
        key
        for keys in re.findall(r'data-claves="([^"]*)"', _progress(read_parts()))
        for key in keys.split()
    ]
    shown = []
    for part in read_parts():
        asked = directives(part, "pregunta", "prediccion", "pieza")
        page = "".join(_directive(piece) for piece in asked)
        found = re.findall(r'data-(pregunta|prediccion|predecir)="([^"]+)"', page)
        shown += [f"{kind.replace('predecir', 'prediccion')}:{name}" for kind, name in found]
    assert sorted(counted) == sorted(shown)
    assert len(set(counted)) == len(counted)


def test_its_names_are_ones_the_page_reads_back() -> None:
    keys = " ".join(re.findall(r'data-claves="([^"]*)"', _progress(read_parts()))).split()
    assert all(re.fullmatch(r"(pregunta|prediccion):[\w-]+", key, re.A) for key in keys)
