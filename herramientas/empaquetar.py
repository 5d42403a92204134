"""Del entrenamiento y el ensayo al modelo del paquete: pesos F16, curva y ficha.

    python herramientas/empaquetar.py entrenamientos/sancho-mini ensayos/sancho-mini

Todas las cifras de la ficha se miden sobre los pesos F16 que se empaquetan, y las muestras se
eligen por regla (una por forma, siempre con la misma semilla), no por gusto.
"""

import json
import shutil
import sys
from pathlib import Path

from construyamos_gpt.checkpoint import read_tensors
from construyamos_gpt.cli.values import comma, thousands
from construyamos_gpt.corpus import Piece, load_corpus
from construyamos_gpt.files import read_json, write_bytes
from construyamos_gpt.gpt import GPTConfig
from construyamos_gpt.model import SHAPE_FIELDS, Model, load, save_model
from construyamos_gpt.rehearsal.rehearse import POEMS
from construyamos_gpt.tokens import FORMS, load_tokenizer

ROOT = Path(__file__).parent.parent
SAMPLE_SEED = 1605  # el año de la primera parte del Quijote


def measure_row(model: Model, name: str, pieces: list[Piece]) -> str:
    """Una fila de la tabla de medidas."""
    score = model.score([(piece.text, piece.form) for piece in pieces])
    return (
        f"| {name} | {score.pieces} | {score.chars} | {comma(score.nats_per_char)} | "
        f"{comma(score.faces, 2)} | {comma(score.original_nats_per_char)} |"
    )


def sample(model: Model, form: str) -> str:
    """La muestra de una forma: la primera que sale con la semilla de la casa."""
    text, stop = "", None
    for piece in model.stream(form=form, seed=SAMPLE_SEED, temperature=0.8):
        text, stop = text + piece.text, piece.stop or stop
    return f"### {form}\n\n```text\n{text}\n```\n\n(parada: {stop})\n"


def card(model: Model, folder: Path, rehearsed: Path) -> str:
    """La ficha del modelo."""
    about = read_json(folder / "entrenamiento.json")
    rehearsal = read_json(rehearsed / "ensayo.json")
    rounds = rehearsal["rounds"]
    recipe = about["recipe"]
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    metrics = [json.loads(line) for line in lines]
    best = min((m for m in metrics if m["val_loss"]), key=lambda m: m["val_loss"])
    corpus = load_corpus(None)
    assert corpus.name == about["corpus"]["name"], "el texto no es el del entrenamiento"
    val, test = list(corpus.pieces("val")), list(corpus.pieces("test"))
    train_chars = sum(len(piece.text) for piece in corpus.pieces("train"))
    groups = {
        "últimas 27 piezas de los fragmentos": [p for p in val if p.source == "fragmentos"],
        "validación, otro verso": [
            p for p in val if p.form != "prosa" and p.source != "fragmentos"
        ],
        "validación, prosa": [p for p in val if p.form == "prosa"],
        "prueba, verso": [p for p in test if p.form != "prosa"],
        "prueba, prosa": [p for p in test if p.form == "prosa"],
    }
    rows = "\n".join(measure_row(model, name, pieces) for name, pieces in groups.items())
    recipe_rows = "\n".join(
        f"| `{name}` | {value} |" for name, value in recipe.items() if name != "summary"
    )
    samples = "\n".join(sample(model, form) for form in FORMS)
    return f"""# Ficha de sancho-mini

Un GPT de {thousands(model.gpt.n_parameters())} parámetros que escribe, letra a letra, versos y
prosa a la manera de Cervantes. Esta ficha la escribe `herramientas/empaquetar.py`; todas las
cifras se miden sobre los pesos F16 del paquete.

## Repetirlo

```bash
sancho entrenar --receta sancho-mini --salida sancho_mini_mio
sancho ensayar --modelo sancho_mini_mio --vueltas {len(rounds)} --salida sancho_mini_ensayado
```

Con el mismo texto, la misma versión de PyTorch, el mismo número de hilos y el mismo tipo de
procesador salen las mismas cifras. Este se entrenó en {about["precision"]}; los pesos son los del
paso {thousands(best["step"])}, los de mejor validación, después de ensayar. Hace falta
la carpeta `CONSTRUYAMOS_CORPUS` con los tres ficheros (los dos libros y `datos_sancho_mini.txt`,
que no se descarga solo); con los libros nada más sale un modelo parecido, que no se puede comparar
con esta tabla.

## Texto

{corpus.name}: {thousands(train_chars)} caracteres de entrenamiento. El *Quijote* (Project
Gutenberg 2000), el *Viaje del Parnaso*, *La Numancia* y *El trato de Argel* (16110, con la
ortografía de 1784 modernizada por reglas) y los fragmentos de verso de la guía original, todos
de dominio público. Además, centones: poemas sin sentido hechos con trozos de la prosa que miden
once u ocho sílabas, para aprender la medida y la rima. Mientras estudiaba, un «oído» que después
se tiró le preguntaba en cada letra por qué sílaba iba y con qué verso rimaba; al escribir nadie le
dice nada de eso. Al final ensayó: escribió {thousands(len(rounds) * POEMS)} poemas, las reglas del
verso los puntuaron, y aprendió de los puntos (de {comma(rounds[0]["points"], 2)} por verso a
{comma(rounds[-1]["points"], 2)}).
Ningún verso ni frase de validación o prueba está en el entrenamiento, en ninguna ortografía.

## Medidas

Nats por carácter: cada pieza se lee sola y desde su principio; la forma y el fin cuentan como un
carácter cada uno. La última columna es la manera de la guía original, que escribía sus marcas
letra a letra: la misma sorpresa entre más caracteres.

| texto | piezas | caracteres | nats/carácter | caras del dado | a la manera original |
| --- | --- | --- | --- | --- | --- |
{rows}

![Las curvas](curva.png)

## Receta

| | |
| --- | --- |
{recipe_rows}

## Muestras

Una por forma, con temperatura 0,8 y semilla {SAMPLE_SEED}, sin elegir.

{samples}
## Límites

- Inventa palabras y pierde el hilo a los pocos versos: no sabe de qué habla.
- No mide ni rima siempre. Cuánto acierta lo dice `sancho evaluar`.
- Escribe como en 1605, con los insultos y los prejuicios de aquel siglo que estén en sus textos.
- No contesta preguntas: continúa lo que se le da.
"""


def main(folder: Path, rehearsed: Path) -> None:
    """Empaqueta el modelo que se entrenó en una carpeta y ensayó en otra."""
    target = ROOT / "src/construyamos_gpt/models/sancho-mini"
    weights, _ = read_tensors(rehearsed / "model.safetensors")
    config = read_json(rehearsed / "config.json")
    save_model(
        target,
        {name: value.half() for name, value in weights.items()},
        GPTConfig(**{field: config[field] for field in SHAPE_FIELDS}),
        load_tokenizer(rehearsed),
    )
    shutil.copy(folder / "curva.png", target / "curva.png")
    write_bytes(target / "ficha.md", card(load("sancho-mini"), folder, rehearsed).encode("utf-8"))
    for path in sorted(target.iterdir()):
        print(f"{path.stat().st_size:>9} {path.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
