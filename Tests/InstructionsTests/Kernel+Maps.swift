import CKernels

extension Kernel {
  // As many channels as a block of oneDNN's, for which there is code by itself, and another number.
  private static let maps = [16, 20].map { kernel_map(images: 2, blocks: 2, positions: 35, block: $0) }

  /// What networks do to maps of features, forward and backward.
  static let ofMaps = [
    Kernel(name: "kernel_pool", products: 0) {
      var rows = zeros(2 * 2 * 24)
      kernel_pool(numbers(1, 2 * 35 * 24), 2, 35, 24, 24, &rows)
      return rows.doubles
    },
    Kernel(name: "kernel_pool_backward", products: 0) {
      ofEachMap { map, count in
        var gradient = zeros(count)
        kernel_pool_backward(map, 0, map.images * map.blocks, numbers(1, count), numbers(2, 4 * map.width), &gradient)
        return gradient.doubles
      }
    },
    Kernel(name: "kernel_accumulate", products: 0) {
      var sums = numbers(1, 100)
      kernel_accumulate(sums.count, numbers(2, sums.count), &sums)
      return sums.doubles
    },
    Kernel(name: "kernel_map_sums", products: 0) {
      ofEachMap { map, count in
        var sums = [Double](repeating: 0, count: map.images * map.width)
        var squares = sums
        kernel_map_sums(map, 0, map.images * map.blocks, numbers(1, count), &sums, &squares)
        return sums + squares
      }
    },
    Kernel(name: "kernel_norm_forward", products: 1) {
      ofEachNorm { norm, count in
        var result = zeros(count)
        kernel_norm_forward(&norm, 0, norm.map.images * norm.map.blocks, numbers(1, count), numbers(2, count), &result)
        return result.doubles
      }
    },
    Kernel(name: "kernel_norm_backward_sums", products: 2 * 35) {
      ofEachNorm { norm, count in
        var sums = [Double](repeating: 0, count: norm.map.images * norm.map.width)
        var products = sums
        kernel_norm_backward_sums(
          &norm, 0, norm.map.images * norm.map.blocks, numbers(2, count), numbers(1, count), numbers(3, count), &sums,
          &products)
        return sums + products
      }
    },
    Kernel(name: "kernel_norm_backward", products: 2) {
      ofEachNorm { norm, count in
        var (gradient, addend) = (numbers(2, count), numbers(4, count))
        let means = numbers(5, norm.map.width)
        kernel_norm_backward(
          &norm, 0, norm.map.images * norm.map.blocks, numbers(1, count), numbers(3, count), means, means, &gradient,
          &addend, true)
        return (gradient + addend).doubles
      }
    },
    Kernel(name: "kernel_depthwise_weight_gradient", products: 2 * 9 * 9) {
      var convolution = kernel_depthwise(
        images: 2, channels: 80, side: 9, result_side: 9, stride: 1, padding: 2)
      let count = 2 * 9 * 9 * 80
      var (totals, weights) = ([Double](repeating: 0, count: 25 * 80), zeros(25 * 80))
      kernel_depthwise_weight_gradient(&convolution, 0, 80, numbers(1, count), numbers(2, count), &totals, &weights)
      return weights.doubles
    },
  ]

  private static func ofEachMap(_ body: (_ map: kernel_map, _ count: Int) -> [Double]) -> [Double] {
    maps.flatMap { body($0, $0.images * $0.positions * $0.width) }
  }

  private static func ofEachNorm(_ body: (_ norm: inout kernel_norm, _ count: Int) -> [Double]) -> [Double] {
    ofEachMap { map, count in
      [kernel_activation_none, kernel_activation_relu, kernel_activation_relu6].flatMap { activation -> [Double] in
        numbers(6, 4 * map.width).withUnsafeBufferPointer { memory -> [Double] in
          guard let start = memory.baseAddress else { return [] }
          var norm = kernel_norm(
            map: map, activation: activation, scale: start, shift: start + map.width, mean: start + 2 * map.width,
            inverse_deviation: start + 3 * map.width)
          return body(&norm, count)
        }
      }
    }
  }
}

extension kernel_map {
  /// The channels of an image.
  fileprivate var width: Int { blocks * block }
}
