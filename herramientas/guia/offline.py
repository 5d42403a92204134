"""El sitio, también sin conexión: qué ficheros guarda el navegador y en qué versión están.

El programa es `sw.js` (un *service worker*); aquí se le dice qué guardar. Va en la raíz, que es lo
que gobierna. La versión sale de lo que hay en los ficheros: si no cambia ninguno, es la misma.
"""

from __future__ import annotations

import json
from pathlib import Path

from herramientas.guia.fingerprints import fingerprint, integrity

SOURCE = Path(__file__).parent / "sw.js"
LEFT_OUT = {"sw.js", "_headers", ".nojekyll", ".buildinfo", "objects.inv"}  # nadie los lee


def write_worker(folder: Path, model: str) -> None:
    """Escribe el `sw.js` de un sitio ya terminado.

    Args:
        folder: el sitio.
        model: la carpeta de sancho-mini, desde la raíz; sus ficheros se guardan cuando se usan.
    """
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in LEFT_OUT
        and not path.relative_to(folder).as_posix().startswith(f"{model}/")
    ]
    site = {
        "version": fingerprint(files, folder),
        "model": f"{model}/",
        "files": [[path.relative_to(folder).as_posix(), integrity(path)] for path in files],
    }
    listed = json.dumps(site, ensure_ascii=False, separators=(",", ":"))
    program = SOURCE.read_text(encoding="utf-8")
    (folder / "sw.js").write_text(f"self.SITE = {listed};\n{program}", encoding="utf-8")
