internal import Inference
public import Records

/// The photographs that a network is trained on and measured on.
public struct Photographs: Sendable {
  /// Where they are; the number of one here is what its random draws depend on.
  public let records: [ImageRecord]
  /// What they show, and which are for training and validation.
  public let images: LabelledImages
  /// Where relative paths start; `nil` is the working directory.
  public let root: String?

  /// Puts the parts together.
  public init(records: [ImageRecord], images: LabelledImages, root: String?) {
    precondition(records.count == images.labels.count)
    self.records = records
    self.images = images
    self.root = root
  }

  /// Runs the photographs of these numbers through a network, and calls `emit` with the features of each, in order.
  ///
  /// - Throws: `LostPhotograph` when one cannot be read; what `ImageRunner` and `emit` throw.
  func run(
    _ numbers: [Int], through runner: ImageRunner, views: ImageViews = .centre,
    emit: (_ number: Int, _ features: [Float]) throws -> Void
  ) throws {
    try runner.run(numbers.map { records[$0] }, views: views, output: .features) { index, result in
      switch result {
      case .row(_, let row): try emit(numbers[index], row)
      case .damaged(let sentence): throw LostPhotograph(description: sentence)
      }
    }
  }
}
