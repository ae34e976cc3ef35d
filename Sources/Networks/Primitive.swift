internal import COneDNN

/// One computation that oneDNN has compiled for fixed shapes; any number of threads may execute it at once.
final class Primitive: Sendable {
  // Immutable after creation; scratch memory is the caller's.
  nonisolated(unsafe) let handle: dnnl_primitive_t?
  // Kept as what a backward computation is described by.
  private nonisolated(unsafe) let description: dnnl_primitive_desc_t?
  /// The name of the code that oneDNN chose, such as `jit:avx512_core`.
  let implementation: String
  /// The order in which weights are wanted; empty when there are none.
  let weights: MemoryDescription
  /// The scratch memory that an execution needs.
  let scratchpad: MemoryDescription

  /// Compiles the operation that a C descriptor describes; `forward` is what a backward computation belongs to.
  convenience init(
    _ engine: Engine, _ descriptor: UnsafeRawPointer, addsToDestination: Bool = false, activation: Activation? = nil,
    forward: Primitive? = nil, _ action: String
  ) throws(InferencePlanError) {
    var description: dnnl_primitive_desc_t?
    try withAttributes(addsToDestination: addsToDestination, activation: activation) {
      attributes throws(InferencePlanError) in
      try check(
        dnnl_primitive_desc_create(&description, descriptor, attributes, engine.handle, forward?.description), action)
    }
    try self.init(description, action)
  }

  /// Compiles, and takes over `description`.
  private init(_ description: dnnl_primitive_desc_t?, _ action: String) throws(InferencePlanError) {
    self.description = description
    var name: UnsafePointer<CChar>?
    _ = withUnsafeMutablePointer(to: &name) { dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, $0) }
    implementation = name.map { String(cString: $0) } ?? "unknown"
    weights = Primitive.memory(description, dnnl_query_weights_md)
    scratchpad = Primitive.memory(description, dnnl_query_scratchpad_md)
    var handle: dnnl_primitive_t?
    let status = dnnl_primitive_create(&handle, description)
    self.handle = handle
    try check(status, action)
  }

  deinit {
    dnnl_primitive_destroy(handle)
    dnnl_primitive_desc_destroy(description)
  }

  /// The order in which the gradient of the weights is given.
  var weightGradient: MemoryDescription { Primitive.memory(description, dnnl_query_diff_weights_md) }
  /// What a maximum remembers for its gradient.
  var workspace: MemoryDescription { Primitive.memory(description, dnnl_query_workspace_md) }

  private static func memory(_ description: dnnl_primitive_desc_t?, _ what: dnnl_query_t) -> MemoryDescription {
    MemoryDescription(dnnl_primitive_desc_query_md(description, what, 0)?.pointee ?? dnnl_memory_desc_t())
  }

  /// Executes with the `count` arguments at `arguments`.
  func execute(
    _ stream: Stream, _ arguments: UnsafePointer<dnnl_exec_arg_t>, count: Int
  ) throws(InferencePlanError) {
    try check(dnnl_primitive_execute(handle, stream.handle, Int32(count), arguments), "compute with \(implementation)")
  }
}

/// Calls `body` with attributes: what is done to a result before it is stored, and that scratch memory is the caller's.
private func withAttributes<Result>(
  addsToDestination: Bool = false, activation: Activation? = nil,
  _ body: (dnnl_primitive_attr_t?) throws(InferencePlanError) -> Result
) throws(InferencePlanError) -> Result {
  var attributes: dnnl_primitive_attr_t?
  try check(dnnl_primitive_attr_create(&attributes), "make attributes")
  defer { dnnl_primitive_attr_destroy(attributes) }
  try check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "own the scratch memory")
  var operations: dnnl_post_ops_t?
  try check(dnnl_post_ops_create(&operations), "make post-operations")
  defer { dnnl_post_ops_destroy(operations) }
  if addsToDestination { try check(dnnl_post_ops_append_sum(operations, 1), "fuse a sum") }
  switch activation {
  case .relu: try check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, 0, 0), "fuse ReLU")
  case .relu6: try check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_clip, 0, 6), "fuse ReLU6")
  case nil: break
  }
  try check(dnnl_primitive_attr_set_post_ops(attributes, operations), "fuse operations")
  return try body(attributes)
}

/// What a convolution computes, and how.
struct ConvolutionDescription {
  var source: MemoryDescription
  var destination: MemoryDescription
  /// [output, input, kernel, kernel], or [groups, output / groups, input / groups, kernel, kernel].
  var weightShape: [Int]
  var stride: Int
  /// Zeros at the top and left, and at the bottom and right.
  var padding: (before: Int, after: Int)
  /// Whether the result is added to what the destination holds.
  var addsToDestination: Bool
  var activation: Activation?
  /// That of the weights; the bias is float32.
  var precision = Precision.float32
}

extension Primitive {
  /// Compiles a convolution with a bias.
  convenience init(_ engine: Engine, _ convolution: ConvolutionDescription) throws(InferencePlanError) {
    let hasGroups = convolution.weightShape.count == 5
    let outputs = convolution.weightShape[0] * (hasGroups ? convolution.weightShape[1] : 1)
    let weights = try MemoryDescription(
      shape: convolution.weightShape, dnnl_format_tag_any, convolution.precision)
    let bias = try MemoryDescription(shape: [outputs], dnnl_a)
    let strides = [Int64](repeating: Int64(convolution.stride), count: 2)
    let before = [Int64](repeating: Int64(convolution.padding.before), count: 2)
    let after = [Int64](repeating: Int64(convolution.padding.after), count: 2)
    var (source, weight, biases, destination) = (
      convolution.source.value, weights.value, bias.value, convolution.destination.value
    )
    var descriptor = dnnl_convolution_desc_t()
    try check(
      dnnl_convolution_forward_desc_init(
        &descriptor, dnnl_forward_inference, dnnl_convolution_direct, &source, &weight, &biases, &destination, strides,
        before, after),
      "describe a convolution")
    try self.init(
      engine, &descriptor, addsToDestination: convolution.addsToDestination, activation: convolution.activation,
      "compile a convolution")
  }

  /// Compiles a maximum over windows.
  convenience init(
    _ engine: Engine, maxPoolFrom source: MemoryDescription, to destination: MemoryDescription, kernel: Int,
    stride: Int, padding: (before: Int, after: Int)
  ) throws(InferencePlanError) {
    let strides = [Int64](repeating: Int64(stride), count: 2)
    let kernels = [Int64](repeating: Int64(kernel), count: 2)
    let before = [Int64](repeating: Int64(padding.before), count: 2)
    let after = [Int64](repeating: Int64(padding.after), count: 2)
    var (source, destination) = (source.value, destination.value)
    var descriptor = dnnl_pooling_desc_t()
    try check(
      dnnl_pooling_forward_desc_init(
        &descriptor, dnnl_forward_inference, dnnl_pooling_max, &source, &destination, strides, kernels, before, after),
      "describe a maximum")
    try self.init(engine, &descriptor, "compile a maximum")
  }

  /// Compiles a copy from one order to another, or a sum with what is there.
  convenience init(
    _ engine: Engine, reorderFrom source: MemoryDescription, to destination: MemoryDescription,
    addsToDestination: Bool = false
  ) throws(InferencePlanError) {
    var (source, destination) = (source.value, destination.value)
    var description: dnnl_primitive_desc_t?
    try withAttributes(addsToDestination: addsToDestination) { attributes throws(InferencePlanError) in
      try check(
        dnnl_reorder_primitive_desc_create(
          &description, &source, engine.handle, &destination, engine.handle, attributes),
        "compile a reorder")
    }
    try self.init(description, "compile a reorder")
  }
}
