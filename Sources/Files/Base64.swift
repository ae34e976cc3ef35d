/// Bytes in 64 letters that every text can hold (RFC 4648).
public enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Returns the text of `bytes`, with equals signs where they do not fill the last four letters.
  public static func text(of bytes: [UInt8]) -> String {
    let count = (bytes.count + 2) / 3 * 4
    return String(unsafeUninitializedCapacity: count) { text in
      var place = 0
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let rest = min(3, bytes.count - start)
        var word: UInt32 = 0
        for offset in 0..<3 { word = word << 8 | (offset < rest ? UInt32(bytes[start + offset]) : 0) }
        for letter in 0..<4 {
          text[place] = letter <= rest ? letters[Int(word >> UInt32(18 - 6 * letter) & 63)] : UInt8(ascii: "=")
          place += 1
        }
      }
      return count
    }
  }
}
