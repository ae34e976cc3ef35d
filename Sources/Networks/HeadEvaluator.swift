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
  }

  /// Prepares `head` for computing.
  public init(_ head: Head) {
    inputs = head.inputs
    outputs = head.outputs
    layers = head.layers.map(FoldedLayer.init)
  }

  /// Returns the logits, [rows, outputs], of `features`, [rows, inputs].
  public func logits(of features: [Float]) -> [Float] {
    precondition(features.count % inputs == 0, "the features do not fill whole rows")
    let rows = features.count / inputs
    var current = features
    for (number, layer) in layers.enumerated() {
      for row in 0..<rows {
        let start = row * layer.inputs
        for column in 0..<layer.inputs {
          current[start + column] = current[start + column] * layer.scale[column] + layer.shift[column]
        }
      }
      var next = [Float](repeating: 0, count: rows * layer.outputs)
      kernel_linear(current, rows, layer.inputs, layer.inputs, layer.weight, layer.bias, layer.outputs, &next)
      if number < layers.count - 1 {
        for index in next.indices where next[index] < 0 { next[index] = 0 }
      }
      current = next
    }
    return current
  }
}
