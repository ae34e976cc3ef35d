internal import CKernels
public import Networks
public import Workers

/// Takes a head through one batch after another: forward, backward, step.
///
/// All parameters lie in one buffer and their gradients in another of the same layout, so that a step of the optimizer is
/// one pass. All memory is taken before the first batch.
public final class HeadTrainer {
  private let loss: TrainingLoss
  package let optimizer: OptimizerState
  private let largestBatch: Int
  private let team: WorkerTeam
  private let chunks: Chunks
  private let product: MatrixProduct
  private var layers: [HeadLayerState] = []
  private let parameters: FloatBuffer
  private let gradients: FloatBuffer
  private let inputs: Int
  // The gradient of what a layer gives, and then of what it takes: the two change places at each layer.
  private var gradientOfOutput: FloatBuffer
  private var gradientOfInput: FloatBuffer

  /// What dropout draws for a batch.
  public struct Dropout: Sendable {
    let seed: UInt64
    let epoch: Int

    /// Names the draws of one epoch of a training.
    public init(seed: UInt64, epoch: Int) {
      self.seed = seed
      self.epoch = epoch
    }
  }

  /// Prepares to train `head` on batches of up to `largestBatch` rows; the numbers do not depend on the team's size.
  public init(
    _ head: Head, optimizer: Optimizer, loss: TrainingLoss = TrainingLoss(), largestBatch: Int, team: WorkerTeam
  ) {
    self.loss = loss
    self.largestBatch = largestBatch
    self.team = team
    chunks = Chunks(team: team)
    inputs = head.inputs
    product = MatrixProduct(
      chunks: chunks, largestInput: largestBatch * (head.layers.map(\.linear.inputs).max() ?? 0))
    var offset = 0
    for (number, layer) in head.layers.enumerated() {
      layers.append(HeadLayerState(number: number, layer: layer, offset: offset, rows: largestBatch))
      offset = layers[number].layout.end
    }
    parameters = FloatBuffer(offset)
    gradients = FloatBuffer(offset)
    self.optimizer = OptimizerState(optimizer, parameters: parameters, gradients: gradients)
    let widest = head.layers.map { max($0.linear.inputs, $0.linear.outputs) }.max() ?? 0
    gradientOfOutput = FloatBuffer(largestBatch * widest)
    gradientOfInput = FloatBuffer(largestBatch * widest)
    for (state, layer) in zip(layers, head.layers) { state.take(layer, into: parameters) }
  }

  /// The head as it is now.
  public var head: Head {
    get { Head(layers: layers.map { $0.layer(from: parameters) }) }
    set { for (state, layer) in zip(layers, newValue.layers) { state.take(layer, into: parameters) } }
  }

  /// The gradients of the last batch, in the shape of a head; the running statistics in it are the current ones.
  package var gradientsOfHead: Head {
    Head(layers: layers.map { $0.layer(from: gradients) })
  }

  /// Learns from one batch and returns its mean loss, measured before the step.
  ///
  /// - Parameters:
  ///   - features: [labels.count, inputs], row by row; what follows is not looked at.
  ///   - labels: The indexes of the classes of each row; at least two rows.
  ///   - samples: What number dropout knows each row by.
  ///   - learningRate: The size of the step.
  ///   - momentum: Instead of the optimizer's own.
  ///   - dropout: What dropout draws; `nil` for none.
  public func step(
    features: [Float], labels: [[Int]], samples: ArraySlice<Int>, learningRate: Double, momentum: Double? = nil,
    dropout: Dropout?
  ) -> Double {
    let loss = differentiate(
      features: features, labels: MixedLabels(labels), samples: samples, dropout: dropout)
    update(learningRate: learningRate, momentum: momentum)
    return loss
  }

  /// Moves the running statistics by those of a batch, and nothing else.
  ///
  /// - Parameters:
  ///   - features: [samples.count, inputs], row by row.
  ///   - samples: What number dropout knows each row by.
  ///   - momentum: The part of the batch's statistics in the running ones after it.
  ///   - dropout: What dropout draws; `nil` for none.
  func observe(features: [Float], samples: ArraySlice<Int>, momentum: Double, dropout: Dropout?) {
    for layer in layers { layer.statisticsMomentum = Float(momentum) }
    defer { for layer in layers { layer.statisticsMomentum = Head.BatchNorm.momentum } }
    features.withUnsafeBufferPointer { features in
      guard let start = features.baseAddress else { return }
      forward(start, rows: samples.count, samples: samples, dropout: dropout)
    }
  }

  /// Computes the gradients of one batch and returns its mean loss; the parameters stay.
  ///
  /// - Parameters:
  ///   - features: [labels.count, inputs], row by row; what follows is not looked at.
  ///   - labels: The classes of each row; at least two rows.
  ///   - samples: What number dropout knows each row by.
  ///   - dropout: What dropout draws; `nil` for none.
  ///   - part: Where the batch is cut into parts, how much of it these rows are: gradients are scaled by it.
  ///   - accumulates: Whether the gradients are added to those that are there, of the parts before.
  ///   - featureGradient: Takes the gradient of the features, [labels.count, inputs], if it is wanted.
  package func differentiate(
    features: [Float], labels: MixedLabels, samples: ArraySlice<Int>, dropout: Dropout?, part: Double = 1,
    accumulates: Bool = false, featureGradient: ((UnsafeBufferPointer<Float>) -> Void)? = nil
  ) -> Double {
    precondition((2...largestBatch).contains(labels.count) && features.count >= labels.count * inputs)
    features.withUnsafeBufferPointer { features in
      guard let start = features.baseAddress else { return }
      forward(start, rows: labels.count, samples: samples, dropout: dropout)
    }
    let before = accumulates ? gradients.read(0..<gradients.count) : []
    let loss = backward(labels: labels, part: part, toFeatures: featureGradient != nil)
    for index in before.indices { gradients.base[index] += before[index] }
    // The buffers changed places after the first layer.
    featureGradient?(UnsafeBufferPointer(start: gradientOfOutput.base, count: labels.count * inputs))
    return loss
  }

  /// Takes a step along the gradients of the last batch.
  public func update(learningRate: Double, momentum: Double? = nil) {
    optimizer.step([(0..<parameters.count, learningRate)], momentum: momentum, chunks: chunks)
  }

  private func forward(_ features: UnsafePointer<Float>, rows: Int, samples: ArraySlice<Int>, dropout: Dropout?) {
    var current = features
    for layer in layers {
      layer.drawMask(dropout: dropout, samples: samples, chunks: chunks)
      layer.normalise(current, rows: rows, parameters: parameters, chunks: chunks)
      product.forward(
        rows: rows, inputs: layer.inputs, outputs: layer.outputs, x: layer.normalised.base,
        weight: parameters.base + layer.layout.weight, y: layer.output.base)
      let isLast = layer.number == layers.count - 1
      kernel_add_bias(rows, layer.outputs, parameters.base + layer.layout.bias, isLast ? 0 : 1, layer.output.base)
      current = UnsafePointer(layer.output.base)
    }
  }

  private func backward(labels: MixedLabels, part: Double, toFeatures: Bool) -> Double {
    let rows = labels.count
    guard let last = layers.last else { return 0 }
    gradientOfOutput.base.update(from: last.output.base, count: rows * last.outputs)
    let logits = UnsafeMutableBufferPointer(start: gradientOfOutput.base, count: rows * last.outputs)
    let loss = loss.replaceByGradient(logits, labels: labels, team: team)
    if part != 1 { for index in logits.indices { logits[index] *= Float(part) } }
    for layer in layers.reversed() {
      if layer.number < last.number {
        kernel_relu_backward(rows * layer.outputs, layer.output.base, gradientOfOutput.base)
      }
      kernel_column_sums(rows, layer.outputs, gradientOfOutput.base, gradients.base + layer.layout.bias)
      product.backwardWeight(
        rows: rows, inputs: layer.inputs, outputs: layer.outputs, dy: gradientOfOutput.base, x: layer.normalised.base,
        dweight: gradients.base + layer.layout.weight)
      product.backwardInput(
        rows: rows, inputs: layer.inputs, outputs: layer.outputs, dy: gradientOfOutput.base,
        weight: parameters.base + layer.layout.weight, dx: gradientOfInput.base)
      layer.normaliseBackward(
        gradientOfInput, rows: rows, parameters: parameters, gradients: gradients,
        needsInputGradient: toFeatures || layer.number > 0, chunks: chunks)
      swap(&gradientOfOutput, &gradientOfInput)
    }
    return loss
  }
}
