internal import Tensors

/// The weights of one convolution with the batch norm after it folded in.
struct FoldedWeights {
  /// As published: output channels first.
  let weight: [Float]
  /// One for each output channel.
  let bias: [Float]

  /// Folds: weight · gamma / √(variance + epsilon), beta − mean · gamma / √(variance + epsilon); in double precision,
  /// rounded once.
  init(_ network: Network, _ step: FusedStep, _ source: WeightSource) throws(InferencePlanError) {
    let convolution = network.operations[step.operation]
    let weight = try source.floats(network.parameters(of: convolution)[0])
    guard let norm = step.norm.map({ network.operations[$0] }), case .batchNorm(let epsilon, _) = norm.kind else {
      self.weight = weight
      bias = [Float](repeating: 0, count: convolution.channels)
      return
    }
    var parameters: [[Float]] = []
    for parameter in network.parameters(of: norm) { parameters.append(try source.floats(parameter)) }
    let (gamma, beta, mean, variance) = (parameters[0], parameters[1], parameters[2], parameters[3])
    let scale = gamma.indices.map { Double(gamma[$0]) / (Double(variance[$0]) + epsilon).squareRoot() }
    bias = scale.indices.map { Float(Double(beta[$0]) - Double(mean[$0]) * scale[$0]) }
    let filter = weight.count / convolution.channels
    self.weight = [Float](unsafeUninitializedCapacity: weight.count) { folded, count in
      for channel in scale.indices {
        for index in channel * filter..<(channel + 1) * filter {
          folded[index] = Float(Double(weight[index]) * scale[channel])
        }
      }
      count = weight.count
    }
  }
}

/// Finds tensors by name and checks them.
struct WeightSource {
  let tensor: (String) -> Tensor?

  func floats(_ parameter: NetworkParameter) throws(InferencePlanError) -> [Float] {
    guard let tensor = tensor(parameter.name) else { throw .missingTensor(name: parameter.name) }
    guard tensor.shape == parameter.shape else {
      throw .wrongShape(name: parameter.name, expected: parameter.shape, found: tensor.shape)
    }
    guard let floats = tensor.floats else { throw .notFloatingPoint(name: parameter.name) }
    return floats
  }
}
