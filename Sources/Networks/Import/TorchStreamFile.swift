internal import Files
internal import Tensors

/// The container of `torch.save` before PyTorch 1.6: five pickles, then the bytes of each storage.
///
/// Source: `torch/serialization.py` (`_legacy_save`, `_legacy_load`).
enum TorchStreamFile {
  // 0x1950a86a20f9469cfc6c, little-endian.
  private static let magicNumber: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  private static let protocolVersion = 1001

  static func read(_ file: MappedFile) throws(FormatError) -> StateDictionary {
    try file.withBytes { (bytes) throws(FormatError) in
      let magic = try PickleReader.read(bytes)
      guard magic.root.longInteger == magicNumber else {
        throw FormatError("a pickle, but not one that torch.save writes")
      }
      let version = try PickleReader.read(bytes, at: magic.end)
      guard version.root.integer == protocolVersion else {
        throw FormatError("of an unknown version of torch.save")
      }
      let system = try PickleReader.read(bytes, at: version.end)
      try checkByteOrder(system.root, system.objects)
      let pickle = try PickleReader.read(bytes, at: system.end)
      let keys = try PickleReader.read(bytes, at: pickle.end)

      // The key alone says nothing about the length of the bytes: the type is in the pickle.
      var storages: [String: PickledStorage] = [:]
      for storage in pickle.objects.storages { storages[storage.key] = storage }
      var blocks: [String: StorageBlock] = [:]
      var cursor = ByteCursor(bytes, at: keys.end)
      for key in try texts(keys.root, keys.objects) {
        guard let storage = storages[key], blocks[key] == nil else {
          throw FormatError("damaged: its storage '\(key.printableStart)' belongs to nothing")
        }
        let count = try cursor.length(UInt64.self)
        guard count == storage.count else {
          throw FormatError("damaged: its storage '\(key.printableStart)' has \(count) elements, not \(storage.count)")
        }
        let (byteCount, overflows) = count.multipliedReportingOverflow(by: storage.scalarType.size)
        guard !overflows else { throw .torn }
        blocks[key] = StorageBlock(byteOffset: cursor.position, byteCount: byteCount)
        _ = try cursor.take(byteCount)
      }
      return try StateDictionary(pickle.root, pickle.objects, blocks, in: file)
    }
  }

  private static func checkByteOrder(_ root: PickleValue, _ objects: PickleObjects) throws(FormatError) {
    guard let index = root.dictionary else { throw FormatError("damaged: it does not describe its system") }
    for (key, value) in objects.dictionaries[index] {
      if key.text == "little_endian", case .boolean(false) = value {
        throw FormatError("its numbers are not little-endian")
      }
    }
  }

  private static func texts(_ value: PickleValue, _ objects: PickleObjects) throws(FormatError) -> [String] {
    guard let index = value.sequence else { throw FormatError("damaged: it has no list of storages") }
    var texts: [String] = []
    for item in objects.sequences[index] {
      guard let text = item.text else { throw FormatError("damaged: it has no list of storages") }
      texts.append(text)
    }
    return texts
  }
}
