extension Network {
  /// Returns the value that a published name means: that of the operation with this name or, for a module such as `layer3`
  /// or `_blocks.4`, of its last operation; `nil` where the body has none.
  public func value(named name: String) -> Int? {
    let body = operations.indices.prefix(features + 1).dropFirst()
    return body.first { operations[$0].name.utf8.elementsEqual(name.utf8) }
      ?? body.last { operations[$0].name.hasPrefix(name + ".") }
  }

  /// Returns the network that ends in `value`, a value of the body; it has no classifier.
  public func prefix(through value: Int) -> Network {
    precondition((1...features).contains(value), "not a value of the body")
    return Network(operations: Array(operations[...value]), features: value)
  }
}

extension Network.Operation {
  /// What is done, in a word.
  public var word: String {
    switch kind {
    case .input: "input"
    case .convolution: "convolution"
    case .batchNorm: "batch norm"
    case .relu: "ReLU"
    case .relu6: "ReLU6"
    case .maxPool: "maximum"
    case .add: "sum"
    case .averagePool: "mean"
    case .linear: "linear"
    }
  }
}
