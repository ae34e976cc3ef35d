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
}
