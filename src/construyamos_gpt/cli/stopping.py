"""Parar con calma: el primer Ctrl-C pide acabar lo que se está haciendo y guardar."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["stop_calmly"]


@contextmanager
def stop_calmly() -> Iterator[Callable[[], bool]]:
    """Mientras se entrena, el primer Ctrl-C pide parar con calma; el segundo corta."""
    asked = [False]

    def ask(_signal: int, _frame: object) -> None:
        if asked[0]:
            raise KeyboardInterrupt
        asked[0] = True

    previous = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked[0]
    finally:
        signal.signal(signal.SIGINT, previous)
