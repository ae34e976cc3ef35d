import CKernels
import TestSupport

/// One computation by a kernel that is compiled for several sets of instructions.
struct Kernel: Sendable {
  let name: String
  /// How many products each result is a sum of.
  ///
  /// With some instructions each is rounded before it is added, with others not.
  /// Without any, results are equal bit by bit.
  let products: Int
  /// What steps there are between results: 1 for bytes, which sums that differ in the last place may round to different ones.
  var step = 0.0
  let results: @Sendable () -> [Double]

  /// How far results may be apart: a product's rounding, and those of both sums, are half a unit in the last place each.
  func bound(_ results: [Double]) -> Double {
    let largest = results.map(abs).max() ?? 0
    return max(step, Double(3 * products) * 0x1p-24 * largest)
  }

  static let all = ofPictures + ofHeads + ofMaps

  /// The first numbers of a stream, from −1 to 1.
  static func numbers(_ stream: UInt64, _ count: Int) -> [Float] {
    (0..<count).map { Float(SplitMix.uniform(stream, at: $0)) }
  }

  static func zeros(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }
}

extension [Float] {
  var doubles: [Double] { map(Double.init) }
}
