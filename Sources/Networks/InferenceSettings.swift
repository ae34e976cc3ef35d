public import Instructions

/// How a convolution is computed.
public enum ConvolutionAlgorithm: Sendable {
  /// Sums of products, as the definition says.
  case direct
  /// 3×3 convolutions of stride 1 by tiles of 4×4 (Lavin & Gray 2015, arXiv:1509.09308): a quarter of the products,
  /// and rounding errors a few times larger.
  case winograd
}

/// The order of the numbers of a map of features in memory.
public enum FeatureLayout: Sendable {
  /// Blocks of as many channels as fit a vector register, each a map of its own (nChw16c).
  case blocked
  /// All channels of one position together (nhwc).
  case interleaved
}

/// What the inference plan may choose: it changes the last bits of the features, and the time they take.
public struct InferenceSettings: Sendable {
  /// How many images go through the network together; the numbers of each do not depend on the others.
  public var microBatch: Int
  /// The one layout of all maps.
  public var layout: FeatureLayout
  /// What is asked for where there is code: 3×3, stride 1, interleaved layout.
  public var algorithm: ConvolutionAlgorithm
  /// What direct convolutions multiply; Winograd's algorithm, which bfloat16 is too coarse for, is float32 always.
  public var precision: Precision
  /// What our own kernels compute with; `nil` takes what `InstructionSet.chosen` says.
  public var instructions: InstructionSet?

  /// Chooses everything.
  public init(
    microBatch: Int, layout: FeatureLayout, algorithm: ConvolutionAlgorithm, precision: Precision = .float32
  ) {
    self.precision = precision
    self.microBatch = microBatch
    self.layout = layout
    self.algorithm = algorithm
  }
}

extension Architecture {
  /// The fastest settings that were measured within three times the rounding error of PyTorch's float32.
  ///
  /// Our own code, for Winograd and for grouped convolutions, needs the interleaved layout; oneDNN has none that is fast for
  /// groups in the blocked one. Lite0's layouts are equally fast, and the blocked one rounds less.
  public var inferenceSettings: InferenceSettings {
    switch self {
    case .efficientnetLite0: InferenceSettings(microBatch: 2, layout: .blocked, algorithm: .direct)
    case .resnet18, .resnet34, .resnet50, .resnet101, .resnet152, .wideResnet50x2:
      InferenceSettings(microBatch: 8, layout: .interleaved, algorithm: .winograd)
    case .resnext50x32x4d, .resnext101x32x8d, .resnext101x64x4d:
      InferenceSettings(microBatch: 2, layout: .interleaved, algorithm: .direct)
    }
  }

  /// The fastest settings of those that need no more than `precision`.
  ///
  /// Winograd's algorithm in float32 is faster than direct convolutions in bfloat16. Where nearly all of a network is 3×3
  /// convolutions it pays for the larger micro-batch that it needs, and bfloat16 is left for the others.
  ///
  /// - Throws: `InferencePlanError` when the processor has no instructions for `precision`.
  public func inferenceSettings(_ precision: Precision) throws(InferencePlanError) -> InferenceSettings {
    guard precision.isAvailable else { throw .precision(precision) }
    var settings = inferenceSettings
    switch (precision, self) {
    case (.float32, _): break
    case (.bfloat16, .resnet18), (.bfloat16, .resnet34): settings.precision = .bfloat16
    case (.bfloat16, _):
      settings = InferenceSettings(microBatch: 2, layout: .interleaved, algorithm: .direct, precision: .bfloat16)
    }
    return settings
  }
}
