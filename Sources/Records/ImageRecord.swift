public import Files

/// Which part of the work an image is for.
public enum Split: String, Sendable, CaseIterable {
  case train
  case valid
  case test
}

/// One image of an index: where it is, what it shows, which split it belongs to.
///
/// Fields that are not known here pass through untouched.
public struct ImageRecord: Equatable, Sendable {
  /// All fields, in order.
  public private(set) var object: JSONObject
  /// The path of the file, relative to the working directory.
  public private(set) var path: String
  /// The split; `nil` when the record does not say.
  public let split: Split?

  /// What the image shows; `nil` for test images and for several labels.
  public var label: String? { object["label"]?.string }
  /// What the image shows, when it may be several things; `nil` otherwise.
  public var labels: [String]? { object["labels"]?.strings }
  /// The width in pixels, upright.
  public var width: Int? { object["width"]?.integer }
  /// The height in pixels, upright.
  public var height: Int? { object["height"]?.integer }
  /// The digest of the file's bytes when it was indexed.
  public var digest: Digest? { (object["digest"]?.string).flatMap { Digest($0) } }

  /// Makes a record with its fields in the order of the format.
  public init(
    path: String, split: Split?, label: String? = nil, labels: [String]? = nil, width: Int? = nil, height: Int? = nil,
    digest: Digest? = nil
  ) {
    self.path = path
    self.split = split
    object = JSONObject()
    object.append("path", .string(path))
    if let split { object.append("split", .string(split.rawValue)) }
    if let label { object.append("label", .string(label)) }
    if let labels { object.append("labels", .strings(labels)) }
    if let width { object.append("width", .integer(width)) }
    if let height { object.append("height", .integer(height)) }
    if let digest { object.append("digest", .string(digest.description)) }
  }

  /// Returns the record with the digest of its file's bytes.
  public func with(digest: Digest) -> ImageRecord {
    var record = self
    record.object["digest"] = .string(digest.description)
    return record
  }

  /// Returns the record of a copy of the image: another file, which shows the same.
  public func with(path: String, width: Int, height: Int, digest: Digest) -> ImageRecord {
    var record = self
    record.path = path
    record.object["path"] = .string(path)
    record.object["width"] = .integer(width)
    record.object["height"] = .integer(height)
    record.object["digest"] = .string(digest.description)
    return record
  }

  /// Takes a record as it was read.
  ///
  /// - Throws: `InvalidRecord` when a field has the wrong type or `path` is missing.
  public init(_ object: JSONObject) throws(InvalidRecord) {
    guard let path = object["path"]?.string, !path.isEmpty else { throw InvalidRecord("no path") }
    guard !path.utf8.contains(0) else { throw InvalidRecord("a path with a zero byte") }
    if let value = object["split"] {
      guard let split = value.string.flatMap(Split.init(rawValue:)) else {
        throw InvalidRecord("the split is \(value.text), not train, valid or test")
      }
      self.split = split
    } else {
      split = nil
    }
    if let label = object["label"], label.string == nil {
      throw InvalidRecord("the label is \(label.text), not a string")
    }
    if let labels = object["labels"], labels.strings == nil {
      throw InvalidRecord("the labels are \(labels.text), not an array of strings")
    }
    if object["label"] != nil, object["labels"] != nil { throw InvalidRecord("both a label and labels") }
    if let digest = object["digest"], digest.string.flatMap({ Digest($0) }) == nil {
      throw InvalidRecord("the digest is \(digest.text), not sha256: and 64 digits")
    }
    self.path = path
    self.object = object
  }
}

/// Says why an object is not the record it should be.
public struct InvalidRecord: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let description: String

  /// Says what is wrong.
  public init(_ description: String) { self.description = description }
}

extension RecordReader {
  /// Returns the next image record, or `nil` after the last one.
  ///
  /// - Throws: `FileError` when it cannot be read; `RecordError` when a line is not an image record.
  public mutating func nextImage() throws -> ImageRecord? {
    guard let object = try next() else { return nil }
    do {
      return try ImageRecord(object)
    } catch {
      throw failure(error.description)
    }
  }
}
