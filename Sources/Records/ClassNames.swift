public import Files

/// What an image shows, or what is said to: one class, or any number of them.
public enum ClassNames: Equatable, Sendable {
  case one(String)
  case several([String])

  /// Whether both are of the same form and have exactly the same names, in the same order.
  public static func == (first: ClassNames, second: ClassNames) -> Bool {
    switch (first, second) {
    case (.one(let name), .one(let other)): name.isExactly(other)
    case (.several(let names), .several(let others)): names.elementsEqual(others) { $0.isExactly($1) }
    default: false
    }
  }

  /// The names, one or any number.
  public var names: [String] {
    switch self {
    case .one(let name): [name]
    case .several(let names): names
    }
  }

  /// The names without their order, as keys.
  public var keys: Set<ExactText> { Set(names.map(ExactText.init)) }

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
