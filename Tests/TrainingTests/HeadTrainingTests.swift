import Networks
import Records
import Tensors
import Testing
import Training

@Suite struct HeadTrainingTests {
  private let reference: Reference
  private let data: LabelledFeatures

  init() throws {
    reference = try Reference.load()
    data = try reference.data()
  }

  private func training(workers: Int = 1) throws -> HeadTraining {
    HeadTraining(
      Hyperparameters(
        learningRate: try reference.number("rate"), schedule: .constant(epochs: 3), batchSize: 8,
        seed: UInt64(try reference.number("seed")),
        optimizer: .gradientDescent(GradientDescent(momentum: 0.9, weightDecay: try reference.number("decay"))),
        workers: workers))
  }

  /// Shuffles, dropout masks, the merged last batch, smoothing and validation: all as PyTorch with the same draws.
  @Test func theWholeLoopIsPyTorchs() throws {
    var epochs: [TrainingEpoch] = []
    let head = try training().fit(reference.head("initial", dropout: [0.25, 0.5]), on: data) { epochs.append($0) }
    let expected = try #require(reference.values["epochs"]?.array).compactMap(\.object)
    #expect(epochs.map(\.number) == [0, 1, 2])
    for (epoch, expected) in zip(epochs, expected) {
      #expect(abs(epoch.trainingLoss - (try #require(expected["trainingLoss"]?.double))) < 3e-6)
      let validation = try #require(epoch.validation)
      #expect(abs(validation.loss - (try #require(expected["validationLoss"]?.double))) < 3e-6)
      #expect(validation.accuracy == expected["accuracy"]?.double)
      #expect(epoch.learningRate == 0.05)
      #expect(epoch.imagesPerSecond > 0 && epoch.seconds > 0)
    }
    try expectClose(head, reference.layers("trained"), tolerance: 2e-5)
  }

  @Test func workersChangeNothing() throws {
    let start = Head(inputs: data.featureCount, classes: 3, hidden: [300, 40], dropout: [0.3, 0.3, 0.3], seed: 1)
    let one = try training(workers: 1).fit(start, on: data) { _ in }
    for workers in [2, 3] {
      #expect(try training(workers: workers).fit(start, on: data) { _ in } == one)
    }
    var other = try training()
    other.hyperparameters.seed += 1
    #expect(try other.fit(start, on: data) { _ in } != one)
  }

  @Test func trainsWithoutValidation() throws {
    let alone = try LabelledFeatures(
      features: data.features,
      images: LabelledImages(
        labels: data.images.labels, kind: .single, classCount: 3, trainingRows: data.images.trainingRows,
        validationRows: []))
    var epochs: [TrainingEpoch] = []
    _ = try training().fit(reference.head("initial", dropout: [0, 0]), on: alone) { epochs.append($0) }
    #expect(epochs.count == 3)
    #expect(epochs.allSatisfy { $0.validation == nil && $0.trainingLoss.isFinite })
  }

  @Test func unlabelledRowsAreLeftOut() throws {
    var labels = data.images.labels
    labels[data.images.trainingRows[0]] = nil
    labels[data.images.validationRows[0]] = nil
    let partly = try LabelledImages(
      labels: labels, kind: .single, classCount: 4, trainingRows: data.images.trainingRows,
      validationRows: data.images.validationRows)
    #expect(partly.unlabelledCount == 2)
    #expect(partly.trainingRows == Array(data.images.trainingRows.dropFirst()))
    #expect(partly.trainingCounts[3] == 0 && partly.trainingCounts.reduce(0, +) == 32)
  }

  @Test func divergenceIsASentence() throws {
    var wild = try training()
    wild.hyperparameters.learningRate = 1e30
    let error = try #require(throws: TrainingError.self) {
      _ = try wild.fit(reference.head("initial", dropout: [0, 0]), on: data) { _ in }
    }
    #expect(error.description.hasSuffix(": try a lower learning rate"))
  }

  @Test func refusesWhatCannotBeLearnt() throws {
    func error(
      features: Tensor? = nil, targets: [Int]? = nil, classes: Int = 3, training: [Int]? = nil
    ) throws -> String {
      try #require(throws: TrainingError.self) {
        _ = try LabelledFeatures(
          features: features ?? data.features, targets: targets ?? data.images.labels.map { $0?[0] ?? -1 },
          classCount: classes,
          trainingRows: training ?? data.images.trainingRows, validationRows: data.images.validationRows)
      }.description
    }
    #expect(try error(classes: 1) == "one class only: there is nothing to tell apart")
    #expect(try error(classes: 2).hasPrefix("row "))
    #expect(try error(targets: [1]) == "44 rows of features, but 1 targets")
    #expect(try error(training: [44]) == "there is no row 44")
    #expect(try error(training: [0]) == "one image of the split 'train': at least two are needed")
    let unlabelled = [Int](repeating: -1, count: 44)
    #expect(try error(targets: unlabelled) == "0 of 33 training images have a label: at least two are needed")
    #expect(try error(features: Tensor(shape: [44], values: [Int64](repeating: 0, count: 44))).contains("[44]"))
    var values = try #require(data.features.floats)
    values[values.count - 1] = .nan
    let damaged = Tensor(shape: data.features.shape, values: values)
    #expect(try error(features: damaged) == "the features of row 43 are not all finite numbers")
  }

  @Test func batchesCoverAllRows() {
    for (rows, size, bounds) in [
      (5, 8, [0, 5]), (8, 8, [0, 8]), (9, 8, [0, 9]), (10, 8, [0, 8, 10]), (17, 8, [0, 8, 17]), (16, 8, [0, 8, 16]),
    ] {
      let batches = Batches(Array(0..<rows), size: size)
      #expect(batches.bounds == bounds)
      #expect(Batches.count(rows: rows, size: size) == batches.count)
      #expect(Batches.largest(rows: rows, size: size) == (0..<batches.count).map { batches[$0].count }.max())
    }
  }
}
