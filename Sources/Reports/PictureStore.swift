internal import Charts
internal import Files
internal import Images
internal import Records
internal import Workers

/// The photographs that a page shows, small, and as text that the page can hold.
struct PictureStore: Sendable {
  private var pictures: [ExactText: String] = [:]
  /// Sentences about those that cannot be shown.
  private(set) var damages: [String] = []
  private let side: Int

  private static let quality = 78

  /// Reads photographs and makes them small.
  ///
  /// - Parameters:
  ///   - paths: Their paths; one that occurs again is read once.
  ///   - side: The side of the square that each fits into, in pixels.
  ///   - root: Where relative paths start.
  ///   - workers: The number of processors to use.
  ///   - onPicture: Called after each.
  init(_ paths: [String], side: Int, root: String?, workers: Int, onPicture: @escaping @Sendable () -> Void) {
    self.side = side
    var seen: Set<ExactText> = []
    let wanted = paths.filter { seen.insert(ExactText($0)).inserted }
    let results = Workers.map(wanted.count, workers: workers) { number in
      let result = PictureStore.text(of: wanted[number], side: side, root: root)
      onPicture()
      return result
    }
    for (path, result) in zip(wanted, results) {
      switch result {
      case .success(let text): pictures[ExactText(path)] = text
      case .failure(let damage): damages.append(damage.sentence)
      }
    }
  }

  private struct Damage: Error { let sentence: String }

  private static func text(of path: String, side: Int, root: String?) -> Result<String, Damage> {
    switch Thumbnail(of: ImageRecord(path: path, split: nil).path(under: root), side: side) {
    case .damaged(let sentence): return .failure(Damage(sentence: sentence))
    case .picture(let image):
      do {
        return .success(Base64.text(of: try image.encoded(as: .jpeg, quality: quality, path: path)))
      } catch {
        return .failure(Damage(sentence: error.description))
      }
    }
  }

  /// The photograph in a page.
  ///
  /// - Parameter description: What is seen, for those who do not see it.
  func image(_ path: String, _ description: String) -> Markup {
    guard let text = pictures[ExactText(path)] else {
      return .element("span", ["class": "missing"], .text("cannot be read"))
    }
    return .empty(
      "img", ["src": "data:image/jpeg;base64,\(text)", "alt": description, "loading": "lazy", "decoding": "async"])
  }
}
