public import Networks

/// The numbers of a network at one time of its training.
public struct ModelSnapshot: Equatable, Sendable {
  /// Those of the body; `nil` when it does not learn.
  public var body: NetworkWeights.Snapshot?
  /// The head.
  public var head: Head

  /// Moves every number towards that of `other` by this part of the way.
  mutating func move(towards other: ModelSnapshot, by part: Float) {
    func move(_ numbers: inout [Float], _ targets: [Float]) {
      for index in numbers.indices { numbers[index] += part * (targets[index] - numbers[index]) }
    }
    if let target = other.body, var body {
      // Not copied while it is changed.
      self.body = nil
      move(&body.values, target.values)
      move(&body.statistics, target.statistics)
      self.body = body
    }
    var numbers = head.numbers
    move(&numbers, other.head.numbers)
    head.numbers = numbers
  }
}

extension Head {
  /// All numbers: layer by layer weight, bias, running mean and running variance of batch norm; weight and bias of the
  /// linear map.
  var numbers: [Float] {
    get {
      var numbers: [Float] = []
      for layer in layers {
        let norm = layer.batchNorm
        for values in [norm.weight, norm.bias, norm.runningMean, norm.runningVariance] { numbers += values }
        numbers += layer.linear.weight
        numbers += layer.linear.bias
      }
      return numbers
    }
    set {
      var rest = newValue[...]
      func take(_ numbers: inout [Float]) {
        numbers = Array(rest.prefix(numbers.count))
        rest = rest.dropFirst(numbers.count)
      }
      for index in layers.indices {
        take(&layers[index].batchNorm.weight)
        take(&layers[index].batchNorm.bias)
        take(&layers[index].batchNorm.runningMean)
        take(&layers[index].batchNorm.runningVariance)
        take(&layers[index].linear.weight)
        take(&layers[index].linear.bias)
      }
    }
  }
}
