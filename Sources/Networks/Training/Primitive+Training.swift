internal import COneDNN

/// The three computations of a convolution in training.
struct ConvolutionPrimitives {
  /// The result.
  let forward: Primitive
  /// The gradient of the source; `nil` where nobody wants it.
  let sourceGradient: Primitive?
  /// The gradient of the weights.
  let weightGradient: WeightGradient

  enum WeightGradient {
    case library(Primitive)
    case depthwise(DepthwiseWeightGradient)
  }

  /// Compiles all three.
  ///
  /// - Parameter depthwise: Our own computation of the gradient of the weights.
  init(
    _ engine: Engine, _ convolution: ConvolutionDescription, needsSourceGradient: Bool,
    depthwise: DepthwiseWeightGradient?
  ) throws(InferencePlanError) {
    let forward = try ConvolutionPrimitives.compile(engine, convolution, .forward, forward: nil)
    self.forward = forward
    sourceGradient =
      needsSourceGradient
      ? try ConvolutionPrimitives.compile(engine, convolution, .sourceGradient, forward: forward) : nil
    weightGradient =
      if let depthwise {
        .depthwise(depthwise)
      } else {
        .library(try ConvolutionPrimitives.compile(engine, convolution, .weightGradient, forward: forward))
      }
  }

  /// All that oneDNN computes.
  var all: [Primitive] { [forward, weightGradient.primitive, sourceGradient].compactMap { $0 } }

  /// The bytes of scratch memory that the layer needs.
  var scratchByteCount: Int {
    let own = if case .depthwise(let gradient) = weightGradient { gradient.scratchByteCount } else { 0 }
    return all.map(\.scratchpad.byteCount).reduce(own, max)
  }

  /// The bytes of weights, in whatever order, that the layer needs room for.
  var weightByteCount: Int {
    [forward.weights, weightGradient.primitive?.weightGradient, sourceGradient?.weights]
      .compactMap { $0?.byteCount }.max() ?? 0
  }

  private enum Computation { case forward, sourceGradient, weightGradient }

  private static func compile(
    _ engine: Engine, _ convolution: ConvolutionDescription, _ computation: Computation, forward: Primitive?
  ) throws(InferencePlanError) -> Primitive {
    // The gradients of weights are float32 always.
    let weights = try MemoryDescription(
      shape: convolution.weightShape, dnnl_format_tag_any,
      computation == .weightGradient ? .float32 : convolution.precision)
    let strides = [Int64](repeating: Int64(convolution.stride), count: 2)
    let before = [Int64](repeating: Int64(convolution.padding.before), count: 2)
    let after = [Int64](repeating: Int64(convolution.padding.after), count: 2)
    var (source, weight, destination) = (convolution.source.value, weights.value, convolution.destination.value)
    var descriptor = dnnl_convolution_desc_t()
    let status =
      switch computation {
      case .forward:
        dnnl_convolution_forward_desc_init(
          &descriptor, dnnl_forward_training, dnnl_convolution_direct, &source, &weight, nil, &destination, strides,
          before, after)
      case .sourceGradient:
        dnnl_convolution_backward_data_desc_init(
          &descriptor, dnnl_convolution_direct, &source, &weight, &destination, strides, before, after)
      case .weightGradient:
        dnnl_convolution_backward_weights_desc_init(
          &descriptor, dnnl_convolution_direct, &source, &weight, nil, &destination, strides, before, after)
      }
    try check(status, "describe a convolution")
    return try Primitive(engine, &descriptor, forward: forward, "compile a convolution")
  }
}

extension ConvolutionPrimitives.WeightGradient {
  fileprivate var primitive: Primitive? { if case .library(let primitive) = self { primitive } else { nil } }
}

/// The two computations of a maximum over windows in training.
struct MaxPoolPrimitives {
  let forward: Primitive
  let backward: Primitive

  init(
    _ engine: Engine, from source: MemoryDescription, to destination: MemoryDescription, kernel: Int, stride: Int,
    padding: (before: Int, after: Int)
  ) throws(InferencePlanError) {
    let strides = [Int64](repeating: Int64(stride), count: 2)
    let kernels = [Int64](repeating: Int64(kernel), count: 2)
    let before = [Int64](repeating: Int64(padding.before), count: 2)
    let after = [Int64](repeating: Int64(padding.after), count: 2)
    var (source, destination) = (source.value, destination.value)
    var descriptor = dnnl_pooling_desc_t()
    try check(
      dnnl_pooling_forward_desc_init(
        &descriptor, dnnl_forward_training, dnnl_pooling_max, &source, &destination, strides, kernels, before, after),
      "describe a maximum")
    forward = try Primitive(engine, &descriptor, "compile a maximum")
    try check(
      dnnl_pooling_backward_desc_init(
        &descriptor, dnnl_pooling_max, &source, &destination, strides, kernels, before, after),
      "describe the gradient of a maximum")
    backward = try Primitive(engine, &descriptor, forward: forward, "compile the gradient of a maximum")
  }
}
