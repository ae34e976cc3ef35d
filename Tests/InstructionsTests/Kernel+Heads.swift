import CKernels

extension Kernel {
  private static let (rows, columns) = (9, 70)
  private static let count = rows * columns

  /// Training of a head, and its use.
  static let ofHeads = [
    Kernel(name: "kernel_batch_norm_forward", products: 4) {
      withBatchNorm { layer in
        var result = zeros(count)
        kernel_batch_norm_forward(&layer, 0, columns, numbers(1, count), &result)
        return result
      }
    },
    Kernel(name: "kernel_batch_norm_backward", products: 4) {
      withBatchNorm { layer in
        var (gradient, gamma, beta) = (numbers(2, count), zeros(columns), zeros(columns))
        kernel_batch_norm_backward(&layer, 0, columns, &gradient, &gamma, &beta, 1)
        return gradient + gamma + beta
      }
    },
    Kernel(name: "kernel_dropout_mask", products: 0) {
      var mask = zeros(count)
      kernel_dropout_mask(count, 0x1234_5678_9abc_def0, 1, 2, 3, 1 << 30, 1.5, &mask)
      return mask.doubles
    },
    Kernel(name: "kernel_add_bias", products: 0) {
      var result = numbers(1, count)
      kernel_add_bias(rows, columns, numbers(2, columns), 1, &result)
      return result.doubles
    },
    Kernel(name: "kernel_relu_backward", products: 0) {
      var gradient = numbers(1, count)
      kernel_relu_backward(count, numbers(2, count), &gradient)
      return gradient.doubles
    },
    Kernel(name: "kernel_column_sums", products: 0) {
      var sums = zeros(columns)
      kernel_column_sums(rows, columns, numbers(1, count), &sums)
      return sums.doubles
    },
    Kernel(name: "kernel_momentum_step", products: 3) {
      var (velocity, parameter) = (numbers(1, count), numbers(2, count))
      kernel_momentum_step(count, 0.1, 0.9, 0.01, numbers(3, count), &velocity, &parameter)
      return (velocity + parameter).doubles
    },
    Kernel(name: "kernel_adamw_step", products: 6) {
      var step = kernel_adamw(
        step_size: 0.1, decay_factor: 0.99, second_correction: 0.5, first: 0.9, second: 0.99, epsilon: 1e-3)
      var (mean, square, parameter) = (numbers(1, count), numbers(2, count).map(abs), numbers(3, count))
      kernel_adamw_step(&step, count, numbers(4, count), &mean, &square, &parameter)
      return (mean + square + parameter).doubles
    },
  ]

  /// Calls `body` with a layer; returns what it returns, and what it leaves in the layer.
  private static func withBatchNorm(_ body: (inout kernel_batch_norm) -> [Float]) -> [Double] {
    var memory = numbers(5, 5 * columns + count).map { abs($0) + 0.5 }
    return memory.withUnsafeMutableBufferPointer { memory in
      guard let start = memory.baseAddress else { return [] }
      var layer = kernel_batch_norm(
        rows: rows, columns: columns, epsilon: 1e-5, momentum: 0.1, gamma: start, beta: start + columns,
        running_mean: start + 2 * columns, running_variance: start + 3 * columns,
        inverse_deviation: start + 4 * columns, normalised: start + 5 * columns, mask: nil)
      return (body(&layer) + memory).doubles
    }
  }
}
