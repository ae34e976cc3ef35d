internal import CKernels
internal import Glibc

/// The processor's vectors that our own convolutions compute with; the last bits of results depend on them.
public enum InstructionSet: String, CaseIterable, Sendable {
  case avx512
  case avx2
  /// What every processor has.
  case baseline

  /// The environment variable that names the one to be used.
  public static let variable = "FINETOOLS_INSTRUCTIONS"

  /// Whether this processor has it.
  public var isAvailable: Bool { kernel_has_instructions(kernel) }

  /// The best that this processor has, or the one that the environment names.
  ///
  /// - Throws: `InferencePlanError` when it names none that the processor has.
  public static func chosen() throws(InferencePlanError) -> InstructionSet {
    guard let name = getenv(variable).map({ String(cString: $0) }) else {
      return allCases.first(where: \.isAvailable) ?? .baseline
    }
    guard let set = InstructionSet(rawValue: name), set.isAvailable else { throw .instructions(name) }
    return set
  }

  var kernel: kernel_instructions {
    switch self {
    case .avx512: kernel_instructions_avx512
    case .avx2: kernel_instructions_avx2
    case .baseline: kernel_instructions_baseline
    }
  }

  init(_ kernel: kernel_instructions) {
    self = InstructionSet.allCases.first { $0.kernel == kernel } ?? .baseline
  }
}
