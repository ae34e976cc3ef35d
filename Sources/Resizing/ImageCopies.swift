internal import Files
internal import Images
public import Records
internal import Synchronization
internal import Workers

/// Makes scaled copies of images, on several processors.
public struct ImageCopies: Sendable {
  private let folder: String
  private let settings: CopySettings
  private let root: String?
  private let workers: Int

  /// Prepares for copying.
  ///
  /// - Parameters:
  ///   - folder: The folder below which the copies go; it is made when it is missing.
  ///   - settings: How copies are made.
  ///   - root: Where relative paths start; `nil` is the working directory.
  ///   - workers: The number of processors to use; results do not depend on it.
  public init(folder: String, settings: CopySettings, root: String?, workers: Int) {
    self.folder = folder
    self.settings = settings
    self.root = root
    self.workers = workers
  }

  /// Sees to it that each image has its copy, and returns what became of each, in order.
  ///
  /// A copy that is there, whole, of the same image and made the same way is left alone.
  ///
  /// - Parameters:
  ///   - records: The images; one that occurs several times is copied once.
  ///   - advance: Called after each record, on any thread.
  /// - Throws: `OverwrittenImage` before anything is written; `ChangedImage`; `ForeignImage`; `FileError` when a copy
  ///   cannot be written.
  public func make(_ records: [ImageRecord], advance: @Sendable () -> Void) throws -> [CopyResult] {
    try refuseOverwriting(records)
    let files = DistinctFiles(records)
    let next = Atomic(0)
    let state = Mutex(State(results: Array(repeating: nil, count: files.records.count)))
    Workers.run(max(1, min(workers, files.records.count))) { _ in
      let copier = ImageCopier(folder: folder, settings: settings, root: root)
      while state.withLock({ $0.failure == nil }) {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < files.records.count else { return }
        do {
          let result = try copier.copy(files.records[index])
          state.withLock { $0.results[index] = result }
        } catch {
          state.withLock { if $0.failure == nil { $0.failure = error } }
        }
        advance()
      }
    }
    let finished = state.withLock { $0 }
    if let failure = finished.failure { throw failure }
    return try zip(records, files.places).compactMap { record, place in
      try finished.results[place].map { try CopyResult($0, of: record) }
    }
  }

  /// Checks that no copy would take the place of an image that is to be copied.
  private func refuseOverwriting(_ records: [ImageRecord]) throws(OverwrittenImage) {
    var originals: [FileIdentity: String] = [:]
    for record in records {
      if let identity = FileIdentity(of: record.path(under: root)) { originals[identity] = record.path }
    }
    for record in records {
      let path = CopyName.path(of: record.path, in: folder)
      if let identity = FileIdentity(of: path), let original = originals[identity] {
        throw OverwrittenImage(path: record.path, original: original)
      }
    }
  }

  private struct State {
    var results: [CopiedFile?]
    var failure: (any Error)?
  }
}

/// The images of an index, each once.
private struct DistinctFiles: Sendable {
  private(set) var records: [ImageRecord] = []
  /// Which of them each record of the index means.
  private(set) var places: [Int] = []

  init(_ index: [ImageRecord]) {
    var known: [ExactText: Int] = [:]
    for record in index {
      let place = known[ExactText(record.path)] ?? records.count
      if place == records.count {
        known[ExactText(record.path)] = place
        records.append(record)
      }
      places.append(place)
    }
  }
}

/// Says that a copy would take the place of an image.
public struct OverwrittenImage: Error, Equatable, Sendable, CustomStringConvertible {
  let path: String
  let original: String

  /// Names both.
  public var description: String {
    let victim = path.isExactly(original) ? "the image itself" : "the image '\(original)'"
    return "the copy of '\(path)' would take the place of \(victim); choose another folder"
  }
}
