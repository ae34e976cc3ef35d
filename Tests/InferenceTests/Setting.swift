import Files
import Foundation
import Inference
import Networks
import Records
import Tensors
import TestSupport

/// What the tests of this module work with: a network with made-up weights, and pictures.
enum Setting {
  /// An EfficientNet-Lite0 whose weights are noise that neither vanishes nor explodes.
  static let backbone: Backbone = {
    let folder = TemporaryFolder()
    let parameters = Architecture.efficientnetLite0.network.parameters
    let tensors = parameters.enumerated().map { stream, parameter in
      let width = (6 / Float(max(1, parameter.shape.dropFirst().reduce(1, *)))).squareRoot()
      let values = (0..<parameter.count).map { index in
        let number = Float(SplitMix.uniform(UInt64(stream), at: index))
        return parameter.shape.count == 1 ? 1 + 0.3 * number : width * number
      }
      return (name: parameter.name, tensor: Tensor(shape: parameter.shape, values: values))
    }
    do {
      let path = folder.file("noise.safetensors")
      try TensorFileWriter.write(path, metadata: TensorFileMetadata(kind: nil), tensors: tensors)
      return try ImportedBackbone(reading: path).backbone
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  static let input = NetworkInput(size: 64, cropFraction: 1)

  static let network: CompiledNetwork = {
    do {
      return try CompiledNetwork(
        backbone.architecture.network, settings: backbone.architecture.inferenceSettings, inputSize: 64,
        includesClassifier: true
      ) { backbone[$0] }
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// Pictures of Tests/ImagesTests, different in size and kind.
  static func pictures() throws -> [String] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../ImagesTests/Reference").standardized.path
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter(ImageName.isImage).sorted()
      .map { "\(folder)/\($0)" }
  }

  /// The rows of the images that can be read, and the sentences about the others.
  static func run(
    _ records: [ImageRecord], workers: Int, views: TestTimeAugmentation? = nil, output: NetworkOutput = .features,
    root: String? = nil
  ) throws -> (rows: [[Float]], damaged: [String]) {
    var rows: [[Float]] = []
    var damaged: [String] = []
    try ImageRunner(network, input: input, root: root, workers: workers).run(
      records, views: views?.imageViews ?? .centre, output: output
    ) {
      _, result in
      switch result {
      case .row(_, let row): rows.append(row)
      case .damaged(let sentence): damaged.append(sentence)
      }
    }
    return (rows, damaged)
  }
}
