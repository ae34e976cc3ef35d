import Files
import Images
import Inference
import Networks
import Records
import TestSupport
import Testing

@Suite struct TestTimeAugmentationTests {
  private let views = TestTimeAugmentation(
    Augmentation(maximumZoom: 1.2, steps: Augmentation.topDown.steps), count: 4, seed: 9)

  /// fastai 0.7: the plain prediction is repeated ceil(n / 4) times.
  @Test(arguments: [(1, 1), (4, 1), (5, 2), (8, 2), (9, 3)]) func weights(_ count: Int, _ plain: Int) {
    let augmented = (0..<count).map { [Double($0) / 10, 1 - Double($0) / 10] }
    let layers = Array(repeating: [0.25, 0.75], count: plain) + augmented
    let mean = (0..<2).map { index in layers.reduce(0) { $0 + $1[index] } / Double(layers.count) }
    let average = TestTimeAugmentation(.none, count: count, seed: 0).average([[0.25, 0.75]] + augmented)
    #expect(zip(average, mean).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func theFirstRowIsThatOfTheCentreView() throws {
    let records = try Setting.pictures().map { ImageRecord(path: $0, split: nil) }
    let plain = try Setting.run(records, workers: 2)
    let several = try Setting.run(records, workers: 2, views: views)
    #expect(several.damaged == plain.damaged && several.rows.count == plain.rows.count)
    var variedCount = 0
    for (row, expected) in zip(several.rows, plain.rows) {
      #expect(row.count == 5 * expected.count && row.allSatisfy(\.isFinite))
      #expect(Array(row.prefix(expected.count)) == expected)
      let views = Set((0..<5).map { Array(row[$0 * expected.count..<($0 + 1) * expected.count]) })
      if views.count == 5 { variedCount += 1 }
    }
    // A single white pixel stays white in more than one view.
    #expect(variedCount >= several.rows.count - 1)
  }

  /// Also where the views of a photograph lie in two micro-batches, and beside damaged ones.
  @Test func rowsDependOnNothingButTheirImage() throws {
    let folder = TemporaryFolder()
    let pictures = try Setting.pictures()
    var records: [ImageRecord] = []
    for index in 0..<23 {
      let bytes = try InputFile.bytes(of: pictures[index * 7 % pictures.count])
      let path = try folder.write(index % 5 == 3 ? Array(bytes.prefix(bytes.count / 2)) : bytes, to: "\(index).jpg")
      records.append(ImageRecord(path: path, split: nil))
    }
    let one = try Setting.run(records, workers: 1, views: views)
    let many = try Setting.run(records, workers: 3, views: views)
    #expect(one.rows == many.rows && one.damaged == many.damaged)
    #expect(one.rows.count + one.damaged.count == 23 && one.damaged.count >= 4)
    for record in records.suffix(5) {
      #expect(try Setting.run([record], workers: 2, views: views).rows.allSatisfy(one.rows.contains))
    }
  }
}
