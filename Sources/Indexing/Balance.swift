internal import Files
public import Records

/// Repeats the training images of rare classes, the lesson's answer to classes of unequal size.
public enum Balance {
  /// Returns records among which every class has as many training images as the largest one.
  ///
  /// The images of a class are repeated in turn, so that no two of them differ by more than one; repetitions follow each
  /// other. Images for validation and testing stay as they are.
  public static func balanced(_ records: [ImageRecord]) -> [ImageRecord] {
    var counts: [ExactText: Int] = [:]
    for record in records { if let label = trainingLabel(record) { counts[label, default: 0] += 1 } }
    let largest = counts.values.max() ?? 0
    var seen: [ExactText: Int] = [:]
    return records.flatMap { record -> [ImageRecord] in
      guard let label = trainingLabel(record), let count = counts[label] else { return [record] }
      let place = seen[label, default: 0]
      seen[label] = place + 1
      return Array(repeating: record, count: largest / count + (place < largest % count ? 1 : 0))
    }
  }

  private static func trainingLabel(_ record: ImageRecord) -> ExactText? {
    record.split == .train ? record.label.map(ExactText.init) : nil
  }
}
