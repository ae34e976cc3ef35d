/// Why some bytes are not what they should be; the reader of the file puts the file's name before it.
struct FormatError: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  /// The bytes end before what they announce.
  static let torn = FormatError("torn: it ends before it is complete")
}
