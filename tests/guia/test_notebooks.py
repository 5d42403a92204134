"""Los nueve cuadernos corren de principio a fin, y los guardados salen de la fuente de hoy."""

import nbformat
import pytest
from herramientas.guia.notebooks import build, run
from herramientas.guia.source import NOTEBOOKS, Part, read_parts

PARTS = pytest.mark.parametrize("part", read_parts(), ids=lambda part: part.name)


@PARTS
def test_the_saved_notebook_comes_from_this_source(part: Part) -> None:
    saved = nbformat.read(NOTEBOOKS / f"{part.name}.ipynb", as_version=4)
    now = build(part)
    assert [c.metadata["huella"] for c in saved.cells] == [c.metadata["huella"] for c in now.cells]
    for old, new in zip(saved.cells, now.cells, strict=True):
        assert old.cell_type == new.cell_type
        assert new.cell_type == "markdown" or old.source == new.source


@PARTS
def test_the_notebook_runs_from_start_to_end(part: Part) -> None:
    notebook = run(build(part), quick=True)
    assert "{eval}" not in str(notebook.cells)
    errors = [o for c in notebook.cells for o in c.get("outputs", []) if o.output_type == "error"]
    assert errors == []
