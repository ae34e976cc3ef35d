/// How one convolution is trained: code for fixed shapes.
protocol ConvolutionCode {
  /// The names of the code that oneDNN chose, where it computes.
  var implementations: [String] { get }
  /// The bytes of scratch memory that the computations need, one after the other.
  var scratchByteCount: Int { get }
  /// The bytes of weights, in whatever order, that the computations need room for.
  var weightByteCount: Int { get }
  /// Whether the gradient of the source is added to what is there, if it is one of several.
  var addsSourceGradients: Bool { get }
  /// Whether batch norm and ReLU can be left to it: it takes what they take as its source.
  var normalisesSource: Bool { get }

  /// Returns the code bound to memory.
  func bind(to addresses: ConvolutionAddresses) throws(InferencePlanError) -> any ConvolutionLayer
}

/// What becomes of the gradient of a convolution's source.
enum SourceGradient {
  /// Nobody wants it.
  case unused
  /// It is the first one, or the only one.
  case first
  /// It is a summand of what others have begun.
  case summand
}

/// Where the numbers of one convolution are.
struct ConvolutionAddresses {
  let source: UnsafeMutableRawPointer
  /// What the source is to be scaled and shifted by, where it is not normalised yet, before max(…, 0); one number a channel
  /// each.
  let normalisation: (scale: UnsafePointer<Float>, shift: UnsafePointer<Float>)?
  let destination: UnsafeMutableRawPointer
  /// The source when its weights' gradient is computed: the same numbers, perhaps elsewhere.
  let sourceAgain: UnsafeMutableRawPointer
  let gradient: UnsafeMutableRawPointer
  let sourceGradient: UnsafeMutableRawPointer?
  /// The weights in the published order.
  let values: UnsafeMutablePointer<Float>
  /// Where the weights' gradient is added to, in the same order.
  let gradients: UnsafeMutablePointer<Float>
  /// Memory that all layers share, one at a time.
  let weights: UnsafeMutableRawPointer
  /// The same for what a computation needs.
  let scratchpad: UnsafeMutableRawPointer
}

/// A convolution forward and backward, for one batch size; its weights come from the published order each time.
protocol ConvolutionLayer {
  func forward(_ stream: Stream) throws(InferencePlanError)

  /// Adds to the gradient of the weights, and computes that of the source, if somebody wants it.
  func backward(_ stream: Stream) throws(InferencePlanError)
}
