import Files
import Foundation
import Networks
import Records
import TestSupport

/// A folder with everything that the command lines of the manual name: photographs, tables, a network and what comes of it.
///
/// The network has the shape of EfficientNet-Lite0 and weights from a formula; it can tell red from blue.
enum Workshop {
  /// Made once for all tests; they work in copies.
  private static let original: Result<TemporaryFolder, any Error> = Result { try make() }

  /// Returns a copy, with only the photographs and tables when no network is needed.
  static func copy(withNetwork: Bool) throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    let source = withNetwork ? try original.get().path : Tools.tests.appending(path: "Inputs").path()
    // The networks are large, and nothing writes into a file that is there.
    let links = withNetwork ? "cp -l '\(source)/'{published,lite0,other}.safetensors . && " : ""
    let outcome = try Shell.run("\(links)cp -Rn '\(source)/.' .", in: folder)
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    return folder
  }

  private static func make() throws -> TemporaryFolder {
    let folder = try copy(withNetwork: false)
    try write(.efficientnetLite0, seed: 1, to: folder.file("published-other.safetensors"))
    try write(.efficientnetLite0, seed: 0, to: folder.file("published.safetensors"))
    let outcome = try Shell.run(
      """
      set -e
      import-weights -q published.safetensors -o lite0.safetensors
      import-weights -q published-other.safetensors -o other.safetensors
      rm published-other.safetensors
      ds-index photos > all.ndjson
      precompute -q -b lite0.safetensors -o acts.safetensors all.ndjson
      fit-head -q --epochs 20 -o head.safetensors acts.safetensors > epochs.ndjson
      predict -q -b lite0.safetensors --head head.safetensors all.ndjson > predictions.ndjson
      grep '"split":"valid"' predictions.ndjson > valid.ndjson
      for seed in 1 2; do
        fit-head -q --epochs 2 --seed $seed -o head-$seed.safetensors acts.safetensors > /dev/null
        predict -q -b lite0.safetensors --head head-$seed.safetensors --split valid all.ndjson > seed-$seed.ndjson
      done
      """, in: folder)
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    return folder
  }

  /// Writes weights as others publish them, in a safetensors file without metadata.
  private static func write(_ architecture: Architecture, seed: UInt64, to path: String) throws {
    var header = JSONObject()
    var offset = 0
    let parameters = architecture.network.parameters
    for parameter in parameters {
      let end = offset + 4 * parameter.count
      header[parameter.name] = .object([
        "dtype": .string("F32"), "shape": .array(parameter.shape.map { .integer($0) }),
        "data_offsets": .array([.integer(offset), .integer(end)]),
      ])
      offset = end
    }
    var output = try OutputFile(path)
    let text = Array(header.text.utf8)
    try output.write(withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) })
    try output.write(text)
    for (stream, parameter) in parameters.enumerated() {
      let values = weights(of: parameter, stream: seed << 16 | UInt64(stream))
      try output.write(values.withUnsafeBytes { Array($0) })
    }
    try output.commit()
  }

  /// Kaiming He's uniform distribution for matrices, and batch norm that changes nothing.
  private static func weights(of parameter: NetworkParameter, stream: UInt64) -> [Float] {
    guard parameter.shape.count > 1 else {
      let isOne = parameter.name.hasSuffix("running_var") || parameter.name.hasSuffix("weight")
      return [Float](repeating: isOne ? 1 : 0, count: parameter.count)
    }
    let width = (6 / Double(parameter.shape.dropFirst().reduce(1, *))).squareRoot()
    return (0..<parameter.count).map { Float(SplitMix.uniform(stream, at: $0) * width) }
  }

  /// Says why there is no workshop.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
