internal import Files
public import Inference
internal import Networks
public import Records
public import Training

extension LabelledImages {
  /// Takes what `targets` says of the images of `splits`.
  ///
  /// Of several labels an image, an empty list is one that counts; a row that is not a number has no list.
  ///
  /// - Parameter source: Where the images are listed, for the error.
  /// - Throws: `Unlearnable` when there are no labels or too few images.
  public init(_ targets: Targets, splits: [Split], classCount: Int, source: String) throws(Unlearnable) {
    let labels: [[Int]?]
    let kind: LabelKind
    switch targets {
    case .single(let targets):
      kind = .single
      labels = targets.map { $0 < 0 ? nil : [$0] }
    case .several(let values, let classCount):
      kind = .several
      labels = splits.indices.map { row in
        let row = values[row * classCount..<(row + 1) * classCount]
        return row.contains(where: \.isNaN) ? nil : row.indices.filter { row[$0] > 0 }.map { $0 - row.startIndex }
      }
    }
    guard labels.contains(where: { $0.map { !$0.isEmpty } ?? false }) else {
      throw Unlearnable(path: source, reason: "none of its images has a label")
    }
    do throws(TrainingError) {
      try self.init(
        labels: labels, kind: kind, classCount: classCount,
        trainingRows: splits.indices.filter { splits[$0] == .train },
        validationRows: splits.indices.filter { splits[$0] == .valid })
    } catch {
      throw Unlearnable(path: source, reason: error.description)
    }
  }
}

extension LabelledFeatures {
  /// Takes the labelled rows of a file.
  ///
  /// - Throws: `Unlearnable` when there are no labels, too few images, or damaged features.
  public init(_ activations: Activations) throws(Unlearnable) {
    let images = try LabelledImages(
      activations.targets, splits: activations.splits, classCount: activations.classes.count, source: activations.path)
    do throws(TrainingError) {
      try self.init(features: activations.features, images: images)
    } catch {
      throw Unlearnable(path: activations.path, reason: error.description)
    }
  }
}

/// Images that nothing can be learned from.
public struct Unlearnable: Error, CustomStringConvertible {
  let path: String
  let reason: String

  /// Names the file and the reason.
  public var description: String { "cannot learn from \(StandardStream.inputName(path)): \(reason)" }
}
