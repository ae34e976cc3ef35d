import Indexing
import Records
import Testing

@Suite struct BalanceTests {
  private func records(_ counts: [(String, Int)], split: Split = .train) -> [ImageRecord] {
    counts.flatMap { label, count in
      (0..<count).map { ImageRecord(path: "\(label)/\($0).jpg", split: split, label: label) }
    }
  }

  @Test func everyClassHasAsManyAsTheLargest() {
    let original = records([("a", 7), ("b", 3), ("c", 1), ("d", 7), ("e", 5)])
    let balanced = Balance.balanced(original)
    let labels = Dictionary(grouping: balanced) { $0.label ?? "" }
    #expect(labels.mapValues(\.count) == ["a": 7, "b": 7, "c": 7, "d": 7, "e": 7])
    for (_, members) in labels {
      let repeats = Dictionary(grouping: members, by: \.path).values.map(\.count)
      #expect((repeats.max() ?? 0) - (repeats.min() ?? 0) <= 1)
    }
    #expect(Set(balanced.map(\.path)) == Set(original.map(\.path)))
    #expect(balanced.map(\.path) == balanced.map(\.path).sorted())
  }

  @Test func onlyTrainingImagesAreRepeated() {
    let unlabelled = [ImageRecord(path: "x.jpg", split: .train), ImageRecord(path: "y.jpg", split: .test)]
    let original = records([("a", 2), ("b", 2)]) + records([("a", 9), ("b", 1)], split: .valid) + unlabelled
    #expect(Balance.balanced(original) == original)
    #expect(Balance.balanced([]) == [])
  }
}
