internal import CCrypto

/// The SHA-256 of some bytes, written `sha256:` and 64 hexadecimal digits.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  // Four words instead of a text: there is one for each of a million photographs.
  private let words: InlineWords

  private struct InlineWords: Hashable, Sendable {
    let first, second, third, fourth: UInt64
  }

  /// The first 32 bits, as a number that stands for the bytes in random draws.
  public var leadingWord: UInt32 { UInt32(description.dropFirst(Digest.prefix.count).prefix(8), radix: 16) ?? 0 }

  private static let prefix = "sha256:"

  /// The number of bytes.
  public static let byteCount = 32

  /// Takes a digest from its 32 bytes.
  public init(bytes: some Collection<UInt8>) {
    precondition(bytes.count == Digest.byteCount, "a digest of \(bytes.count) bytes")
    var words: [UInt64] = [0, 0, 0, 0]
    for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
    self.words = InlineWords(first: words[0], second: words[1], third: words[2], fourth: words[3])
  }

  /// Reads a digest from its text; `nil` when it is not one.
  public init?(_ text: String) {
    guard text.hasPrefix(Digest.prefix) else { return nil }
    let digits = text.utf8.dropFirst(Digest.prefix.utf8.count)
    guard digits.count == 2 * Digest.byteCount else { return nil }
    var bytes: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      if index.isMultiple(of: 2) { bytes.append(value << 4) } else { bytes[index / 2] |= value }
    }
    self.init(bytes: bytes)
  }

  /// Computes the digest of `bytes`.
  public init(of bytes: some Collection<UInt8>) {
    var hasher = DigestHasher()
    hasher.update(bytes)
    self = hasher.finalize()
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    [words.first, words.second, words.third, words.fourth].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
    }
  }

  /// The digest as text.
  public var description: String {
    var text = Array(Digest.prefix.utf8)
    for byte in bytes {
      for digit in [byte >> 4, byte & 15] {
        text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The first digits, enough to tell two files apart in a sentence.
  public var short: String { String(description.prefix(Digest.prefix.utf8.count + 12)) + "…" }
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
