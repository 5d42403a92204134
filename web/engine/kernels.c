// Partes 4 a 8 · Las cuentas, deprisa. Son las de `plain.js`, una por una.
//
// La idea: el procesador sabe sumar o multiplicar cuatro números de una vez (SIMD). Las cuentas que
// van número a número se escriben llanas, y el compilador las hace de cuatro en cuatro: por eso
// llevan SIMD delante. El producto de matrices, donde se va casi todo el tiempo, se escribe a mano.
//
// No usa ninguna biblioteca. Se compila con `python herramientas/wasm.py`.

typedef float f4 __attribute__((vector_size(16)));                 // cuatro números
typedef float f4_anywhere __attribute__((vector_size(16), aligned(4))); // empiecen donde empiecen

#define SIMD _Pragma("clang loop vectorize(assume_safety) vectorize_width(4) interleave_count(2)")
#define SUM_IN_ANY_ORDER _Pragma("clang fp reassociate(on)")
#define PUBLIC __attribute__((visibility("default")))

__attribute__((import_module("env"), import_name("log"))) double js_log(double x);

static inline f4 load(const float *p) { return *(const f4_anywhere *)p; }
static inline void store(float *p, f4 v) { *(f4_anywhere *)p = v; }
static inline f4 four(float x) { return (f4){x, x, x, x}; }
static inline int least(int a, int b) { return a < b ? a : b; }

// --- Producto de matrices -----------------------------------------------------------------------
//
// out = a · b se calcula por losetas de ROWS × COLUMNS números, que caben en los registros: así cada
// número que se lee de `a` o de `b` sirve para varias multiplicaciones. El trozo de `b` que usa una
// columna de losetas se copia antes junto y en orden (`panel`), y las filas se suman de DEPTH en
// DEPTH para que ese trozo quepa en la memoria más rápida.

#define ROWS 4
#define VECTORS 2
#define COLUMNS (4 * VECTORS)
#define DEPTH 256

static float panel[DEPTH * COLUMNS];

// Una loseta: `rows` × `columns` números de `out`, que empiezan en `first` o en lo que ya hubiera.
static void tile(float *out, int out_row, const float *a, int a_row, int a_inner, int inner,
                 int rows, int columns, const float *first, int accumulate) {
  const float *a0 = a, *a1 = a + least(1, rows - 1) * a_row;
  const float *a2 = a + least(2, rows - 1) * a_row, *a3 = a + least(3, rows - 1) * a_row;
  f4 sums[ROWS][VECTORS];
  for (int r = 0; r < ROWS; r++)
    for (int v = 0; v < VECTORS; v++) sums[r][v] = load(first + 4 * v);
  for (int i = 0; i < inner; i++) {
    f4 x0 = four(*a0), x1 = four(*a1), x2 = four(*a2), x3 = four(*a3);
    for (int v = 0; v < VECTORS; v++) {
      f4 y = *(const f4 *)(panel + i * COLUMNS + 4 * v);
      sums[0][v] += x0 * y;
      sums[1][v] += x1 * y;
      sums[2][v] += x2 * y;
      sums[3][v] += x3 * y;
    }
    a0 += a_inner, a1 += a_inner, a2 += a_inner, a3 += a_inner;
  }
  for (int r = 0; r < rows; r++) {
    float *to = out + r * out_row;
    if (columns == COLUMNS) {
      for (int v = 0; v < VECTORS; v++)
        store(to + 4 * v, accumulate ? load(to + 4 * v) + sums[r][v] : sums[r][v]);
    } else {
      for (int c = 0; c < columns; c++)
        to[c] = sums[r][c / 4][c % 4] + (accumulate ? to[c] : 0);
    }
  }
}

// Copia en `panel` las filas from…from+depth de las `columns` columnas de `b`, con ceros detrás.
static void pack(const float *b, int b_inner, int b_column, int depth, int columns) {
  if (b_column == 1 && columns == COLUMNS) {
    for (int i = 0; i < depth; i++)
      for (int v = 0; v < VECTORS; v++)
        *(f4 *)(panel + i * COLUMNS + 4 * v) = load(b + i * b_inner + 4 * v);
    return;
  }
  for (int c = 0; c < COLUMNS; c++)
    for (int i = 0; i < depth; i++)
      panel[i * COLUMNS + c] = c < columns ? b[i * b_inner + c * b_column] : 0;
}

// Una sola fila por una matriz traspuesta: cada número es el producto de dos listas seguidas. Aquí
// lo que tarda es traer `b` de la memoria, así que se lee de corrido; y se suma en ocho montones,
// para que ninguna suma espere a la anterior.
#define HEAPS 8
static void row_by_rows(float *out, const float *a, const float *b, const float *bias, int columns,
                        int inner, int b_column) {
  for (int c = 0; c < columns; c++, b += b_column) {
    f4 sums[HEAPS] = {0};
    int i = 0;
    for (; i + 4 * HEAPS <= inner; i += 4 * HEAPS)
      for (int h = 0; h < HEAPS; h++) sums[h] += load(a + i + 4 * h) * load(b + i + 4 * h);
    for (; i + 4 <= inner; i += 4) sums[0] += load(a + i) * load(b + i);
    f4 s = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    float sum = (s[0] + s[1]) + (s[2] + s[3]);
    for (; i < inner; i++) sum += a[i] * b[i];
    out[c] = sum + (bias ? bias[c] : 0);
  }
}

// Una sola fila por una matriz: se lee cada fila de `b` una vez y se suma, multiplicada.
static void row_by_matrix(float *out, const float *a, const float *b, int columns, int inner,
                          int b_inner) {
  int c = 0;
  for (; c + 4 * HEAPS <= columns; c += 4 * HEAPS) {
    f4 sums[HEAPS] = {0};
    for (int i = 0; i < inner; i++)
      for (int h = 0; h < HEAPS; h++) sums[h] += four(a[i]) * load(b + i * b_inner + c + 4 * h);
    for (int h = 0; h < HEAPS; h++) store(out + c + 4 * h, sums[h]);
  }
  for (; c < columns; c++) {
    out[c] = 0;
    for (int i = 0; i < inner; i++) out[c] += a[i] * b[i * b_inner + c];
  }
}

PUBLIC void matmul(float *out, const float *a, const float *b, const float *bias, int rows,
                   int columns, int inner, int out_row, int a_row, int a_inner, int b_inner,
                   int b_column, int accumulate) {
  int one_row = rows == 1 && a_inner == 1 && !accumulate;
  if (one_row && b_inner == 1) {
    row_by_rows(out, a, b, bias, columns, inner, b_column);
    return;
  }
  if (one_row && b_column == 1 && !bias) {
    row_by_matrix(out, a, b, columns, inner, b_inner);
    return;
  }
  for (int c = 0; c < columns; c += COLUMNS) {
    int width = least(COLUMNS, columns - c);
    float first[COLUMNS] = {0};
    for (int i = 0; bias && i < width; i++) first[i] = bias[c + i];
    for (int from = 0; from < inner; from += DEPTH) {
      int depth = least(DEPTH, inner - from);
      pack(b + from * b_inner + c * b_column, b_inner, b_column, depth, width);
      for (int r = 0; r < rows; r += ROWS)
        tile(out + r * out_row + c, out_row, a + r * a_row + from * a_inner, a_row, a_inner, depth,
             least(ROWS, rows - r), width, first, accumulate || from > 0);
      for (int i = 0; i < COLUMNS; i++) first[i] = 0;
    }
  }
}

// --- Número a número ----------------------------------------------------------------------------

// e elevado a x. Se parte en 2ⁿ · eʳ, con r pequeño, donde bastan ocho términos de la serie.
static inline float power(float x) {
  x = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
  float n = __builtin_floorf(x * 1.44269504f + 0.5f);  // x / ln 2, redondeado
  float r = x - n * 0.693145752f - n * 1.42860677e-6f; // ln 2, en dos partes para no perder cifras
  float sum = 1 + r * (1.0f / 7);
  sum = 1 + r * (1.0f / 6) * sum;
  sum = 1 + r * (1.0f / 5) * sum;
  sum = 1 + r * (1.0f / 4) * sum;
  sum = 1 + r * (1.0f / 3) * sum;
  sum = 1 + r * (1.0f / 2) * sum;
  sum = 1 + r * sum;
  union { int bits; float value; } two_to_n = {((int)n + 127) << 23}; // el exponente de un float
  return sum * two_to_n.value;
}

static inline float hyperbolic_tangent(float x) { return 1 - 2 / (power(2 * x) + 1); }

PUBLIC void add(float *out, const float *a, const float *b, int length) {
  SIMD for (int i = 0; i < length; i++) out[i] = a[i] + b[i];
}

PUBLIC void scale(float *x, int length, float factor) {
  SIMD for (int i = 0; i < length; i++) x[i] *= factor;
}

PUBLIC double sum_of_squares(const float *x, int length) {
  SUM_IN_ANY_ORDER
  double sum = 0;
  for (int i = 0; i < length; i++) sum += (double)x[i] * x[i];
  return sum;
}

PUBLIC void add_rows(float *out, const float *x, int rows, int width) {
  for (int row = 0; row < rows; row++)
    SIMD for (int i = 0; i < width; i++) out[i] += x[row * width + i];
}

#define CURVE 0.797884561f // √(2/π)

PUBLIC void gelu(float *out, const float *x, int length) {
  SIMD for (int i = 0; i < length; i++) {
    float v = x[i];
    out[i] = 0.5f * v * (1 + hyperbolic_tangent(CURVE * (v + 0.044715f * v * v * v)));
  }
}

PUBLIC void gelu_backward(float *d_x, const float *d_out, const float *x, int length) {
  SIMD for (int i = 0; i < length; i++) {
    float v = x[i];
    float t = hyperbolic_tangent(CURVE * (v + 0.044715f * v * v * v));
    float slope = CURVE * (1 + 3 * 0.044715f * v * v);
    d_x[i] = d_out[i] * (0.5f * (1 + t) + 0.5f * v * (1 - t * t) * slope);
  }
}

PUBLIC void adamw(float *weight, const float *gradient, float *first, float *second, int length,
                  float keep, float beta1, float beta2, float step_size, float root,
                  float epsilon) {
  SIMD for (int i = 0; i < length; i++) {
    float g = gradient[i];
    float m = first[i] + (1 - beta1) * (g - first[i]);
    float v = beta2 * second[i] + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    weight[i] = keep * weight[i] - step_size * m / (__builtin_sqrtf(v) * root + epsilon);
  }
}

// --- Fila a fila --------------------------------------------------------------------------------

PUBLIC void layer_norm(float *out, float *mean, float *inverse, const float *x, const float *weight,
                       const float *bias, int rows, int width) {
  SUM_IN_ANY_ORDER
  for (int row = 0; row < rows; row++, out += width, x += width) {
    float sum = 0, squares = 0;
    SIMD for (int i = 0; i < width; i++) sum += x[i];
    float average = sum / width;
    SIMD for (int i = 0; i < width; i++) squares += (x[i] - average) * (x[i] - average);
    float factor = 1 / __builtin_sqrtf(squares / width + 1e-5f);
    SIMD for (int i = 0; i < width; i++) out[i] = (x[i] - average) * factor * weight[i] + bias[i];
    mean[row] = average;
    inverse[row] = factor;
  }
}

PUBLIC void layer_norm_backward(float *d_x, float *d_weight, float *d_bias, const float *d_out,
                                const float *x, const float *mean, const float *inverse,
                                const float *weight, int rows, int width) {
  SUM_IN_ANY_ORDER
  for (int row = 0; row < rows; row++, d_x += width, d_out += width, x += width) {
    float average = mean[row], factor = inverse[row];
    float sum_g = 0, sum_gn = 0;
    SIMD for (int i = 0; i < width; i++) {
      float g = d_out[i] * weight[i];
      sum_g += g;
      sum_gn += g * ((x[i] - average) * factor);
    }
    float mean_g = sum_g / width, mean_gn = sum_gn / width;
    SIMD for (int i = 0; i < width; i++) {
      float n = (x[i] - average) * factor;
      d_weight[i] += d_out[i] * n;
      d_bias[i] += d_out[i];
      d_x[i] += (d_out[i] * weight[i] - mean_g - n * mean_gn) * factor;
    }
  }
}

static float largest(const float *x, int length, float factor) {
  float best = x[0] * factor;
  for (int i = 1; i < length; i++) {
    float value = x[i] * factor;
    best = value > best ? value : best;
  }
  return best;
}

// Deja en `x` e elevado a (x · factor − mayor) y devuelve la suma.
static float powers(float *x, int length, float factor, float most) {
  SUM_IN_ANY_ORDER
  float sum = 0;
  SIMD for (int i = 0; i < length; i++) {
    x[i] = power(x[i] * factor - most);
    sum += x[i];
  }
  return sum;
}

PUBLIC void softmax(float *x, int rows, int columns, float factor, int visible) {
  for (int row = 0; row < rows; row++, x += columns) {
    int seen = least(columns, visible + row);
    float sum = powers(x, seen, factor, largest(x, seen, factor));
    scale(x, seen, 1 / sum);
    for (int i = seen; i < columns; i++) x[i] = 0;
  }
}

PUBLIC void softmax_backward(float *d_p, const float *p, int rows, int columns, float factor) {
  SUM_IN_ANY_ORDER
  for (int row = 0; row < rows; row++, d_p += columns, p += columns) {
    float sum = 0;
    SIMD for (int i = 0; i < columns; i++) sum += p[i] * d_p[i];
    SIMD for (int i = 0; i < columns; i++) d_p[i] = factor * p[i] * (d_p[i] - sum);
  }
}

PUBLIC void cross_entropy(float *losses, float *logits, const int *targets, int rows, int columns,
                          float factor) {
  for (int row = 0; row < rows; row++, logits += columns) {
    int target = targets[row];
    losses[row] = 0;
    if (target < 0) {
      scale(logits, columns, 0);
      continue;
    }
    float most = largest(logits, columns, 1);
    float distance = most - logits[target];
    float sum = powers(logits, columns, 1, most);
    losses[row] = (float)js_log(sum) + distance;
    scale(logits, columns, factor / sum);
    logits[target] -= factor;
  }
}
