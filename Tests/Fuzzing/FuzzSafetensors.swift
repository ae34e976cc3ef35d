import Inference
import Networks
import Tensors

/// Headers of safetensors files, the tensors behind them, and what the tools make of those.
func fuzzSafetensors(_ bytes: UnsafeRawBufferPointer) {
  FuzzedFile.write(bytes)
  guard let file = try? TensorFile(reading: FuzzedFile.path) else { return }
  for name in file.names {
    guard let tensor = file[name] else { preconditionFailure("a name without a tensor") }
    precondition(tensor.withBytes { $0.count } == tensor.byteCount && tensor.byteCount <= bytes.count)
    _ = tensor.floats
    _ = tensor.integers
  }
  _ = try? HeadFile(reading: FuzzedFile.path)
  _ = try? Backbone(reading: FuzzedFile.path)
  guard let activations = try? Activations(reading: FuzzedFile.path) else { return }
  for row in 0..<activations.count {
    precondition(activations.row(row).count == activations.width)
    _ = try? activations.record(at: row)
  }
}
