import CKernels
import Instructions
import Testing

@Suite("The layers of a head")
struct LinearTests {
  // Rows, inputs and outputs that are shared out without and with a rest of each size: of 66 rows, 1024 inputs and 4 outputs,
  // vectors of 4 to 16 inputs, and groups of 2 or 6 rows. The choice of instructions is a process's.
  @Test("are sums, the same for a row alone, with every set of instructions") func sums() async {
    await #expect(processExitsWith: .success) {
      for set in InstructionSet.allCases where set.isAvailable {
        kernel_choose_instructions(set.kernel)
        for (rows, inputs, outputs) in [
          (1, 3, 1), (2, 16, 4), (3, 70, 2), (4, 15, 7), (5, 1024, 3), (6, 33, 120), (67, 2085, 6), (137, 1030, 9),
        ] {
          let stride = inputs + 5
          let (x, bias) = (Kernel.numbers(1, rows * stride), Kernel.numbers(2, outputs))
          let weights = Kernel.numbers(3, outputs * inputs)
          var y = [Float](repeating: .nan, count: rows * outputs)
          kernel_linear(x, rows, stride, inputs, weights, bias, outputs, &y)
          var alone = [Float](repeating: .nan, count: outputs)
          for row in 0..<rows {
            let numbers = Array(x[row * stride..<row * stride + inputs])
            kernel_linear(numbers, 1, inputs, inputs, weights, bias, outputs, &alone)
            #expect(alone == Array(y[row * outputs..<(row + 1) * outputs]), "row \(row) of \(rows) with \(set)")
            for output in 0..<outputs {
              let products = (0..<inputs).map { Double(numbers[$0]) * Double(weights[output * inputs + $0]) }
              let difference = abs(products.reduce(Double(bias[output]), +) - Double(alone[output]))
              #expect(difference < 1e-6 * Double(inputs).squareRoot() + 1e-6, "row \(row) of \(rows) with \(set)")
            }
          }
        }
      }
    }
  }
}
