internal import Files
internal import Tensors

/// Where the bytes of a storage are in the file.
struct StorageBlock {
  let byteOffset: Int
  let byteCount: Int
}

extension StateDictionary {
  /// Where training programs keep the state dictionary in a checkpoint.
  private static let checkpointKeys = ["state_dict", "model_state_dict", "model", "net", "network", "weights"]

  /// Gathers the tensors that the pickled dictionary `root` names.
  init(
    _ root: PickleValue, _ objects: PickleObjects, _ blocks: [String: StorageBlock], in file: MappedFile
  ) throws(FormatError) {
    self.init()
    guard var index = root.dictionary else { throw FormatError("it holds no dictionary of tensors") }
    // A checkpoint within a checkpoint is the deepest that was ever seen.
    for _ in 0..<3 where !objects.holdsTensors(index) {
      guard let inner = objects.dictionary(in: index, under: StateDictionary.checkpointKeys) else { break }
      index = inner
    }
    guard objects.holdsTensors(index) else { throw FormatError("it holds no dictionary of tensors") }

    for (key, value) in objects.dictionaries[index] {
      guard let name = key.text, let tensor = objects.tensor(value) else { continue }
      let storage = objects.storages[tensor.storage]
      let (byteCount, overflows) = storage.count.multipliedReportingOverflow(by: storage.scalarType.size)
      guard let block = blocks[storage.key], !overflows, block.byteCount == byteCount else {
        throw FormatError("damaged: the storage of '\(name.printableStart)' is not as long as it should be")
      }
      let element = storage.view.lowerBound + tensor.offset
      let strided = StridedTensor(
        scalarType: storage.scalarType, shape: tensor.shape, strides: tensor.strides, storage: .file(file),
        byteOffset: block.byteOffset + element * storage.scalarType.size)
      add(strided, named: name)
    }
  }
}

extension PickleObjects {
  /// Follows `value` to a tensor, through a parameter if need be.
  fileprivate func tensor(_ value: PickleValue) -> PickledTensor? {
    switch value {
    case .tensor(let index): tensors[index]
    case .parameter(let index):
      if case .tensor(let inner) = parameters[index] { tensors[inner] } else { nil }
    default: nil
    }
  }

  fileprivate func holdsTensors(_ index: Int) -> Bool {
    dictionaries[index].contains { tensor($0.value) != nil }
  }

  fileprivate func dictionary(in index: Int, under keys: [String]) -> Int? {
    for key in keys {
      for (name, value) in dictionaries[index] {
        if name.text == key, let inner = value.dictionary { return inner }
      }
    }
    return nil
  }
}
