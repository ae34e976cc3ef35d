/// How photographs are changed at random, so that a network never sees the same picture twice: the lesson's sets, or a list
/// of one's own.
///
/// The order is fixed: scaled to the view's short side, times a random zoom; padded; the steps, on the whole photograph;
/// then the crop.
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

  /// What is put around a photograph.
  public enum PaddingMode: String, CaseIterable, Sendable {
    /// Its mirror image, the edge pixel repeated: OpenCV's `BORDER_REFLECT`.
    case reflect
    /// Black: `BORDER_CONSTANT`.
    case zero
    /// The edge pixel: `BORDER_REPLICATE`.
    case edge
  }

  /// How the network's square is taken from the changed photograph.
  public enum Crop: Equatable, Sendable {
    /// A square of the network's size, anywhere.
    case random
    /// A square of the network's size, in the middle.
    case centre
    /// All of it, its aspect lost.
    case squash
    /// A rectangle of a random part of the area and a random aspect ratio, anywhere, its aspect lost; the photograph is
    /// not scaled before: fastai 0.7's `GOOGLENET`.
    case area(ClosedRange<Double>, ratio: ClosedRange<Double>)

    /// The parts and ratios of Inception's training (Szegedy et al., "Going deeper with convolutions", 2014).
    public static let inception = Crop.area(0.08...1, ratio: 0.75...1.333)
  }

  /// The smallest and largest zoom.
  public var zoom: ClosedRange<Double> = 1...1
  /// The probability of a zoom that is uniform in `zoom`; otherwise it is 1.
  public var zoomProbability = Augmentation.usualProbability
  /// How many pixels are put around the scaled photograph.
  public var padding = 0
  /// What these pixels show.
  public var paddingMode = PaddingMode.reflect
  /// The changes, in order.
  public var steps: [Step]
  /// How the network's square is taken.
  public var crop = Crop.random

  /// The largest zoom.
  public var maximumZoom: Double {
    get { zoom.upperBound }
    set { zoom = min(zoom.lowerBound, newValue)...newValue }
  }

  /// Makes an augmentation.
  public init(maximumZoom: Double = 1, padding: Int = 0, steps: [Step], crop: Crop = .random) {
    precondition(Augmentation.zooms.contains(maximumZoom) && Augmentation.paddings.contains(padding))
    zoom = 1...maximumZoom
    self.padding = padding
    self.steps = steps
    self.crop = crop
  }

  /// The probability of a zoom or a rotation in the lesson.
  static let usualProbability = 0.75
  /// The zooms that make sense: above, a crop would show next to nothing.
  public static let zooms = 1.0...8
  /// The paddings that make sense.
  public static let paddings = 0...4096

  /// A random crop only.
  public static let none = Augmentation(steps: [])
  /// The lesson's `transforms_basic`: a little rotation and lighting.
  public static let basic = Augmentation(
    steps: [.rotate(degrees: 10, probability: usualProbability), .light(brightness: 0.05, contrast: 0.05)])
  /// The lesson's `transforms_side_on`, for photographs taken from the side: basic, and mirrored half of the time.
  public static let sideOn = Augmentation(steps: basic.steps + [.flip(probability: 0.5)])
  /// The lesson's `transforms_top_down`, for photographs taken from above: basic, and turned every way.
  public static let topDown = Augmentation(steps: basic.steps + [.dihedral])
}
