import TestSupport
import Testing

/// Files and streams that ask for far more memory than their size accounts for.
@Suite struct BombTests {
  let folder = TemporaryFolder()

  /// Runs `script` with room for 600 MB of addresses, which is more than what is ever in use.
  private func run(_ script: String) throws -> Outcome { try Shell.run("ulimit -v 600000; \(script)", in: folder) }

  @Test func imagesThatClaimToBeLarge() throws {
    let whole = Bombs.png(width: 1, height: 1, pixels: Bombs.onePixel)
    let images: [(name: String, bytes: [UInt8], sentence: String)] = [
      (
        "a.jpg", Bombs.jpeg(frame: 0xC0, width: 8000, height: 8000),
        "damaged JPEG image: part of the picture is missing"
      ),
      (
        "b.jpg", Bombs.jpeg(frame: 0xC2, width: 8000, height: 8000),
        "damaged JPEG image: part of the picture is missing"
      ),
      (
        "c.jpg", Bombs.jpeg(frame: 0xC0, width: 65535, height: 65535),
        "not a JPEG image that libjpeg can decode: maximum supported image dimension is 65500 pixels"
      ),
      (
        "d.jpg", Bombs.jpeg(frame: 0xC0, width: 65500, height: 65500),
        "65500 × 65500 pixels are more than the limit of 178956970"
      ),
      ("e.png", Bombs.png(width: 8000, height: 8000, pixels: [0x78, 1]), "damaged PNG image: not enough image data"),
      (
        "f.png", Bombs.png(width: 8000, height: 8000, pixels: [0x78, 1], isInterlaced: true),
        "damaged PNG image: not enough image data"
      ),
      (
        "g.png", Bombs.png(width: 65535, height: 65535, pixels: [0x78, 1]),
        "65535 × 65535 pixels are more than the limit of 178956970"
      ),
      (
        "h.png", Bombs.png(width: 1 << 31 - 1, height: 1 << 31 - 1, pixels: [0x78, 1]),
        "damaged PNG image: invalid IHDR data"
      ),
      (
        "i.png", Array(whole.dropLast(12)) + [0x7F, 0xFF, 0xFF, 0xFF] + Array("eXIf".utf8),
        "damaged PNG image: the file ends before the picture does"
      ),
      (
        "j.jpg", [0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF] + Array("Exif".utf8),
        "damaged JPEG image: the file ends before the picture does"
      ),
    ]
    for image in images {
      #expect(image.bytes.count <= 200)
      try folder.write(image.bytes, to: "images/\(image.name)")
    }
    try folder.write(whole, to: "images/whole.png")
    let indexed = try run("ds-index --verify -j 1 images | grep -o '\"path\":\"[^\"]*\"'; exit ${PIPESTATUS[0]}")
    let sentences = images.map { "cannot read 'images/\($0.name)': \($0.sentence)\n" }
    #expect(indexed.errors.hasPrefix(sentences.map { "ds-index: \($0)" }.joined()))
    #expect(indexed.output == "\"path\":\"images/whole.png\"\n")
    #expect(indexed.status == 3)

    let names = (images.map(\.name) + ["whole.png"]).map { #"{"path":"images/\#($0)"}"# + "\n" }
    try folder.write(names.joined(), to: "index.ndjson")
    let resized = try run("ds-resize --size 32 -j 1 -o small index.ndjson > small.ndjson")
    #expect(resized.errors.hasPrefix(sentences.map { "ds-resize: \($0)" }.joined()))
    #expect(resized.status == 3)
  }

  /// Libraries that unpack or believe what stands beside the pixels would take gigabytes; the pixels are there.
  @Test func absurdThingsBesideThePixels() throws {
    let text = Array("Comment".utf8) + [0, 0]
    let profile = Array("icc".utf8) + [0, 0]
    let packed = Bombs.zlib(count: 200 << 20)
    func png(_ name: String, _ content: [UInt8]) -> [UInt8] {
      Bombs.png(width: 1, height: 1, pixels: Bombs.onePixel, chunks: [(name, content)])
    }
    func jpeg(_ segments: [UInt8]) -> [UInt8] {
      let start = Bombs.jpeg(frame: 0xC0, width: 8, height: 8, data: [0])
      return Array(start[..<2]) + segments + Array(start[2...])
    }
    let exif = Array("Exif".utf8) + [0, 0, 0x4D, 0x4D, 0, 42]
    let icc = Array("ICC_PROFILE".utf8) + [0]
    let images: [String: [UInt8]] = [
      "text.png": png("zTXt", text + packed), "profile.png": png("iCCP", profile + packed),
      "international.png": png("iTXt", Array("Comment".utf8) + [0, 1, 0, 0, 0] + packed),
      "profile-length.png": png("iCCP", profile + [0x78, 1, 1, 4, 0, 0xFB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
      "exif.png": png("eXIf", [0x4D, 0x4D, 0, 42, 0xFF, 0xFF, 0xFF, 0xFF]),
      "exif.jpg": jpeg(Bombs.segment(0xE1, exif + [0xFF, 0xFF, 0xFF, 0xFE])),
      "exif-count.jpg": jpeg(
        Bombs.segment(0xE1, exif + [0, 0, 0, 8, 0xFF, 0xFF, 1, 0x12, 0, 3] + [UInt8](repeating: 0xFF, count: 8))),
      "profile-missing.jpg": jpeg(Bombs.segment(0xE2, icc + [255, 255])),
      "profile-parts.jpg": jpeg(
        (1...255).flatMap { Bombs.segment(0xE2, icc + [UInt8($0), 255] + [UInt8](repeating: 97, count: 60_000)) }),
    ]
    for (name, bytes) in images { try folder.write(bytes, to: "images/\(name)") }
    let outcome = try run("ds-index -q --verify -j 1 images > i.ndjson && ds-resize -q --size 4 -j 1 -o small i.ndjson")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.split(separator: "\n").count == images.count)
  }

  @Test func filesThatClaimToBeLarge() throws {
    let header = Bombs.littleEndian(1 << 60 as UInt64) + Array("{}".utf8)
    let noHeader = "cannot read 'a': not a safetensors file: its header would have 1152921504606846976 bytes"
    let tuples = [UInt8](repeating: 0x85, count: 10_000)
    let pickle = Bombs.torch(Array("}X\u{1}\0\0\0aN".utf8) + tuples + Array("s.".utf8))
    let compressed =
      "its member 'a/data.pkl' is compressed, which torch.save never does: unzip it and save it again"
    let deep = #"{"path":"x","deep":"# + String(repeating: "[", count: 10_000)
    let files: [(command: String, bytes: [UInt8], sentence: String)] = [
      ("tensor-info a", header, noHeader), ("import-weights -o b a", header, noHeader),
      ("import-weights -o b a", Bombs.zip(member: "a/data.pkl"), "cannot read 'a': \(compressed)"),
      ("import-weights -o b a", pickle, "cannot read 'a': it holds no dictionary of tensors"),
      ("ds-resize --size 8 -o b a", Array(deep.utf8), "a:1: not a record: nested more than 128 deep at byte 148"),
      (
        "confusion a", Array(String(repeating: #"{"a":"#, count: 10_000).utf8),
        "a:1: not a record: nested more than 128 deep at byte 642"
      ),
    ]
    for (command, bytes, sentence) in files {
      try folder.write(bytes, to: "a")
      let tool = command.prefix { $0 != " " }
      #expect(try run(command) == Outcome(status: 1, output: "", errors: "\(tool): \(sentence)\n"))
    }
  }

  @Test(arguments: [
    ("ds-index --csv /dev/zero", "cannot read '/dev/zero': line 1 is longer than 67108864 bytes"),
    (
      "(echo id,label; echo -n a,; head -c 100000000 /dev/zero | tr '\\0' x) | ds-index --csv -",
      "cannot read standard input: line 2 is longer than 67108864 bytes"
    ),
    (
      "(echo id,label; echo -n a,; yes , | tr -d '\\n') | ds-index --csv -",
      "cannot read standard input: line 2 is longer than 67108864 bytes"
    ),
    (
      "(echo id,label; echo 'a,\"'; yes) | ds-index --csv -",
      "standard input:2: a row is longer than 1048576 bytes"
    ),
    ("yes | ds-index --csv -", "standard input:2: no second column, which would be the label"),
    ("tensor-info /dev/zero", "cannot read '/dev/zero': not a safetensors file"),
    (
      "(printf '\\x40\\0\\0\\0\\0\\0\\0\\0{\"a\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]}}'; yes '') | tensor-info -",
      "cannot read standard input: longer than 81 bytes"
    ),
    (
      "(printf '\\x33\\0\\0\\0\\0\\0\\0\\0{\"a\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]}}'; yes '') | tensor-info -",
      "cannot read standard input: its header is damaged: an object is not closed at byte 52"
    ),
    ("import-weights -o b /dev/zero", "cannot read '/dev/zero': neither a PyTorch nor a safetensors file"),
  ])
  func streamsWithoutEnd(command: String, sentence: String) throws {
    let outcome = try run(command)
    #expect(outcome.errors.split(separator: ": ", maxSplits: 1).last.map(String.init) == sentence + "\n")
    #expect(outcome.status == 1)
  }
}
