internal import Files

/// Damages copies of image files as disks, networks and bad programs do, and as those who mean harm; equal seeds, equal
/// copies.
public struct ImageMutator: Sendable {
  private let originals: [[UInt8]]
  private var random: SplitMix
  private var count = 0

  /// Takes the originals in turn.
  public init(_ originals: [[UInt8]], seed: UInt64) {
    precondition(originals.allSatisfy { !$0.isEmpty })
    self.originals = originals
    random = SplitMix(seed: seed)
  }

  /// Returns the next damaged copy, which now and then equals its original.
  public mutating func next() -> [UInt8] {
    var bytes = originals[count % originals.count]
    count += 1
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty { damage(&bytes) }
    // Nearly all other damage to a PNG image ends at a checksum: what lies behind is to be reached, too.
    return Bool.random(using: &random) ? ImageMutator.withRightChecksums(bytes) : bytes
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    // Headers, where it hurts most, come first.
    let end = Bool.random(using: &random) ? bytes.count : min(bytes.count, 700)
    let place = Int.random(in: 0..<end, using: &random)
    let piece = place..<min(place + Int.random(in: 1...40, using: &random), bytes.count)
    switch Int.random(in: 0..<9, using: &random) {
    case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
    case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
    case 3: bytes.removeSubrange(piece)
    case 4: bytes.insert(contentsOf: bytes[piece], at: Int.random(in: 0...bytes.count, using: &random))
    case 5: for index in piece { bytes[index] = 0xFF }
    case 6: bytes.removeSubrange(place...)
    case 7: for index in piece { bytes[index] = UInt8.random(in: .min ... .max, using: &random) }
    default:
      // Half of this file, half of that one.
      guard let other = originals.randomElement(using: &random) else { return }
      bytes.replaceSubrange(place..., with: other.dropFirst(place))
    }
  }

  /// Returns `bytes`, of a PNG image with checksums that are right as far as it has chunks; anything else as it is.
  public static func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var file = bytes
    guard file.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return file }
    var place = 8
    while file.count - place >= 12 {
      let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= file.count - place - 12 else { break }
      let end = place + 8 + length
      let checksum = file[place + 4..<end].withUnsafeBytes { CyclicRedundancyCheck.checksum($0) }
      withUnsafeBytes(of: checksum.bigEndian) { file.replaceSubrange(end..<end + 4, with: $0) }
      place = end + 4
    }
    return file
  }
}
