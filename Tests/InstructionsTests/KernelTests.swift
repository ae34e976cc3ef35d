import CKernels
import Foundation
import Instructions
import Testing

private let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/CKernels")

@Suite("Kernels")
struct KernelTests {
  // The choice is a process's: here one that does nothing else.
  @Test("give the same numbers with every set of instructions") func sets() async {
    await #expect(processExitsWith: .success) {
      for kernel in Kernel.all {
        kernel_choose_instructions(kernel_instructions_baseline)
        let expected = kernel.results()
        let bound = kernel.bound(expected)
        #expect(expected.contains { $0 != 0 }, "\(kernel.name)")
        for set in InstructionSet.allCases where set.isAvailable {
          kernel_choose_instructions(set.kernel)
          let results = kernel.results()
          let difference = zip(results, expected).map { abs($0 - $1) }.max() ?? .infinity
          #expect(difference <= bound, "\(kernel.name) with \(set): \(difference), and not \(bound) at most")
        }
      }
    }
  }

  @Test("are all compared") func completeness() throws {
    var names: Set<Substring> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: sources.path) where file.hasSuffix(".c") {
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      names.formUnion(text.matches(of: /CLONES\(\w+, (kernel_\w+)/).map(\.1))
    }
    #expect(names.count >= 20)
    #expect(names.subtracting(Kernel.all.map { Substring($0.name) }) == [])
  }

  @Test("are called with the instructions that the process began with", arguments: InstructionSet.allCases)
  func choice(set: InstructionSet) {
    let named = ProcessInfo.processInfo.environment[InstructionSet.variable].flatMap(InstructionSet.init)
    #expect(InstructionSet.chosen == named ?? InstructionSet.allCases.first(where: \.isAvailable))
    #expect(InstructionSet(set.kernel) == set)
  }
}
