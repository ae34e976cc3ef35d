/// The classifier on top of a backbone: fast.ai's head of 2018, from pooled features to one logit a class.
///
/// Concretely, for each hidden width batch norm → dropout → linear → ReLU, and then batch norm → dropout → linear
/// (fastai 0.7, `conv_learner.py`, `ConvnetBuilder`). A head is plain numbers: `HeadEvaluator` computes with it, and
/// `Training` finds the numbers.
public struct Head: Equatable, Sendable {
  /// The layers, in the order they are applied; all but the last end in a ReLU.
  public var layers: [Layer]

  /// Batch norm, dropout and a linear map.
  public struct Layer: Equatable, Sendable {
    public var batchNorm: BatchNorm
    /// The probability that training sets a number to zero; the others are divided by what is left.
    public var dropout: Double
    public var linear: Linear

    /// Puts a layer together; both parts have the same number of inputs.
    public init(batchNorm: BatchNorm, dropout: Double, linear: Linear) {
      precondition(batchNorm.count == linear.inputs, "batch norm and linear map disagree about the inputs")
      self.batchNorm = batchNorm
      self.dropout = dropout
      self.linear = linear
    }
  }

  /// Shifts and scales each feature by statistics: y = (x − mean) / √(variance + epsilon) · weight + bias.
  public struct BatchNorm: Equatable, Sendable {
    /// γ, [inputs].
    public var weight: [Float]
    /// β, [inputs].
    public var bias: [Float]
    /// The mean that evaluation subtracts, [inputs].
    public var runningMean: [Float]
    /// The variance that evaluation divides by, unbiased, [inputs].
    public var runningVariance: [Float]

    /// Added to the variance before the root; PyTorch's default.
    public static let epsilon: Float = 1e-5
    /// The part of the new statistics in the running ones after a batch; PyTorch's default.
    public static let momentum: Float = 0.1

    /// The number of features.
    public var count: Int { weight.count }

    /// Makes a batch norm from its four vectors, all of one length.
    public init(weight: [Float], bias: [Float], runningMean: [Float], runningVariance: [Float]) {
      let counts = [bias.count, runningMean.count, runningVariance.count]
      precondition(counts.allSatisfy { $0 == weight.count }, "the vectors of a batch norm differ in length")
      self.weight = weight
      self.bias = bias
      self.runningMean = runningMean
      self.runningVariance = runningVariance
    }
  }

  /// Multiplies by a matrix and adds a vector: y = x · weightᵀ + bias.
  public struct Linear: Equatable, Sendable {
    /// [outputs, inputs], row by row.
    public var weight: [Float]
    /// [outputs].
    public var bias: [Float]

    /// The length of what comes out.
    public var outputs: Int { bias.count }
    /// The length of what goes in.
    public var inputs: Int { weight.count / bias.count }

    /// Makes a linear map; `weight` holds a row for each number of `bias`.
    public init(weight: [Float], bias: [Float]) {
      precondition(!bias.isEmpty && weight.count % bias.count == 0, "the weights do not fill whole rows")
      self.weight = weight
      self.bias = bias
    }
  }

  /// Puts a head together; each layer takes what the one before gives.
  public init(layers: [Layer]) {
    precondition(!layers.isEmpty, "a head has at least one layer")
    for (layer, next) in zip(layers, layers.dropFirst()) {
      precondition(layer.linear.outputs == next.linear.inputs, "the layers of a head do not fit together")
    }
    self.layers = layers
  }

  /// The number of features a row has.
  public var inputs: Int { layers.first?.linear.inputs ?? 0 }
  /// The number of classes.
  public var outputs: Int { layers.last?.linear.outputs ?? 0 }
}
