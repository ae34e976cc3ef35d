public import Files

/// The names of the classes, in the order of a network's outputs.
public struct Vocabulary: Equatable, Sendable {
  /// The names, in order.
  public let classes: [String]
  private let indices: [ExactText: Int]

  /// Takes names in the order given.
  public init(_ classes: [String]) {
    self.classes = classes
    indices = Dictionary(zip(classes.map(ExactText.init), classes.indices), uniquingKeysWith: { first, _ in first })
  }

  /// Collects the labels of `records`, over all splits, sorted by code point.
  public init(of records: [ImageRecord]) {
    self.init(sorting: Set(records.lazy.flatMap { $0.classNames?.names ?? [] }.map(ExactText.init)))
  }

  /// Takes names without repetitions, sorted by code point.
  public init(sorting names: Set<ExactText>) { self.init(names.map(\.text).sorted(by: Vocabulary.precedes)) }

  /// More bytes than this are no list of names: a device that never ends must not fill the memory.
  private static let byteLimit = 1 << 26

  /// Reads the names from a file, one a line.
  ///
  /// - Throws: `FileError` when it cannot be read, is longer than 64 MiB, is not UTF-8, or names a class twice.
  public init(reading path: String) throws(FileError) {
    let bytes = try InputFile.bytes(of: path, limit: Vocabulary.byteLimit)
    guard let text = String(validating: InputFile.withoutByteOrderMark(bytes), as: UTF8.self) else {
      throw FileError("read", path, reason: "not UTF-8")
    }
    let names = text.split(whereSeparator: \.isNewline).map(String.init)
    guard !names.isEmpty else { throw FileError("read", path, reason: "no class in it") }
    self.init(names)
    guard indices.count == names.count else { throw FileError("read", path, reason: "a class occurs twice") }
  }

  /// The place of a class among the outputs; `nil` when it is none.
  public func index(of name: String) -> Int? { indices[ExactText(name)] }

  /// Whether `first` comes before `second` by code point, which is also the order of their bytes in UTF-8.
  public static func precedes(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }
}
