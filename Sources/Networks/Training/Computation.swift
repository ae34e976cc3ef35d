internal import COneDNN

/// A compiled primitive with the memory that it computes on.
struct Computation {
  private let primitive: Primitive
  // The arguments hold bare handles of these.
  private let memories: [Memory]
  private let arguments: [dnnl_exec_arg_t]

  init(
    _ engine: Engine, _ primitive: Primitive, _ arguments: [(Int32, Memory)], scratchpad: UnsafeMutableRawPointer
  ) throws(InferencePlanError) {
    self.primitive = primitive
    let scratch = try Memory(engine, primitive.scratchpad, at: scratchpad)
    memories = arguments.map(\.1) + [scratch]
    self.arguments =
      arguments.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.handle) } + [
        dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratch.handle)
      ]
  }

  /// Computes, and returns when it is done.
  func run(_ stream: Stream) throws(InferencePlanError) {
    try withExtendedLifetime(memories) { _ throws(InferencePlanError) in
      try primitive.execute(stream, arguments, count: arguments.count)
      try stream.wait()
    }
  }
}
