internal import Files
public import Records

/// Which images were learned from: their number, and a digest of their digests in sorted order.
public struct TrainingImages {
  /// The key of the description in a file's metadata.
  public static let key = "training_images"
  private let count: Int
  private let digest: Digest?

  /// Collects images; without a digest when one of them has none.
  public init(_ records: [ImageRecord]) {
    count = records.count
    let digests = records.compactMap(\.digest?.description).sorted()
    var hasher = DigestHasher()
    for digest in digests { hasher.update(digest + "\n") }
    digest = digests.count == count ? hasher.finalize() : nil
  }

  /// The description as it is in the metadata.
  public var text: String {
    var object: JSONObject = ["count": .integer(count)]
    if let digest { object.append("digest", .string(digest.description)) }
    return JSONValue.object(object).text
  }
}
