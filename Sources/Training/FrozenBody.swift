internal import Images
internal import Inference
internal import Networks
internal import Tensors

/// A body that does not learn: it runs as an inference plan, and its validation features are computed once.
final class FrozenBody: Body {
  private let runner: ImageRunner
  private let photographs: Photographs
  private let augmentation: Augmentation
  private let seed: UInt64
  private var epoch = 0
  private var order: [Int] = []
  // The features of the next batches, which are computed together: a plan's memory is not taken for each batch.
  private var ahead: (part: Range<Int>, rows: [[Float]]) = (0..<0, [])
  private var validation: [[Float]]?

  private static let chunk = 512

  init(_ network: CompiledNetwork, _ photographs: Photographs, _ views: TrainingViews, seed: UInt64, workers: Int) {
    runner = ImageRunner(network, input: views.input, root: photographs.root, workers: workers)
    self.photographs = photographs
    augmentation = views.augmentation
    self.seed = seed
  }

  let partSize = Int.max

  func begin(epoch: Int, order: [Int]) {
    self.epoch = epoch
    self.order = order
    ahead = (0..<0, [])
  }

  func features(of part: Range<Int>) throws -> [Float] {
    if part.lowerBound < ahead.part.lowerBound || part.upperBound > ahead.part.upperBound {
      let range = part.lowerBound..<max(part.upperBound, min(part.lowerBound + FrozenBody.chunk, order.count))
      let numbers = Array(order[range])
      let views = ImageViews.training(augmentation, seed: seed, epoch: epoch, samples: numbers)
      ahead = (range, try run(numbers, views))
    }
    return Array(part.map { ahead.rows[$0 - ahead.part.lowerBound] }.joined())
  }

  func evaluate(
    with snapshot: NetworkWeights.Snapshot?, _ emit: (_ number: Int, _ features: [Float]) throws -> Void
  ) throws {
    let numbers = photographs.images.validationRows
    let rows = try validation ?? run(numbers, .centre)
    validation = rows
    for (number, row) in zip(numbers, rows) { try emit(number, row) }
  }

  private func run(_ numbers: [Int], _ views: ImageViews) throws -> [[Float]] {
    var rows: [[Float]] = []
    try photographs.run(numbers, through: runner, views: views) { _, row in rows.append(row) }
    return rows
  }
}
