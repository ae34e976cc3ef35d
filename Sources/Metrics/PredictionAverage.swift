internal import Files
public import Records

/// Puts the predictions of several models together.
///
/// Of the same images: the arithmetic mean of the probabilities, as the lesson averages snapshots. Of different images, as
/// the validation sets of folds are: one after the other. Anything in between is a mistake.
public struct PredictionAverage: Sendable {
  private let tables: [PredictionTable]
  // The place of each of the first table's classes in each table.
  private let orders: [[Int]]
  private let hasSameImages: Bool

  /// How classes are predicted from the mean probabilities: of several thresholds, above their mean.
  public let decision: Decision

  /// The classes, in the order of the first file.
  public var classes: [String] { tables[0].classes.classes }

  /// Checks that predictions fit together.
  ///
  /// - Parameter tables: At least one.
  /// - Throws: `UnfitPredictions` when they are of different classes, share some images but not all, or say different
  ///   things of the same image.
  public init(_ tables: [PredictionTable]) throws(UnfitPredictions) {
    precondition(!tables.isEmpty)
    self.tables = tables
    let first = tables[0]
    decision = try PredictionAverage.decision(of: tables)
    orders = try tables.map { (table) throws(UnfitPredictions) in
      let order = first.classes.classes.compactMap(table.classes.index)
      guard order.count == first.classes.classes.count, order.count == table.classes.classes.count else {
        throw UnfitPredictions(
          description: "the classes of \(table.name) (\(PredictionAverage.shown(table.classes))) are not those of "
            + "\(first.name) (\(PredictionAverage.shown(first.classes)))")
      }
      return order
    }
    hasSameImages = tables.allSatisfy { $0.hasSameImages(as: first) }
    if hasSameImages {
      for table in tables { try table.checkAgreement(with: first) }
    } else {
      try PredictionAverage.checkDistinct(tables)
    }
  }

  /// Calls `body` with each prediction: in the order of the first file, or of all files one after the other.
  ///
  /// The mean is taken in double precision, in the order of the files.
  public func forEach<Failure: Error>(_ body: (PredictionRecord) throws(Failure) -> Void) throws(Failure) {
    let groups = hasSameImages ? [Array(tables.indices)] : tables.indices.map { [$0] }
    for group in groups {
      for row in tables[group[0]].rows {
        var sums = [Double](repeating: 0, count: classes.count)
        for index in group {
          guard let place = tables[index].places[ExactText(row.path)] else { continue }
          let probabilities = tables[index].rows[place].probabilities
          for (own, other) in orders[index].enumerated() { sums[own] += Double(probabilities[other]) }
        }
        try body(
          PredictionRecord(
            path: row.path, split: row.split, actual: row.actual, classes: tables[0].classes,
            probabilities: sums.map { $0 / Double(group.count) }, decision: decision))
      }
    }
  }

  private static func decision(of tables: [PredictionTable]) throws(UnfitPredictions) -> Decision {
    let thresholds = tables.compactMap(\.decision.threshold)
    guard !thresholds.isEmpty else { return .mostProbable }
    guard thresholds.count == tables.count else {
      throw UnfitPredictions(description: "some files predict one class an image and others several")
    }
    return .above(thresholds.reduce(0, +) / Double(thresholds.count))
  }

  private static func checkDistinct(_ tables: [PredictionTable]) throws(UnfitPredictions) {
    // The likeliest mistake is a file that has not quite the images of the first.
    for table in tables.dropFirst() where table.shared(with: tables[0]) > 0 && !table.hasSameImages(as: tables[0]) {
      throw overlap(tables[0], table)
    }
    var owners: [ExactText: Int] = [:]
    for (index, table) in tables.enumerated() {
      for row in table.rows {
        if let other = owners.updateValue(index, forKey: ExactText(row.path)) { throw overlap(tables[other], table) }
      }
    }
  }

  private static func overlap(_ first: PredictionTable, _ second: PredictionTable) -> UnfitPredictions {
    UnfitPredictions(
      description: "\(first.name) and \(second.name) share \(second.shared(with: first)) of \(first.rows.count) and "
        + "\(second.rows.count) images: all files must be about the same images, for their mean, or no two share one, "
        + "to follow each other")
  }

  private static func shown(_ classes: Vocabulary) -> String {
    classes.classes.prefix(5).joined(separator: ", ") + (classes.classes.count > 5 ? ", …" : "")
  }
}

extension PredictionTable {
  /// The number of images that `other` has too.
  fileprivate func shared(with other: PredictionTable) -> Int { rows.count { other.places[ExactText($0.path)] != nil } }

  /// Whether both are about the same images, in whatever order.
  fileprivate func hasSameImages(as other: PredictionTable) -> Bool {
    rows.count == other.rows.count && shared(with: other) == rows.count
  }

  /// Makes sure that both say the same of the images they share.
  fileprivate func checkAgreement(with other: PredictionTable) throws(UnfitPredictions) {
    for row in rows {
      guard let twin = other.places[ExactText(row.path)].map({ other.rows[$0] }) else { continue }
      for (field, mine, its) in [
        ("label", row.actual?.names.joined(separator: ", "), twin.actual?.names.joined(separator: ", ")),
        ("split", row.split?.rawValue, twin.split?.rawValue),
      ] where mine.map(ExactText.init) != its.map(ExactText.init) {
        throw UnfitPredictions(
          description: "the \(field) of '\(row.path)' is \(its ?? "not known") in \(other.name), but "
            + "\(mine ?? "not known") in \(name)")
      }
    }
  }
}
