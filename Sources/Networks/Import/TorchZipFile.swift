internal import Files
internal import Tensors

/// The container of `torch.save` since PyTorch 1.6: a zip archive with `data.pkl` and a member for each storage.
///
/// Source: `torch/serialization.py` (`_save`, `_load`), `caffe2/serialize/inline_container.cc`.
enum TorchZipFile {
  static func read(_ file: MappedFile) throws(FormatError) -> StateDictionary {
    try file.withBytes { (bytes) throws(FormatError) in
      let archive = try ZipArchive(bytes)
      guard let root = archive.members.keys.filter({ $0.hasSuffix("/data.pkl") }).min(by: { $0.count < $1.count })
      else {
        throw FormatError("a zip archive, but not one that torch.save writes: it has no data.pkl")
      }
      let folder = root.dropLast("data.pkl".count)
      if archive.members[folder + "constants.pkl"] != nil {
        throw FormatError("a TorchScript program: save its state_dict() instead")
      }
      if let order = archive.members[folder + "byteorder"], !bytes[order].elementsEqual("little".utf8) {
        throw FormatError("its numbers are not little-endian")
      }
      guard let range = try archive.checkedRange(of: root, in: bytes) else { throw .torn }
      let pickle = try PickleReader.read(UnsafeRawBufferPointer(rebasing: bytes[range]))

      var blocks: [String: StorageBlock] = [:]
      for storage in pickle.objects.storages where blocks[storage.key] == nil {
        let name = folder + "data/" + storage.key
        guard let range = try archive.checkedRange(of: name, in: bytes) else {
          throw FormatError("damaged: its member '\(name.printableStart)' is missing")
        }
        blocks[storage.key] = StorageBlock(byteOffset: range.lowerBound, byteCount: range.count)
      }
      return try StateDictionary(pickle.root, pickle.objects, blocks, in: file)
    }
  }
}
