import Networks
import Tensors
import TestSupport
import Testing

/// A tensor of a reference, known by its norm and its scalar products with eight vectors, and how far PyTorch's own float32
/// was from it.
struct ProjectedTensor {
  let name: String
  let norm: Double
  let error: Double
  private let projections: [Double]

  init(line: Substring) throws {
    let fields = line.split(separator: " ")
    name = String(fields[0])
    norm = try #require(Double(fields[1]))
    error = try #require(Double(fields[2]))
    projections = try fields.dropFirst(3).map { try #require(Double($0)) }
  }

  /// Estimates the relative L2 distance of `values`: the vectors' numbers are uniform in −1 ..< 1, of variance ⅓.
  func distance(of values: [Double]) -> Double {
    var squares = 0.0
    for (number, projection) in projections.enumerated() {
      var product = 0.0
      for (index, value) in values.enumerated() {
        product += value * SplitMix.uniform(UInt64(4000 + number), at: index)
      }
      squares += (product - projection) * (product - projection)
    }
    return (3 * squares / Double(projections.count)).squareRoot() / norm
  }
}

extension TrainingPlan {
  /// Writes planar images into the places of a batch, in the plan's own layout.
  func setInput(_ pixels: [Float], batchSize: Int) throws {
    let positions = inputCount / 3
    for image in 0..<batchSize {
      try withInput(at: image, of: batchSize) { input in
        for index in 0..<inputCount {
          let (channel, position) = index.quotientAndRemainder(dividingBy: positions)
          let place = inputLayout == .planar ? index : position * 3 + channel
          input[place] = pixels[image * inputCount + index]
        }
      }
    }
  }
}
