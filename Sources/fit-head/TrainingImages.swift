internal import Files
internal import Inference
internal import Records

/// Which images a head has seen: their number, and a digest of their digests in sorted order.
struct TrainingImages {
  let count: Int
  let digest: Digest?

  /// Collects the images of `rows`; without a digest when one of them has none.
  ///
  /// - Throws: `FileError` when a record is damaged.
  init(_ rows: [Int], of activations: Activations) throws(FileError) {
    count = rows.count
    var digests: [String] = []
    for row in rows {
      if let digest = try activations.record(at: row).digest { digests.append(digest.description) }
    }
    var hasher = DigestHasher()
    for digest in digests.sorted() { hasher.update(digest + "\n") }
    digest = digests.count == count ? hasher.finalize() : nil
  }

  /// The description as it is in the head's metadata.
  var text: String {
    var object: JSONObject = ["count": .integer(count)]
    if let digest { object.append("digest", .string(digest.description)) }
    return JSONValue.object(object).text
  }
}
