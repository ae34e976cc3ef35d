/// The classes of the images of a batch, and those of what is mixed into them.
package struct MixedLabels {
  /// The indexes of the classes of each image.
  package let labels: [[Int]]
  /// Those of each image's partner, and the part of the image itself; `nil` when nothing is mixed.
  package let mixture: [(labels: [Int], share: Double)]?

  /// Takes labels as they are.
  package init(_ labels: [[Int]]) {
    self.labels = labels
    mixture = nil
  }

  /// Mixes labels as the images are mixed.
  package init(_ labels: [[Int]], partners: [Int], shares: [Double]) {
    self.labels = labels
    mixture = zip(partners, shares).map { (labels[$0], $1) }
  }

  /// The number of images.
  package var count: Int { labels.count }

  /// Returns how much of an image shows each of `classCount` classes.
  func shares(at row: Int, classCount: Int) -> [Double] {
    var shares = [Double](repeating: 0, count: classCount)
    let own = mixture?[row].share ?? 1
    for label in labels[row] { shares[label] += own }
    for label in mixture?[row].labels ?? [] { shares[label] += 1 - own }
    return shares
  }
}
