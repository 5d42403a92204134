"""Lo que la edición de referencia tiene mal: se deja fuera de la medida.

Al pasarla a texto perdió la ï con que marca la diéresis («brïoso», que mide tres sílabas), y con
ella la letra entera. Cada línea: su palabra, la buena y el verso en que está. Nada más se da por
errata: donde las dos ediciones leen cosas distintas («en cueros», «en cuezo»), cuenta como error
nuestro.
"""

from __future__ import annotations

__all__ = ["MISPRINTS"]

_LIST = """
italano · italiano · Un quídam Caporal italano,
vaje · viaje · hacer el gran vaje determino.
vaje · viaje · a punto de seguir este vaje
varables · variables · de sus ondas en cursos varables;
broso · brioso · En esto, viose con broso paso
padoso · piadoso · do la nutriz de Eneas padoso
broso · brioso · aunque pequeñas, de ademán broso.
quetud · quietud · la dulce paz, su quetud sabrosa;
broso · brioso · quién es este gallardo, este broso
para · piara · llevando a la para gruñidora
ciprana · cipriana · volaron, y a la bella Ciprana
inqueto · inquieto · el celebro tuviesen inqueto;
varada · variada · La varada primavera ofrece
grandosas · grandiosas · en grandosas obras dilatada.
rudo · ruido · ya se descubre con mortal rudo.
brosa · briosa · su brosa presencia representa
pedad · piedad · que toda pedad de sí destierran.
crollos · criollos · dos crollos mató, hirió un mestizo.
atavado · ataviado · cada cual como moro atavado,
zapardel · zapardiel · Zapardel, famoso por su pesca,
quete · quiete · sin que un pequeño instante se quete.
vaje · viaje · al dulce cuento deste gran Vaje,
brosas · briosas · con fuerzas más brosas y lozanas.
broso · brioso · sobre todo mortal curso broso,
grandoso · grandioso · el mesmo grandoso caso exhorta,
"""

MISPRINTS: tuple[tuple[str, str, str], ...] = tuple(
    (wrong, right, verse)
    for line in _LIST.strip().split("\n")
    for wrong, right, verse in [line.split(" · ")]
)
