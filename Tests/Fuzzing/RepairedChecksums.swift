import Files

/// Returns `bytes`, of a PNG image with checksums that are right, so that what lies behind them is reached.
func repaired(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
  var file = Array(bytes)
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

/// Returns `bytes`, of a zip archive whose directory says that no checksums were computed.
func withoutChecksums(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
  var file = Array(bytes)
  guard file.starts(with: "PK".utf8) else { return file }
  let signature: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
  for place in file.indices.dropLast(20) where file[place] == 0x50 && file[place...].starts(with: signature) {
    file.replaceSubrange(place + 16..<place + 20, with: [0, 0, 0, 0])
  }
  return file
}
