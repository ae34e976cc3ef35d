/// The batches of an epoch.
public struct Batches: Equatable, Sendable {
  /// The numbers of the rows, in the order they are trained on.
  public let order: [Int]
  /// Where each batch begins in `order`, and where the last one ends.
  public let bounds: [Int]

  /// The number of batches.
  public var count: Int { bounds.count - 1 }

  /// Cuts `order` into batches of `size`.
  ///
  /// The last one may be smaller; a last one of a single row, which has no statistics for batch norm, is merged into the
  /// one before.
  public init(_ order: [Int], size: Int) {
    self.order = order
    var bounds = Array(stride(from: 0, to: order.count, by: size))
    if Batches.mergesLast(rows: order.count, size: size) { bounds.removeLast() }
    self.bounds = bounds + [order.count]
  }

  /// Whether the last batch would be a single row and another batch is there to take it in.
  public static func mergesLast(rows: Int, size: Int) -> Bool { rows > size && rows % size == 1 }

  /// The rows of batch `number`.
  public subscript(number: Int) -> ArraySlice<Int> { order[bounds[number]..<bounds[number + 1]] }

  /// The most rows any batch of an epoch can have.
  public static func largest(rows: Int, size: Int) -> Int {
    min(rows, mergesLast(rows: rows, size: size) ? size + 1 : size)
  }

  /// The number of batches of an epoch.
  public static func count(rows: Int, size: Int) -> Int {
    rows / size + (rows % size == 0 || mergesLast(rows: rows, size: size) ? 0 : 1)
  }
}
