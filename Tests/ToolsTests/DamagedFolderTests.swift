import Foundation
import TestSupport
import Testing

/// A folder in which most images are damaged, through the tools that open images.
@Suite struct DamagedFolderTests {
  /// Every image is either indexed or named, and the tools that follow find nothing else wrong, in 4 GB of addresses:
  /// a damaged header may well speak of the largest picture that is read.
  @Test func everyDamagedImageIsNamed() throws {
    let folder = TemporaryFolder()
    let photos = Tools.tests.deletingLastPathComponent().appending(path: "ImagesTests/Reference")
    let originals = try Tools.names(in: photos).filter { $0 != "large.jpg" && ($0.hasSuffix("g")) }.map {
      Array(try Data(contentsOf: photos.appending(path: $0)))
    }
    var mutator = ImageMutator(originals, seed: 60)
    var names: Set<String> = []
    try FileManager.default.createDirectory(atPath: folder.file("images"), withIntermediateDirectories: true)
    for number in 0..<600 {
      let name = "images/\(number).\(number % 2 == 0 ? "jpg" : "png")"
      _ = try folder.writeQuickly(mutator.next(), to: name)
      names.insert(name)
    }

    let indexed = try Shell.run("ulimit -v 4000000; ds-index -j 2 --verify images > index.ndjson", in: folder)
    let whole = paths(Tools.text(of: URL(filePath: folder.file("index.ndjson"))), after: #"{"path":""#, upTo: "\"")
    let damaged = paths(indexed.errors, after: "ds-index: cannot read '", upTo: "'")
    #expect(indexed.status == 3)
    #expect(whole.count > 50 && damaged.count > 50)
    #expect(whole.isDisjoint(with: damaged))
    #expect(whole.union(damaged) == names)

    // All are named to the next tool, as an index of yesterday would do.
    try folder.write(names.sorted().map { #"{"path":"\#($0)"}"# + "\n" }.joined(), to: "all.ndjson")
    let command = "ds-resize -j 2 --size 16 -o small all.ndjson > small.ndjson"
    let resized = try Shell.run("ulimit -v 4000000; \(command)", in: folder)
    #expect(resized.status == 3)
    #expect(paths(resized.errors, after: "ds-resize: cannot read '", upTo: "'") == damaged)
  }

  /// What stands between `start` and the next `end` in the lines that begin so.
  private func paths(_ text: String, after start: String, upTo end: Character) -> Set<String> {
    let lines = text.split(separator: "\n").filter { $0.hasPrefix(start) }
    return Set(lines.map { String($0.dropFirst(start.count).prefix { $0 != end }) })
  }
}
