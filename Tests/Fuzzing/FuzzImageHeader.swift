import Images
import TestSupport

/// What is read of an image before any pixel: size, orientation, colour profile, comments.
func fuzzImageHeader(_ bytes: UnsafeRawBufferPointer) {
  let file = ImageMutator.withRightChecksums(Array(bytes))
  if let header = try? ImageHeader(file, path: "x") {
    precondition(header.width > 0 && header.height > 0 && header.width * header.height <= ImageHeader.pixelLimit)
  }
  if let profile = try? ColourProfile(of: file, path: "x") { _ = profile.isRGB && profile.isSRGB }
  // A comment that was added is found, and its removal gives the file back.
  if let comment = ImageComment(beginning: "", in: file) { _ = comment.removed(from: file) }
  let marked = ImageComment.adding("fuzz: a", to: file)
  precondition(marked.count > file.count)
  if let comment = ImageComment(beginning: "fuzz:", in: marked) {
    precondition(comment.text.hasPrefix("fuzz:"))
  }
}
