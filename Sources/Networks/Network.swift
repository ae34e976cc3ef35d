/// What a network computes, as data: a list of operations, each reading the results of earlier ones.
///
/// The result of `operations[i]` is the value `i`; the first operation is the input. Weights are named, not held, so
/// that a network is small, and two compilers (the inference plan, the training plan) read the same description.
public struct Network: Sendable {
  /// What is computed, in an order in which every operation comes after those it reads.
  public let operations: [Operation]
  /// The value where the body ends: a map of features with `featureChannels` channels.
  public let features: Int

  /// One step of the computation.
  public struct Operation: Sendable {
    /// What is done.
    public let kind: Kind
    /// The published name of the layer, which the names of its weights begin with.
    public let name: String
    /// The values that are read: indexes of earlier operations.
    public let inputs: [Int]
    /// The number of channels of the result.
    public let channels: Int
    /// The layer group, which is frozen and trained as one.
    public let group: LayerGroup
  }

  /// The kinds of operations, with what they need besides weights; kernels and strides are square.
  public enum Kind: Equatable, Sendable {
    /// The pixels, normalised.
    case input
    /// A convolution without a bias; weight [channels, inputChannels / groups, kernel, kernel].
    case convolution(kernel: Int, stride: Int, padding: Padding, groups: Int)
    /// (x − running_mean) / √(running_var + epsilon) · weight + bias, a channel at a time.
    ///
    /// In training a batch's statistics become the part `momentum` of the running ones.
    case batchNorm(epsilon: Double, momentum: Double)
    /// max(x, 0).
    case relu
    /// min(max(x, 0), 6).
    case relu6
    /// The largest value under a window; outside of the image nothing is larger.
    case maxPool(kernel: Int, stride: Int, padding: Padding)
    /// The sum of two values of the same shape.
    case add
    /// The mean over the whole map, a channel at a time.
    case averagePool
    /// A matrix product and a bias; weight [channels, inputChannels], bias [channels].
    case linear
  }

  /// How far zeros surround the image.
  public enum Padding: Equatable, Sendable {
    /// So many on every side.
    case all(Int)
    /// TensorFlow's SAME: as many as make the result ⌈size / stride⌉ wide, the odd one at the right and the bottom.
    ///
    /// Computed from the actual size of the layer's input, so that another input size gets other padding.
    case same

    /// Returns the number of zeros at the left (and top) and at the right (and bottom) of a map `size` wide.
    public func amounts(size: Int, kernel: Int, stride: Int) -> (before: Int, after: Int) {
      switch self {
      case .all(let amount): return (amount, amount)
      case .same:
        let result = (size + stride - 1) / stride
        let total = max((result - 1) * stride + kernel - size, 0)
        return (total / 2, total - total / 2)
      }
    }
  }

  /// The number of channels at the end of the body.
  public var featureChannels: Int { operations[features].channels }
  /// The width of the pooled row: the maximum and the mean of each channel.
  public var pooledWidth: Int { 2 * featureChannels }
  /// The number of classes of the published classifier.
  public var classCount: Int { operations[operations.count - 1].channels }

  /// Returns the side of the result of every operation when the input is `size` wide.
  public func sides(inputSize size: Int) -> [Int] {
    var sides: [Int] = []
    for operation in operations {
      let input = operation.inputs.first.map { sides[$0] } ?? size
      switch operation.kind {
      case .convolution(let kernel, let stride, let padding, _), .maxPool(let kernel, let stride, let padding):
        let (before, after) = padding.amounts(size: input, kernel: kernel, stride: stride)
        sides.append((input + before + after - kernel) / stride + 1)
      case .averagePool, .linear: sides.append(1)
      case .input, .batchNorm, .relu, .relu6, .add: sides.append(input)
      }
    }
    return sides
  }
}

/// The layers that are frozen together and share a learning rate.
public enum LayerGroup: Int, Comparable, CaseIterable, Sendable {
  /// The layers near the pixels: edges and textures, which change least.
  case early
  /// The rest of the body.
  case late
  /// The classifier.
  case head

  /// Tells whether `left` is nearer to the pixels than `right`.
  public static func < (left: LayerGroup, right: LayerGroup) -> Bool { left.rawValue < right.rawValue }
}
