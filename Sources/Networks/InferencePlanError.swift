/// Why a network cannot be compiled or run, as a sentence.
public enum InferencePlanError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The weights lack a tensor.
  case missingTensor(name: String)
  /// A tensor has another shape than the network's.
  case wrongShape(name: String, expected: [Int], found: [Int])
  /// A tensor holds integers.
  case notFloatingPoint(name: String)
  /// An input that the network cannot be applied to.
  case inputSize(Int, allowed: ClosedRange<Int>)
  /// An operation that has no convolution to join.
  case unsupported(operation: String)
  /// The system has not so much memory.
  case memory(byteCount: Int)
  /// The processor has no instructions for these numbers.
  case precision(Precision)
  /// oneDNN refused.
  case library(OneDNNError)

  /// The whole sentence, without the tool's name.
  public var description: String {
    switch self {
    case .missingTensor(let name): "the weights have no tensor '\(name)'"
    case .wrongShape(let name, let expected, let found):
      "the tensor '\(name)' has the shape \(found), the network needs \(expected)"
    case .notFloatingPoint(let name): "the tensor '\(name)' is not of a floating-point type"
    case .inputSize(let size, let allowed):
      "an input of \(size) pixels is not possible: the network takes \(allowed.lowerBound) to \(allowed.upperBound)"
    case .unsupported(let operation): "the inference plan cannot compile the operation '\(operation)'"
    case .memory(let byteCount): "the network needs \(byteCount >> 20) MiB, which the system does not give"
    case .precision(let precision):
      "\(precision) is not possible: this processor has no instructions for it (AVX512_BF16)"
    case .library(let error): error.description
    }
  }
}
