"""La tabla entera, con un modelo diminuto, y la orden que la enseña."""

import json
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result

from construyamos_gpt.cli.evaluar import evaluar
from construyamos_gpt.corpus import load_corpus, pocket_corpus
from construyamos_gpt.evaluation import total
from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.measures import MEASURES, compare
from construyamos_gpt.measures.comparison import held_poems, held_surprise
from construyamos_gpt.measures.judge import Reference, judge
from construyamos_gpt.model import Model, save_model
from construyamos_gpt.tokens import CharTokenizer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    tokenizer = CharTokenizer.default()
    config = GPTConfig(
        vocab_size=tokenizer.vocab_size, block_size=64, n_layer=1, n_head=2, n_embd=16
    )
    path = tmp_path_factory.mktemp("modelo") / "diminuto"
    save_model(path, GPT(config).state_dict(), config, tokenizer)
    return path


def run(*arguments: str | Path) -> Result:
    done = CliRunner().invoke(evaluar, [*map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture(scope="module")
def as_json(folder: Path) -> dict:  # type: ignore[type-arg]
    done = run("--modelo", folder, "--corpus", "bolsillo", "--muestras", "6", "--json")
    assert "6 poemas" in done.stderr
    return json.loads(done.stdout)


def test_the_json_has_everything(as_json: dict) -> None:  # type: ignore[type-arg]
    assert list(as_json["columns"]) == ["model", "cervantes", "ngram", "untrained"]
    assert (as_json["samples"], as_json["seed"], as_json["temperature"]) == (6, 1605, 0.8)
    for key, column in as_json["columns"].items():
        assert set(column["measures"]) == set(MEASURES)
        held = len(held_poems(pocket_corpus()))
        assert column["poems"] == (held if key == "cervantes" else 6)
    model = as_json["columns"]["model"]
    assert set(model["by_form"]) == {"soneto", "tercetos", "octavas", "redondillas", "romance"}
    assert set(model["nats_per_char"]) >= {"verso", "prosa", "validación, verso", "prueba, verso"}
    assert model["measures"]["nats_per_char_verse"]["value"] == pytest.approx(4.85, abs=0.1)
    real = as_json["columns"]["cervantes"]["measures"]
    assert real["nats_per_char_verse"] is None
    assert real["ended"]["value"] == 100.0
    assert real["ended"]["low"] < 100.0


def test_the_table_fits(folder: Path, as_json: dict) -> None:  # type: ignore[type-arg]
    done = run("--modelo", folder, "--corpus", "bolsillo", "--muestras", "3", "--semilla", "9")
    assert max(map(len, done.stdout.splitlines())) <= 100
    for name in ("diminuto", "5-gramas", "sin", "entrenar", *pocket_corpus().name.split()):
        assert name in done.stdout
    for name, measured in MEASURES.items():
        empty = all(c["measures"][name] is None for c in as_json["columns"].values())
        assert empty or measured.label in done.stdout
    assert "semilla 9" in done.stdout
    assert "±" in done.stdout


def test_with_no_samples_only_the_surprise(folder: Path) -> None:
    done = run("--modelo", folder, "--corpus", "bolsillo", "--muestras", "0", "--json")
    columns = json.loads(done.stdout)["columns"]
    assert set(columns["model"]["measures"]) == {"nats_per_char_verse", "nats_per_char_prose"}
    assert columns["model"]["poems"] == 0


def test_a_text_is_measured_as_always(folder: Path, tmp_path: Path) -> None:
    poem = tmp_path / "poema.txt"
    poem.write_text("Dulce Dulcinea,\nluz de la aldea.\n", encoding="utf-8")
    result = json.loads(run("--modelo", folder, "--texto-archivo", poem, "--json").stdout)
    assert set(result) >= {"nats_per_char", "bits_per_char", "chars"}
    assert result["chars"] == 34
    assert "caras del dado" in run("--modelo", folder, "--texto-archivo", poem).stdout


def test_the_surprise_of_the_parts_adds_up(folder: Path) -> None:
    from construyamos_gpt.model import load

    model, corpus = load(folder), pocket_corpus()
    verdict = held_surprise(model, corpus, seed=0)
    pieces = [p for s in ("val", "test") for p in corpus.pieces(s) if p.form != "prosa"]  # type: ignore[arg-type]
    measured = total(model.measure([(p.text, p.form) for p in pieces]))
    chars = sum(len(p.text) + 2 for p in pieces)
    assert verdict["verso"] is not None
    assert verdict["verso"].value == pytest.approx(measured.nats / chars, rel=1e-5)


def test_the_same_seed_gives_the_same_table(folder: Path) -> None:
    from construyamos_gpt.model import load

    def once(model: Model) -> dict:  # type: ignore[type-arg]
        return compare(model, pocket_corpus(), count=2, seed=4).as_dict()

    assert once(load(folder)) == once(load(folder))


def test_cervantes_measures_scans_and_rhymes(corpus_folder: Path) -> None:
    """Si el juez no da por bueno a Cervantes, no es buen juez."""
    corpus = load_corpus(corpus_folder)
    texts = [piece.text for piece in corpus.pieces("train")]
    verdict = judge(held_poems(corpus), Reference.learn(texts), seed=0)
    values = {name: estimate.value for name, estimate in verdict.items() if estimate}
    assert values["lines_of_11"] > 97
    assert values["lines_of_8"] > 95
    assert values["rhymed_lines"] > 88
    assert values["rhyme_times_chance"] > 10
    assert values["real_words"] > 98.5
    assert values["copied_run_max"] < 40
    assert values["samples_with_copied_line"] == 0
