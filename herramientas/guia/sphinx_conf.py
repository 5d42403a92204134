"""La configuración de Sphinx para el sitio de la guía."""

import gettext
import re

import latex2mathml.converter
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import translators

project = "Construyamos-GPT"
author = "Construyamos-GPT"
copyright = "Construyamos-GPT, licencia MIT. El texto de Cervantes es de dominio público"
language = "es"
extensions = ["myst_nb"]
myst_enable_extensions = ["colon_fence", "dollarmath", "deflist"]
myst_links_external_new_tab = False
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
nb_code_prompt_show = "Ver el código"
nb_code_prompt_hide = "Esconder el código"
exclude_patterns = ["cuadernos"]
html_extra_path = ["cuadernos"]
html_theme = "furo"
html_title = "Construyamos-GPT"
html_static_path = ["_static"]
html_favicon = html_logo = "_static/sancho.svg"
html_css_files = ["guia.css"]
html_js_files = [("guia.js", {"defer": "defer"})]  # un módulo no correría desde un lápiz USB
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False  # el glosario ya lo es
html_math_renderer = "mathml"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5a8a", "color-brand-content": "#0b5a8a"},
    "dark_css_variables": {"color-brand-primary": "#7cc4f0", "color-brand-content": "#7cc4f0"},
}


def _inline(self, node):
    self.body.append(latex2mathml.converter.convert(node.astext(), display="inline"))
    raise nodes.SkipNode


def _block(self, node):
    self.body.append(latex2mathml.converter.convert(node.astext(), display="block"))
    raise nodes.SkipNode


# Lo que Furo y Sphinx dicen en inglés porque su traducción no llega a tanto.
SPANISH = {
    "Skip to content": "Saltar al contenido",
    "Back to top": "Volver arriba",
    "Next": "Siguiente",
    "Previous": "Anterior",
    "Home": "Inicio",
    "On this page": "En esta página",
    "Made with ": "Hecho con ",
    "Link to this heading": "Enlace a este título",
    "Link to this term": "Enlace a esta palabra",
    "Link to this table": "Enlace a esta tabla",
    "Please activate JavaScript to enable the search functionality.": (
        "Para buscar hace falta activar JavaScript."
    ),
}
# Y lo que el tema y MyST-NB llevan escrito en su HTML. La última etiqueta se quita: taparía el
# texto que se ve, «Ver el código».
LABELS = {
    "Toggle site navigation sidebar": "Abrir o cerrar el índice de la guía",
    "Toggle table of contents sidebar": "Abrir o cerrar el índice de la página",
    "Toggle Light / Dark / Auto color theme": "Cambiar entre claro, oscuro y automático",
    "Toggle hidden content": "",
}
ICONS = {
    "Contents": "Índice de la página",
    "Menu": "Menú",
    "Expand": "Desplegar",
    "Light mode": "Modo claro",
    "Dark mode": "Modo oscuro",
    "Auto light/dark, in light mode": "Automático, ahora claro",
    "Auto light/dark, in dark mode": "Automático, ahora oscuro",
}


class _Spanish(gettext.NullTranslations):
    """Lo que queda por traducir."""

    def gettext(self, message):
        return SPANISH.get(re.sub(r"\s+", " ", message), message)


def _translate(app):
    translators["general", "sphinx"].add_fallback(_Spanish())


def _mend(app, exception):
    """Lo que el tema y MyST-NB llevan escrito en inglés, o sin decir de qué nivel es un título."""
    if exception:
        return
    for path in app.outdir.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        for english, spanish in LABELS.items():
            label = f' aria-label="{spanish}"' if spanish else ""
            page = page.replace(f' aria-label="{english}"', label)
        for english, spanish in ICONS.items():
            page = page.replace(f"<title>{english}</title>", f"<title>{spanish}</title>")
        page = page.replace('role="heading">', 'role="heading" aria-level="2">')
        path.write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Las fórmulas, en MathML: sin pedir nada a otro sitio; y todo en español."""
    app.add_html_math_renderer(
        "mathml", inline_renderers=(_inline, None), block_renderers=(_block, None)
    )
    app.connect("builder-inited", _translate)
    app.connect("build-finished", _mend)
