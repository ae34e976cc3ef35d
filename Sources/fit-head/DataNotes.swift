internal import Inference
internal import Training

/// What a user should know about the data before believing the result.
enum DataNotes {
  static func sentences(on data: LabelledFeatures, of activations: Activations, batchSize: Int) -> [String] {
    var sentences: [String] = []
    if data.unlabelledCount > 0 {
      let count = data.unlabelledCount
      sentences.append("left out \(count) image\(count == 1 ? "" : "s") without a label")
    }
    let missing = zip(activations.classes, data.trainingCounts).filter { $0.1 == 0 }.map { "'\($0.0)'" }
    if !missing.isEmpty {
      let shown = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
      sentences.append("no training image of \(missing.count) of the \(data.classCount) classes: \(shown)")
    }
    if data.validationRows.isEmpty {
      sentences.append("no validation images: how good the head is will not be known")
    }
    if Batches.mergesLast(rows: data.trainingRows.count, size: batchSize) {
      sentences.append("the last batch of an epoch would be a single image, which joins the batch before")
    }
    return sentences
  }
}
