internal import Networks
internal import Tensors
internal import Workers

/// A network that learns from photographs: a body, frozen or not, and the head on top of it.
final class NetworkLearner: Learner {
  private let body: any Body
  /// The body, if it learns.
  private let learning: LearningBody?
  private let trainer: HeadTrainer
  private let photographs: Photographs
  private let rates: LayerRates
  private let seed: UInt64
  private let mixingStrength: Double?
  private var order: EpochOrder
  private var epoch: Int?
  private var averages: WeightAverages
  /// The best epoch's numbers, where one is selected.
  private(set) var best: ModelSnapshot?

  init(
    _ body: any Body, _ head: Head, _ photographs: Photographs, _ hyperparameters: Hyperparameters, rates: LayerRates,
    averaging: WeightAveraging, mixingStrength: Double?, team: WorkerTeam
  ) {
    self.body = body
    learning = body as? LearningBody
    self.photographs = photographs
    self.rates = rates
    seed = hyperparameters.seed
    self.mixingStrength = mixingStrength
    order = EpochOrder(of: photographs.images.trainingRows, hyperparameters)
    trainer = HeadTrainer(
      head, optimizer: hyperparameters.optimizer, loss: hyperparameters.loss,
      // A part takes in a last one of a single image.
      largestBatch: body.partSize < order.largestBatch ? body.partSize + 1 : order.largestBatch, team: team)
    averages = WeightAverages(averaging)
  }

  var batchesPerEpoch: Int { order.batchCount }
  var imagesPerEpoch: Int { photographs.images.trainingRows.count }

  /// The numbers as they are now.
  private var current: ModelSnapshot { ModelSnapshot(body: learning?.snapshot, head: trainer.head) }
  /// The numbers that are measured and written.
  var evaluated: ModelSnapshot { averages.moving ?? current }

  /// Returns numbers of the body by their published names; `nil` when it does not learn.
  func tensors(of snapshot: ModelSnapshot) -> [(name: String, tensor: Tensor)]? {
    snapshot.body.flatMap { learning?.tensors(of: $0) }
  }

  func step(epoch: Int, batch: Int, learningRate: Double, momentum: Double?) throws -> Double {
    let batches = order.batches(ofEpoch: epoch)
    if epoch != self.epoch { body.begin(epoch: epoch, order: batches.order) }
    self.epoch = epoch
    let range = batches.bounds[batch]..<batches.bounds[batch + 1]
    let parts = Batches(Array(range), size: min(body.partSize, range.count))
    var loss = 0.0
    for number in 0..<parts.count {
      let part = parts.bounds[number] + range.lowerBound..<parts.bounds[number + 1] + range.lowerBound
      let share = Double(part.count) / Double(range.count)
      loss += share * (try learn(from: part, of: batches, epoch: epoch, share: share, isFirst: number == 0))
    }
    let rates = rates.scaled(to: learningRate)
    trainer.update(learningRate: learningRate, momentum: momentum)
    learning?.update(rates: rates, momentum: momentum)
    averages.step { current }
    return loss
  }

  /// Adds the gradients of a part of a batch to those of the parts before, and returns its mean loss.
  private func learn(
    from part: Range<Int>, of batches: Batches, epoch: Int, share: Double, isFirst: Bool
  ) throws -> Double {
    let samples = batches.order[part]
    let mixing = mixingStrength.map { Mixing(of: samples, strength: $0, seed: seed, epoch: epoch) }
    let features = try learning?.features(of: part, mixing: mixing) ?? body.features(of: part)
    let plain = samples.map { photographs.images.labels[$0] ?? [] }
    let labels = mixing.map { MixedLabels(plain, partners: $0.partners, shares: $0.shares) } ?? MixedLabels(plain)
    var gradient: [Float] = []
    let loss = trainer.differentiate(
      features: features, labels: labels, samples: samples,
      dropout: HeadTrainer.Dropout(seed: seed, epoch: epoch), part: share, accumulates: !isFirst,
      featureGradient: learning != nil ? { gradient = Array($0) } : nil)
    if loss.isFinite { try learning?.backward(gradient) }
    return loss
  }

  func finishEpoch(endsCycle: Bool) { if endsCycle { averages.finishCycle(current) } }

  func evaluate() throws -> Evaluation? { try evaluation(of: averages.moving) }

  /// Measures numbers of this network, `nil` those that are there now, on the validation photographs; `nil` when there are
  /// none.
  func evaluation(of snapshot: ModelSnapshot?) throws -> Evaluation? {
    let evaluator = HeadEvaluator(snapshot?.head ?? trainer.head)
    var tally = EvaluationTally(photographs.images.kind)
    try body.evaluate(with: snapshot?.body) { number, features in
      tally.add(logits: evaluator.logits(of: features), labels: [photographs.images.labels[number] ?? []])
    }
    return Evaluation(tally)
  }

  func keep() { best = evaluated }

  /// Takes on a mean of weights: its batch norm gets the statistics of one pass over the training photographs.
  ///
  /// Each batch counts as its part of the photographs so far (`torch.optim.swa_utils.update_bn`).
  ///
  /// - Parameter epoch: The number of the epoch whose draws the pass uses.
  func adopt(_ mean: ModelSnapshot, epoch: Int) throws -> ModelSnapshot {
    if let weights = mean.body { learning?.snapshot = weights }
    trainer.head = mean.head
    let batches = order.batches(ofEpoch: epoch)
    body.begin(epoch: epoch, order: batches.order)
    defer { learning?.statisticsMomentum = nil }
    let parts = Batches(batches.order, size: min(body.partSize, order.largestBatch))
    for number in 0..<parts.count {
      let part = parts.bounds[number]..<parts.bounds[number + 1]
      let momentum = Double(part.count) / Double(part.upperBound)
      learning?.statisticsMomentum = momentum
      trainer.observe(
        features: try body.features(of: part), samples: batches.order[part], momentum: momentum,
        dropout: HeadTrainer.Dropout(seed: seed, epoch: epoch))
    }
    return current
  }

  /// Everything that changes while it learns.
  var state: NetworkState {
    get {
      NetworkState(
        body: learning?.state, head: trainer.head, headMemory: trainer.optimizer.memory, best: best, averages: averages)
    }
    set {
      if let state = newValue.body { learning?.state = state }
      trainer.head = newValue.head
      trainer.optimizer.memory = newValue.headMemory
      best = newValue.best
      averages = newValue.averages
    }
  }

  /// The mean of the numbers at the ends of cycles, where it is wanted.
  var cycleMean: ModelSnapshot? { averages.cycleMean }
}

/// Everything that changes while a network learns.
struct NetworkState: Equatable, Sendable {
  var body: BodyState?
  var head: Head
  var headMemory: OptimizerState.Memory
  var best: ModelSnapshot?
  var averages: WeightAverages
}
