"""De dónde sale el texto: el orden de las fuentes, y lo que se dice cuando falta una."""

from pathlib import Path

import pytest

from construyamos_gpt.corpus import load_corpus, pocket_corpus, sources, summarize
from construyamos_gpt.corpus.pieces import Corpus
from construyamos_gpt.errors import CorpusError, DownloadError

TEXT = "\n\n".join(f"Párrafo {n}: {'había una vez una venta. ' * 5}" for n in range(40))


@pytest.fixture(autouse=True)
def nothing_around(tmp_path, monkeypatch):
    """Ni variables de entorno, ni caché, ni red."""
    monkeypatch.delenv("CONSTRUYAMOS_CORPUS", raising=False)
    monkeypatch.setenv("CONSTRUYAMOS_CACHE", str(tmp_path / "cache"))

    def offline() -> Path:
        raise DownloadError("No hay red.")

    monkeypatch.setattr(sources, "download_cervantes", offline)


@pytest.fixture
def own_text(tmp_path) -> Path:
    path = tmp_path / "mío.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def fake_cervantes(monkeypatch) -> list[Path]:
    """Sustituye la lectura de los libros, que tarda, y apunta qué carpetas se leen."""
    read: list[Path] = []

    def build(folder: Path) -> Corpus:
        read.append(folder)
        return Corpus(name="Cervantes", origin=str(folder), open_split=lambda split: [])

    monkeypatch.setattr("construyamos_gpt.corpus.cervantes.build_cervantes", build)
    return read


def test_what_is_asked_for_wins(own_text, tmp_path, monkeypatch):
    monkeypatch.setenv("CONSTRUYAMOS_CORPUS", str(tmp_path / "no_existe"))
    assert load_corpus(own_text).name == "mío.txt"
    assert load_corpus(str(own_text)).name == "mío.txt"
    assert load_corpus(own_text.parent).name == tmp_path.name
    assert load_corpus("bolsillo").name == pocket_corpus().name


def test_then_the_environment_and_it_must_exist(own_text, tmp_path, monkeypatch):
    monkeypatch.setenv("CONSTRUYAMOS_CORPUS", str(own_text))
    assert load_corpus().name == "mío.txt"
    monkeypatch.setenv("CONSTRUYAMOS_CORPUS", str(tmp_path / "no_existe"))
    with pytest.raises(CorpusError, match="No existe"):
        load_corpus()


def test_a_folder_with_the_books_is_cervantes(tmp_path, fake_cervantes):
    (tmp_path / "pg2000-8.txt").write_text("…", encoding="utf-8")
    assert load_corpus(tmp_path).name == "Cervantes"
    assert fake_cervantes == [tmp_path]


def test_the_cache_needs_no_download(tmp_path, monkeypatch, fake_cervantes):
    monkeypatch.setattr(sources, "missing_books", lambda folder: [])
    heard: list[str] = []
    assert load_corpus(notify=heard.append).name == "Cervantes"
    assert fake_cervantes == [tmp_path / "cache" / "corpus"]
    assert heard == []


def test_download_comes_next(tmp_path, monkeypatch, fake_cervantes):
    monkeypatch.setattr(sources, "download_cervantes", lambda: tmp_path / "bajado")
    heard: list[str] = []
    assert load_corpus(notify=heard.append).name == "Cervantes"
    assert fake_cervantes == [tmp_path / "bajado"]
    assert "Descargando" in heard[0]


def test_half_a_download_is_better_than_the_pocket(tmp_path, fake_cervantes):
    folder = tmp_path / "cache" / "corpus"
    folder.mkdir(parents=True)
    (folder / "pg2000.txt").write_text("…", encoding="utf-8")
    heard: list[str] = []
    assert load_corpus(notify=heard.append).name == "Cervantes"
    assert "parte" in heard[-1]


@pytest.mark.parametrize("allow_download", [True, False])
def test_without_network_the_pocket_and_it_says_so(allow_download):
    heard: list[str] = []
    corpus = load_corpus(allow_download=allow_download, notify=heard.append)
    assert corpus.name == "romancero de bolsillo"
    assert "romancero de bolsillo" in heard[-1]
    assert ("No hay red." in heard) == allow_download


def test_summary_counts_everything_once():
    summary = summarize(pocket_corpus())
    assert summary.pieces == sum(row.pieces for row in summary.rows) == 103
    assert summary.chars == sum(row.chars for row in summary.rows)
    assert summary.splits["val"].pieces == 4
    assert summary.name == "romancero de bolsillo" and summary.unknown == ""


def test_summary_finds_what_the_vocabulary_lacks(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT + "\n\nCuesta 3 €, o 4 €, o una @ y ya está." * 3, encoding="utf-8")
    assert summarize(load_corpus(path)).unknown == "€@"
