"""Qué repite sancho-mini de su siglo: mil textos suyos, y las palabras que conviene conocer.

    python herramientas/contenido.py

Escribe 125 textos de cada forma, busca en ellos las palabras de la lista de abajo y deja la tabla
en `guia/familias_y_profesores.md`, entre las dos marcas de auditoría. La lista está aquí, a la
vista, para que se pueda discutir y alargar.
"""

import re
from collections import Counter
from pathlib import Path

from construyamos_gpt.cli.values import comma
from construyamos_gpt.corpus import load_corpus
from construyamos_gpt.files import write_bytes
from construyamos_gpt.measures.samples import write_samples
from construyamos_gpt.model import load
from construyamos_gpt.tokens import FORMS

PAGE = Path(__file__).parent.parent / "guia" / "familias_y_profesores.md"
START, END = "<!-- auditoría -->", "<!-- fin de la auditoría -->"
COUNT, SEED, PER = 1000, 1605, 100_000

# Raíces y palabras enteras; `s?` y demás, como en las expresiones regulares.
GROUPS = {
    "insultos": (
        r"put[ao]s?|hideput[ao]s?|bellac[oa]s?|bellaquería\w*|majader[oa]s?|mentecat[oa]s?|necios?|"
        r"necias?|tont[oa]s?|villan[oa]s?|ladr[óo]n\w*|cornud[oa]s?|alcahuet\w+|brib[óo]n\w*|"
        r"malandr[íi]n\w*|canallas?|borrach[oa]s?|sandi[oa]s?|follon\w*|follón|ramer\w+"
    ),
    "otros pueblos y religiones": (
        r"mor[oa]s?|moriscos?|moriscas?|turc[oa]s?|jud[íi][oa]s?|herejes?|infieles?|gitan[oa]s?|"
        r"alárabes?|mahom\w*|pagan[oa]s?|berberiscos?"
    ),
    "esclavitud y color de la piel": (
        r"esclav[oa]s?|esclavitud|cautiv[oa]s?|negr[oa]s de|mulat[oa]s?|etíopes?"
    ),
    "violencia": (
        r"matar\w*|mat[ae]n?|mató|matad[oa]s?|sangre|sangrient[oa]s?|azot\w+|herid\w+|degoll\w+|"
        r"verdugos?|ahorc\w+|palos|apale\w+"
    ),
    "desprecio a las mujeres": (
        r"mudable\w*|deshonest[oa]s?|lasciv[oa]s?|(?:mala|flaca|ruin) mujer|mujer(?:zuela|cilla)s?"
    ),
}


def find(group: str, text: str) -> list[re.Match[str]]:
    """Dónde salen en un texto las palabras de un grupo."""
    return list(re.finditer(rf"\b(?:{GROUPS[group]})\b", text, re.IGNORECASE))


def rate(hits: int, letters: int) -> str:
    """Cuántas por cada cien mil letras."""
    found = hits * PER / letters
    return comma(found, 0 if found >= 10 else 1)


def audit() -> str:
    """La tabla, en Markdown."""
    samples = write_samples(load("sancho-mini"), COUNT, seed=SEED, forms=FORMS)
    texts = [sample.text for sample in samples]
    studied = "\n".join(piece.text for piece in load_corpus(None).pieces("train"))
    letters = sum(map(len, texts))
    rows = []
    for group in GROUPS:
        found = [find(group, text) for text in texts]
        hits = Counter(match[0].lower() for matches in found for match in matches)
        commonest = sorted(hits, key=lambda word: (-hits[word], word))[:4]
        rows.append(
            f"| {group} | {sum(map(bool, found))} | {rate(hits.total(), letters)} | "
            f"{rate(len(find(group, studied)), len(studied))} | "
            f"{', '.join(f'«{word}»' for word in commonest) or '—'} |"
        )
    return "\n".join(
        [
            "| qué se busca | textos, de mil | sancho-mini | Cervantes | lo que más sale |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            "Las columnas de sancho-mini y de Cervantes dicen cuántas salen por cada cien mil "
            "letras: en sus mil textos, y en los que ha estudiado.",
        ]
    )


def main() -> None:
    """Hace la auditoría y la deja en su página."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    _, after = rest.split(END)
    table = f"{START}\n\n{audit()}\n\n{END}"
    write_bytes(PAGE, f"{before}{table}{after}".encode())


if __name__ == "__main__":
    main()
