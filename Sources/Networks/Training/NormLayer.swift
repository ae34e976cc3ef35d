internal import CKernels
internal import Workers

/// Batch norm with the sum and the activation after it, forward and backward, on maps of one batch size.
///
/// Statistics are summed in double precision, and rounded to float32 once.
final class NormLayer {
  private let map: kernel_map
  private let channels: Int
  private let activation: kernel_activation
  private let usesBatchStatistics: Bool
  private let epsilon: Double
  private let momentum: Double
  private let workers: Int
  private let weights: NetworkWeights
  // Where gamma, beta, the running mean and the running variance begin.
  private let gamma, beta, runningMean, runningVariance: Int
  // Four vectors of the last batch, which backward needs: scale, shift, mean, 1 / deviation.
  private let vectors: FloatBuffer
  // The mean gradient and the mean product of gradient and normalised value.
  private let means: FloatBuffer
  private let sums: UnsafeMutablePointer<Double>

  /// Prepares a layer.
  ///
  /// - Parameters:
  ///   - norm: The operation; `epsilon` and `momentum` are its own.
  ///   - map: The shape of what it takes and gives.
  ///   - sums: Room for 2 × images × channels numbers; layers share it.
  init(
    _ norm: Network.Operation, epsilon: Double, momentum: Double, activation: Activation?, map: kernel_map,
    weights: NetworkWeights,
    usesBatchStatistics: Bool, workers: Int, sums: UnsafeMutablePointer<Double>
  ) {
    self.map = map
    channels = norm.channels
    self.activation =
      switch activation {
      case nil: kernel_activation_none
      case .relu: kernel_activation_relu
      case .relu6: kernel_activation_relu6
      }
    self.usesBatchStatistics = usesBatchStatistics
    self.epsilon = epsilon
    self.momentum = momentum
    self.workers = workers
    self.weights = weights
    let starts = weights.network.parameters(of: norm).map { weights.place(of: $0).lowerBound }
    (gamma, beta, runningMean, runningVariance) = (starts[0], starts[1], starts[2], starts[3])
    vectors = FloatBuffer(4 * norm.channels)
    means = FloatBuffer(2 * norm.channels)
    self.sums = sums
  }

  private var products: UnsafeMutablePointer<Double> { sums + map.images * channels }
  /// The numbers that a channel's statistics are taken over.
  private var count: Double { Double(map.images * map.positions) }

  private var kernel: kernel_norm {
    kernel_norm(
      map: map, activation: activation, scale: vectors.base, shift: vectors.base + channels,
      mean: vectors.base + 2 * channels, inverse_deviation: vectors.base + 3 * channels)
  }

  /// Shares the parts of the map out to the workers.
  private func forEachShare(isReversed: Bool = false, _ body: (_ first: Int, _ last: Int) -> Void) {
    Workers.share(map.images, among: workers, pieces: 8, isReversed: isReversed) { part, _ in
      body(part.lowerBound, part.upperBound)
    }
  }

  /// Adds up what the parts summed for each channel, to the sums of the first.
  private func addUp(_ sums: UnsafeMutablePointer<Double>) {
    for image in 1..<max(map.images, 1) {
      let other = sums + image * channels
      for channel in 0..<channels { sums[channel] += other[channel] }
    }
  }

  /// What a channel of `x` is multiplied by, and what is added, to normalise it, after the last call of `prepare`.
  var normalisation: (scale: UnsafePointer<Float>, shift: UnsafePointer<Float>) {
    (UnsafePointer(vectors.base), UnsafePointer(vectors.base + channels))
  }

  /// Takes the statistics of `x`, where those of the batch are used, and moves the running ones.
  func prepare(_ x: UnsafeRawPointer) {
    if usesBatchStatistics {
      let (map, sums, products) = (map, sums, products)
      forEachShare(isReversed: true) { kernel_map_sums(map, $0, $1, x, sums, products) }
      addUp(sums)
      addUp(products)
    }
    let statistics = weights.statistics.base
    let momentum = weights.statisticsMomentum ?? momentum
    for channel in 0..<channels {
      var mean = Double(statistics[runningMean + channel])
      var variance = Double(statistics[runningVariance + channel])
      if usesBatchStatistics {
        let batchMean = sums[channel] / count
        let batchVariance = max(products[channel] / count - batchMean * batchMean, 0)
        mean += momentum * (batchMean - mean)
        variance += momentum * (batchVariance * count / max(count - 1, 1) - variance)
        statistics[runningMean + channel] = Float(mean)
        statistics[runningVariance + channel] = Float(variance)
        (mean, variance) = (batchMean, batchVariance)
      }
      let inverse = 1 / (variance + epsilon).squareRoot()
      let scale = Double(weights.values.base[gamma + channel]) * inverse
      vectors.base[channel] = Float(scale)
      vectors.base[channels + channel] = Float(Double(weights.values.base[beta + channel]) - mean * scale)
      vectors.base[2 * channels + channel] = Float(mean)
      vectors.base[3 * channels + channel] = Float(inverse)
    }
  }

  /// Computes `result` from `x`: normalised, scaled, shifted, summed with `addend`, limited.
  func apply(_ x: UnsafeRawPointer, addend: UnsafeRawPointer?, result: UnsafeMutableRawPointer) {
    let kernel = kernel
    forEachShare { first, last in
      withUnsafePointer(to: kernel) { kernel_norm_forward($0, first, last, x, addend, result) }
    }
  }

  /// Turns the gradient of the result into that of `x`, in place, and adds to the gradients of gamma and beta.
  ///
  /// - Parameters:
  ///   - x: What forward took.
  ///   - result: What forward gave; needed where there was an addend.
  ///   - gradient: Of the result.
  ///   - addendGradient: Where the addend's gradient goes, and whether it is a sum with what is there.
  func backward(
    _ x: UnsafeRawPointer, result: UnsafeRawPointer?, gradient: UnsafeMutableRawPointer,
    addendGradient: (address: UnsafeMutableRawPointer, accumulates: Bool)?
  ) {
    let (kernel, sums, products, means) = (kernel, sums, products, means.base)
    forEachShare { first, last in
      withUnsafePointer(to: kernel) { kernel_norm_backward_sums($0, first, last, gradient, x, result, sums, products) }
    }
    addUp(sums)
    addUp(products)
    for channel in 0..<channels {
      let (sum, product) = (sums[channel], products[channel])
      weights.gradients.base[beta + channel] += Float(sum)
      weights.gradients.base[gamma + channel] += Float(product)
      means[channel] = usesBatchStatistics ? Float(sum / count) : 0
      means[channels + channel] = usesBatchStatistics ? Float(product / count) : 0
    }
    let channels = channels
    forEachShare(isReversed: true) { first, last in
      withUnsafePointer(to: kernel) {
        kernel_norm_backward(
          $0, first, last, x, result, means, means + channels, gradient, addendGradient?.address,
          addendGradient?.accumulates ?? false)
      }
    }
  }
}
