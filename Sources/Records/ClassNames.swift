/// What an image shows, or what is said to: one class, or any number of them.
public enum ClassNames: Equatable, Sendable {
  case one(String)
  case several([String])

  /// The names, one or any number.
  public var names: [String] {
    switch self {
    case .one(let name): [name]
    case .several(let names): names
    }
  }

  /// A string or an array of strings.
  public var json: JSONValue {
    switch self {
    case .one(let name): .string(name)
    case .several(let names): .strings(names)
    }
  }

  /// Reads a string or an array of strings; `nil` for anything else.
  public init?(json: JSONValue) {
    if let name = json.string {
      self = .one(name)
    } else if let names = json.strings {
      self = .several(names)
    } else {
      return nil
    }
  }
}

extension ImageRecord {
  /// What the image shows, if it is known: its `label`, or its `labels`.
  public var classNames: ClassNames? { labels.map(ClassNames.several) ?? label.map(ClassNames.one) }
}
