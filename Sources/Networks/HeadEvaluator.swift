internal import CKernels

/// Computes with a head: running statistics, no dropout.
///
/// A row's logits depend on that row only, to the last bit: not on how many rows come together nor in which order.
/// Any number of threads may share one evaluator.
public final class HeadEvaluator: Sendable {
  /// The number of features a row has.
  public let inputs: Int
  /// The number of logits a row gets: the number of classes.
  public let outputs: Int
  private let layers: [FoldedLayer]

  private struct FoldedLayer: Sendable {
    let inputs: Int
    let outputs: Int
    /// Batch norm with known statistics is y = scale · x + shift.
    let scale: [Float]
    let shift: [Float]
    let weight: [Float]
    let bias: [Float]

    init(_ layer: Head.Layer) {
      let norm = layer.batchNorm
      inputs = layer.linear.inputs
      outputs = layer.linear.outputs
      weight = layer.linear.weight
      bias = layer.linear.bias
      scale = (0..<norm.count).map { index in
        let variance = Double(norm.runningVariance[index]) + Double(Head.BatchNorm.epsilon)
        return Float(Double(norm.weight[index]) / variance.squareRoot())
      }
      shift = zip(zip(norm.bias, norm.runningMean), scale).map { $0.0 - $0.1 * $1 }
    }

    /// Returns batch norm and the linear map, without the ReLU, of [rows, inputs]: [rows, outputs].
    func apply(to features: [Float]) -> [Float] {
      let rows = features.count / inputs
      var normalised = features
      normalised.withUnsafeMutableBufferPointer { numbers in
        for row in 0..<rows {
          let start = row * inputs
          for column in 0..<inputs {
            numbers[start + column] = numbers[start + column] * scale[column] + shift[column]
          }
        }
      }
      var results = [Float](repeating: 0, count: rows * outputs)
      kernel_linear(normalised, rows, inputs, inputs, weight, bias, outputs, &results)
      return results
    }

    /// Returns the gradient of the inputs, [inputs], from that of the results of one row, [outputs].
    func gradient(_ ofResults: [Float]) -> [Float] {
      var gradient = [Float](repeating: 0, count: inputs)
      for (output, factor) in ofResults.enumerated() where factor != 0 {
        let row = output * inputs
        for column in 0..<inputs { gradient[column] += factor * weight[row + column] }
      }
      for column in 0..<inputs { gradient[column] *= scale[column] }
      return gradient
    }
  }

  /// Prepares `head` for computing.
  public init(_ head: Head) {
    inputs = head.inputs
    outputs = head.outputs
    layers = head.layers.map(FoldedLayer.init)
  }

  /// Returns the logits, [rows, outputs], of `features`, [rows, inputs].
  public func logits(of features: [Float]) -> [Float] { results(of: features).last ?? [] }

  /// Returns the gradient of one logit with respect to the features of a row: [inputs].
  ///
  /// - Parameters:
  ///   - output: The number of the logit.
  ///   - features: One row.
  public func gradient(ofLogit output: Int, at features: [Float]) -> [Float] {
    precondition(features.count == inputs && (0..<outputs).contains(output))
    var gradient = [Float](repeating: 0, count: outputs)
    gradient[output] = 1
    let results = results(of: features)
    for number in layers.indices.reversed() {
      gradient = layers[number].gradient(gradient)
      guard number > 0 else { break }
      // A ReLU lets a gradient through where its result is not zero.
      for index in gradient.indices where results[number - 1][index] == 0 { gradient[index] = 0 }
    }
    return gradient
  }

  /// Returns what each layer gives, after its ReLU.
  private func results(of features: [Float]) -> [[Float]] {
    precondition(features.count % inputs == 0, "the features do not fill whole rows")
    var results: [[Float]] = []
    for (number, layer) in layers.enumerated() {
      var result = layer.apply(to: results.last ?? features)
      if number < layers.count - 1 {
        // Without a branch, which half of the numbers would take. Not a number stays one.
        result.withUnsafeMutableBufferPointer { numbers in
          for index in numbers.indices { numbers[index] = numbers[index] < 0 ? 0 : numbers[index] }
        }
      }
      results.append(result)
    }
    return results
  }
}
