public import Networks
internal import Randomness

extension Head {
  /// Makes an untrained head: weights by Kaiming He's rule, biases 0, batch norm that changes nothing yet.
  ///
  /// Weights are normal with variance 2 / inputs (He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015;
  /// `torch.nn.init.kaiming_normal_`, fan-in, gain √2).
  ///
  /// - Parameters:
  ///   - inputs: The number of features a row has.
  ///   - classes: The number of logits.
  ///   - hidden: The widths of the layers between.
  ///   - dropout: A probability for each hidden width and one for the last layer.
  ///   - seed: The same seed makes the same head.
  public init(inputs: Int, classes: Int, hidden: [Int], dropout: [Double], seed: UInt64) {
    precondition(dropout.count == hidden.count + 1, "each layer has a dropout probability")
    let widths = [inputs] + hidden + [classes]
    let layers = dropout.indices.map { number in
      let (inputs, outputs) = (widths[number], widths[number + 1])
      let deviation = (2 / Double(inputs)).squareRoot()
      let draws = RandomNumbers(seed: seed, purpose: .weights(layer: number)).normals(inputs * outputs)
      return Layer(
        batchNorm: BatchNorm(
          weight: Array(repeating: 1, count: inputs), bias: Array(repeating: 0, count: inputs),
          runningMean: Array(repeating: 0, count: inputs), runningVariance: Array(repeating: 1, count: inputs)),
        dropout: dropout[number],
        linear: Linear(weight: draws.map { Float($0 * deviation) }, bias: Array(repeating: 0, count: outputs)))
    }
    self.init(layers: layers)
  }
}
