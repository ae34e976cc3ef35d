import Indexing
import Records
import TestSupport
import Testing

@Suite struct ListingTests {
  let folder = TemporaryFolder()

  private func makeFiles(_ names: String...) throws { for name in names { try folder.write("", to: name) } }

  private func lines(_ listing: Listing) -> [String] {
    listing.images.map { "\($0.path.dropFirst(folder.path.count + 1)) \($0.labelText) \($0.split?.rawValue ?? "-")" }
  }

  @Test func splitFolders() throws {
    try makeFiles(
      "train/cats/1.jpg", "train/cats/deep/2.PNG", "train/dogs/3.jpeg", "valid/cats/4.jpg", "valid/birds/5.jpg",
      "test/6.jpg", "train/cats/.hidden.jpg", "train/cats/note.txt", "train/cats/x.gif", "stray.jpg")
    var listing = try Listing(folder: folder.path)
    #expect(
      lines(listing) == [
        "test/6.jpg  test", "train/cats/1.jpg cats train", "train/cats/deep/2.PNG cats train",
        "train/dogs/3.jpeg dogs train", "valid/birds/5.jpg birds valid", "valid/cats/4.jpg cats valid",
      ])
    listing.compareClasses()
    #expect(
      listing.notes == [
        "passed over '\(folder.path)/train/cats/note.txt' and 2 more: not named like JPEG or PNG, or in no class folder",
        "class 'birds' is in valid but not in train",
      ])
  }

  @Test func classFoldersAndAnEmptyOne() throws {
    try makeFiles("cats/1.jpg", "dogs/2.jpg", "empty/readme.txt")
    var listing = try Listing(folder: folder.path + "/")
    listing.split(by: .rows([1]))
    #expect(lines(listing) == ["cats/1.jpg cats train", "dogs/2.jpg dogs valid"])
    #expect(listing.notes[0] == "class 'empty' is empty: no JPEG or PNG file in '\(folder.path)/empty'")
  }

  @Test func flatFolder() throws {
    try makeFiles("b.jpg", "a.jpg")
    #expect(lines(try Listing(folder: folder.path)) == ["a.jpg  test", "b.jpg  test"])
  }

  @Test func missingFolder() {
    #expect(throws: (any Error).self) { try Listing(folder: folder.file("none")) }
  }

  @Test func csvRowsKeepTheirNumbers() throws {
    let csv = try folder.write(
      "\u{FEFF}id,breed\r\nz,\"big, \"\"old\"\" dog\"\r\na,pug\r\n\r\nz,pug\r\n", to: "labels.csv")
    var listing = try Listing(csv: csv, layout: CSVLayout(folder: folder.path, suffix: ".jpg"))
    listing.split(by: .rows([0]))
    listing.sort()
    #expect(lines(listing) == ["a.jpg pug train", "z.jpg big, \"old\" dog valid"])
    #expect(listing.notes == ["'\(folder.path)/z.jpg' occurs twice, with different labels; the first one counts"])
  }

  @Test func severalLabels() throws {
    let csv = try folder.write("name,tags\na,x  y \nb,\n", to: "labels.csv")
    let listing = try Listing(csv: csv, layout: CSVLayout(folder: "f", labelSeparator: " "))
    #expect(listing.images.map(\.labels) == [.several(["x", "y"]), .several([])])
  }

  @Test(arguments: [
    ("id,breed\na\n", "2: no second column, which would be the label"),
    ("id,breed\na,\n", "2: no label in the second column"),
    ("id,breed\na,b\n,c\n", "3: no name in the first column"),
    ("id,breed\na,\"b\n", "2: a quote is not closed"),
  ])
  func csvErrorsNameTheLine(_ text: String, _ reason: String) throws {
    let csv = try folder.write(text, to: "labels.csv")
    let error = try #require(throws: RecordError.self) { try Listing(csv: csv, layout: CSVLayout(folder: ".")) }
    #expect(error.description == "\(csv):\(reason)")
  }
}
