/// How photographs are changed at random, so that a network never sees the same picture twice: the lesson's sets, or a list
/// of one's own.
///
/// The order is fixed: scaled to the view's short side, times a random zoom; padded; the steps, on the whole photograph;
/// then a random crop.
public struct Augmentation: Equatable, Sendable {
  /// One change, with its limits.
  public enum Step: Equatable, Sendable {
    /// With `probability`, turned by an angle that is uniform between −degrees and degrees.
    case rotate(degrees: Double, probability: Double)
    /// Brightness moved by up to `brightness`, contrast by up to the factor 1 + `contrast`, both ways.
    case light(brightness: Double, contrast: Double)
    /// With `probability`, left and right swapped.
    case flip(probability: Double)
    /// One of the eight symmetries of the square, each as likely.
    case dihedral
  }

  /// The largest zoom; with a probability of 3/4 it is uniform between 1 and this, else 1.
  public var maximumZoom = 1.0
  /// How many pixels of its mirror image are put around the scaled photograph.
  public var padding = 0
  /// The changes, in order.
  public var steps: [Step]

  /// Makes an augmentation.
  public init(maximumZoom: Double = 1, padding: Int = 0, steps: [Step]) {
    precondition(maximumZoom >= 1 && maximumZoom <= Augmentation.largestZoom && padding >= 0)
    self.maximumZoom = maximumZoom
    self.padding = padding
    self.steps = steps
  }

  static let zoomProbability = 0.75
  /// Above this a crop would show next to nothing.
  public static let largestZoom = 8.0

  /// A random crop only.
  public static let none = Augmentation(steps: [])
  /// The lesson's `transforms_basic`: a little rotation and lighting.
  public static let basic = Augmentation(
    steps: [.rotate(degrees: 10, probability: 0.75), .light(brightness: 0.05, contrast: 0.05)])
  /// The lesson's `transforms_side_on`, for photographs taken from the side: basic, and mirrored half of the time.
  public static let sideOn = Augmentation(steps: basic.steps + [.flip(probability: 0.5)])
  /// The lesson's `transforms_top_down`, for photographs taken from above: basic, and turned every way.
  public static let topDown = Augmentation(steps: basic.steps + [.dihedral])
}
