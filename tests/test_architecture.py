"""El árbol explica el sistema: las dependencias van en un sentido y lo público está dicho."""

import ast
import subprocess
import sys
from pathlib import Path

import construyamos_gpt

SRC = Path(construyamos_gpt.__file__).parent
ENGINE = {
    *("attention", "block_attention", "bpe", "checkpoint", "device", "dropout", "embeddings"),
    *("errors", "evaluation", "files", "generation", "gpt", "layer_norm", "mlp", "model", "optim"),
    *("output", "recipes", "single_step", "tokenizer_json", "tokens"),
}
TRAINING = {"batches", "diagnosis", "ear", "events", "plots", "session", "snapshots", "training"}


def imports(path: Path) -> set[str]:
    """Los módulos del proyecto que importa un fichero, también dentro de funciones."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import relativo"
            names = [str(node.module)]
            if node.module == "construyamos_gpt":
                names = [f"construyamos_gpt.{alias.name}" for alias in node.names]
        found |= {n.removeprefix("construyamos_gpt.") for n in names if "construyamos_gpt." in n}
    return found


def test_every_module_has_its_place() -> None:
    modules = {path.stem for path in SRC.glob("*.py")} - {"__init__"}
    assert modules == ENGINE | TRAINING


def test_dependencies_go_one_way() -> None:
    for path in SRC.rglob("*.py"):
        where = path.relative_to(SRC).parts
        for name in imports(path):
            top = name.split(".")[0]
            if where[0] == "verse":
                assert top in {"verse", "errors"}, (path, name)
            elif where[0] == "corpus":
                assert top in {"corpus", "verse", "errors", "tokens"}, (path, name)
            elif where[0] not in {"cli", "notebook"}:  # los de fuera, que usan todo lo demás
                assert top not in {"cli", "notebook"}, (path, name)
                if where[0] == "measures":
                    assert top in {*ENGINE, "corpus", "measures", "verse"}, (path, name)
                elif where[0] == "rehearsal":  # como `measures`, y además mide para premiar
                    assert top in {*ENGINE, "corpus", "measures", "rehearsal", "verse"}, (
                        path,
                        name,
                    )
                else:
                    assert top not in {"measures", "rehearsal"}, (path, name)
                if path.stem in ENGINE:
                    assert top in ENGINE, (path, name)


def test_every_module_says_what_is_public() -> None:
    for path in SRC.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "__all__" in text, path
        assert text.count("\n") <= 400, f"{path}: más de 400 líneas"


def test_the_public_names() -> None:
    for name in construyamos_gpt.__all__:
        assert getattr(construyamos_gpt, name).__doc__, name
    assert construyamos_gpt._WHERE.keys() == set(construyamos_gpt.__all__)


def test_help_and_import_do_not_load_pytorch() -> None:
    code = (
        "import sys, construyamos_gpt, construyamos_gpt.cli.entrenar, construyamos_gpt.corpus; "
        "assert not {'torch', 'matplotlib', 'pooch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
