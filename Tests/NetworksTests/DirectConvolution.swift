/// A 3×3 convolution of interleaved maps with a border of one zero, by the sum that defines it, in double precision.
struct DirectConvolution {
  let images: Int
  let side: Int
  var stride = 1
  let inputs: Int
  let outputs: Int
  var groups = 1

  /// The side of the results.
  var resultSide: Int { (side - 1) / stride + 1 }

  /// Returns x ∗ weights + bias, where `pixels` are [images][side][side][inputs] and `weights`
  /// [outputs][inputs / groups][3][3].
  func results(_ pixels: [Float], _ weights: [Float], _ bias: [Float]) -> [Double] {
    let group = inputs / groups
    return (0..<images * resultSide * resultSide * outputs).map { index in
      let (output, position) = (index % outputs, index / outputs)
      let image = position / resultSide / resultSide
      let (column, row) = (position % resultSide * stride - 1, position / resultSide % resultSide * stride - 1)
      let firstInput = output / (outputs / groups) * group
      var sum = Double(bias[output])
      for tap in 0..<9 {
        let (y, x) = (row + tap / 3, column + tap % 3)
        guard (0..<side).contains(y), (0..<side).contains(x) else { continue }
        let start = ((image * side + y) * side + x) * inputs + firstInput
        for input in 0..<group {
          sum += Double(pixels[start + input]) * Double(weights[(output * group + input) * 9 + tap])
        }
      }
      return sum
    }
  }
}
