internal import CommandLine
internal import Files
internal import Indexing
internal import Inference
internal import NetworkOptions
internal import Networks
internal import Records
internal import Training
internal import TrainingOptions
internal import Workers

/// The photographs of an index that can be learned from, and what the user should know about them.
struct TrainingPhotographs {
  static let classes = Option<String?>(
    "classes", value: "FILE", describedAs: "those of the model, or the sorted labels",
    help: "take the names of the classes, in order, from the lines of FILE")
  static let balance = Flag("balance", help: "repeat the training images of rare classes, as ds-index --balance does")

  let photographs: Photographs
  let vocabulary: Vocabulary
  /// The digest of the whole index.
  let index: Digest
  /// Done, or done without damaged images.
  let status: ExitStatus

  /// Reads the index, and each photograph once.
  ///
  /// - Throws: `UnknownLabel` for a label that the model lacks; `Unlearnable`; `ChangedImage`; what reading throws.
  init(_ tool: Invocation, for start: StartingPoint, batchSize: Int) throws {
    let arguments = tool.arguments
    let path = arguments.operands.first ?? StandardStream.path
    let whole = try ImageIndex(reading: path)
    index = whole.digest
    vocabulary =
      try start.classes.map(Vocabulary.init)
      ?? arguments[TrainingPhotographs.classes].map(Vocabulary.init(reading:)) ?? whole.vocabulary
    let wanted = whole.records.filter { $0.split == .train || $0.split == .valid }
    guard !wanted.isEmpty else {
      throw Failure("no record of the splits 'train' and 'valid' in \(StandardStream.inputName(path))")
    }
    try vocabulary.check(wanted)

    let root = arguments[SharedOptions.root]
    var tally = ImageTally(tool)
    var records: [ImageRecord] = []
    let workers = arguments[FitFull.threads] ?? Workers.processorCount
    for finding in try ImageCheck.findings(of: wanted, root: root, workers: workers) {
      switch finding {
      case .readable(let record): records.append(record)
      case .damaged(let sentence): try tally.damaged(sentence)
      }
    }
    status = tally.status
    if arguments[TrainingPhotographs.balance] { records = Balance.balanced(records) }
    let images = try LabelledImages(
      Targets(of: records, vocabulary: vocabulary), splits: records.map { $0.split ?? .test },
      classCount: vocabulary.classes.count, source: path)
    try start.check(images.kind)
    photographs = Photographs(records: records, images: images, root: root)
    DataNotes.sentences(on: images, classes: vocabulary.classes, batchSize: batchSize).forEach(tool.note)
  }
}
