internal import CKernels
internal import Networks
internal import Randomness

/// Where a layer's parameters begin in the flat buffers.
struct HeadLayerLayout {
  let gamma: Int
  let beta: Int
  let weight: Int
  let bias: Int
  let end: Int

  init(inputs: Int, outputs: Int, offset: Int) {
    gamma = offset
    beta = gamma + inputs
    weight = beta + inputs
    bias = weight + inputs * outputs
    end = bias + outputs
  }

  func write(_ layer: Head.Layer, to buffer: FloatBuffer) {
    var offset = gamma
    for values in [layer.batchNorm.weight, layer.batchNorm.bias, layer.linear.weight, layer.linear.bias] {
      offset = buffer.write(values, at: offset)
    }
  }
}

/// What training keeps of one layer of a head between forward and backward, with its running statistics.
final class HeadLayerState {
  let number: Int
  let inputs: Int
  let outputs: Int
  let layout: HeadLayerLayout
  /// What the linear map takes, [rows, inputs]: normalised, scaled, shifted and dropped out.
  let normalised: FloatBuffer
  /// What the layer gives, [rows, outputs].
  let output: FloatBuffer
  /// The part of a batch's statistics in the running ones after it.
  var statisticsMomentum = Head.BatchNorm.momentum
  private let dropout: Double
  private let runningMean: FloatBuffer
  private let runningVariance: FloatBuffer
  private let inverseDeviation: FloatBuffer
  private let standardised: FloatBuffer
  private let mask: FloatBuffer
  private var hasMask = false
  private static let chunk = 512

  init(number: Int, layer: Head.Layer, offset: Int, rows: Int) {
    self.number = number
    inputs = layer.linear.inputs
    outputs = layer.linear.outputs
    layout = HeadLayerLayout(inputs: inputs, outputs: outputs, offset: offset)
    dropout = layer.dropout
    normalised = FloatBuffer(rows * inputs)
    output = FloatBuffer(rows * outputs)
    runningMean = FloatBuffer(inputs)
    runningVariance = FloatBuffer(inputs)
    inverseDeviation = FloatBuffer(inputs)
    standardised = FloatBuffer(rows * inputs)
    mask = FloatBuffer(dropout > 0 ? rows * inputs : 0)
  }

  /// Writes the parameters of `layer` into a flat buffer, and keeps its running statistics here.
  func take(_ layer: Head.Layer, into buffer: FloatBuffer) {
    layout.write(layer, to: buffer)
    runningMean.write(layer.batchNorm.runningMean, at: 0)
    runningVariance.write(layer.batchNorm.runningVariance, at: 0)
  }

  /// Reads the layer from a flat buffer, and its running statistics from here.
  func layer(from buffer: FloatBuffer) -> Head.Layer {
    Head.Layer(
      batchNorm: Head.BatchNorm(
        weight: buffer.read(layout.gamma..<layout.beta), bias: buffer.read(layout.beta..<layout.weight),
        runningMean: runningMean.read(0..<inputs), runningVariance: runningVariance.read(0..<inputs)),
      dropout: dropout,
      linear: Head.Linear(
        weight: buffer.read(layout.weight..<layout.bias), bias: buffer.read(layout.bias..<layout.end)))
  }

  /// Draws the mask of each row: it depends on seed, epoch, sample and layer, not on the batch.
  func drawMask(dropout draws: HeadTrainer.Dropout?, samples: ArraySlice<Int>, chunks: Chunks) {
    hasMask = draws != nil && dropout > 0
    guard let draws, hasMask else { return }
    let threshold = UInt32(min(dropout * 0x1p32, 0xFFFF_FFFF))
    let purpose = RandomNumbers.Purpose.dropout(layer: number).word
    chunks.forEach(of: samples.count, size: 16) { rows in
      for row in rows {
        kernel_dropout_mask(
          inputs, draws.seed, UInt32(truncatingIfNeeded: samples[samples.startIndex + row]),
          UInt32(truncatingIfNeeded: draws.epoch), purpose, threshold, Float(1 / (1 - dropout)),
          mask.base + row * inputs)
      }
    }
  }

  func normalise(_ x: UnsafePointer<Float>, rows: Int, parameters: FloatBuffer, chunks: Chunks) {
    let layer = kernelLayer(rows: rows, parameters: parameters)
    chunks.forEach(of: inputs, size: HeadLayerState.chunk) { part in
      withUnsafePointer(to: layer) {
        kernel_batch_norm_forward($0, part.lowerBound, part.upperBound, x, normalised.base)
      }
    }
  }

  /// Turns the gradient of what the linear map takes into that of what the layer takes, if somebody needs that.
  func normaliseBackward(
    _ gradient: FloatBuffer, rows: Int, parameters: FloatBuffer, gradients: FloatBuffer, needsInputGradient: Bool,
    chunks: Chunks
  ) {
    let layer = kernelLayer(rows: rows, parameters: parameters)
    chunks.forEach(of: inputs, size: HeadLayerState.chunk) { part in
      withUnsafePointer(to: layer) {
        kernel_batch_norm_backward(
          $0, part.lowerBound, part.upperBound, gradient.base, gradients.base + layout.gamma,
          gradients.base + layout.beta, needsInputGradient ? 1 : 0)
      }
    }
  }

  private func kernelLayer(rows: Int, parameters: FloatBuffer) -> kernel_batch_norm {
    kernel_batch_norm(
      rows: rows, columns: inputs, epsilon: Head.BatchNorm.epsilon, momentum: statisticsMomentum,
      gamma: UnsafePointer(parameters.base + layout.gamma), beta: UnsafePointer(parameters.base + layout.beta),
      running_mean: runningMean.base, running_variance: runningVariance.base,
      inverse_deviation: inverseDeviation.base, normalised: standardised.base,
      mask: hasMask ? UnsafePointer(mask.base) : nil)
  }
}
