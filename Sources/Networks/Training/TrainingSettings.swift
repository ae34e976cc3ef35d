/// What the training plan computes, and how.
public struct TrainingSettings: Sendable {
  /// The numbers of the maps, of their gradients, and of the weights that they are multiplied by.
  ///
  /// The weights that learn, their gradients and the pooled features are float32.
  public var precision: Precision
  /// The first layer group that learns; those before it are frozen, and their batch norm evaluates.
  public var firstTrainedGroup: LayerGroup
  /// How those before it are computed, by an inference plan.
  public var frozen: InferenceSettings
  /// Whether batch norm uses the statistics of the batch where it learns; otherwise the running ones, which stay.
  public var usesBatchStatistics: Bool

  /// Chooses everything.
  public init(
    precision: Precision = .float32, firstTrainedGroup: LayerGroup = .early, frozen: InferenceSettings,
    usesBatchStatistics: Bool = true
  ) {
    self.precision = precision
    self.firstTrainedGroup = firstTrainedGroup
    self.frozen = frozen
    self.usesBatchStatistics = usesBatchStatistics
  }
}

extension Architecture {
  /// All layers learn; those that are frozen later are computed by the inference plan's settings.
  public var trainingSettings: TrainingSettings { TrainingSettings(frozen: inferenceSettings) }

  /// The same in other numbers.
  ///
  /// - Throws: `InferencePlanError` when the processor has no instructions for `precision`.
  public func trainingSettings(_ precision: Precision) throws(InferencePlanError) -> TrainingSettings {
    TrainingSettings(precision: precision, frozen: try inferenceSettings(precision))
  }
}
