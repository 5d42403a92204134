// @ts-check
/**
 * Parte 9 · Poemas para empezar a medir, del romancero de bolsillo de Construyamos-GPT: un soneto, un
 * trozo de romance y una redondilla.
 */

export const EXAMPLES = [
  `Tenía el libro y le faltaba puerta:
un prólogo con versos de marqueses,
y pasaba la pluma, hacía meses,
del tintero a la oreja, medio muerta.

Entró un amigo, y vio la hoja desierta.
—Me faltan sabios —dijo—, y feligreses
que en buen latín, al margen, y corteses,
alaben una historia tan incierta.

—Firmadlos vos con nombre de rey mago
—dijo el amigo—, o de gigante grave;
que el que da risa encuentra siempre casa.

Mojó el autor la pluma, y, como en pago,
copió la charla entera: fue la llave,
y el libro, desde entonces, dice: —Pasa.`,
  `Quince años tengo, y ovejas
que se me van sin dar voces;
Juan Haldudo, que es mi dueño,
por cada oveja da doce.
Atado estaba a la encina
contando a gritos los golpes
cuando llegó un caballero
con más lanza que bigote.`,
  `Se toma un hidalgo enjuto,
de cincuenta, y sin esposa;
se pone a ablandar en prosa
y no se le da otro fruto.`,
];
