internal import Files
public import Networks
public import Records
public import Tensors

/// Turns what a network gives for an image into a prediction: with a trained head, or the published classifier.
public struct Classifier: Sendable {
  /// The classes, in the order of the outputs.
  public let vocabulary: Vocabulary
  /// What the network expects of its pixels, as far as the files say.
  public let input: NetworkInput
  /// How classes are predicted from their probabilities.
  public let decision: Decision
  private let head: HeadEvaluator?
  // Without names the published classifier's classes are numbers, and labels cannot be compared with them.
  private let hasNames: Bool

  /// Whether the classifier that came with the backbone is used.
  public var usesPublishedClassifier: Bool { head == nil }

  /// How many numbers a row has: features or, for the published classifier, logits.
  var rowWidth: Int { head?.inputs ?? vocabulary.classes.count }

  /// Chooses the head at `headPath`, or the classifier of `backbone` when there is none.
  ///
  /// - Parameter classes: The names of the classes; `nil` takes those of the file, or "0", "1", ….
  /// - Throws: `MismatchedHead` when the head was trained on another backbone or has another number of classes;
  ///   `FileError` when it cannot be read or the backbone has no classifier.
  public init(backbone: Backbone, backbonePath: String, headPath: String?, classes: Vocabulary?) throws {
    if let headPath {
      let file = try HeadFile(reading: headPath, for: backbone, backbonePath)
      try self.init(file, input: file.metadata.input ?? backbone.input, path: headPath, classes: classes)
      return
    }
    guard backbone.hasClassifier else {
      throw FileError("use", backbonePath, reason: "it has no classifier of its own; give it a head")
    }
    try self.init(
      nil, outputs: backbone.architecture.network.classCount, recorded: backbone.classes, classes: classes,
      decision: .mostProbable, input: backbone.input, path: backbonePath)
  }

  /// Chooses the head of a model.
  ///
  /// - Parameter classes: The names of the classes; `nil` takes those of the file, or "0", "1", ….
  /// - Throws: `MismatchedHead` when it has another number of classes.
  public init(model: ModelFile, path: String, classes: Vocabulary?) throws(MismatchedHead) {
    try self.init(model.head, input: model.input, path: path, classes: classes)
  }

  private init(_ file: HeadFile, input: NetworkInput, path: String, classes: Vocabulary?) throws(MismatchedHead) {
    let decision: Decision = if case .several(let threshold) = file.labels { .above(threshold) } else { .mostProbable }
    try self.init(
      HeadEvaluator(file.head), outputs: file.head.outputs, recorded: file.metadata.classes, classes: classes,
      decision: decision, input: input, path: path)
  }

  private init(
    _ head: HeadEvaluator?, outputs: Int, recorded: [String]?, classes: Vocabulary?, decision: Decision,
    input: NetworkInput, path: String
  ) throws(MismatchedHead) {
    self.head = head
    self.decision = decision
    self.input = input
    hasNames = classes != nil || recorded != nil
    vocabulary = classes ?? Vocabulary(recorded ?? (0..<outputs).map(String.init))
    guard vocabulary.classes.count == outputs else {
      throw MismatchedHead(description: "\(vocabulary.classes.count) names of classes, but '\(path)' has \(outputs)")
    }
  }

  /// Makes sure that every label is a class, where the classes have names.
  ///
  /// - Throws: `UnknownLabel`.
  public func checkLabels(of records: [ImageRecord]) throws(UnknownLabel) {
    if hasNames, !usesPublishedClassifier { try vocabulary.check(records) }
  }

  /// Returns a sentence about training images among `records`; `nil` when there are none or no head was trained here.
  public func leakage(of records: [ImageRecord]) -> String? {
    let count = records.count { $0.split == .train }
    guard count > 0, !usesPublishedClassifier else { return nil }
    return "\(count) of \(records.count) images are of the split 'train': a head that was trained on them knows them"
  }

  /// Returns the probability of each class.
  ///
  /// - Parameter row: The features or, for the published classifier, the logits.
  public func probabilities(of row: [Float]) -> [Double] {
    let logits = head?.logits(of: row) ?? row
    return decision == .mostProbable
      ? Softmax.logarithms(of: logits).map(Softmax.probability) : logits.map(Sigmoid.probability)
  }

  /// Returns the gradient of the most probable class's logit with respect to the pooled features: [pooledWidth].
  ///
  /// - Parameters:
  ///   - row: The features or, for the published classifier, the logits.
  ///   - network: What gave them.
  public func gradientOfMostProbable(at row: [Float], _ network: CompiledNetwork) -> [Float] {
    guard let head else { return network.classifierGradient(ofLogit: Softmax.indexOfLargest(row)) }
    return head.gradient(ofLogit: Softmax.indexOfLargest(head.logits(of: row)), at: row)
  }

  /// What an image shows, in the form in which classes are predicted; unknown where it is several and one is predicted.
  private func actual(_ record: ImageRecord) -> ClassNames? {
    guard decision == .mostProbable else { return record.classNames.map { .several($0.names) } }
    return record.label.map(ClassNames.one)
  }

  /// Returns the prediction that follows from the probabilities of all classes, for an image.
  ///
  /// - Parameter loss: The loss, where it is known more exactly than the probabilities tell.
  public func predict(
    probabilities: [Double], for record: ImageRecord, top: Int = .max, loss: Float? = nil
  ) -> PredictionRecord {
    PredictionRecord(
      path: record.path, split: record.split, actual: actual(record), classes: vocabulary,
      probabilities: probabilities, decision: decision, top: top, loss: loss)
  }

  /// Returns the prediction for an image.
  ///
  /// - Parameters:
  ///   - row: The features or, for the published classifier, the logits.
  ///   - record: The image.
  ///   - top: How many probabilities to keep: the most probable ones, or all in the order of the classes.
  public func predict(_ row: [Float], for record: ImageRecord, top: Int) -> PredictionRecord {
    let logits = head?.logits(of: row) ?? row
    // Losses come from logits, so that they are exact where a probability has become zero or one.
    guard decision == .mostProbable else {
      return predict(
        probabilities: logits.map(Sigmoid.probability), for: record, top: top, loss: loss(ofTags: logits, record))
    }
    let logarithms = Softmax.logarithms(of: logits)
    let best = Softmax.indexOfLargest(logarithms)
    var order = Array(logarithms.indices)
    if top < order.count {
      order.sort { logarithms[$0] == logarithms[$1] ? $0 < $1 : logarithms[$0] > logarithms[$1] }
      order = Array(order.prefix(top))
    }
    return PredictionRecord(
      path: record.path, split: record.split, actual: actual(record), predicted: .one(vocabulary.classes[best]),
      confidence: Float(Softmax.probability(logarithms[best])),
      loss: record.label.flatMap { vocabulary.index(of: $0) }.map { Float(-logarithms[$0]) },
      probabilities: order.map {
        .init(name: vocabulary.classes[$0], value: Float(Softmax.probability(logarithms[$0])))
      })
  }

  /// The mean of the classes' binary cross-entropies; `nil` where the labels are not known or not among the classes.
  private func loss(ofTags logits: [Float], _ record: ImageRecord) -> Float? {
    guard let names = actual(record)?.names else { return nil }
    let places = names.compactMap(vocabulary.index)
    return places.count == names.count ? Float(Sigmoid.crossEntropy(of: logits, labels: places)) : nil
  }
}

extension HeadFile {
  /// Reads the head at `path`, which must have been trained on `backbone`.
  ///
  /// - Throws: `MismatchedHead` when it was trained on another one; what reading it throws.
  public init(reading path: String, for backbone: Backbone, _ backbonePath: String) throws {
    try self.init(reading: path)
    guard let digest = metadata.backbone, digest == backbone.digest else {
      throw MismatchedHead(
        description: "the head '\(path)' was trained on the backbone \(metadata.backbone?.short ?? "(unknown)"), "
          + "but '\(backbonePath)' is \(backbone.digest.short)")
    }
    guard head.inputs == backbone.architecture.network.pooledWidth else {
      throw FileError(
        "read", path, reason: "it does not take \(backbone.architecture.network.pooledWidth) features")
    }
  }
}

/// A head that does not belong to the backbone or the classes.
public struct MismatchedHead: Error, Equatable, Sendable, CustomStringConvertible {
  /// Names both sides.
  public let description: String
}
