package import Tensors

/// Tensors by name, as a training program saved them; the numbers are read when they are asked for.
package struct StateDictionary: Sendable {
  /// The names, in the order of the file.
  package private(set) var names: [String] = []
  private var entries: [String: StridedTensor] = [:]

  /// Adds a tensor at the end; a name that is there already gets the new one.
  mutating func add(_ tensor: StridedTensor, named name: String) {
    if entries.updateValue(tensor, forKey: name) == nil { names.append(name) }
  }

  /// Returns the type and the shape of the tensor called `name`.
  package func description(of name: String) -> (scalarType: ScalarType, shape: [Int])? {
    entries[name].map { ($0.scalarType, $0.shape) }
  }

  /// Returns the tensor called `name` in row-major order, copied only when it is not in that order already.
  package func tensor(named name: String) -> Tensor? { entries[name]?.tensor }

  /// Takes away the prefixes that wrappers such as `DataParallel` put before every name.
  func withoutWrapperPrefixes() -> StateDictionary {
    var result = self
    while let prefix = StateDictionary.wrapperPrefixes.first(where: { prefix in
      !result.names.isEmpty && result.names.allSatisfy { $0.count > prefix.count && $0.hasPrefix(prefix) }
    }) {
      var renamed = StateDictionary()
      for name in result.names {
        if let entry = result.entries[name] { renamed.add(entry, named: String(name.dropFirst(prefix.count))) }
      }
      result = renamed
    }
    return result
  }

  private static let wrapperPrefixes = ["module.", "_orig_mod.", "model."]
}

/// A tensor whose elements may lie anywhere in its storage.
struct StridedTensor: Sendable {
  let scalarType: ScalarType
  let shape: [Int]
  /// How far apart neighbours are in each dimension, in elements.
  let strides: [Int]
  let storage: Tensor.Storage
  /// Where the first element is.
  let byteOffset: Int

  /// The elements in row-major order.
  var tensor: Tensor {
    if isContiguous { return Tensor(scalarType: scalarType, shape: shape, storage: storage, byteOffset: byteOffset) }
    let size = scalarType.size
    var bytes: [UInt8] = []
    bytes.reserveCapacity(shape.reduce(size, *))
    storage.withBytes { source in
      var index = [Int](repeating: 0, count: shape.count)
      var element = 0
      while true {
        let start = byteOffset + element * size
        bytes.append(contentsOf: source[start..<start + size])
        // Counts up like an odometer, the last dimension fastest.
        var dimension = shape.count - 1
        while dimension >= 0 {
          index[dimension] += 1
          element += strides[dimension]
          if index[dimension] < shape[dimension] { break }
          element -= index[dimension] * strides[dimension]
          index[dimension] = 0
          dimension -= 1
        }
        if dimension < 0 { return }
      }
    }
    return Tensor(scalarType: scalarType, shape: shape, bytes: bytes)
  }

  private var isContiguous: Bool {
    if shape.contains(0) { return true }
    var expected = 1
    for (length, stride) in zip(shape, strides).reversed() where length != 1 {
      if stride != expected { return false }
      expected *= length
    }
    return true
  }
}
