internal import Glibc

/// Turns logits into probabilities.
public enum Softmax {
  /// Returns the logarithms of the probabilities of one row of logits: x − max − log Σ exp(x − max), in double.
  public static func logarithms(of logits: some Collection<Float>) -> [Double] {
    // Called from another module, a generic body would reach each number through a table of functions.
    logits.withContiguousStorageIfAvailable(logarithms) ?? Array(logits).withUnsafeBufferPointer(logarithms)
  }

  private static func logarithms(_ logits: UnsafeBufferPointer<Float>) -> [Double] {
    let largest = Double(logits.max() ?? 0)
    let shifted = logits.map { Double($0) - largest }
    let normaliser = log(shifted.reduce(0) { $0 + exp($1) })
    return shifted.map { $0 - normaliser }
  }

  /// Returns the probability whose logarithm is given.
  public static func probability(_ logarithm: Double) -> Double { exp(logarithm) }

  /// Returns the place of the largest number of a row, from 0; the first of several.
  @inlinable public static func indexOfLargest(_ values: some Collection<some Comparable>) -> Int {
    var largest = values.first
    var place = 0
    for (index, value) in values.enumerated() {
      guard let current = largest, value > current else { continue }
      (largest, place) = (value, index)
    }
    return place
  }
}
