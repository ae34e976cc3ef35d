internal import CommandLine
internal import Files
internal import NetworkOptions
internal import Networks
internal import Records
internal import Workers

/// Repeats a plan's computation on random pixels whenever a line comes on standard input; for `bin/bench` only.
@main enum BenchPlan {
  static let size = Option<Int>("size", value: "PIXELS", default: 224, help: "compute on squares of PIXELS")
  static let batch = Option<Int>(
    "batch", value: "N", default: 32, limits: .atLeast(1), help: "compute N images forward, or take a step with N")
  static let microBatch = Option<Int?>(
    "micro-batch", value: "N", describedAs: "the network's own", help: "take N images forward at a time")
  static let repeats = Option<Int>("repeats", value: "N", default: 1, help: "do everything N times a repetition")

  static let command = Command(
    "bench-plan", summary: "time plans without photographs", operands: "forward|train ARCHITECTURE",
    operandCount: 2...2,
    options: [size, batch, microBatch, repeats, NetworkOptions.precision, SharedOptions.jobs],
    examples: ["yes '' | head -n 5 | bench-plan forward resnet34"], seeAlso: [])

  static func main() { command.main(run) }

  static func run(_ tool: Invocation) throws -> ExitStatus {
    let arguments = tool.arguments
    guard let architecture = Architecture(rawValue: arguments.operands[1]) else {
      throw UsageError("no network '\(arguments.operands[1])'")
    }
    let workers = arguments[SharedOptions.jobs] ?? Workers.processorCount
    switch arguments.operands[0] {
    case "forward":
      let benchmark = try ForwardBenchmark(
        architecture, size: arguments[size], microBatch: arguments[microBatch],
        precision: arguments[NetworkOptions.precision], workers: workers)
      try repeating(arguments) { try benchmark.run(images: arguments[batch]) }
    case "train":
      try TrainingBenchmark.withBenchmark(
        architecture, size: arguments[size], batchSize: arguments[batch],
        precision: arguments[NetworkOptions.precision], workers: workers
      ) { benchmark in try repeating(arguments) { try benchmark.step() } }
    default: throw UsageError("neither forward nor train: '\(arguments.operands[0])'")
    }
    return .done
  }

  /// Says when it is ready, and after each repetition how long that took.
  private static func repeating(_ arguments: Arguments, _ body: () throws -> Void) throws {
    var writer = try RecordWriter()
    try writer.write(["ready": .bool(true)])
    try writer.flush()
    while readLine() != nil {
      let clock = ContinuousClock()
      let duration = try clock.measure { for _ in 0..<arguments[repeats] { try body() } }
      try writer.write([
        "seconds": .double(duration / .seconds(1)),
        "images": .integer(arguments[batch] * arguments[repeats]),
        "peak_mib": .integer(PeakMemory.byteCount >> 20),
      ])
      try writer.flush()
    }
    try writer.commit()
  }
}
