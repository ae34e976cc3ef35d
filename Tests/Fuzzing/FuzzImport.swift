import Networks
import Tensors

/// Published weights: zip archives and streams with pickles, safetensors files.
func fuzzImport(_ bytes: UnsafeRawBufferPointer) {
  withoutChecksums(bytes).withUnsafeBytes { FuzzedFile.write($0) }
  guard let dictionary = try? StateDictionary(reading: FuzzedFile.path) else { return }
  for name in dictionary.names {
    guard let description = dictionary.description(of: name) else { preconditionFailure("a name without a tensor") }
    // Strides of zero make any number of elements out of one.
    let count = description.shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 * $1 }
    if count <= 1 << 16 { precondition(dictionary.tensor(named: name)?.shape == description.shape) }
  }
}
