"""La política de seguridad del sitio (CSP): qué puede cargar una página, y de dónde.

Todo sale del propio sitio y nada está escrito dentro del HTML. Así, aunque alguien lograra meter un
trozo de HTML en una página, el navegador no ejecutaría nada suyo. Sphinx y las figuras de los
cuadernos sí escriben estilos y programas en línea: aquí se pasan a ficheros.

La política va en dos sitios: en `_headers`, que leen algunos servidores (Netlify, Cloudflare
Pages), y dentro de cada página, para los que no dejan poner cabeceras (GitHub Pages).
"""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
# En un lápiz USB no hay servidor, y Firefox no cuenta los ficheros como «el propio sitio»; una
# página que viene de un servidor no puede pedir ficheros, así que ahí no cambia nada.
ON_DISK = ("script-src", "style-src", "img-src", "form-action")
INLINE_CSS = "_static/en_linea.css"
HEADERS = """/*
  Content-Security-Policy: {policy}
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
/sw.js
  Cache-Control: no-cache
"""


def header_policy() -> str:
    """La política, para una cabecera."""
    return "; ".join(f"{name} {allowed}" for name, allowed in POLICY.items())


def page_policy() -> str:
    """La política, para dentro de una página, que también se puede leer desde un lápiz USB."""
    return "; ".join(
        f"{name} {allowed}{' file:' if name in ON_DISK else ''}" for name, allowed in POLICY.items()
    )


class _Inline(HTMLParser):
    """Lo que hay escrito en línea en una página, y dónde.

    Attributes:
        edits: tramos de la página que hay que cambiar, y por qué.
        rules: reglas de CSS que sustituyen a los estilos en línea.
        files: hojas y programas enteros, por el nombre del fichero a que se llevan.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.edits: list[tuple[int, int, str]] = []
        self.rules: set[str] = set()
        self.files: dict[str, str] = {}
        self._page = page
        self._open: tuple[str, int, int] | None = None
        self._lines = [0, *(match.end() for match in re.finditer("\n", page))]
        self.feed(page)
        self.close()

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._open = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start, text = self._place(), self.get_starttag_text() or ""
        about = dict(attrs)
        if handlers := [name for name in about if name.startswith("on")]:
            raise ValueError(f"un manejador en un atributo, que la política no deja: {handlers}")
        if about.get("style") is not None:
            self.edits.append((start, start + len(text), self._without_style(text, about)))
        if tag == "style" or (tag == "script" and not about.keys() & {"src", "type"}):
            self._open = (tag, start, start + len(text))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[0] != tag:
            return
        _, start, inside = self._open
        self._open = None
        content, end = self._page[inside : self._place()], self._page.index(">", self._place()) + 1
        name = f"_static/en_linea_{_short(content)}.{'css' if tag == 'style' else 'js'}"
        self.files[name] = content.strip() + "\n"
        instead = f'<script src="{name}"></script>' if tag == "script" else ""
        self.edits.append((start, end, instead))

    def _without_style(self, text: str, about: dict[str, str | None]) -> str:
        """La misma etiqueta, con una clase en vez del estilo."""
        style = (about["style"] or "").strip().rstrip(";")
        name = f"en-linea-{_short(style)}"
        # `:not(#_)` pesa como un identificador: gana a las demás hojas, como hacía el estilo.
        self.rules.add(f".{name}:not(#_) {{ {style}; }}")
        text = re.sub(r"""\sstyle\s*=\s*("[^"]*"|'[^']*')""", "", text, count=1)
        if "class" in about:
            return re.sub(r"""(\sclass\s*=\s*["'])""", rf"\1{name} ", text, count=1)
        return re.sub(r"^<[^\s/>]+", rf'\g<0> class="{name}"', text, count=1)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]


def _write_plural(static: Path) -> None:
    """Deja escrito cuándo va un plural, que Sphinx compila en la página con `new Function`."""
    program = static / "doctools.js"
    rule = re.search(r'"plural_expr": "([^"]+)"', (static / "translations.js").read_text("utf-8"))
    compiled = re.compile(r'new Function\(\s*"n",\s*`[^`]*`,?\s*\)')
    text, times = compiled.subn(f"(n) => ({rule[1]})" if rule else "", program.read_text("utf-8"))
    if rule is None or times != 1:
        raise ValueError("doctools.js ha cambiado: mirad dónde compila el plural")
    program.write_text(text, encoding="utf-8")


def secure(folder: Path) -> None:
    """Deja un sitio de modo que cumpla la política, y la escribe en él."""
    rules: set[str] = set()
    meta = f'<meta http-equiv="Content-Security-Policy" content="{page_policy()}">'
    for path in sorted(folder.glob("*.html")):
        page = path.read_text(encoding="utf-8")
        found = _Inline(page)
        for start, end, instead in sorted(found.edits, reverse=True):
            page = page[:start] + instead + page[end:]
        rules |= found.rules
        for name, content in found.files.items():
            (folder / name).write_text(content, encoding="utf-8")
        sheets = [*(name for name in found.files if name.endswith(".css")), INLINE_CSS]
        links = "".join(f'<link rel="stylesheet" href="{name}">\n' for name in sheets)
        # La política, lo primero, que rige lo que viene después; las hojas, lo último, que ganan.
        page = page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{meta}', 1)
        path.write_text(page.replace("</head>", f"{links}</head>", 1), encoding="utf-8")
    if (folder / "_static" / "doctools.js").exists():
        _write_plural(folder / "_static")
    (folder / INLINE_CSS).write_text("\n".join(sorted(rules)) + "\n", encoding="utf-8")
    headers = HEADERS.format(policy=header_policy())
    (folder / "_headers").write_text(headers, encoding="utf-8")
    (folder / ".nojekyll").touch()  # en GitHub Pages, que no esconda las carpetas con «_»
