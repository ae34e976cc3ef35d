/// Feeds one parser what libFuzzer invents; `bin/fuzz` builds and runs this.
///
/// A parser may refuse an input, with an error; what it may not do is trap, hang, read what is not its own, or take
/// memory that its input does not account for.
enum Fuzz {
  /// The parsers by the names that `bin/fuzz` knows.
  static let parsers: [String: @Sendable (UnsafeRawBufferPointer) -> Void] = [
    "csv": fuzzCSV, "header": fuzzImageHeader, "import": fuzzImport, "jpeg": fuzzJPEG, "png": fuzzPNG,
    "records": fuzzRecords, "safetensors": fuzzSafetensors,
  ]

  /// The parser of this process: libFuzzer's callback has no room for it.
  nonisolated(unsafe) static var parser: @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
}

/// Takes the name of the parser from the arguments; the others are libFuzzer's.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
  guard count.pointee > 1, let name = arguments.pointee[1], let parser = Fuzz.parsers[String(cString: name)] else {
    fatalError("usage: fuzz \(Fuzz.parsers.keys.sorted().joined(separator: "|")) [ARGUMENTS OF libFuzzer]")
  }
  Fuzz.parser = parser
  arguments.pointee[1] = arguments.pointee[0]
  arguments.pointee += 1
  count.pointee -= 1
  return 0
}

/// Runs the parser on one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  Fuzz.parser(UnsafeRawBufferPointer(start: start, count: count))
  return 0
}
