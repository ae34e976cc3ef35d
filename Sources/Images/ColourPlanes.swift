internal import CCodecs

/// A picture in the planes of colour that JPEG files keep: how light it is (Y), how blue (Cb) and how red (Cr).
///
/// The planes lie in memory of whoever made them, and are valid as long as that says.
struct ColourPlanes {
  /// The number of planes.
  static let count = 3

  /// The width of the picture; a plane may have half of it.
  let width: Int
  /// The height of the picture; a plane may have half of it.
  let height: Int
  /// Y, Cb and Cr.
  let planes: [codec_plane]
}
