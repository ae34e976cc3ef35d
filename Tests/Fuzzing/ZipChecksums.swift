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
