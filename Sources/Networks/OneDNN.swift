internal import COneDNN

/// A call of oneDNN that failed, as a sentence.
public struct OneDNNError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What could not be done, without "cannot".
  public let action: String
  /// oneDNN's word for the reason, such as `unimplemented`.
  public let status: String

  /// The whole sentence, without the tool's name.
  public var description: String { "oneDNN cannot \(action): \(status)" }
}

/// Throws unless oneDNN says that the call succeeded.
func check(_ status: dnnl_status_t, _ action: @autoclosure () -> String) throws(InferencePlanError) {
  if status == dnnl_success { return }
  throw .library(OneDNNError(action: action(), status: String(cString: dnnl_status2str(status))))
}

/// The processor, as oneDNN sees it.
final class Engine: Sendable {
  // Immutable after creation; oneDNN allows its use from any thread.
  nonisolated(unsafe) let handle: dnnl_engine_t?

  init() throws(InferencePlanError) {
    var handle: dnnl_engine_t?
    try check(dnnl_engine_create(&handle, dnnl_cpu, 0), "use the processor")
    self.handle = handle
  }

  deinit { dnnl_engine_destroy(handle) }

  /// The number of channels of a block in the blocked layout: those that one vector register holds.
  static var channelBlock: Int {
    let wide = dnnl_cpu_isa_avx512_core.rawValue
    return dnnl_get_effective_cpu_isa().rawValue & wide == wide ? 16 : 8
  }
}

/// A queue of work; one for each thread that executes.
final class Stream {
  let handle: dnnl_stream_t?

  init(_ engine: Engine) throws(InferencePlanError) {
    var handle: dnnl_stream_t?
    try check(dnnl_stream_create(&handle, engine.handle, dnnl_stream_default_flags.rawValue), "make a stream")
    self.handle = handle
  }

  deinit { dnnl_stream_destroy(handle) }

  /// Waits until all that was enqueued is done.
  func wait() throws(InferencePlanError) { try check(dnnl_stream_wait(handle), "finish a computation") }
}

/// Numbers at an address that someone else owns, with their shape and order.
final class Memory: Sendable {
  // Immutable after creation.
  nonisolated(unsafe) let handle: dnnl_memory_t?

  init(
    _ engine: Engine, _ description: MemoryDescription, at address: UnsafeMutableRawPointer
  ) throws(InferencePlanError) {
    var handle: dnnl_memory_t?
    try check(
      withUnsafePointer(to: description.value) { dnnl_memory_create(&handle, $0, engine.handle, address) },
      "describe memory")
    self.handle = handle
  }

  deinit { dnnl_memory_destroy(handle) }
}

/// The shape of numbers in memory and their order.
struct MemoryDescription: Equatable, Sendable {
  let value: dnnl_memory_desc_t

  /// Takes over what oneDNN chose.
  init(_ value: dnnl_memory_desc_t) { self.value = value }

  /// Describes numbers of `shape`, in the order that `tag` names.
  init(
    shape: [Int], _ tag: dnnl_format_tag_t, _ precision: Precision = .float32
  ) throws(InferencePlanError) {
    var value = dnnl_memory_desc_t()
    let dimensions = shape.map { Int64($0) }
    try check(
      dnnl_memory_desc_init_by_tag(&value, Int32(shape.count), dimensions, precision.dataType, tag),
      "describe a shape")
    self.value = value
  }

  /// The number of bytes, with what fills up the blocks.
  var byteCount: Int { withUnsafePointer(to: value) { dnnl_memory_desc_get_size($0) } }

  static func == (left: MemoryDescription, right: MemoryDescription) -> Bool {
    withUnsafePointer(to: left.value) { left in
      withUnsafePointer(to: right.value) { right in dnnl_memory_desc_equal(left, right) != 0 }
    }
  }
}
