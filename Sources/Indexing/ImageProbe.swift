internal import Files
internal import Images
public import Records
internal import Workers

/// What opening one listed image gave.
public enum ProbedImage: Sendable {
  /// A record for the index.
  case record(ImageRecord)
  /// A sentence that says why there is none.
  case damaged(String)
}

extension Listing {
  /// Opens every image, on at most `workers` processors: width and height from its header, the digest of its bytes.
  ///
  /// - Parameters:
  ///   - verifies: Whether every image is decoded, which finds damage behind the header.
  ///   - workers: The most processors to use; the result does not depend on it.
  ///   - advance: Called after each image, on any thread.
  public func probe(verifies: Bool, workers: Int, advance: @Sendable () -> Void) -> [ProbedImage] {
    Workers.map(images.count, workers: workers) { index in
      defer { advance() }
      return ProbedImage(images[index], verifies: verifies)
    }
  }
}

extension ProbedImage {
  fileprivate init(_ image: ListedImage, verifies: Bool) {
    do {
      let bytes = try InputFile.bytes(ofOrdinaryFile: image.path, limit: ImageHeader.byteLimit)
      let header = try ImageHeader(bytes, path: image.path)
      if verifies { try header.verify(bytes, path: image.path) }
      let isTest = image.split == .test
      var label: String?
      var labels: [String]?
      switch image.labels {
      case .one(let name) where !isTest: label = name
      case .several(let names) where !isTest: labels = names
      default: break
      }
      self = .record(
        ImageRecord(
          path: image.path, split: image.split, label: label, labels: labels, width: header.width,
          height: header.height, digest: Digest(of: bytes)))
    } catch {
      self = .damaged("\(error)")
    }
  }
}
