internal import CKernels
internal import Glibc
package import Tensors

/// A photograph that is being changed: interleaved float32 red, green and blue in 0...1.
///
/// Its memory grows and is used again.
package struct AugmentationCanvas: ~Copyable {
  /// The width in pixels.
  package private(set) var width = 0
  /// The height in pixels.
  package private(set) var height = 0
  private var current = ScratchBuffer<Float>()
  private var other = ScratchBuffer<Float>()

  /// Makes an empty canvas.
  package init() {}

  private var count: Int { 3 * width * height }

  /// The pixels, and room for one number more, which the kernels load beside the last.
  private var pixels: UnsafeMutableBufferPointer<Float> { mutating get { current.reserve(count + 1) } }

  /// Begins a photograph of `width` × `height` pixels with `padding` pixels of its mirror image around it.
  ///
  /// - Parameter fill: Writes the photograph to the pointer, with rows that lie the given number of numbers apart.
  package mutating func begin(
    width: Int, height: Int, padding: Int, fill: (_ pixels: UnsafeMutablePointer<Float>, _ stride: Int) -> Void
  ) {
    self.width = width + 2 * padding
    self.height = height + 2 * padding
    let pixels = pixels
    pixels[count] = 0
    guard let base = pixels.baseAddress else { return }
    fill(base + 3 * (padding * self.width + padding), 3 * self.width)
    if padding > 0 { kernel_pad(base, self.width, self.height, padding) }
  }

  /// Makes one change.
  package mutating func apply(_ change: AugmentationDraw.Change) {
    switch change {
    case .rotation(let degrees): rotate(degrees)
    case .lighting(let brightness, let contrast):
      let mean = kernel_mean(pixels.baseAddress, count)
      kernel_scale_and_clip(pixels.baseAddress, count, Float(contrast), Float(mean + brightness - mean * contrast))
    case .turn(let quarters, let flips): turn(quarters, flips)
    }
  }

  /// As OpenCV's `warpAffine` with `getRotationMatrix2D((w // 2, h // 2), degrees, 1)`, `INTER_LINEAR`, `BORDER_REFLECT`.
  private mutating func rotate(_ degrees: Double) {
    let (cosine, sine) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
    let (x, y) = (Double(width / 2), Double(height / 2))
    // From the result to the source, which is the turn back.
    let matrix = [cosine, -sine, x - cosine * x + sine * y, sine, cosine, y - sine * x - cosine * y]
    let (source, result) = exchange()
    kernel_warp(source, width, height, matrix, result)
  }

  /// As NumPy's `rot90`, counter-clockwise, and then `fliplr`.
  private mutating func turn(_ quarters: Int, _ flips: Bool) {
    let isOdd = quarters % 2 != 0
    if isOdd { swap(&width, &height) }
    let (source, result) = exchange()
    kernel_turn(source, result, width, height, isOdd, (quarters >= 2) != flips, quarters == 1 || quarters == 2)
  }

  /// Puts the pixels aside as a source, and returns them with the memory that takes their place.
  private mutating func exchange() -> (source: UnsafePointer<Float>?, result: UnsafeMutablePointer<Float>?) {
    let (source, result) = (pixels, other.reserve(count + 1))
    result[count] = 0
    swap(&current, &other)
    return (UnsafePointer(source.baseAddress), result.baseAddress)
  }

  /// Returns a copy of the pixels.
  package mutating func copy() -> [Float] { Array(pixels[..<count]) }

  /// Writes a crop, normalised: (x − mean) / standard deviation of the `size` × `size` pixels that lie `horizontal` and
  /// `vertical`, from 0 to 1, of the way from the upper left corner to the lower right one.
  package mutating func crop(
    horizontal: Double, vertical: Double, input: NetworkInput, layout: PixelLayout,
    into view: UnsafeMutableBufferPointer<Float>
  ) {
    let size = input.size
    precondition(view.count == 3 * size * size && width >= size && height >= size)
    let left = min(Int(horizontal * Double(width - size)), width - size)
    let top = min(Int(vertical * Double(height - size)), height - size)
    let scale = input.standardDeviation.map { 1 / $0 } + [0]
    let offset = zip(input.mean, input.standardDeviation).map { -$0 / $1 } + [0]
    let (rowStride, pixelStride, channelStride) = layout == .planar ? (size, 1, size * size) : (3 * size, 3, 1)
    kernel_crop(
      pixels.baseAddress.map { $0 + 3 * (top * width + left) }, 3 * width, size, scale, offset, view.baseAddress,
      rowStride, pixelStride, channelStride)
  }
}
