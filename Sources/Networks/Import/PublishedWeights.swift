public import Files

/// What is known about published files by their digests.
public enum PublishedWeights {
  /// torchvision's second generation of weights, by the first 32 bits of the file's digest: they were published for a
  /// short side of 232 pixels, not 256 (torchvision/models/resnet.py, `IMAGENET1K_V2` and ResNeXt-101 64×4d).
  private static let secondGeneration: Set<String> = [
    "11ad3fa6", "cd907fc2", "f82ba261", "1a0047aa", "110c445d", "173b62eb", "9ba9bcbe",
  ]

  /// Returns the short side that the file with this digest was published for, where it is not the architecture's.
  static func shortSide(of digest: Digest) -> Int? {
    secondGeneration.contains(prefix(of: digest)) ? 232 : nil
  }

  /// Checks a file against the digest in its own name, as in `resnet18-f37072fd.pth`.
  ///
  /// Source: `torch.hub.load_state_dict_from_url(check_hash=True)`.
  /// - Returns: The sentence that says that they differ; `nil` when they agree or the name holds no digest.
  public static func complaint(about path: String, digest: Digest) -> String? {
    let name = path.split(separator: "/").last ?? ""
    guard let dash = name.lastIndex(of: "-"), let dot = name[dash...].firstIndex(of: ".") else { return nil }
    let promised = name[name.index(after: dash)..<dot]
    let isHexadecimal = promised.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    guard promised.utf8.count == 8, isHexadecimal else { return nil }
    let found = prefix(of: digest)
    if found == promised { return nil }
    return "'\(path)' is damaged or was changed: its SHA-256 begins with \(found), not with \(promised) as in its name"
  }

  private static func prefix(of digest: Digest) -> String {
    String(digest.description.dropFirst("sha256:".count).prefix(8))
  }
}
