internal import Tensors

/// A value that a pickle makes.
///
/// What can hold others is an index into `PickleObjects`, so that cycles and deep nesting cost no recursion and copies
/// cost nothing.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  case decimal(Double)
  case text(String)
  /// The bytes of an integer of more than 64 bits, little-endian.
  case longInteger([UInt8])
  case bytes
  /// A list or a tuple.
  case sequence(Int)
  case dictionary(Int)
  case global(PickleGlobal)
  case storage(Int)
  case tensor(Int)
  /// A `torch.nn.Parameter`, as files of 2017 hold them.
  case parameter(Int)
}

/// What a value is, one question at a time: `nil` when it is something else.
extension PickleValue {
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
  var sequence: Int? { if case .sequence(let index) = self { index } else { nil } }
  var dictionary: Int? { if case .dictionary(let index) = self { index } else { nil } }
  var storage: Int? { if case .storage(let index) = self { index } else { nil } }
  var global: PickleGlobal? { if case .global(let global) = self { global } else { nil } }
  var longInteger: [UInt8]? { if case .longInteger(let bytes) = self { bytes } else { nil } }
}

/// What the values of a pickle refer to.
struct PickleObjects {
  var sequences: [[PickleValue]] = []
  var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  var storages: [PickledStorage] = []
  var tensors: [PickledTensor] = []
  var parameters: [PickleValue] = []
  /// How many pairs calls of OrderedDict have copied: one list can be copied over and over by a few bytes.
  var copiedPairs = 0
}

/// A block of numbers that tensors point into; its bytes are elsewhere in the file.
struct PickledStorage: Equatable {
  let scalarType: ScalarType
  let key: String
  /// The number of elements of the block named `key`.
  let count: Int
  /// The part of that block that this is.
  let view: Range<Int>
}

/// A tensor before its storage is found.
struct PickledTensor {
  let storage: Int
  /// All in elements of the storage.
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}

/// The classes and functions that a pickled state dictionary may name.
enum PickleGlobal: Equatable {
  case orderedDictionary
  case rebuildTensor
  case rebuildParameter
  case parameter
  case size
  case storage(ScalarType)
  /// A constant that means nothing here: `torch.float32`.
  case constant

  /// The type of a storage's elements; `nil` for what is not a class of storages.
  var scalarType: ScalarType? { if case .storage(let scalarType) = self { scalarType } else { nil } }

  /// Finds what `module.name` is; `nil` when it is not on the list.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"):
      self = .rebuildParameter
    case ("torch.nn.parameter", "Parameter"): self = .parameter
    case ("torch", "Size"): self = .size
    case ("torch", let name) where PickleGlobal.scalarTypeNames.contains(name): self = .constant
    case ("torch", let name), ("torch.cuda", let name):
      guard let scalarType = PickleGlobal.storageTypes[name] else { return nil }
      self = .storage(scalarType)
    default: return nil
    }
  }

  private static let storageTypes: [String: ScalarType] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
    "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8,
    "BoolStorage": .bool,
  ]
  private static let scalarTypeNames: Set<String> = [
    "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool",
  ]
}
