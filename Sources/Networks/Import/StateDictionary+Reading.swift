package import Files
internal import Tensors

extension StateDictionary {
  /// Reads the tensors of a PyTorch file, in either container, or of a safetensors file.
  ///
  /// Checkpoints that hold the state dictionary among other things are opened, and the prefixes of wrappers removed.
  ///
  /// - Throws: `FileError` that says why the file is not one of these, or damaged.
  package init(reading path: String) throws(FileError) {
    try self.init(reading: try StateDictionary.open(path))
  }

  /// The longest PyTorch file that is read from a pipe, all of it into memory.
  private static let streamLimit = 1 << 32

  /// Opens the file at `path`; `-` is standard input.
  static func open(_ path: String) throws(FileError) -> MappedFile {
    try MappedFile(path) { (start) throws(FileError) in
      switch Container(of: start) {
      case .zip, .stream, .tar: streamLimit
      case .safetensors: try TensorFile.byteCount(of: start, path: path)
      case nil: throw FileError("read", path, reason: Container.noneReason)
      }
    }
  }

  /// Reads the tensors of an open file.
  package init(reading file: MappedFile) throws(FileError) {
    var failure: FormatError?
    var dictionary = StateDictionary()
    switch file.withBytes({ Container(of: $0) }) {
    case .zip:
      do throws(FormatError) { dictionary = try TorchZipFile.read(file) } catch { failure = error }
    case .stream:
      do throws(FormatError) { dictionary = try TorchStreamFile.read(file) } catch { failure = error }
    case .safetensors:
      let tensors = try TensorFile(reading: file)
      for name in tensors.names {
        if let tensor = tensors[name] { dictionary.add(StridedTensor(tensor), named: name) }
      }
    case .tar: failure = FormatError("a tar archive, as PyTorch wrote before 2017: load it and save it again")
    case nil: failure = FormatError(Container.noneReason)
    }
    if let failure { throw FileError("read", file.path, reason: failure.reason) }
    self = dictionary.withoutWrapperPrefixes()
  }

  /// What the first bytes of a file say it is.
  private enum Container {
    case zip, stream, tar, safetensors

    static let noneReason = "neither a PyTorch nor a safetensors file"

    init?(of bytes: UnsafeRawBufferPointer) {
      if bytes.starts(with: ZipArchive.signature) {
        self = .zip
      } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{") {
        // Before the others: the length of the header may begin with any byte.
        self = .safetensors
      } else if bytes.first == 0x80 {
        self = .stream
      } else if bytes.count > 262, bytes[257..<262].elementsEqual("ustar".utf8) {
        self = .tar
      } else {
        return nil
      }
    }
  }
}

extension StridedTensor {
  fileprivate init(_ tensor: Tensor) {
    var strides: [Int] = []
    var stride = 1
    for length in tensor.shape.reversed() {
      strides.append(stride)
      // A shape without elements may overflow, and its strides mean nothing.
      stride &*= length
    }
    self.init(
      scalarType: tensor.scalarType, shape: tensor.shape, strides: strides.reversed(), storage: tensor.storage,
      byteOffset: tensor.byteOffset)
  }
}
