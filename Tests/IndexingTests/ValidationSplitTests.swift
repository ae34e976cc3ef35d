import Indexing
import Testing

/// Vectors from NumPy 2.4's legacy generator: `numpy.random.seed(seed); numpy.random.permutation(n)`.
@Suite struct ValidationSplitTests {
  private func validation(_ count: Int, _ rule: ValidationSplit) -> [Int] {
    rule.validationSet(labels: Array(repeating: "a", count: count)).sorted()
  }

  private func lesson(_ count: Int, seed: UInt32 = 42) -> [Int] {
    validation(count, .fraction(0.2, seed: seed, stratified: false))
  }

  @Test func equalsTheLessonsGetCVIndexes() {
    #expect(lesson(10) == [1, 8])
    #expect(lesson(20) == [0, 1, 15, 17])
    #expect(lesson(100).reduce(0, +) == 890)
    #expect(lesson(10222).count == 2044)
    #expect(lesson(10222).prefix(10) == [0, 3, 8, 10, 12, 14, 19, 20, 23, 29])
    #expect(lesson(10222).reduce(0, +) == 10_320_706)
    #expect(lesson(40479).count == 8095)
    #expect(lesson(40479).prefix(6) == [1, 4, 7, 13, 23, 34])
    #expect(lesson(40479).reduce(0, +) == 163_567_548)
    #expect(validation(20, .fold(2, of: 5, seed: 42, stratified: false)) == [3, 5, 8, 11])
    #expect(lesson(0) == [] && lesson(1) == [])
  }

  @Test(arguments: [false, true]) func foldsTogetherAreEverything(_ stratified: Bool) {
    let labels = (0..<103).map { $0 % 7 == 0 ? "rare" : "common" }
    let folds = (1...5).map {
      ValidationSplit.fold($0, of: 5, seed: 7, stratified: stratified).validationSet(labels: labels)
    }
    #expect(folds.map(\.count).reduce(0, +) == 103)
    #expect(folds.reduce(into: Set<Int>()) { $0.formUnion($1) }.count == 103)
    #expect(folds.allSatisfy { $0.count == 20 || $0.count == 21 })
    if stratified {
      #expect(folds.allSatisfy { fold in (2...4).contains(fold.count { labels[$0] == "rare" }) })
    }
  }

  @Test func stratifiedTakesTheSamePartOfEveryClass() {
    let labels = (0..<100).map { $0 < 10 ? "rare" : "common" }
    let chosen = ValidationSplit.fraction(0.2, seed: 1, stratified: true).validationSet(labels: labels)
    #expect(chosen.count { labels[$0] == "rare" } == 2 && chosen.count == 20)
  }

  @Test func rowsAndNone() {
    #expect(validation(5, .rows([3, 0, 9])) == [0, 3])
    #expect(validation(5, .none) == [])
  }
}
