"""La configuración de Sphinx para el sitio de la guía."""

import latex2mathml.converter
from docutils import nodes
from sphinx.application import Sphinx

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
html_css_files = ["guia.css"]
html_js_files = [("guia.js", {"type": "module"})]
html_copy_source = False
html_show_sourcelink = False
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


def setup(app: Sphinx) -> None:
    """Las fórmulas, en MathML: sin bibliotecas de fuera ni peticiones a otro sitio."""
    app.add_html_math_renderer(
        "mathml", inline_renderers=(_inline, None), block_renderers=(_block, None)
    )
