internal import Files
public import Records

/// An image that was found, before it is opened.
public struct ListedImage: Equatable, Sendable {
  /// What it shows.
  public enum Labels: Equatable, Sendable {
    case none
    case one(String)
    case several([String])
  }

  /// The path of the file.
  public let path: String
  /// What it shows.
  public let labels: Labels
  /// Its split, when the folders say it; `nil` when it is still to be decided.
  public internal(set) var split: Split?

  init(path: String, labels: Labels, split: Split?) {
    self.path = path
    self.labels = labels
    self.split = split
  }

  /// The classes as one text, under which images are counted.
  public var labelText: String {
    switch labels {
    case .none: ""
    case .one(let label): label
    case .several(let labels): labels.joined(separator: " ")
    }
  }
}

/// The images that were found, and what the user should know about how.
public struct Listing: Equatable, Sendable {
  /// The images, in the order in which rows are counted.
  public internal(set) var images: [ListedImage] = []
  /// Sentences: an empty class, a file that was passed over, a path that occurs twice.
  public internal(set) var notes: [String] = []
  /// Sentences about folders and files whose images are missing now.
  public internal(set) var losses: [String] = []

  /// Whether train and valid are told apart by the folders.
  public var hasValidationFolder: Bool { images.contains { $0.split == .valid } }

  /// The number of images that are for training or validation: the rows that a split counts.
  public var splittableCount: Int { images.count { $0.split != .test } }

  /// Decides train and valid anew for all images that are not for testing.
  public mutating func split(by rule: ValidationSplit) {
    let indices = images.indices.filter { images[$0].split != .test }
    let validation = rule.validationSet(labels: indices.map { images[$0].labelText })
    for (row, index) in indices.enumerated() { images[index].split = validation.contains(row) ? .valid : .train }
  }

  /// Sorts the images by the bytes of their paths, the order of an index, and leaves repeated paths out.
  public mutating func sort() {
    images.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    var unique: [ListedImage] = []
    for image in images {
      if let last = unique.last, last.path.isExactly(image.path) {
        let difference = last.labelText.isExactly(image.labelText) ? "" : ", with different labels"
        notes.append("'\(image.path)' occurs twice\(difference); the first one counts")
      } else {
        unique.append(image)
      }
    }
    images = unique
  }

  /// Adds what can be said when the splits are known: a class that valid has and train lacks.
  public mutating func compareClasses() {
    func classes(_ split: Split) -> Set<ExactText> {
      var names: Set<ExactText> = []
      for image in images where image.split == split {
        switch image.labels {
        case .none: break
        case .one(let label): names.insert(ExactText(label))
        case .several(let labels): names.formUnion(labels.map(ExactText.init))
        }
      }
      return names
    }
    for name in Vocabulary(sorting: classes(.valid).subtracting(classes(.train))).classes {
      notes.append("class '\(name)' is in valid but not in train")
    }
  }
}
