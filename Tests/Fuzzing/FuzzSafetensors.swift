import Tensors

/// Headers of safetensors files, and the tensors behind them.
func fuzzSafetensors(_ bytes: UnsafeRawBufferPointer) {
  FuzzedFile.write(bytes)
  guard let file = try? TensorFile(reading: FuzzedFile.path) else { return }
  for name in file.names {
    guard let tensor = file[name] else { preconditionFailure("a name without a tensor") }
    precondition(tensor.withBytes { $0.count } == tensor.byteCount && tensor.byteCount <= bytes.count)
    _ = tensor.floats
    _ = tensor.integers
  }
}
