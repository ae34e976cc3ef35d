import CKernels
import TestSupport

extension Kernel {
  private static let maps = [kernel_numbers_float32, kernel_numbers_bfloat16].map {
    kernel_map(numbers: $0, images: 2, positions: 35, channels: 20)
  }

  /// What networks do to maps of features, forward and backward.
  static let ofMaps = [
    Kernel(name: "kernel_pool", products: 0) {
      ofEachMap { map in
        var rows = zeros(2 * 2 * map.channels)
        kernel_pool(map.numbers, map.example(1), 2, map.positions, map.channels, map.channels, &rows)
        return rows.doubles
      }
    },
    Kernel(name: "kernel_pool_backward", products: 0) {
      ofEachMap { map in
        var gradient = map.example(2)
        kernel_pool_backward(map, 0, map.images, map.example(1), numbers(2, 4 * map.channels), &gradient)
        return map.values(gradient)
      }
    },
    Kernel(name: "kernel_accumulate", products: 0) {
      ofEachMap { map in
        var sums = map.example(1)
        kernel_accumulate(map, 0, map.images, map.example(2), &sums)
        return map.values(sums)
      }
    },
    Kernel(name: "kernel_map_sums", products: 0) {
      ofEachMap { map in
        var sums = [Double](repeating: 0, count: map.images * map.channels)
        var squares = sums
        kernel_map_sums(map, 0, map.images, map.example(1), &sums, &squares)
        return sums + squares
      }
    },
    Kernel(name: "kernel_norm_forward", products: 1) {
      ofEachNorm { norm, count in
        var result = zeros(count)
        kernel_norm_forward(&norm, 0, norm.map.images, numbers(1, count), numbers(2, count), &result)
        return result.doubles
      }
    },
    Kernel(name: "kernel_norm_backward_sums", products: 2 * 35) {
      ofEachNorm { norm, count in
        var sums = [Double](repeating: 0, count: norm.map.images * norm.map.channels)
        var products = sums
        kernel_norm_backward_sums(
          &norm, 0, norm.map.images, numbers(2, count), numbers(1, count), numbers(3, count), &sums,
          &products)
        return sums + products
      }
    },
    Kernel(name: "kernel_norm_backward", products: 2) {
      ofEachNorm { norm, count in
        var (gradient, addend) = (numbers(2, count), numbers(4, count))
        let means = numbers(5, norm.map.channels)
        kernel_norm_backward(
          &norm, 0, norm.map.images, numbers(1, count), numbers(3, count), means, means, &gradient,
          &addend, true)
        return (gradient + addend).doubles
      }
    },
    Kernel(name: "kernel_depthwise_weight_gradient", products: 2 * 9 * 9) {
      var convolution = kernel_depthwise(
        numbers: kernel_numbers_float32, images: 2, channels: 80, side: 9, result_side: 9, stride: 1, padding: 2)
      let count = 2 * 9 * 9 * 80
      var (totals, weights) = ([Double](repeating: 0, count: 25 * 80), zeros(25 * 80))
      kernel_depthwise_weight_gradient(&convolution, 0, 80, numbers(1, count), numbers(2, count), &totals, &weights)
      return weights.doubles
    },
  ]

  private static func ofEachMap(_ body: (_ map: kernel_map) -> [Double]) -> [Double] { maps.flatMap(body) }

  /// Of float32 only: where sums differ in the last place, bfloat16 rounds to different numbers.
  private static func ofEachNorm(_ body: (_ norm: inout kernel_norm, _ count: Int) -> [Double]) -> [Double] {
    let map = maps[0]
    return [kernel_activation_none, kernel_activation_relu, kernel_activation_relu6].flatMap { activation -> [Double] in
      numbers(6, 4 * map.channels).withUnsafeBufferPointer { memory -> [Double] in
        guard let start = memory.baseAddress else { return [] }
        var norm = kernel_norm(
          map: map, activation: activation, scale: start, shift: start + map.channels, mean: start + 2 * map.channels,
          inverse_deviation: start + 3 * map.channels)
        return body(&norm, map.count)
      }
    }
  }
}

extension kernel_map {
  fileprivate var count: Int { images * positions * channels }

  /// The bytes of a map of the first numbers of a stream.
  fileprivate func example(_ stream: UInt64) -> [UInt8] {
    let values = Kernel.numbers(stream, count)
    return numbers == kernel_numbers_float32
      ? values.withUnsafeBytes(Array.init) : values.map { BFloat16($0).bits }.withUnsafeBytes(Array.init)
  }

  /// The numbers of a map.
  fileprivate func values(_ bytes: [UInt8]) -> [Double] {
    bytes.withUnsafeBytes { bytes in
      numbers == kernel_numbers_float32
        ? bytes.bindMemory(to: Float.self).map(Double.init)
        : bytes.bindMemory(to: UInt16.self).map { Double(BFloat16(bits: $0).value) }
    }
  }
}
