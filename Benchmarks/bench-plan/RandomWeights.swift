internal import Networks
internal import Randomness
internal import Tensors

/// Weights that nobody trained: speed does not depend on them, as long as no number leaves the normal range.
enum RandomWeights {
  /// Returns the tensors of a network by name: normal weights by Kaiming He's rule, batch norm that changes nothing.
  static func tensors(of network: Network) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (number, parameter) in network.parameters.enumerated() {
      tensors[parameter.name] = Tensor(shape: parameter.shape, values: values(of: parameter, number: number))
    }
    return tensors
  }

  private static func values(of parameter: NetworkParameter, number: Int) -> [Float] {
    if parameter.shape.count == 1 {
      let isOne = parameter.name.hasSuffix(".weight") || parameter.name.hasSuffix(".running_var")
      return Array(repeating: isOne ? 1 : 0, count: parameter.count)
    }
    let inputs = parameter.shape.dropFirst().reduce(1, *)
    let deviation = (2 / Double(inputs)).squareRoot()
    return normals(parameter.count, sample: number).map { Float($0 * deviation) }
  }

  /// Returns the pixels of an image, as a network sees them after normalising.
  static func pixels(_ count: Int, image: Int) -> [Float] { normals(count, sample: -1 - image).map { Float($0) } }

  private static func normals(_ count: Int, sample: Int) -> [Double] {
    RandomNumbers(seed: 42, purpose: .weights(layer: 0), sample: sample).normals(count)
  }
}
