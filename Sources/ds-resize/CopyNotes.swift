internal import Records
internal import Resizing

/// What is good to know about the copies that were made.
struct CopyNotes {
  let sentences: [String]

  init(_ copies: [ImageCopy], shortSide: Int, enlarges: Bool) {
    var sentences: [String] = []
    // An index may have an image several times.
    let all = Set(copies.map(\.record.path)).count
    let new = Set(copies.filter(\.isNew).map(\.record.path)).count
    sentences.append("\(new) of \(all) copies made\(new < all ? ", the others were there" : "")")
    let small = copies.filter { min($0.original.width, $0.original.height) < shortSide }
    if let first = small.first?.original {
      sentences.append(
        (enlarges ? "enlarged to" : "not enlarged to") + " a short side of \(shortSide): "
          + "\(small.count) of \(copies.count) images, for instance '\(first.path)' (\(first.width)×\(first.height))")
    }
    let coloured = copies.filter(\.hasOtherColours)
    if let first = coloured.first?.original {
      sentences.append(
        "the colours are not sRGB: \(coloured.count) of \(copies.count) images, for instance '\(first.path)'; "
          + "the copies have the same profile, but networks do not look at it")
    }
    self.sentences = sentences
  }
}
