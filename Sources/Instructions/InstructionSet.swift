package import CKernels
internal import Glibc

/// The processor's vectors that our own kernels compute with; the last bits of results depend on them.
public enum InstructionSet: String, CaseIterable, Sendable {
  case avx512
  case avx2
  /// What every processor has.
  case baseline

  /// The environment variable that names the one to be used.
  public static let variable = "FINETOOLS_INSTRUCTIONS"

  /// What this process computes with: the best that the processor has, or the one that the environment names.
  public static var chosen: InstructionSet { InstructionSet(kernel_chosen_instructions()) }

  /// Whether this processor has it.
  public var isAvailable: Bool { kernel_has_instructions(kernel) }

  /// Checks what the environment names.
  ///
  /// - Throws: `InstructionSetError` when it names none that the processor has.
  public static func checkEnvironment() throws(InstructionSetError) {
    guard let name = getenv(variable).map({ String(cString: $0) }) else { return }
    guard let set = InstructionSet(rawValue: name), set.isAvailable else { throw InstructionSetError(name: name) }
  }

  /// Its name in C.
  package var kernel: kernel_instructions {
    switch self {
    case .avx512: kernel_instructions_avx512
    case .avx2: kernel_instructions_avx2
    case .baseline: kernel_instructions_baseline
    }
  }

  /// What has a name in C.
  package init(_ kernel: kernel_instructions) {
    self = InstructionSet.allCases.first { $0.kernel == kernel } ?? .baseline
  }
}

/// The environment asks for instructions that are unknown, or that the processor lacks.
public struct InstructionSetError: Error, Equatable, CustomStringConvertible {
  /// What it asks for.
  public let name: String

  /// The whole sentence, without the tool's name.
  public var description: String {
    "\(InstructionSet.variable)=\(name) is not possible: this processor has "
      + InstructionSet.allCases.filter(\.isAvailable).map(\.rawValue).joined(separator: ", ")
  }
}
