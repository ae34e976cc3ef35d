import Foundation
import Networks
import Tensors
import TestSupport

/// The weights and pixels of Reference/make_features.py, which has the same formula.
enum FormulaNumbers {
  /// Returns the first numbers of a stream.
  static func uniform(_ stream: Int, _ count: Int) -> [Float] {
    (0..<count).map { Float(SplitMix.uniform(UInt64(stream), at: $0)) }
  }

  /// Returns two images, planar.
  static func pixels(size: Int) -> [Float] { uniform(1000, 2 * 3 * size * size).map { 2 * $0 } }

  /// Returns the weights of a network by name.
  static func weights(_ network: Network) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (stream, parameter) in network.parameters.enumerated() {
      let (width, centre) = range(of: parameter)
      let values = (0..<parameter.count).map { Float(SplitMix.uniform(UInt64(stream), at: $0) * width + centre) }
      tensors[parameter.name] = Tensor(shape: parameter.shape, values: values)
    }
    return tensors
  }

  private static func range(of parameter: NetworkParameter) -> (width: Double, centre: Double) {
    if parameter.name.hasSuffix("running_mean") { return (0.2, 0) }
    if parameter.name.hasSuffix("running_var") { return (0.5, 1) }
    if parameter.shape.count == 1 { return (0.2, parameter.name.hasSuffix("weight") ? 1 : 0) }
    return ((6 / Double(parameter.shape.dropFirst().reduce(1, *))).squareRoot(), 0)
  }
}

extension InferencePlan {
  /// Writes a planar image into the place `index`, in the plan's own layout.
  func setInput(at index: Int, planar image: some RandomAccessCollection<Float>) {
    let pixels = Array(image)
    let positions = pixels.count / 3
    withInput(at: index) { input in
      for channel in 0..<3 {
        for position in 0..<positions {
          let place = inputLayout == .planar ? channel * positions + position : position * 3 + channel
          input[place] = pixels[channel * positions + position]
        }
      }
    }
  }

  /// Returns the features and logits of the image at `index`.
  func row(at index: Int) -> [Float] { withFeatures(at: index) { Array($0) } + withLogits(at: index) { Array($0) } }
}

/// Returns the relative L2 distance of `values` from `reference`.
func relativeError(_ values: [Float], _ reference: [Float]) -> Double {
  precondition(values.count == reference.count)
  var (distance, norm) = (0.0, 0.0)
  for (value, reference) in zip(values, reference) {
    distance += (Double(value) - Double(reference)) * (Double(value) - Double(reference))
    norm += Double(reference) * Double(reference)
  }
  return (distance / norm).squareRoot()
}
