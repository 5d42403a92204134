"""`pagina`: el motor de la página en un navegador: entrenar, escribir y la primera letra.

Se compara con el mismo GPT hecho con TensorFlow.js sobre WebAssembly. La biblioteca se instala con
npm en una carpeta pasajera, en el momento de medir; el proyecto no depende de ella.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.catalog import MeasureError, Options
from bench.models import measured_model
from bench.report import Goal, Report, Table
from bench.timing import Spread, ratios
from construyamos_gpt.model import save_model
from construyamos_gpt.recipes import load_recipe

__all__ = ["run"]

ROOT = Path(__file__).parents[1]
RECIPE = "sancho-pagina"
TENSORFLOW = ("@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0")
LETTERS = 1200
PATIENCE_MS = 600_000
GOAL_TRAIN, GOAL_RATIO, GOAL_WRITE, GOAL_FIRST_S = 25_000, 8, 500, 1.0


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """Sirve una carpeta mientras dura el `with`, y da la dirección."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def _install_tensorflow(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise MeasureError("Falta npm, para instalar TensorFlow.js.", hint="apt-get install npm")
    command = [npm, "install", "--no-save", "--silent", "--prefix", str(folder), *TENSORFLOW]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise MeasureError("No se ha podido instalar TensorFlow.js.", hint=done.stderr[-500:])


@contextmanager
def _browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        raise MeasureError("Falta chromium.", hint="en Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _measure(browser: Browser, address: str, function: str, **options: Any) -> Any:
    """Llama a una función de `web_page.js` en una página nueva, sin nada guardado de antes."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address + "vacia.html")
        script = f"async (options) => (await import('/banco/web_page.js')).{function}(options)"
        return page.evaluate(script, options)
    finally:
        context.close()


def run(options: Options) -> Report:
    """Mide el motor de la página."""
    model, note = measured_model(options)
    recipe = load_recipe(RECIPE).as_dict()
    size = model.config.vocab_size
    ours = {"warm": 5, "steps": 10} if options.quick else {"warm": 40, "steps": 200}
    theirs = {"warm": 1, "steps": 2} if options.quick else {"warm": 3, "steps": 15}
    letters = 100 if options.quick else LETTERS
    one, two, tensorflow = "nuestro, 1 hilo", "nuestro, 2 hilos", "TensorFlow.js wasm"
    speeds: dict[str, list[float]] = {one: [], two: [], tensorflow: []}
    writing: list[float] = []
    first_s: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _install_tensorflow(folder)
        (folder / "npm").symlink_to(folder / "node_modules")
        (folder / "web").symlink_to(ROOT / "web")
        (folder / "banco").symlink_to(ROOT / "bench")
        (folder / "vacia.html").write_text("<!doctype html><title>Banco</title>", encoding="utf-8")
        save_model(folder / "modelo", _halves(model), model.config, model.tokenizer)
        with _serving(folder) as address, _browser() as browser:
            measure = partial(_measure, browser, address)
            for _ in range(options.rounds):  # por turnos: lo que frena a uno frena a todos
                for contender, workers in ((one, 1), (two, 2)):
                    speed = measure("trainOurs", recipe=recipe, workers=workers, **ours)
                    speeds[contender].append(speed)
                found = measure("trainTensorFlow", recipe=recipe, vocabSize=size, **theirs)
                speeds[tensorflow].append(found["perSecond"])
                writing.append(measure("write", letters=letters)["perSecond"])
                first_s.append(measure("firstLetter"))
            version = browser.version
    train, write, first = Spread.of(speeds[two]), Spread.of(writing), Spread.of(first_s)
    rows = []
    for contender, values in speeds.items():
        spread = Spread.of(values)
        ratio = ratios([1 / v for v in values], [1 / v for v in speeds[tensorflow]])
        rows.append([contender, spread.median, spread.minimum, spread.maximum, ratio.median])
    ratio = ratios([1 / v for v in speeds[two]], [1 / v for v in speeds[tensorflow]])
    return Report(
        tables=[
            Table(
                title=f"Entrenar {RECIPE}, caracteres por segundo",
                columns=["quién", "mediana", "mín.", "máx.", "veces TensorFlow.js"],
                rows=rows,
            ),
            Table(
                title=f"Escribir con {model.name} y esperar la primera letra, sin nada descargado",
                columns=["qué", "mediana", "mín.", "máx."],
                rows=[
                    ["caracteres por segundo", write.median, write.minimum, write.maximum],
                    ["segundos hasta la primera", first.median, first.minimum, first.maximum],
                ],
            ),
        ],
        goals=[
            Goal(text="entrenar con 2 hilos, car./s", value=train.median, limit=GOAL_TRAIN),
            Goal(text="veces TensorFlow.js", value=ratio.median, limit=GOAL_RATIO),
            Goal(text="escribir, car./s", value=write.median, limit=GOAL_WRITE),
            Goal(text="primera letra, s", value=first.median, limit=GOAL_FIRST_S, at_least=False),
        ],
        notes=[note, f"Chromium {version}, sin cabeza; todo servido en local."],
        data={"entrenar": speeds, "escribir": writing, "primera": first_s},
    )


def _halves(model: Any) -> dict[str, Any]:
    """Los pesos en F16, que es como se descargan."""
    return {name: value.half() for name, value in model.gpt.state_dict().items()}
