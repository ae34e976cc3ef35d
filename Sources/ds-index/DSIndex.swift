internal import CommandLine
internal import Files
internal import Indexing
internal import Records
internal import Workers

/// Finds images, labels them, splits them, checks them and counts them.
@main enum DSIndex {
  static let csv = Option<String?>("csv", value: "FILE", help: "take names and labels from FILE's first two columns")
  static let images = Option<String?>(
    "images", value: "DIR", describedAs: "the folder of the CSV", help: "look for the images of --csv in DIR")
  static let suffix = Option<String>("suffix", value: "TEXT", default: "", help: "put TEXT behind every name of --csv")
  static let noHeader = Flag("no-header", help: "the first row of --csv is a row like the others")
  static let labelSeparator = Option<String?>(
    "label-separator", value: "TEXT",
    limits: Limits<String>("a text that is not empty") { !$0.isEmpty }.optional,
    help: "several labels an image, with TEXT between them")
  static let test = Option<String?>("test", value: "DIR", help: "add the images below DIR as test images")
  static let validFraction = Option<Double>(
    "valid-fraction", value: "PART", default: 0.2,
    limits: Limits("a number from 0 to below 1") { $0 >= 0 && $0 < 1 },
    help: "validate on a random PART, chosen as the lesson's get_cv_idxs does, where the folders do not say")
  static let seed = Option<Int>(
    "seed", value: "N", default: 42, limits: .from(0, to: Int(UInt32.max)), help: "draw the random part from seed N")
  static let stratify = Flag("stratify", help: "take the same part of every class")
  static let fold = Option<Int?>(
    "fold", value: "K", limits: Limits<Int>.atLeast(1).optional, help: "validate on part K, from 1, of --folds parts")
  static let folds = Option<Int>(
    "folds", value: "N", default: 5, limits: .from(2, to: 1_000_000),
    help: "cut into N random parts")
  static let validRows = Option<String?>(
    "valid-rows", value: "FILE", help: "validate on the rows whose numbers, from 0, are the lines of FILE")
  static let noValid = Flag("no-valid", help: "train on everything")
  static let verify = Flag("verify", help: "decode every image, not only its header, to find all damage")
  static let balance = Flag("balance", help: "repeat training images until every class has as many as the largest")
  static let summary = Flag("summary", help: "print counts and sizes instead of records")

  static let command = Command(
    "ds-index", summary: "list images with their labels and splits", operands: "[FOLDER]", operandCount: 0...1,
    options: [
      csv, images, suffix, noHeader, labelSeparator, test, validFraction, seed, stratify, fold, folds, validRows,
      noValid, verify, balance, summary, SharedOptions.recordOutput, SharedOptions.jobs, SharedOptions.strict,
      SharedOptions.allowSkipped, SharedOptions.quiet,
    ],
    examples: ["ds-index photos > all.ndjson", "ds-index --csv labels.csv --images train --suffix .jpg > all.ndjson"],
    seeAlso: ["precompute(1)", "finetools-records(5)"])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    let splitOption = try checkCombinations(arguments)
    var listing = try list(arguments)
    if !listing.hasValidationFolder || splitOption != nil {
      listing.split(by: try splitRule(arguments, listing))
    } else if let option = ([stratify, seed] as [any OptionRow]).first(where: { arguments.isSet($0) }) {
      tool.note("--\(option.name) changes nothing: the folders say which images are for validation")
    }
    listing.sort()
    listing.compareClasses()
    listing.notes.forEach(tool.note)
    listing.losses.forEach(tool.warn)

    // Before the photographs are read, so that a name that cannot be written is found in time.
    var output = try OutputFile(arguments[SharedOptions.recordOutput])
    let progress = Progress("images", total: listing.images.count, for: tool)
    let workers = arguments[SharedOptions.jobs] ?? Workers.processorCount
    let probed = listing.probe(verifies: arguments[verify], workers: workers) { progress.advance() }
    progress.finish()
    var records: [ImageRecord] = []
    var damagedCount = listing.losses.count
    for image in probed {
      switch image {
      case .record(let record): records.append(record)
      case .damaged(let sentence):
        tool.warn(sentence)
        damagedCount += 1
      }
    }
    guard !records.isEmpty else {
      let source = arguments[csv] ?? arguments.operands.first ?? "."
      let advice = arguments.isSet(csv) && !probed.isEmpty ? "; are --images and --suffix right?" : ""
      throw Failure("no readable image in \(StandardStream.inputName(source))\(advice)")
    }
    if let sentence = Leakage.sentence(about: records) { tool.note(sentence) }
    if damagedCount > 0, arguments[SharedOptions.strict] { return .failed }
    if arguments[balance] { records = Balance.balanced(records) }
    if arguments[summary] {
      try output.write(SummaryText.text(IndexSummary(records)))
    } else {
      for record in records { try output.write(record.object.text + "\n") }
    }
    try output.commit()
    return damagedCount > 0 && !arguments[SharedOptions.allowSkipped] ? .skipped : .done
  }

  /// Refuses options that do not go together, before any file is opened.
  ///
  /// - Returns: The option that asks for a split, if one does.
  private static func checkCombinations(_ arguments: Arguments) throws(UsageError) -> (any OptionRow)? {
    func given(_ options: any OptionRow...) -> [any OptionRow] { options.filter { arguments.isSet($0) } }
    func exclude(_ options: [any OptionRow]) throws(UsageError) {
      guard options.count < 2 else {
        throw UsageError("--\(options[0].name) and --\(options[1].name) exclude each other")
      }
    }
    if !arguments.isSet(csv), let option = given(images, suffix, noHeader, labelSeparator, test).first {
      throw UsageError("--\(option.name) goes with --csv")
    }
    if arguments.isSet(csv), let folder = arguments.operands.first {
      throw UsageError("--csv and the folder '\(folder)' exclude each other")
    }
    try exclude(given(validFraction, fold, validRows, noValid))
    try exclude(given(validRows, noValid, stratify))
    try exclude(given(labelSeparator, balance))
    if arguments.isSet(folds), !arguments.isSet(fold) { throw UsageError("--folds goes with --fold") }
    if let fold = arguments[fold], fold > arguments[folds] {
      throw UsageError("--fold \(fold) is more than --folds \(arguments[folds])")
    }
    return given(validFraction, fold, validRows, noValid).first
  }

  private static func list(_ arguments: Arguments) throws -> Listing {
    guard let csvPath = arguments[csv] else { return try Listing(folder: arguments.operands.first ?? ".") }
    let ownFolder = csvPath.lastIndex(of: "/").map { String(csvPath[...$0]) } ?? "."
    let layout = CSVLayout(
      folder: arguments[images] ?? ownFolder, suffix: arguments[suffix], hasHeader: !arguments[noHeader],
      labelSeparator: arguments[labelSeparator])
    var listing = try Listing(csv: csvPath, layout: layout)
    if let test = arguments[test] { try listing.addTestImages(folder: test) }
    return listing
  }

  private static func splitRule(_ arguments: Arguments, _ listing: Listing) throws -> ValidationSplit {
    if arguments[noValid] { return ValidationSplit.none }
    if let path = arguments[validRows] { return .rows(try RowNumbers.read(path, count: listing.splittableCount)) }
    let seed = UInt32(arguments[seed])
    if let fold = arguments[fold] {
      return .fold(fold, of: arguments[folds], seed: seed, stratified: arguments[stratify])
    }
    return .fraction(arguments[validFraction], seed: seed, stratified: arguments[stratify])
  }
}
