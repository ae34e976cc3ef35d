import CKernels
import Testing

/// The kernels of a head's products against sums in double precision, each number once by its definition.
@Suite(.enabled(if: kernel_products_fit(32, 4), "this processor has no vectors of 512 bits"))
struct ProductKernelTests {
  // Rows that leave each rest; depths that are shared out in one, two and three parts.
  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 13, 14, 15, 29, 64, 300]) func productsAreSums(rows: Int) throws {
    for (inputs, outputs) in [(32, 4), (96, 20), (64, 300), (160, 516)] {
      var draws = SystemRandomNumberGenerator()
      func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in .random(in: -1...1, using: &draws) } }
      let (x, weights, dy) = (numbers(rows * inputs), numbers(outputs * inputs), numbers(rows * outputs))
      var packed = [Float](repeating: .nan, count: x.count)
      for first in stride(from: 0, to: rows, by: kernel_product_rows) {
        kernel_pack_rows(first, min(first + kernel_product_rows, rows), inputs, x, &packed)
      }
      var y = [Float](repeating: .nan, count: rows * outputs)
      kernel_product(rows, inputs, outputs, 0, 4, packed, weights, &y)
      kernel_product(rows, inputs, outputs, 4, outputs, packed, weights, &y)
      var dx = [Float](repeating: .nan, count: rows * inputs)
      kernel_product_backward(rows, inputs, outputs, 0, 32, dy, weights, &dx)
      kernel_product_backward(rows, inputs, outputs, 32, inputs, dy, weights, &dx)
      var gradient = [Float](repeating: .nan, count: outputs * inputs)
      kernel_product_gradient(rows, inputs, outputs, 0, 32, dy, x, &gradient)
      kernel_product_gradient(rows, inputs, outputs, 32, inputs, dy, x, &gradient)
      #expect(error(of: y, rows, outputs, inputs) { x[$0 * inputs + $2] * weights[$1 * inputs + $2] } < 1e-5)
      #expect(error(of: dx, rows, inputs, outputs) { dy[$0 * outputs + $2] * weights[$2 * inputs + $1] } < 3e-5)
      #expect(error(of: gradient, outputs, inputs, rows) { dy[$2 * outputs + $0] * x[$2 * inputs + $1] } < 3e-5)
    }
  }

  /// The largest distance of a number from the sum of `count` terms; not a number when one is not.
  private func error(
    of matrix: [Float], _ rows: Int, _ columns: Int, _ count: Int, term: (Int, Int, Int) -> Float
  ) -> Double {
    var largest = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        let sum = (0..<count).reduce(0) { $0 + Double(term(row, column, $1)) }
        let distance = abs(Double(matrix[row * columns + column]) - sum)
        if !(distance <= largest) { largest = distance }
      }
    }
    return largest
  }

  @Test func whatDoesNotFillVectorsIsNotTaken() {
    #expect(!kernel_products_fit(48, 4) && !kernel_products_fit(32, 2) && kernel_products_fit(64, 120))
  }
}
