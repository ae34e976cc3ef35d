/// What the training plan computes, and how.
public struct TrainingSettings: Sendable {
  /// The one layout of all maps.
  public var layout: FeatureLayout
  /// What is asked for where the library has it.
  public var algorithm: ConvolutionAlgorithm
  /// The first layer group that learns; those before it are frozen, and their batch norm evaluates.
  public var firstTrainedGroup: LayerGroup
  /// How those before it are computed, by an inference plan.
  public var frozen: InferenceSettings
  /// Whether batch norm uses the statistics of the batch where it learns; otherwise the running ones, which stay.
  public var usesBatchStatistics: Bool

  /// Chooses everything.
  public init(
    layout: FeatureLayout, algorithm: ConvolutionAlgorithm, firstTrainedGroup: LayerGroup = .early,
    frozen: InferenceSettings, usesBatchStatistics: Bool = true
  ) {
    self.layout = layout
    self.algorithm = algorithm
    self.firstTrainedGroup = firstTrainedGroup
    self.frozen = frozen
    self.usesBatchStatistics = usesBatchStatistics
  }
}

extension Architecture {
  /// The layout and algorithm for which oneDNN has fast code in both directions.
  ///
  /// In the blocked layout it computes the gradients of grouped and wide depthwise convolutions by reference code.
  public var trainingSettings: TrainingSettings {
    switch self {
    case .resnet18, .resnet34, .resnet50, .resnet101, .resnet152, .wideResnet50x2:
      TrainingSettings(layout: .blocked, algorithm: .winograd, frozen: inferenceSettings)
    case .efficientnetLite0, .resnext50x32x4d, .resnext101x32x8d, .resnext101x64x4d:
      TrainingSettings(layout: .interleaved, algorithm: .direct, frozen: inferenceSettings)
    }
  }
}
