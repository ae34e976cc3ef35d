internal import Files
internal import Tensors

/// The few calls that a state dictionary makes when it is unpickled.
///
/// Source: `torch/_utils.py` (`_rebuild_tensor_v2`, `_rebuild_parameter`), `torch/serialization.py`
/// (`persistent_load`), `torch/nn/parameter.py`; `Parameter` as PyTorch before 0.4 pickled it.
extension PickleObjects {
  private static let dimensionLimit = 16

  /// Calls `global` with `arguments`.
  mutating func call(_ global: PickleGlobal, _ arguments: [PickleValue]) throws(FormatError) -> PickleValue {
    switch global {
    case .orderedDictionary:
      dictionaries.append(try orderedPairs(arguments))
      return .dictionary(dictionaries.count - 1)
    case .rebuildTensor:
      tensors.append(try tensor(arguments))
      return .tensor(tensors.count - 1)
    case .rebuildParameter:
      guard let data = arguments.first else { throw FormatError("damaged: a parameter without a tensor") }
      return data
    case .parameter:
      parameters.append(arguments.first ?? .none)
      return .parameter(parameters.count - 1)
    case .size:
      guard arguments.count == 1, arguments[0].sequence != nil else { throw FormatError("damaged: a size of nothing") }
      return arguments[0]
    case .storage, .constant: throw FormatError("damaged: its pickle calls what is not a function")
    }
  }

  /// Gives `object` the attributes in `state`; only those of a parameter matter.
  mutating func setState(of object: PickleValue, to state: PickleValue) throws(FormatError) {
    switch object {
    case .dictionary, .tensor: return
    case .parameter(let index):
      // (data, creator, volatile, requires_grad, hooks), or the same without the first two.
      guard let items = state.sequence, sequences[items].count == 5 else { return }
      parameters[index] = sequences[items][0]
    default: throw FormatError("damaged: its pickle sets attributes of what has none")
    }
  }

  /// Reads the persistent identifier of a storage: ('storage', class, key, device, count[, view]).
  mutating func storage(named identifier: PickleValue) throws(FormatError) -> PickleValue {
    let damaged = FormatError("damaged: a storage is not described as torch.save does")
    guard let index = identifier.sequence else { throw damaged }
    let fields = sequences[index]
    guard fields.count == 5 || fields.count == 6, let kind = fields[0].text else { throw damaged }
    guard kind == "storage" else {
      throw FormatError("it holds a '\(kind.printableStart)': a whole model, not its state dictionary")
    }
    guard let scalarType = fields[1].global?.scalarType, let count = fields[4].integer, count >= 0,
      let key = fields[2].text ?? fields[2].integer.map(String.init)
    else { throw damaged }
    var view = 0..<count
    if fields.count == 6, let viewIndex = fields[5].sequence {
      let parts = sequences[viewIndex]
      guard parts.count == 3, let start = parts[1].integer, let length = parts[2].integer,
        start >= 0, length >= 0, start <= count, length <= count - start
      else { throw damaged }
      view = start..<start + length
    }
    storages.append(PickledStorage(scalarType: scalarType, key: key, count: count, view: view))
    return .storage(storages.count - 1)
  }

  // Arguments: storage, offset, size, stride, and others that do not matter.
  private func tensor(_ arguments: [PickleValue]) throws(FormatError) -> PickledTensor {
    guard arguments.count >= 4, let storage = arguments[0].storage, let offset = arguments[1].integer,
      let shape = integers(arguments[2]), let strides = integers(arguments[3]),
      shape.count == strides.count, shape.count <= PickleObjects.dimensionLimit
    else { throw FormatError("damaged: a tensor is not described as torch.save does") }
    let tensor = PickledTensor(storage: storage, offset: offset, shape: shape, strides: strides)
    guard tensor.fits(storages[storage].view.count) else {
      throw FormatError("damaged: a tensor of shape \(shape) is larger than its storage")
    }
    return tensor
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    guard let index = value.sequence else { return nil }
    var integers: [Int] = []
    for item in sequences[index].prefix(PickleObjects.dimensionLimit + 1) {
      guard let integer = item.integer else { return nil }
      integers.append(integer)
    }
    return integers
  }

  // Python 2 gives the pairs as an argument, later ones add them afterwards.
  private mutating func orderedPairs(_ arguments: [PickleValue]) throws(FormatError) -> [(
    key: PickleValue, value: PickleValue
  )] {
    guard let list = arguments.first else { return [] }
    let damaged = FormatError("damaged: an OrderedDict is not made of pairs")
    guard arguments.count == 1, let index = list.sequence else { throw damaged }
    copiedPairs += sequences[index].count
    guard copiedPairs <= PickleReader.byteLimit else { throw damaged }
    var pairs: [(key: PickleValue, value: PickleValue)] = []
    for item in sequences[index] {
      guard let pair = item.sequence, sequences[pair].count == 2 else { throw damaged }
      pairs.append((sequences[pair][0], sequences[pair][1]))
    }
    return pairs
  }
}

extension PickledTensor {
  /// Tells whether all elements are inside a storage of `count` elements, and are no more than those.
  fileprivate func fits(_ count: Int) -> Bool {
    guard offset >= 0, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 }) else { return false }
    var elements = 1
    var last = offset
    for (length, stride) in zip(shape, strides) {
      let (product, overflows) = elements.multipliedReportingOverflow(by: length)
      let (step, stepOverflows) = max(length - 1, 0).multipliedReportingOverflow(by: stride)
      let (sum, sumOverflows) = last.addingReportingOverflow(step)
      guard !overflows, !stepOverflows, !sumOverflows else { return false }
      elements = product
      last = sum
    }
    return elements == 0 ? offset <= count : elements <= count && last < count
  }
}
