internal import Files
internal import Records

/// Some photographs of each class of an index.
///
/// Those with the smallest digests: any photograph has the same chance, and another order or more photographs change little.
public struct ClassSamples: Sendable {
  static let countPerClass = 4

  private var samples: [ExactText: [(key: String, path: String)]] = [:]

  /// Takes in a photograph; those that are not trained on count only where there are no others.
  mutating func add(_ record: ImageRecord) {
    let key = (record.split == .train ? "0" : "1") + (record.digest?.description ?? record.path)
    for name in record.classNames?.names ?? [""] {
      var own = samples[ExactText(name)] ?? []
      guard own.count < ClassSamples.countPerClass || key < own[own.count - 1].key else { continue }
      own.append((key, record.path))
      own.sort { ($0.key, $0.path) < ($1.key, $1.path) }
      samples[ExactText(name)] = Array(own.prefix(ClassSamples.countPerClass))
    }
  }

  /// The classes by their code points, each with its photographs; the unlabelled ones have an empty name.
  var classes: [(name: String, paths: [String])] {
    samples.sorted { Vocabulary.precedes($0.key.text, $1.key.text) }.map { ($0.key.text, $0.value.map(\.path)) }
  }
}
