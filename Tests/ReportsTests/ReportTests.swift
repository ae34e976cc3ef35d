import Foundation
import Images
import Records
import Reports
import TestSupport
import Testing

@Suite struct ReportTests {
  let folder = TemporaryFolder()

  private func picture(_ name: String) throws {
    let pixels = [UInt8](repeating: 120, count: 3 * 40 * 30)
    let bytes = try Image(width: 40, height: 30, pixels: pixels).encoded(as: .png, path: name)
    try folder.write(bytes, to: name)
  }

  private func prediction(_ path: String, _ label: String?, _ predicted: String, _ confidence: Double) -> String {
    PredictionRecord(
      path: path, split: .valid, actual: label.map { .one($0) }, predicted: .one(predicted),
      confidence: Float(confidence),
      loss: nil, probabilities: [.init(name: predicted, value: Float(confidence))]
    ).object.text + "\n"
  }

  private func page(_ files: [(name: String, text: String)]) throws -> (page: ParsedMarkup, damages: [String]) {
    var run = RunFiles()
    for file in files { try run.read(try folder.write(file.text, to: file.name), split: nil) }
    let settings = ReportSettings(title: "A <run>", sheetCount: 5, thumbnailSide: 64, root: folder.path, workers: 2)
    let (html, damages) = try Report(run, settings).page {}
    // The style sheet and the script are no XML.
    var xml = html.replacing("<!DOCTYPE html>", with: "")
    for tag in ["style", "script"] {
      let start = try #require(xml.range(of: "<\(tag)>"))
      let end = try #require(xml.range(of: "</\(tag)>", options: .backwards))
      xml.removeSubrange(start.upperBound..<end.lowerBound)
    }
    let page = ParsedMarkup(xml)
    try #require(page.error == nil, "\(page.error ?? "")")
    return (page, damages)
  }

  private let epochs = """
    {"epoch":0,"cycle":0,"trn_loss":0.9,"val_loss":0.5,"accuracy":0.75,"lr":[0.01],"seconds":1}
    {"epoch":1,"cycle":0,"trn_loss":0.2,"val_loss":0.8,"accuracy":0.5,"lr":[0.01],"seconds":1}

    """

  @Test func filesAreRecognisedAndShown() throws {
    for name in ["a.png", "b.png", "c.png"] { try picture(name) }
    let predictions =
      prediction("a.png", "ant", "bee", 0.9) + prediction("b.png", "ant", "ant", 0.8)
      + prediction("c.png", "bee", "bee", 0.7)
    let index = ["a", "b", "c"].map { #"{"path":"\#($0).png","split":"train","label":"ant","width":40,"height":30}"# }
    let (page, damages) = try page([
      ("x", index.joined(separator: "\n")), ("y", epochs), ("z", predictions), ("tta", predictions),
    ])
    #expect(damages.isEmpty)
    let headings = page.all("h2").map(\.text)
    #expect(
      headings == [
        "What to know", "Photographs", "Training", "How good it is", "Confusion", "Most incorrect", "Most uncertain",
        "Most correct",
      ])
    let text = page.elements[0].text
    for sentence in [
      "66.7\u{2009}% right: 2 of 3", "It over-fits: after epoch 0 the validation loss was 0.5",
      "Most confused: ant taken for bee (1 of 2)",
    ] {
      #expect(text.contains(sentence), "\(sentence)")
    }
    // One table has both files, and the epochs are as they were read.
    let cells = page.all("td").map { $0["data-value"] ?? $0.text }
    for value in ["0.9", "0.8", "0.75"] { #expect(cells.contains(value), "\(value)") }
    #expect(page.all("th").count { $0.text == "z" || $0.text == "tta" } == 2)
    // Every photograph has words in its place.
    #expect(page.all("img").count >= 9)
    for image in page.all("img") {
      #expect(!(image["alt"] ?? "").isEmpty && (image["src"] ?? "").hasPrefix("data:image/jpeg;base64,/9j/"))
    }
  }

  /// Links lead somewhere, nothing is there twice, and nothing is fetched from elsewhere.
  @Test func linksStayOnThePage() throws {
    for name in ["a.png", "b.png"] { try picture(name) }
    let (page, _) = try page([
      ("z", prediction("a.png", "x", "y", 0.9) + prediction("b.png", "y", "y", 0.8)), ("e", epochs),
    ])
    let ids = page.elements.compactMap { $0["id"] }
    #expect(Set(ids).count == ids.count)
    let links = page.all("a").compactMap { $0["href"] }
    #expect(links.contains("#cell-0-1") && links.contains("#cell-1-1"))
    for link in links { #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)") }
    for element in page.elements where element.name != "svg" {
      for (name, value) in element.attributes where name != "content" {
        #expect(!value.contains("://"), "\(name)=\(value)")
      }
    }
  }

  private static let strangeNames = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style></script><b>", "&amp;&lt;", "שלום", "🐜",
    String(repeating: "long", count: 75), "a'b\"c", "{{x}}", "-->", "]]>", "\u{202E}gpj",
  ]

  /// Whatever classes, files and photographs are called, it is text.
  @Test(arguments: strangeNames) func strangeNamesAreText(_ name: String) throws {
    let (page, damages) = try page([
      ("p", prediction("no/\(name)/x.png", name, "other", 0.9) + prediction("y\(name).png", "other", name, 0.6)),
      ("i", ImageRecord(path: "z", split: .train, label: name).object.text),
    ])
    #expect(damages.count == 3)
    #expect(page.all("script").count == 1 && page.all("b").allSatisfy { $0.attributes.isEmpty })
    #expect(page.all("img").isEmpty)
    let shown = name.replacing("\u{202E}", with: "?")
    #expect(page.all("bdi").contains { $0.text == shown })
    #expect(page.all("span").contains { $0["title"] == "no/\(shown)/x.png" })
  }

  @Test func theSamePageForAnyNumberOfWorkers() throws {
    var run = RunFiles()
    var text = ""
    for number in 0..<9 {
      try picture("\(number).png")
      text += prediction("\(number).png", "class \(number % 3)", "class \(number % 2)", 0.5 + Double(number) / 20)
    }
    try run.read(try folder.write(text, to: "p"), split: nil)
    let pages = try [1, 4].map { workers in
      try Report(
        run, ReportSettings(title: "t", sheetCount: 4, thumbnailSide: 32, root: folder.path, workers: workers)
      ).page {}.html
    }
    #expect(pages[0] == pages[1])
  }

  @Test func whatIsMissingIsNotShown() throws {
    let (page, _) = try page([("p", prediction("a", nil, "x", 0.5))])
    #expect(page.all("h2").map(\.text) == ["Most uncertain"])
    var run = RunFiles()
    #expect(throws: EmptyRunFile.self) { try run.read(try folder.write("", to: "empty"), split: nil) }
    #expect(throws: RecordError.self) { try run.read(try folder.write("{}", to: "odd"), split: nil) }
  }
}
