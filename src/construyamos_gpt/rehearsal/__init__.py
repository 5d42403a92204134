"""El ensayo: el modelo escribe, las reglas del verso puntúan, y se queda con lo que gustó."""

from construyamos_gpt.rehearsal.prizes import Prizes, is_whole
from construyamos_gpt.rehearsal.rehearse import Rehearsal, Round

__all__ = ["Prizes", "Rehearsal", "Round", "is_whole"]
