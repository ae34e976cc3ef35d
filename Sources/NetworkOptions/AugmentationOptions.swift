public import CommandLine
public import Images

/// The options that say how photographs are changed at random.
public enum AugmentationOptions {
  /// The lesson's sets.
  public enum Choice: String, CaseIterable, OptionValue {
    case none, basic
    case sideOn = "side-on"
    case topDown = "top-down"

    fileprivate var augmentation: Augmentation {
      switch self {
      case .none: .none
      case .basic: .basic
      case .sideOn: .sideOn
      case .topDown: .topDown
      }
    }
  }

  /// The option `--augment`: which set.
  public static let augment = Option<Choice?>(
    "augment", value: "SET", describedAs: "side-on", help: "change photographs at random as the set SET says")
  /// The option `--max-zoom`: how far to zoom in.
  public static let maximumZoom = Option<Double>(
    "max-zoom", value: "FACTOR", default: 1.1, limits: Limits<Double>.from(1, to: Augmentation.largestZoom),
    help: "zoom in at random, by up to FACTOR; 1 does not")
  /// The option `--pad`: a mirrored border.
  public static let padding = Option<Int>(
    "pad", value: "N", default: 0, limits: Limits<Int>.from(0, to: 4096),
    help: "put N pixels of its mirror image around the scaled photograph")

  /// All of them.
  public static let all: [any OptionRow] = [augment, maximumZoom, padding]

  /// Returns what the command line says.
  public static func augmentation(_ arguments: Arguments) -> Augmentation {
    var augmentation = (arguments[augment] ?? .sideOn).augmentation
    augmentation.maximumZoom = arguments[maximumZoom]
    augmentation.padding = arguments[padding]
    return augmentation
  }
}
