internal import CCodecs

/// A line of pixels that is resampled: where the picture lies on it, and what its pixels are made of.
struct SourceLine: Equatable {
  /// The number of pixels.
  let length: Int
  /// The length of the picture in pixels: less than `length` when a reduced decode has rounded the number of pixels up.
  let extent: Double
  /// Where the picture begins, in pixels: not at 0 when that decode has been turned round.
  var start = 0.0
  /// How pixels are made of the numbers that are there, which may be half as many.
  var enlargement = codec_enlargement_none

  /// How many numbers there are.
  var numberCount: Int { enlargement == codec_enlargement_none ? length : (length + 1) / 2 }

  /// The numbers that `pixels`, of which there is at least one, are made of.
  func numbers(of pixels: Range<Int>) -> Range<Int> {
    let (first, last) = (parts(of: pixels.lowerBound), parts(of: pixels.upperBound - 1))
    return min(first.nearest, first.next)..<max(last.nearest, last.next) + 1
  }

  /// The two numbers that a pixel is made of, and how much of it is the second.
  func parts(of pixel: Int) -> (nearest: Int, next: Int, share: Double) {
    switch enlargement {
    case codec_enlargement_repeated: return (pixel / 2, pixel / 2, 0)
    case codec_enlargement_interpolated:
      let next = pixel / 2 + (pixel % 2 == 0 ? -1 : 1)
      return (pixel / 2, min(max(next, 0), numberCount - 1), 0.25)
    default: return (pixel, pixel, 0)
    }
  }
}
