/// A convolution of interleaved maps by the sum that defines it, in double precision: 3×3 with a border of one zero, or
/// another odd kernel with its border.
struct DirectConvolution {
  var kernel = 3
  let images: Int
  let side: Int
  var stride = 1
  let inputs: Int
  let outputs: Int
  var groups = 1

  /// The side of the results.
  var resultSide: Int { (side - 1) / stride + 1 }

  /// Returns x ∗ weights + bias, where `pixels` are [images][side][side][inputs] and `weights`
  /// [outputs][inputs / groups][kernel][kernel].
  func results(_ pixels: [Float], _ weights: [Float], _ bias: [Float]) -> [Double] {
    var sums = (0..<images * resultSide * resultSide * outputs).map { Double(bias[$0 % outputs]) }
    forEachProduct { pixel, weight, result in sums[result] += Double(pixels[pixel]) * Double(weights[weight]) }
    return sums
  }

  /// Returns the gradient of the pixels.
  func sourceGradient(_ weights: [Float], _ gradient: [Float]) -> [Float] {
    var sums = [Double](repeating: 0, count: images * side * side * inputs)
    forEachProduct { pixel, weight, result in sums[pixel] += Double(weights[weight]) * Double(gradient[result]) }
    return sums.map(Float.init)
  }

  /// Returns the gradient of the weights, added to ones.
  func weightGradient(_ pixels: [Float], _ gradient: [Float]) -> [Float] {
    var sums = [Double](repeating: 1, count: outputs * inputs / groups * kernel * kernel)
    forEachProduct { pixel, weight, result in sums[weight] += Double(pixels[pixel]) * Double(gradient[result]) }
    return sums.map(Float.init)
  }

  /// Calls `body` with the places of a pixel, a weight and the result that their product belongs to.
  private func forEachProduct(_ body: (_ pixel: Int, _ weight: Int, _ result: Int) -> Void) {
    let (group, groupOutputs) = (inputs / groups, outputs / groups)
    for place in 0..<images * resultSide * resultSide {
      let image = place / resultSide / resultSide
      let (row, column) = (place / resultSide % resultSide * stride, place % resultSide * stride)
      for tap in 0..<kernel * kernel {
        let (y, x) = (row + tap / kernel - kernel / 2, column + tap % kernel - kernel / 2)
        guard (0..<side).contains(y), (0..<side).contains(x) else { continue }
        let pixel = ((image * side + y) * side + x) * inputs
        for output in 0..<outputs {
          for input in 0..<group {
            body(
              pixel + output / groupOutputs * group + input, (output * group + input) * kernel * kernel + tap,
              place * outputs + output)
          }
        }
      }
    }
  }
}
