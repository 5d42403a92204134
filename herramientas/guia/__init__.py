"""De una sola fuente, `guia/`, a los cuadernos, a la página y a sus comprobaciones."""
