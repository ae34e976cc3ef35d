/// The name and shape of one published tensor of a network.
public struct NetworkParameter: Equatable, Sendable {
  /// What the numbers are.
  public enum Role: Sendable {
    /// Learned by gradients.
    case weight
    /// The running mean or variance of batch norm.
    case statistic
  }

  /// The published name, such as `layer1.0.conv1.weight`.
  public let name: String
  /// The length of each dimension, as PyTorch has it.
  public let shape: [Int]
  /// Whether it is learned or counted.
  public let role: Role
  /// The layer group; `head` is the published classifier.
  public let group: LayerGroup

  /// Whether it belongs to the body; otherwise it is the published classifier's.
  public var isBody: Bool { group != .head }
  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
}

extension Network {
  /// The published tensors, in the order of PyTorch's state dictionary.
  ///
  /// A state dictionary also holds `num_batches_tracked` (an int64 scalar) after each `running_var`, which nothing reads.
  public var parameters: [NetworkParameter] { operations.flatMap(parameters(of:)) }

  /// Returns the published tensors of one operation.
  public func parameters(of operation: Operation) -> [NetworkParameter] {
    func parameter(_ suffix: String, _ shape: [Int], _ role: NetworkParameter.Role = .weight) -> NetworkParameter {
      NetworkParameter(name: "\(operation.name).\(suffix)", shape: shape, role: role, group: operation.group)
    }
    let channels = operation.channels
    let inputChannels = operation.inputs.first.map { operations[$0].channels } ?? 0
    switch operation.kind {
    case .convolution(let kernel, _, _, let groups):
      return [parameter("weight", [channels, inputChannels / groups, kernel, kernel])]
    case .batchNorm:
      return [
        parameter("weight", [channels]), parameter("bias", [channels]),
        parameter("running_mean", [channels], .statistic), parameter("running_var", [channels], .statistic),
      ]
    case .linear: return [parameter("weight", [channels, inputChannels]), parameter("bias", [channels])]
    case .input, .relu, .relu6, .maxPool, .add, .averagePool: return []
    }
  }
}
