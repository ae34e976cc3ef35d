public import Files
public import Records

/// Counts the images of an index: per class and split, and how wide and high they are.
public struct IndexSummary: Sendable {
  /// The number of images of each class in each split; the unlabelled ones have an empty name.
  public private(set) var counts: [ExactText: [Split: Int]] = [:]
  /// The number of images in each split.
  public private(set) var totals: [Split: Int] = [:]
  /// The widths of the images that have one, in their order.
  public private(set) var widths: [Int] = []
  /// The heights of the images that have one, in their order.
  public private(set) var heights: [Int] = []

  /// Counts `records`.
  public init(_ records: [ImageRecord] = []) {
    for record in records { add(record) }
  }

  /// Counts one more.
  public mutating func add(_ record: ImageRecord) {
    let split = record.split ?? .test
    for name in record.labels ?? [record.label ?? ""] {
      counts[ExactText(name), default: [:]][split, default: 0] += 1
    }
    totals[split, default: 0] += 1
    if let width = record.width, let height = record.height {
      widths.append(width)
      heights.append(height)
    }
  }

  /// Smallest, lower quartile, median, upper quartile and largest width; empty without images.
  public var widthQuartiles: [Int] { Self.quartiles(widths) }

  /// Smallest, lower quartile, median, upper quartile and largest height; empty without images.
  public var heightQuartiles: [Int] { Self.quartiles(heights) }

  private static func quartiles(_ values: [Int]) -> [Int] {
    guard !values.isEmpty else { return [] }
    let sorted = values.sorted()
    return (0...4).map { sorted[($0 * (sorted.count - 1) + 2) / 4] }
  }
}
