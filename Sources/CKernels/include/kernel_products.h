// The three products of a layer with weights [outputs][inputs] and rows of float32, for processors with vectors of 512 bits.
// Weights are read where they are: OpenBLAS copies them first, and a batch uses each copy but a few dozen times.
//
// The sum of a row does not depend on the other rows, nor the result on how it was shared out.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Rows that are packed together.
enum { kernel_product_rows = 6 };

// The numbers of inputs and of outputs that are computed together.
enum { kernel_product_inputs = 32, kernel_product_outputs = 4 };

// Whether these vectors are chosen, and there are as many inputs and outputs as are computed together, or multiples.
bool kernel_products_fit(size_t inputs, size_t outputs);

// Copies rows first..<last of x [rows][inputs] into the order in which kernel_product reads them; `first` is a multiple of
// kernel_product_rows. `packed` is the beginning of as many numbers as x has.
void kernel_pack_rows(size_t first, size_t last, size_t inputs, const float *x, float *packed);

// y[rows][outputs] = x · weightsᵀ in the columns first..<last, of packed x.
void kernel_product(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *packed, const float *weights,
    float *y);

// dx[rows][inputs] = dy[rows][outputs] · weights in the columns first..<last.
void kernel_product_backward(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *dy, const float *weights,
    float *dx);

// gradient[outputs][inputs] = dyᵀ · x in the columns first..<last, of dy[rows][outputs] and x[rows][inputs].
void kernel_product_gradient(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *dy, const float *x,
    float *gradient);
