"""Componer: el modelo propone versos y unas reglas escogen los que miden y riman."""

from construyamos_gpt.composing.compose import Composition, compose

__all__ = ["Composition", "compose"]
