import Images
import TestSupport

/// What is read of an image before any pixel: size, orientation, colour profile, comments.
func fuzzImageHeader(_ bytes: UnsafeRawBufferPointer) {
  let file = ImageMutator.withRightChecksums(Array(bytes))
  if let profile = try? ColourProfile(of: file, path: "x") { _ = profile.isRGB && profile.isSRGB }
  if let comment = ImageComment(beginning: "", in: file) { _ = comment.removed(from: file) }
  guard let header = try? ImageHeader(file, path: "x") else { return }
  precondition(header.width > 0 && header.height > 0 && header.width * header.height <= ImageHeader.pixelLimit)
  // A comment that is added to an image is found, and its removal gives the image back.
  let marked = ImageComment.adding("fuzz: a", to: file)
  precondition(ImageComment(beginning: "fuzz: a", in: marked)?.removed(from: marked) == file)
  precondition((try? ImageHeader(marked, path: "x")) == header)
}
