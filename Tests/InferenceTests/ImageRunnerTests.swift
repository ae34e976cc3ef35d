import Files
import Images
import Inference
import Networks
import Records
import Tensors
import TestSupport
import Testing

@Suite struct ImageRunnerTests {
  @Test func rowsDependOnNothingButTheirImage() throws {
    let pictures = try Setting.pictures()
    let records = (0..<40).map { ImageRecord(path: pictures[$0 * 7 % pictures.count], split: nil) }
    let one = try Setting.run(records, workers: 1)
    let many = try Setting.run(records, workers: 3)
    #expect(one.rows == many.rows && one.damaged == many.damaged && one.rows.count + one.damaged.count == 40)
    for record in records.prefix(7) {
      #expect(try Setting.run([record], workers: 2).rows.allSatisfy(one.rows.contains))
    }
  }

  @Test func rowsAreDifferentAndFinite() throws {
    let records = try Setting.pictures().map { ImageRecord(path: $0, split: nil) }
    let rows = try Setting.run(records, workers: 2).rows
    #expect(rows.allSatisfy { $0.count == 2560 && $0.allSatisfy(\.isFinite) })
    #expect(rows[0] != rows[1])
    #expect(try Setting.run(records, workers: 2, output: .logits).rows.allSatisfy { $0.count == 1000 })
  }

  @Test func damagedImagesAreNamedInOrderAndLeftOut() throws {
    let folder = TemporaryFolder()
    let picture = try InputFile.bytes(of: try Setting.pictures()[0])
    for index in 0..<12 {
      try folder.write(index % 3 == 1 ? Array(picture.prefix(100 + index)) : picture, to: "\(index).jpg")
    }
    let records = (0..<13).map { ImageRecord(path: "\($0).jpg", split: nil) }
    let result = try Setting.run(records, workers: 2, root: folder.path)
    #expect(result.rows.count == 8)
    #expect(result.damaged.count == 5)
    #expect(result.damaged[0].hasPrefix("cannot read '1.jpg': "))
    #expect(result.damaged[4] == "cannot open '\(folder.path)/12.jpg': No such file or directory")
  }

  @Test func changedImageEndsTheRunAndIsNamed() throws {
    let folder = TemporaryFolder()
    let picture = try InputFile.bytes(of: try Setting.pictures()[0])
    let path = try folder.write(picture + [0], to: "a.jpg")
    let records = [ImageRecord(path: path, split: nil, digest: Digest(of: picture))]
    let error = try #require(throws: ChangedImage.self) { try Setting.run(records, workers: 2) }
    #expect(error.description.hasPrefix("'\(path)' changed since it was indexed: it was sha256:"))
  }

  @Test func errorOfTheReceiverEndsTheRun() throws {
    struct Full: Error {}
    let records = try Setting.pictures().map { ImageRecord(path: $0, split: nil) }
    var count = 0
    #expect(throws: Full.self) {
      try ImageRunner(Setting.network, input: Setting.input, root: nil, workers: 2).run(records, output: .features) {
        _, _ in
        count += 1
        if count == 3 { throw Full() }
      }
    }
    #expect(count == 3)
  }
}
