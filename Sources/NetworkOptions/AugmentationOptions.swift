public import CommandLine
public import Images

/// The options that say how photographs are changed at random.
public enum AugmentationOptions {
  /// One of the lesson's sets, or a list of one's own in a file.
  public enum Choice: OptionValue {
    case lesson(LessonSet)
    case file(String)

    public static var expectation: String { "\(choices.joined(separator: ", ")) or a FILE.json" }
    public static var choices: [String] { LessonSet.allCases.map(\.rawValue) }

    public init?(argument: String) {
      if let set = LessonSet(rawValue: argument) {
        self = .lesson(set)
      } else if argument.hasSuffix(".json") || argument.contains("/") {
        self = .file(argument)
      } else {
        return nil
      }
    }

    public var argumentText: String {
      switch self {
      case .lesson(let set): set.rawValue
      case .file(let path): path
      }
    }
  }

  /// The lesson's sets.
  public enum LessonSet: String, CaseIterable, Sendable {
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

  /// The zoom of the lesson.
  private static let usualZoom = 1.1

  /// The option `--augment`: which set; `usual` is the one that a tool uses without it.
  public static func augment(usual: String) -> Option<Choice?> {
    Option<Choice?>(
      "augment", value: "SET", describedAs: usual,
      help: "change photographs at random as SET says, a FILE.json of transforms or a set of the lesson")
  }
  /// The option `--augment` of tools whose photographs are side-on unless something else is said.
  public static let augment = augment(usual: "side-on")
  /// The option `--max-zoom`: how far to zoom in.
  public static let maximumZoom = Option<Double?>(
    "max-zoom", value: "FACTOR", describedAs: "1.1 with a set, or what FILE.json says",
    limits: Limits<Double>.from(Augmentation.zooms).optional, help: "zoom in at random, by up to FACTOR; 1 does not")
  /// The option `--pad`: a border.
  public static let padding = Option<Int?>(
    "pad", value: "N", describedAs: "0, or what FILE.json says",
    limits: Limits<Int>.from(Augmentation.paddings).optional, help: "put N pixels around the scaled photograph")
  /// The option `--pad-mode`: what the border shows.
  public static let paddingMode = Option<Augmentation.PaddingMode?>(
    "pad-mode", value: "MODE", describedAs: "reflect, or what FILE.json says",
    help: "let these pixels show a mirror image, black or the edge's colour")

  /// All of them.
  public static func all(usual: String = "side-on") -> [any OptionRow] {
    [augment(usual: usual), maximumZoom, padding, paddingMode]
  }

  /// Returns what the command line says.
  ///
  /// - Parameter recorded: What is used where `--augment` says nothing; `nil` is the lesson's set for photographs taken from
  ///   the side.
  /// - Throws: `FileError` for a file that is no list of transforms; `UsageError` for options that contradict it.
  public static func augmentation(_ arguments: Arguments, recorded: Augmentation? = nil) throws -> Augmentation {
    var augmentation = recorded ?? LessonSet.sideOn.augmentation
    switch arguments[augment] {
    case .file(let path): augmentation = try Augmentation(reading: path)
    case .lesson(let set):
      augmentation = set.augmentation
      augmentation.maximumZoom = set == .none ? 1 : usualZoom
    case nil: if recorded == nil { augmentation.maximumZoom = usualZoom }
    }
    if let zoom = arguments[maximumZoom] {
      if case .area = augmentation.crop {
        throw UsageError("--max-zoom and a crop of the kind 'area' exclude each other")
      }
      augmentation.maximumZoom = zoom
    }
    if let padding = arguments[padding] { augmentation.padding = padding }
    if let mode = arguments[paddingMode] { augmentation.paddingMode = mode }
    return augmentation
  }
}

extension Augmentation.PaddingMode: OptionValue {}
