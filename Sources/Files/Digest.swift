internal import CCrypto

/// The SHA-256 of some bytes, written `sha256:` and 64 hexadecimal digits.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// The digest as text.
  public let description: String

  /// The first digits, enough to tell two files apart in a sentence.
  public var short: String { String(description.prefix(Digest.prefix.utf8.count + 12)) + "…" }

  private static let prefix = "sha256:"

  init(bytes: some Sequence<UInt8>) {
    var text = Array(Digest.prefix.utf8)
    for byte in bytes {
      for digit in [byte >> 4, byte & 15] { text.append(digit < 10 ? 48 + digit : 87 + digit) }
    }
    description = String(decoding: text, as: UTF8.self)
  }

  /// Reads a digest from its text; `nil` when it is not one.
  public init?(_ text: String) {
    let digits = text.utf8.dropFirst(Digest.prefix.utf8.count)
    let isHexadecimal = digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    guard text.hasPrefix(Digest.prefix), digits.count == 64, isHexadecimal else { return nil }
    description = text
  }

  /// Computes the digest of `bytes`.
  public init(of bytes: some Collection<UInt8>) {
    var hasher = DigestHasher()
    hasher.update(bytes)
    self = hasher.finalize()
  }
}

/// Computes a digest from bytes that come in pieces.
public struct DigestHasher: ~Copyable {
  private let context: OpaquePointer?

  /// Starts with no bytes.
  public init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds `bytes` at the end.
  public mutating func update(_ bytes: some Collection<UInt8>) {
    let isContiguous: Void? = bytes.withContiguousStorageIfAvailable { buffer in
      _ = EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
    if isContiguous == nil {
      let copy = Array(bytes)
      _ = EVP_DigestUpdate(context, copy, copy.count)
    }
  }

  /// Adds the bytes of `text` in UTF-8.
  public mutating func update(_ text: String) { update(Array(text.utf8)) }

  /// Adds `bytes` at the end, without a copy.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    _ = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// Returns the digest of all bytes added.
  public consuming func finalize() -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &bytes, nil)
    return Digest(bytes: bytes)
  }
}
