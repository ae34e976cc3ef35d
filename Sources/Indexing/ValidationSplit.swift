internal import Files
internal import Records

/// Which of the labelled images are for validation.
public enum ValidationSplit: Equatable, Sendable {
  /// A random part; of each class the same part when stratified.
  case fraction(Double, seed: UInt32, stratified: Bool)
  /// Part number `fold` (from 1) of `folds` random parts, which together are everything.
  case fold(Int, of: Int, seed: UInt32, stratified: Bool)
  /// The images with these numbers, from 0, in the order of the CSV or, for folders, of their paths.
  case rows([Int])
  /// None: everything is for training.
  case none

  /// Returns which of `count` images are for validation.
  ///
  /// Without stratification `fraction` is the lesson's `get_cv_idxs(n, 0, val_pct, seed)` (fastai 0.7, `dataset.py`):
  /// the first ⌊fraction·n⌋ of NumPy's permutation.
  ///
  /// - Parameter labels: For each image the class it is counted under when stratified.
  public func validationSet(labels: [String]) -> Set<Int> {
    let count = labels.count
    switch self {
    case .none: return []
    case .rows(let rows): return Set(rows.filter { $0 < count })
    case .fraction(let fraction, let seed, let stratified):
      var generator = MersenneTwister(seed: seed)
      let order = generator.permutation(count)
      guard stratified else { return Set(order.prefix(Int(fraction * Double(count)))) }
      return Set(
        Self.byClass(order, labels).flatMap { members in
          members.prefix(Int((fraction * Double(members.count)).rounded()))
        })
    case .fold(let fold, let folds, let seed, let stratified):
      var generator = MersenneTwister(seed: seed)
      let order = generator.permutation(count)
      guard stratified else { return Set(order[(fold - 1) * count / folds..<fold * count / folds]) }
      // Dealt out class after class, so that folds differ by at most one image a class and in all.
      let dealt = Self.byClass(order, labels).joined().enumerated()
      return Set(dealt.filter { $0.offset % folds == fold - 1 }.map(\.element))
    }
  }

  /// The images of each class in the order of `order`; classes by name.
  private static func byClass(_ order: [Int], _ labels: [String]) -> [[Int]] {
    Dictionary(grouping: order) { ExactText(labels[$0]) }
      .sorted { Vocabulary.precedes($0.key.text, $1.key.text) }.map(\.value)
  }
}
