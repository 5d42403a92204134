"""La descarga, contra un servidor de esta misma máquina que se porta mal a propósito."""

import hashlib
import threading
from collections import Counter
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from construyamos_gpt.corpus.download import (
    BOOKS,
    Book,
    book_body,
    cache_folder,
    download_cervantes,
    missing_books,
)
from construyamos_gpt.errors import DownloadError

BODY = "\n".join(f"Verso número {n}, con su eñe y su acentó." for n in range(3000))


def gutenberg(body: str, *, the: str = "THE") -> bytes:
    return (
        f"Cabecera\n*** START OF {the} PROJECT GUTENBERG EBOOK QUIJOTE ***\n\n{body}\n\n"
        f"*** END OF {the} PROJECT GUTENBERG EBOOK QUIJOTE ***\nLicencia\n"
    ).encode()


GOOD = gutenberg(BODY)
BOOK = Book(
    title="El libro",
    file_name="libro.txt",
    sha256=hashlib.sha256(BODY.encode()).hexdigest(),
    chars=len(BODY),
    witnesses=("Verso número 7,", "Verso número 1500,", "Verso número 2999,"),
    mirrors=(),
)


class Server(ThreadingHTTPServer):
    """Da `answers[ruta]`, una respuesta tras otra: (estado, contenido, longitud que anuncia)."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = {}
        self.asked = Counter()

    def add(self, path, *answers):
        self.answers[path] = list(answers)
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        answers = self.server.answers[self.path]
        status, content, length = answers[min(self.server.asked[self.path], len(answers) - 1)]
        self.server.asked[self.path] += 1
        self.send_response(status)
        self.send_header("Content-Length", str(length or len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def download(folder, *urls, **options):
    books = [replace(BOOK, mirrors=urls)]
    return download_cervantes(folder, books=books, retry_wait_s=0, **{"progress": False, **options})


def ok(content=GOOD):
    return 200, content, None


def cut(content=GOOD):
    return 200, content[: len(content) // 2], len(content)


def test_downloads_checks_and_leaves_nothing_else(server, tmp_path, capsys):
    folder = download(tmp_path / "caché", server.add("/a", ok()), progress=True)
    assert (folder / "libro.txt").read_bytes() == GOOD
    assert [file.name for file in folder.iterdir()] == ["libro.txt"]
    shown = capsys.readouterr()
    assert shown.out == "" and "Descargando El libro" in shown.err


def test_already_there_asks_for_nothing(server, tmp_path):
    url = server.add("/a", ok())
    download(tmp_path, url)
    download(tmp_path, url)
    assert server.asked["/a"] == 1


def test_a_spoiled_copy_is_downloaded_again(server, tmp_path):
    (tmp_path / "libro.txt").write_bytes(GOOD[:5000])
    assert missing_books(tmp_path, [BOOK])
    download(tmp_path, server.add("/a", ok()))
    assert not missing_books(tmp_path, [BOOK])


@pytest.mark.parametrize(
    "bad",
    [
        (404, b"no", None),
        ok(b"<html>Portal del hotel</html>"),
        ok(gutenberg(BODY[:1000])),
        ok(gutenberg(BODY.replace("Verso", "Burro"))),
        cut(),
    ],
)
def test_a_bad_mirror_gives_way_to_a_good_one(server, tmp_path, bad):
    download(tmp_path, server.add("/malo", bad), server.add("/bueno", ok()))
    assert (tmp_path / "libro.txt").read_bytes() == GOOD


@pytest.mark.parametrize("first", [cut(), (503, b"ocupado", None)])
def test_a_cut_or_a_busy_server_is_tried_again(server, tmp_path, first):
    download(tmp_path, server.add("/a", first, ok()))
    assert server.asked["/a"] == 2


@pytest.mark.parametrize(
    "content",
    [
        gutenberg(BODY, the="THIS").replace(b"\n", b"\r\n"),
        gutenberg(BODY.replace("\n", "  \n"), the="THIS").decode().encode("latin-1"),
        gutenberg("Produced by\n\n" + BODY.replace("Verso número 7,", "Verso núm. 7,")),
    ],
)
def test_other_headers_encodings_and_a_corrected_typo_are_accepted(server, tmp_path, content):
    download(tmp_path, server.add("/a", ok(content)))
    assert (tmp_path / "libro.txt").read_bytes() == content


def test_when_every_mirror_fails_it_says_how_and_what_to_do(server, tmp_path):
    urls = server.add("/a", (404, b"", None)), server.add("/b", ok(b"otra cosa"))
    with pytest.raises(DownloadError) as error:
        download(tmp_path, *urls)
    message = str(error.value)
    assert "El libro" in message and "responde con el error 404" in message and urls[1] in message
    assert "--corpus" in message and "bolsillo" in message and "CONSTRUYAMOS_CORPUS" in message
    assert list(tmp_path.iterdir()) == []


def test_without_network_only_the_first_book_is_tried(server, tmp_path):
    url = server.add("/a", ok())
    server.shutdown()
    server.socket.close()
    books = [replace(BOOK, mirrors=(url,)), replace(BOOK, title="Otro", file_name="otro.txt")]
    with pytest.raises(DownloadError, match="El libro, Otro") as error:
        download_cervantes(tmp_path, books=books, progress=False)
    assert str(error.value).count("no contesta") == 1


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "fichero").touch()
    with pytest.raises(DownloadError, match="No se pueden guardar"):
        download(tmp_path / "fichero" / "corpus", "http://127.0.0.1:9")


def test_cache_folder_obeys_the_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("CONSTRUYAMOS_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path / "corpus"


def test_the_table_of_books_is_complete():
    assert [book.file_name for book in BOOKS] == ["pg2000.txt", "pg16110.txt"]
    for book in BOOKS:
        assert len(book.mirrors) >= 3 and len(book.witnesses) >= 3
        assert all(url.startswith("https://") for url in book.mirrors)


def test_body_is_the_book_alone():
    assert book_body(GOOD) == BODY
