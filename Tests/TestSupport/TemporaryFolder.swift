internal import Files
internal import Foundation

/// A folder of its own for one test, removed with everything in it when the test ends.
public final class TemporaryFolder: Sendable {
  /// Where it is.
  public let path: String

  /// Makes a new empty folder.
  public init() {
    var template = Array("/tmp/finetools-test.XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "no folder under /tmp")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Returns the path of `name` in this folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes `bytes` to `name`, making its folders, and returns its path.
  @discardableResult
  public func write(_ bytes: some Collection<UInt8>, to name: String) throws -> String {
    let parent = file(name).split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(atPath: "/" + parent, withIntermediateDirectories: true)
    var output = try OutputFile(file(name))
    try output.write(bytes)
    try output.commit()
    return file(name)
  }

  /// Writes `text` to `name`, making its folders, and returns its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String { try write(text.utf8, to: name) }

  /// Writes `bytes` to `name` without waiting for the disk, and returns its path.
  public func writeQuickly(_ bytes: some Collection<UInt8>, to name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: file(name)))
    return file(name)
  }

  /// The names of the files and folders directly in it, sorted.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
