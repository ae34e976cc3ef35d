public import Training

/// What a user should know about the data before believing the result.
public enum DataNotes {
  /// Returns the sentences about images to be learned from in batches of `batchSize`.
  public static func sentences(on images: LabelledImages, classes: [String], batchSize: Int) -> [String] {
    var sentences: [String] = []
    if images.unlabelledCount > 0 {
      let count = images.unlabelledCount
      sentences.append("left out \(count) image\(count == 1 ? "" : "s") without a label")
    }
    let missing = zip(classes, images.trainingCounts).filter { $0.1 == 0 }.map { "'\($0.0)'" }
    if !missing.isEmpty {
      let shown = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
      sentences.append("no training image of \(missing.count) of the \(images.classCount) classes: \(shown)")
    }
    if images.validationRows.isEmpty {
      sentences.append("no validation images: how good the result is will not be known")
    }
    if Batches.mergesLast(rows: images.trainingRows.count, size: batchSize) {
      sentences.append("the last batch of an epoch would be a single image, which joins the batch before")
    }
    return sentences
  }
}
