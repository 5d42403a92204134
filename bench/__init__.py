"""El banco de medidas de Construyamos-GPT: `python -m bench --help`."""
