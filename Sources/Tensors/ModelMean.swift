public import Files
internal import Records

/// The mean of the weights of several models: one model, that costs no more than each of them.
///
/// Models that were trained from the same start, as snapshots are, lie close enough together for that (Izmailov and others,
/// "Averaging weights leads to wider optima and better generalization", UAI 2018).
public struct ModelMean: Sendable {
  /// The digest of each model, in the order in which they were given.
  public let digests: [Digest]
  /// What all models say about themselves.
  public var metadata: TensorFileMetadata
  private let tensors: [(name: String, tensor: Tensor)]

  /// Takes the mean of models, each number's in double precision.
  ///
  /// Where an image can have several labels, the threshold is the mean of the thresholds.
  ///
  /// - Parameter files: At least one.
  /// - Throws: `TensorFileKindError` when one is not a model; `FileError` when one has changed since it was written, or
  ///   holds numbers that are not finite; `UnfitModels` when they are not of the same network for the same task.
  public init(_ files: [TensorFile]) throws {
    precondition(!files.isEmpty)
    digests = try files.map(ModelMean.checkedDigest)
    let first = files[0]
    for file in files.dropFirst() { try ModelMean.check(file, fits: first) }

    var means: [String: Tensor] = [:]
    for name in first.names { means[name] = try ModelMean.mean(of: name, in: files) }
    tensors = first.names.compactMap { name in means[name].map { (name, $0) } }
    var metadata = ModelMean.shared(files)
    let digest = Digest(of: first.names, architecture: metadata.architecture) { means[$0] }
    metadata.others[TensorFileMetadata.modelKey] = digest.description
    self.metadata = metadata
  }

  /// Writes the model to `output`, which `TensorFileWriter.open` gave.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public func write(to output: consuming OutputFile) throws(FileError) {
    try TensorFileWriter.write(output, metadata: metadata, tensors: tensors)
  }

  private static func mean(of name: String, in files: [TensorFile]) throws(FileError) -> Tensor {
    let shape = files[0][name]?.shape ?? []
    var sums = [Double](repeating: 0, count: shape.reduce(1, *))
    for file in files {
      let values = file[name]?.floats ?? []
      guard values.allSatisfy(\.isFinite) else {
        throw FileError("read", file.path, reason: "the tensor '\(name)' holds numbers that are not finite")
      }
      for (index, value) in values.enumerated() { sums[index] += Double(value) }
    }
    return Tensor(shape: shape, values: sums.map { Float($0 / Double(files.count)) })
  }

  /// Returns what all files say; the first one's history, then what the others add to it.
  private static func shared(_ files: [TensorFile]) -> TensorFileMetadata {
    let all = files.map(\.metadata)
    var shared = all[0]
    if !all.allSatisfy({ $0.backbone == shared.backbone }) { shared.backbone = nil }
    if !all.allSatisfy({ $0.index == shared.index }) { shared.index = nil }
    shared.others = shared.others.filter { key, value in
      all.allSatisfy { $0.others[key]?.isExactly(value) ?? false }
    }
    // No training gave these weights, and fit-full would take them for its own.
    shared.others[TensorFileMetadata.trainingKey] = nil
    let thresholds = all.compactMap { $0.others[TensorFileMetadata.thresholdKey].flatMap { Double($0) } }
    if thresholds.count == files.count {
      let mean = thresholds.reduce(0, +) / Double(thresholds.count)
      shared.others[TensorFileMetadata.thresholdKey] = mean.description
    }
    shared.provenance = ProvenanceStep.joined(all.map(\.provenance))
    return shared
  }
}

/// Models that have no mean: a sentence that names two of them.
public struct UnfitModels: Error, Equatable, Sendable, CustomStringConvertible {
  /// The whole sentence, without the tool's name.
  public let description: String
}

extension ModelMean {
  /// Makes sure that `file` is a model, and that no weight has changed since it was written.
  private static func checkedDigest(_ file: TensorFile) throws -> Digest {
    try file.expect(.model)
    guard let architecture = file.metadata.architecture, file.metadata.input != nil,
      let recorded = file.metadata.others[TensorFileMetadata.modelKey]
    else { throw FileError("read", file.path, reason: "its metadata lacks architecture, input or model") }
    guard Set(file.names).count == file.names.count else {
      throw FileError("read", file.path, reason: "two of its tensors have names that look alike")
    }
    for name in file.names where file[name]?.scalarType != .float32 {
      throw FileError("read", file.path, reason: "the tensor '\(name)' is not of float32")
    }
    let digest = Digest(of: file.names, architecture: architecture) { file[$0] }
    guard digest.description == recorded else {
      throw FileError("read", file.path, reason: "its weights have changed since it was written")
    }
    return digest
  }

  private static func check(_ file: TensorFile, fits first: TensorFile) throws(UnfitModels) {
    func check(_ what: String, _ verb: String = "is not that", _ text: (TensorFileMetadata) -> String)
      throws(UnfitModels)
    {
      let (own, other) = (text(first.metadata), text(file.metadata))
      guard !own.isExactly(other) else { return }
      throw UnfitModels(
        description: "the \(what) of '\(file.path)' (\(other.printableStart)) \(verb) of '\(first.path)' "
          + "(\(own.printableStart))")
    }
    try check("architecture") { $0.architecture ?? "" }
    try check("classes", "are not those") { JSONValue.strings($0.classes ?? []).text }
    try check("kind of labels") { $0.others[TensorFileMetadata.labelsKey] ?? "single" }
    try check("input") { $0.input?.json.text ?? "" }
    func shape(_ name: String, _ file: TensorFile) -> String { file[name].map { "\($0.shape)" } ?? "none" }
    for name in first.names + file.names where first[name]?.shape != file[name]?.shape {
      throw UnfitModels(
        description: "the tensor '\(name.printableStart)' of '\(file.path)' (\(shape(name, file))) is not like that of "
          + "'\(first.path)' (\(shape(name, first)))")
    }
  }
}

extension TensorFileMetadata {
  /// The key of a model's digest.
  package static let modelKey = "model"
  /// The key of how many classes an image can be; absent where it is exactly one.
  package static let labelsKey = "labels"
  /// The key of the probability above which a tag is predicted.
  package static let thresholdKey = "threshold"
  /// The key of the digest of everything that a training depended on.
  package static let trainingKey = "training"
}
