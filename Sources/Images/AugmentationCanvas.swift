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
  private var columns = ResampleWeights()
  private var rows = ResampleWeights()

  /// Makes an empty canvas.
  package init() {}

  private var count: Int { 3 * width * height }

  /// The pixels, and room for one number more, which the kernels load beside the last.
  private var pixels: UnsafeMutableBufferPointer<Float> { mutating get { current.reserve(count + 1) } }

  /// Begins a photograph of `width` × `height` pixels with `padding` pixels around it.
  ///
  /// - Parameter fill: Writes the photograph to the pointer, with rows that lie the given number of numbers apart.
  package mutating func begin(
    width: Int, height: Int, padding: Int, mode: Augmentation.PaddingMode = .reflect,
    fill: (_ pixels: UnsafeMutablePointer<Float>, _ stride: Int) -> Void
  ) {
    self.width = width + 2 * padding
    self.height = height + 2 * padding
    let pixels = pixels
    pixels[count] = 0
    guard let base = pixels.baseAddress else { return }
    fill(base + 3 * (padding * self.width + padding), 3 * self.width)
    if padding > 0 { kernel_pad(base, self.width, self.height, padding, mode.border) }
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

  /// Writes the network's square, normalised: (x − mean) / standard deviation.
  package mutating func crop(
    _ crop: AugmentationDraw.Crop, input: NetworkInput, layout: PixelLayout,
    into view: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(view.count == 3 * input.size * input.size)
    let (freeWidth, freeHeight) = (width - input.size, height - input.size)
    switch crop {
    case .place(let horizontal, let vertical):
      let (left, top) = (Int(horizontal * Double(freeWidth)), Int(vertical * Double(freeHeight)))
      copy(left: min(left, freeWidth), top: min(top, freeHeight), input, layout, into: view)
    case .centre:
      copy(left: ViewGeometry.corner(freeWidth), top: ViewGeometry.corner(freeHeight), input, layout, into: view)
    case .squash:
      resize(PixelRectangle(left: 0, top: 0, width: width, height: height), input, layout, into: view)
    case .area(let proposals):
      let fitting = proposals.lazy.compactMap { [width, height] in $0.rectangle(width: width, height: height) }.first
      resize(fitting ?? .middle(ofWidth: width, height: height), input, layout, into: view)
    }
  }

  private mutating func copy(
    left: Int, top: Int, _ input: NetworkInput, _ layout: PixelLayout, into view: UnsafeMutableBufferPointer<Float>
  ) {
    let size = input.size
    precondition(width >= size && height >= size)
    let (scale, offset) = input.normalisation
    let (rowStride, pixelStride, channelStride) = layout.strides(size: size)
    kernel_crop(
      pixels.baseAddress.map { $0 + 3 * (top * width + left) }, 3 * width, size, scale, offset, view.baseAddress,
      rowStride, pixelStride, channelStride)
  }

  /// As OpenCV's `resize` of a part with `INTER_AREA`; without an enlargement, pixels are averaged.
  private mutating func resize(
    _ part: PixelRectangle, _ input: NetworkInput, _ layout: PixelLayout, into view: UnsafeMutableBufferPointer<Float>
  ) {
    let size = input.size
    let isEnlarged = part.width < size || part.height < size
    columns.computeArea(sourceLength: part.width, targetLength: size, isEnlarged: isEnlarged)
    rows.computeArea(sourceLength: part.height, targetLength: size, isEnlarged: isEnlarged)
    let (scale, offset) = input.normalisation
    let (rowStride, pixelStride, channelStride) = layout.strides(size: size)
    let sums = other.reserve(3 * part.width + 1)
    let corner = UnsafePointer(pixels.baseAddress.map { $0 + 3 * (part.top * width + part.left) })
    rows.withLines { [width] rows in
      columns.withLines { columns in
        kernel_resample_floats(
          corner, 3 * width, rows, columns, scale, offset, sums.baseAddress, view.baseAddress, rowStride, pixelStride,
          channelStride)
      }
    }
  }
}

extension Augmentation.PaddingMode {
  fileprivate var border: kernel_border {
    switch self {
    case .reflect: kernel_border_reflect
    case .zero: kernel_border_zero
    case .edge: kernel_border_edge
    }
  }
}

extension NetworkInput {
  /// What makes (x − mean) / standard deviation of x: x · scale + offset, and a fourth number that does not matter.
  fileprivate var normalisation: (scale: [Float], offset: [Float]) {
    (standardDeviation.map { 1 / $0 } + [0], zip(mean, standardDeviation).map { -$0 / $1 } + [0])
  }
}

extension PixelLayout {
  /// How far the next row, pixel and channel are.
  fileprivate func strides(size: Int) -> (row: Int, pixel: Int, channel: Int) {
    self == .planar ? (size, 1, size * size) : (3 * size, 3, 1)
  }
}
