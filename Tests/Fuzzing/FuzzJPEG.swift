import Images
import Tensors
import TestSupport

/// JPEG images: in full and reduced, upright, scaled to a network's view, scaled and encoded again.
func fuzzJPEG(_ bytes: UnsafeRawBufferPointer) { decodeImage(Array(bytes)) }

/// Pixels of PNG images, with checksums that are right, so that what lies behind them is reached.
func fuzzPNG(_ bytes: UnsafeRawBufferPointer) { decodeImage(ImageMutator.withRightChecksums(Array(bytes))) }

private func decodeImage(_ file: [UInt8]) {
  // Large pictures take time, and show nothing that small ones do not.
  guard let header = try? ImageHeader(file, path: "x"), header.width * header.height <= 1 << 18 else { return }
  if let image = try? Image(file, path: "x") {
    precondition(image.width == header.width && image.height == header.height)
  }
  try? header.verify(file, path: "x")
  for size in [ScaledSize(width: 17, height: 9), ScaledSize(width: header.width + 1, height: header.height)] {
    if let copy = try? ImageResizer().encode(file, path: "x", to: size, quality: 90) {
      precondition((try? Image(copy, path: "x"))?.width == size.width)
    }
  }
  let input = NetworkInput(size: 16)
  if let view = try? ImageLoader(oversampling: 1).load(file, path: "x", input: input, layout: .planar) {
    precondition(view.allSatisfy(\.isFinite))
  }
}
