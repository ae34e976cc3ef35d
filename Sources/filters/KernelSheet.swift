internal import Charts
internal import CommandLine
internal import Files
internal import Images
internal import Networks
internal import Tensors

/// The kernels of the first layer as pictures: they see red, green and blue, and so can be shown in colour.
enum KernelSheet {
  private static let usualColumns = 8
  private static let usualSide = 64

  /// Returns the sheet, a picture a kernel.
  ///
  /// - Throws: `Failure` when the file lacks the weights.
  static func sheet(of description: FilterNetwork, _ arguments: Arguments) throws -> ContactSheet {
    let network = description.network
    let first = network.operations[1]
    let parameter = network.parameters(of: first)[0]
    guard let weights = description.tensor(parameter.name)?.floats else {
      throw Failure("the weights have no tensor '\(parameter.name)'")
    }
    let kernel = parameter.shape[2]
    let side = arguments[Filters.thumbnail] ?? usualSide
    let count = weights.count / first.channels
    let tiles = (0..<first.channels).map { channel in
      let picture = picture(weights[channel * count..<(channel + 1) * count], kernel: kernel, side: side)
      return ContactSheet.Tile(picture: picture, heading: "\(channel)", isRight: nil, detail: "", name: "")
    }
    var sheet = ContactSheet(
      title: "\(first.name): \(first.channels) kernels of \(kernel) × \(kernel) pixels",
      sections: [ContactSheet.Section(heading: nil, tiles: tiles)],
      columns: arguments[Filters.columns] ?? usualColumns, thumbnailSide: side)
    sheet.legend = [
      "A pixel's colour is its weights for red, green and blue; grey is 0.",
      "Each kernel is scaled by its own largest weight.",
    ]
    return sheet
  }

  /// Draws a kernel, [3, kernel, kernel], each weight as an upright square of a whole number of pixels.
  private static func picture(_ weights: ArraySlice<Float>, kernel: Int, side: Int) -> Image {
    let weights = Array(weights)
    let largest = weights.map(abs).max() ?? 0
    let scale = largest > 0 && largest.isFinite ? 127 / largest : 0
    let square = max(1, side / kernel)
    let width = kernel * square
    let pixels = (0..<3 * width * width).map { index -> UInt8 in
      let (pixel, channel) = (index / 3, index % 3)
      let (row, column) = (pixel / width / square, pixel % width / square)
      let weight = weights[channel * kernel * kernel + row * kernel + column] * scale
      return weight.isFinite ? UInt8((128 + weight).rounded()) : 128
    }
    return Image(width: width, height: width, pixels: pixels)
  }
}

extension ContactSheet {
  /// Draws the sheet into a file.
  ///
  /// - Throws: `DrawingError`, `ImageError` and `FileError`.
  func write(to path: String, as format: ImageFormat) throws {
    try check()
    var file = try OutputFile(path, isText: false)
    try file.write(draw().encoded(as: format, path: path))
    try file.commit()
  }
}
