public import Files
public import Networks
internal import Records
public import Tensors

/// What a row of features depends on besides its image.
public struct FeatureKey: Equatable, Sendable {
  /// The name of the network.
  public let architecture: String
  /// The digest of the backbone.
  public let backbone: Digest
  /// What the network expects of its pixels.
  public let input: NetworkInput
  /// The precision that is allowed.
  public let precision: Precision
  /// The number of features.
  public let width: Int

  /// Puts a key together.
  public init(
    architecture: String, backbone: Digest, input: NetworkInput, precision: Precision = .float32, width: Int
  ) {
    self.precision = precision
    self.architecture = architecture
    self.backbone = backbone
    self.input = input
    self.width = width
  }

  /// Returns what differs from a file with `metadata`: what it has, and what is wanted; `nil` when nothing does.
  func difference(from metadata: TensorFileMetadata) -> (found: String, wanted: String)? {
    if metadata.backbone != backbone {
      return ("the backbone \(metadata.backbone?.short ?? "(unknown)")", backbone.short)
    }
    guard let other = metadata.input else { return ("an unknown input", "\(input.size) pixels") }
    if other.size != input.size { return ("size \(other.size)", "\(input.size)") }
    if other.cropFraction != input.cropFraction {
      return ("crop fraction \(other.cropFraction)", "\(input.cropFraction)")
    }
    if other.crop != input.crop { return ("crop \(other.crop.rawValue)", input.crop.rawValue) }
    if metadata.precision != precision { return ("\(metadata.precision)", "\(precision)") }
    if other != input { return ("another interpolation, mean or standard deviation", "the backbone's") }
    return nil
  }
}

/// Rows of features that need not be computed again, by the digest of their image.
///
/// Rows come from activations files of earlier runs and from the journal of this one, `OUT.partial`: a run that was
/// killed is gone on with.
public final class FeatureCache {
  /// What all rows have in common.
  public let key: FeatureKey
  private var journal: JournalFile?
  private let journalPath: String
  private var files: [Activations] = []
  private var places: [Digest: Place] = [:]

  private enum Place {
    case file(Int, row: Int)
    case journal(Int)
  }

  /// Opens the journal beside `output`.
  ///
  /// - Throws: `FileError` when it cannot be made or another run is working on it.
  public init(_ key: FeatureKey, output: String) throws(FileError) {
    self.key = key
    journalPath = output == StandardStream.path ? output : output + ".partial"
    var about: JSONObject = [
      "kind": .string("partial"), "format": .integer(1), "backbone": .string(key.backbone.description),
      "input": key.input.json, "width": .integer(key.width),
    ]
    if key.precision != .float32 { about.append("precision", .string(key.precision.rawValue)) }
    let journal = try JournalFile(
      journalPath, header: Array((about.text + "\n").utf8), recordLength: Digest.byteCount + 4 * key.width)
    for index in 0..<journal.count {
      let digest = Digest(bytes: try journal.record(at: index).prefix(Digest.byteCount))
      places[digest] = .journal(index)
    }
    resumedCount = journal.count
    self.journal = consume journal
  }

  /// The number of rows that a killed run had left.
  public let resumedCount: Int

  /// Adds the rows of an activations file.
  ///
  /// - Throws: `UnfitRows` when they were made with another backbone or input.
  public func add(_ activations: Activations) throws {
    if let (found, wanted) = key.difference(from: activations.metadata) {
      throw UnfitRows(path: activations.path, found: found, wanted: wanted)
    }
    guard activations.width == key.width else {
      throw UnfitRows(path: activations.path, found: "\(activations.width) features", wanted: "\(key.width)")
    }
    for row in 0..<activations.count {
      if let digest = try activations.record(at: row).digest { places[digest] = .file(files.count, row: row) }
    }
    files.append(activations)
  }

  /// Whether the row of an image is there.
  public func contains(_ digest: Digest) -> Bool { places[digest] != nil }

  /// Adds the row of an image; it is kept even if the run is killed.
  ///
  /// - Throws: `FileError` when it cannot be written.
  public func add(_ row: [Float], for digest: Digest) throws(FileError) {
    guard let index = journal?.count, places[digest] == nil else { return }
    try journal?.append(digest.bytes + row.withUnsafeBytes { Array($0) })
    places[digest] = .journal(index)
  }

  /// Returns the row of an image, [width]; it is known to be there.
  ///
  /// - Throws: `FileError` when it cannot be read.
  public func row(for digest: Digest) throws(FileError) -> [Float] {
    switch places[digest] {
    case .file(let file, let row): return files[file].row(row)
    case .journal(let index):
      let bytes = try journal?.record(at: index).dropFirst(Digest.byteCount) ?? []
      return Array(bytes).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    case nil: preconditionFailure("a row that was never added")
    }
  }

  // A run that was refused before its first row leaves nothing behind.
  deinit { if journal?.count == 0 { finish() } }

  /// Takes the journal away: the rows are in their file now.
  public func finish() {
    journal.take()?.remove()
  }
}

/// Rows that were made with other settings than are asked for.
public struct UnfitRows: Error, Equatable, Sendable, CustomStringConvertible {
  let path: String
  let found: String
  let wanted: String

  /// Names the file and both sides.
  public var description: String { "cannot reuse '\(path)': it was made with \(found), not \(wanted)" }
}
