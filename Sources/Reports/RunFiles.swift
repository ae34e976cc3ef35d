public import Charts
internal import Files
public import Metrics
public import Records
public import Tensors

/// What the files of a run say: found out by what is in them, whatever they are called.
public struct RunFiles {
  /// The predictions of one file.
  public struct Predictions {
    /// The name of the file, without folders.
    public let name: String
    /// The predictions, in order.
    public internal(set) var records: [PredictionRecord] = []
    /// Of one class an image.
    public internal(set) var tally = PredictionTally()
    /// How often they are right, by how sure they are.
    public internal(set) var reliability = Reliability()
    /// Of several classes an image.
    public internal(set) var tags = TagTally()
    /// Whether images have several classes.
    public internal(set) var hasTags = false

    init(name: String) { self.name = name }
  }

  /// A file of records of another kind.
  public struct Summary {
    /// The name of the file, without folders.
    public let name: String
    /// What it says.
    public let records: RecordSummary
  }

  /// The files of records that are no predictions, in order.
  public private(set) var summaries: [Summary] = []
  /// The files of predictions, in order.
  public private(set) var predictions: [Predictions] = []
  /// Some photographs of each class: of equal chance, but always the same.
  public private(set) var samples = ClassSamples()
  /// The steps of all tensor files, first step first.
  public private(set) var steps: [ProvenanceStep] = []
  /// The names of the tensor files, and what they are.
  public private(set) var tensorFiles: [(name: String, metadata: TensorFileMetadata)] = []

  /// Begins with nothing.
  public init() {}

  /// Reads one more file.
  ///
  /// - Parameters:
  ///   - path: A tensor file or a file of records; `-` is standard input.
  ///   - split: Of predictions, which to count; `nil` counts those of the split `valid` where there are several, else all.
  /// - Throws: What reading it throws; `EmptyRunFile` when there is no record in it.
  public mutating func read(_ path: String, split: Split?) throws {
    let name = path == StandardStream.path ? "standard input" : ImageName.last(of: path)
    if path != StandardStream.path, TensorFile.isLikely(path) {
      let file = try TensorFile(reading: path)
      steps += file.metadata.provenance.filter { !steps.contains($0) }
      tensorFiles.append((name, file.metadata))
      return
    }
    var records: [PredictionRecord] = []
    var samples = samples
    let summary = try RecordSummary(reading: path) {
      samples.add($0)
    } onPrediction: {
      records.append($0)
    }
    guard let kind = summary.kind else { throw EmptyRunFile(name: StandardStream.inputName(path)) }
    self.samples = samples
    guard kind == .prediction else {
      summaries.append(Summary(name: name, records: summary))
      return
    }
    let splits = Set(records.map(\.split))
    let chosen = split ?? (splits.count > 1 && splits.contains(.valid) ? .valid : nil)
    var predictions = Predictions(name: name)
    for record in records where chosen == nil || record.split == chosen {
      predictions.records.append(record)
      if case .several = record.predicted {
        predictions.hasTags = true
        predictions.tags.add(record)
      } else {
        predictions.tally.add(record)
        predictions.reliability.add(record)
      }
    }
    guard !predictions.records.isEmpty else { throw EmptyRunFile(name: StandardStream.inputName(path), split: chosen) }
    self.predictions.append(predictions)
  }

  /// The files of records of one kind.
  func summaries(of kind: RecordKind) -> [Summary] { summaries.filter { $0.records.kind == kind } }
}

/// A file without a record that counts.
public struct EmptyRunFile: Error, Equatable, Sendable, CustomStringConvertible {
  let name: String
  var split: Split?

  /// Names the file.
  public var description: String {
    split.map { "no prediction of the split '\($0.rawValue)' in \(name)" } ?? "no record in \(name)"
  }
}
