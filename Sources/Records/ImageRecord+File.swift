public import Files

extension ImageRecord {
  /// The path to open when relative paths start at `root`.
  public func path(under root: String?) -> String {
    guard let root, !path.hasPrefix("/") else { return path }
    return root.hasSuffix("/") ? root + path : "\(root)/\(path)"
  }

  /// Checks that the file whose bytes have the digest `found` is the one that was indexed.
  ///
  /// - Throws: `ChangedImage` when the record has another digest.
  public func check(_ found: Digest) throws(ChangedImage) {
    guard let digest, digest != found else { return }
    throw ChangedImage(path: path, indexed: digest, found: found)
  }
}

/// A file that is not what the index says it is.
public struct ChangedImage: Error, Equatable, Sendable, CustomStringConvertible {
  let path: String
  let indexed: Digest
  let found: Digest

  /// Names the file and both digests.
  public var description: String {
    "'\(path)' changed since it was indexed: it was \(indexed.short), it is \(found.short); index it again"
  }
}
