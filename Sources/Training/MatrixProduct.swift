internal import CKernels
internal import COpenBLAS
internal import CThreads
internal import Networks

/// Products of row-major float32 matrices, cut into pieces of a fixed size for the threads.
///
/// OpenBLAS runs on the calling thread only (`MatrixProduct.init`): the threads are ours, because a second pool in one
/// process costs both half their speed. Where our own kernels fit, they are used instead: it copies what it multiplies
/// for each batch.
struct MatrixProduct {
  let chunks: Chunks
  private let packed: FloatBuffer
  // OpenBLAS copies what it multiplies into an order of its own, for each piece anew: large pieces, but at least two.
  private static let largestOutputChunk = 256
  private static let largestInputChunk = 512
  private static let vector = kernel_product_inputs
  private static let packedChunk = 2 * kernel_product_rows

  // Once in a process: the first of the two may start the threads that the second ends.
  private static let blasUsesCallingThread: Void = {
    openblas_set_num_threads(1)
    kernel_end_blas_threads()
  }()

  /// Prepares for products whose x has up to `largestInput` numbers.
  init(chunks: Chunks, largestInput: Int) {
    _ = MatrixProduct.blasUsesCallingThread
    self.chunks = chunks
    packed = FloatBuffer(largestInput)
  }

  /// Computes y = x · weightᵀ: y [rows, outputs], x [rows, inputs], weight [outputs, inputs].
  func forward(
    rows: Int, inputs: Int, outputs: Int, x: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    y: UnsafeMutablePointer<Float>
  ) {
    let size = MatrixProduct.chunk(of: outputs, atMost: MatrixProduct.largestOutputChunk)
    if kernel_products_fit(inputs, outputs) {
      chunks.forEach(of: rows, size: MatrixProduct.packedChunk) { part in
        kernel_pack_rows(part.lowerBound, part.upperBound, inputs, x, packed.base)
      }
      chunks.forEach(of: outputs, size: size) { part in
        kernel_product(rows, inputs, outputs, part.lowerBound, part.upperBound, packed.base, weight, y)
      }
      return
    }
    chunks.forEach(of: outputs, size: size) { part in
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(part.count), Int32(inputs), 1,
        x, Int32(inputs), weight + part.lowerBound * inputs, Int32(inputs), 0, y + part.lowerBound, Int32(outputs))
    }
  }

  /// Computes the weights' gradient dyᵀ · x: dweight [outputs, inputs], dy [rows, outputs], x [rows, inputs].
  func backwardWeight(
    rows: Int, inputs: Int, outputs: Int, dy: UnsafePointer<Float>, x: UnsafePointer<Float>,
    dweight: UnsafeMutablePointer<Float>
  ) {
    let size = MatrixProduct.chunk(of: inputs, atMost: MatrixProduct.largestInputChunk)
    if kernel_products_fit(inputs, outputs) {
      chunks.forEach(of: inputs, size: size) { part in
        kernel_product_gradient(rows, inputs, outputs, part.lowerBound, part.upperBound, dy, x, dweight)
      }
      return
    }
    chunks.forEach(of: inputs, size: size) { part in
      cblas_sgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, Int32(outputs), Int32(part.count), Int32(rows), 1,
        dy, Int32(outputs), x + part.lowerBound, Int32(inputs), 0, dweight + part.lowerBound, Int32(inputs))
    }
  }

  /// Computes the input's gradient dy · weight: dx [rows, inputs], dy [rows, outputs], weight [outputs, inputs].
  func backwardInput(
    rows: Int, inputs: Int, outputs: Int, dy: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    dx: UnsafeMutablePointer<Float>
  ) {
    let size = MatrixProduct.chunk(of: inputs, atMost: MatrixProduct.largestInputChunk)
    if kernel_products_fit(inputs, outputs) {
      chunks.forEach(of: inputs, size: size) { part in
        kernel_product_backward(rows, inputs, outputs, part.lowerBound, part.upperBound, dy, weight, dx)
      }
      return
    }
    chunks.forEach(of: inputs, size: size) { part in
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(part.count), Int32(outputs), 1,
        dy, Int32(outputs), weight + part.lowerBound, Int32(inputs), 0, dx + part.lowerBound, Int32(inputs))
    }
  }

  private static func chunk(of length: Int, atMost largest: Int) -> Int {
    let half = (length + 1) / 2
    return min((half + vector - 1) / vector * vector, largest)
  }
}
