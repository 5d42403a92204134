"""Las cuentas de `kernels.c` son las de `plain.js`, sean los tamaños múltiplos de 4 o no."""

from __future__ import annotations

import numpy as np
import pytest

from tests.web.lab import Lab

# Hace la misma cuenta con las dos y devuelve lo que deja cada una en sus listas.
BOTH = """
  const { compileKernels, reserve } = await load("kernels.js");
  const bytes = await (await fetch("/web/engine/kernels.wasm")).arrayBuffer();
  const work = (module) => reserve(module, (kernels) => {
    const lists = Object.fromEntries(
      Object.entries(given).map(([name, data]) => {
        const list = kernels.alloc(data.length);
        if (list.length > 0) list.set(data);
        return [name, list];
      }),
    );
    const { a, b, c, d, e } = lists;
    const targets = kernels.allocIds(rows);
    if (targets.length > 0) targets.set(answers);
    if (a.length > 0) calls[name](kernels, { a, b, c, d, e, targets });
    return lists;
  });
  const rates = { keep: 0.9, beta1: 0.9, beta2: 0.95, stepSize: 0.1, root: 2, epsilon: 1e-8 };
  const size = rows * columns;
  const calls = {
    add: (k, { a, b, c }) => k.add(c, a, b, size),
    scale: (k, { a }) => k.scale(a, size, 0.3),
    addRows: (k, { a, b }) => k.addRows(b, a, rows, columns),
    gelu: (k, { a, b }) => k.gelu(b, a, size),
    geluBackward: (k, { a, b }) => k.geluBackward(b, b, a, size),
    softmax: (k, { a }) => k.softmax(a, rows, columns, 0.7, 2),
    softmaxBackward: (k, { a, b }) => k.softmaxBackward(a, b, rows, columns, 0.7),
    crossEntropy: (k, { a, b, targets }) => k.crossEntropy(b, a, targets, rows, columns, 0.5),
    adamw: (k, { a, b, c, d }) => {
      d.forEach((value, i) => (d[i] = value * value)); // es una media de cuadrados
      k.adamw(a, b, c, d, size, rates);
    },
    layerNorm: (k, { a, b, c, d, e }) => k.layerNorm(b, c, d, a, e, e, rows, columns),
    layerNormBackward: (k, { a, b, c, d, e }) =>
      k.layerNormBackward(a, b, c, d, e, d, e, d, rows, columns),
  };
  return [work(await compileKernels(bytes)), work(null)];
"""
NAMES = (
    *("add", "scale", "addRows", "gelu", "geluBackward", "softmax", "softmaxBackward"),
    *("crossEntropy", "adamw", "layerNorm", "layerNormBackward"),
)


def assert_alike(fast: dict[str, np.ndarray], plain: dict[str, np.ndarray]) -> None:
    for name, value in plain.items():
        np.testing.assert_allclose(fast[name], value, rtol=1e-5, atol=1e-5, err_msg=name)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 7), (5, 16), (2, 130)])
@pytest.mark.parametrize("name", NAMES)
def test_each_kernel_is_the_plain_one(lab: Lab, name: str, rows: int, columns: int) -> None:
    random = np.random.default_rng([rows, columns])
    given = {key: random.normal(size=rows * columns).astype(np.float32) for key in "abcde"}
    answers = random.integers(-1, columns, size=rows)
    fast, plain = lab.run(BOTH, name=name, given=given, rows=rows, columns=columns, answers=answers)
    assert_alike(fast, plain)


PRODUCTS = """
  const { compileKernels, reserve } = await load("kernels.js");
  const bytes = await (await fetch("/web/engine/kernels.wasm")).arrayBuffer();
  const work = (module) => reserve(module, (kernels) => {
    const lists = [a, b, bias, out].map((data) => [data, kernels.alloc(data.length)]);
    if (lists[0][1].length === 0) return null;
    for (const [data, list] of lists) list.set(data);
    const [la, lb, lbias, lout] = lists.map(([, list]) => list);
    return products.map((product) => {
      lout.set(out);
      kernels.matmul({ ...product, a: la, b: lb, out: lout, bias: product.biased ? lbias : null });
      return lout.slice();
    });
  });
  return [work(await compileKernels(bytes)), work(null)];
"""


def test_every_product_is_the_plain_one(lab: Lab) -> None:
    products = []
    for rows, columns, inner in [(1, 5, 3), (1, 70, 64), (3, 17, 9), (9, 33, 300), (64, 16, 7)]:
        size = {"rows": rows, "columns": columns, "inner": inner, "outRow": columns}
        straight = {"aRow": inner, "aInner": 1}
        turned = {"aRow": 1, "aInner": rows}
        for left in (straight, turned):
            for right in ({"bInner": columns, "bColumn": 1}, {"bInner": 1, "bColumn": inner}):
                for biased in (False, True):
                    for accumulate in (False, True):
                        options = {"biased": biased, "accumulate": accumulate}
                        products.append({**size, **left, **right, **options})
    random = np.random.default_rng(1605)
    a, b, bias, out = (random.normal(size=12_000).astype(np.float32) for _ in range(4))
    fast, plain = lab.run(PRODUCTS, a=a, b=b, bias=bias, out=out, products=products)
    for product, one, other in zip(products, fast, plain, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=2e-5, err_msg=str(product))
