"""Lo que usan los cuadernos de la guía, y nadie más."""

from construyamos_gpt.notebook.choices import my_sancho
from construyamos_gpt.notebook.setting import held_out, quick, studied_pieces

__all__ = ["held_out", "my_sancho", "quick", "studied_pieces"]
