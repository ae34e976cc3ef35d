public import Files
internal import Tensors

/// A backbone from another program's file, and what the user should know about it.
public struct ImportedBackbone: Sendable {
  /// The weights.
  public let backbone: Backbone
  /// The digest of the file.
  public let fileDigest: Digest
  /// Sentences about what was left out.
  public let notes: [String]

  /// Reads published weights: a PyTorch file in either container, or a safetensors file.
  ///
  /// The architecture is recognised from the names and shapes of the tensors. Weights are converted to float32.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - forced: The architecture, when the user knows it: tensors that it does not have are left out.
  /// - Throws: `FileError` when it cannot be read, `BackboneError` when the weights do not fit.
  public init(reading path: String, architecture forced: Architecture? = nil) throws {
    let file = try StateDictionary.open(path)
    fileDigest = file.withBytes { bytes in
      var hasher = DigestHasher()
      hasher.update(bytes)
      return hasher.finalize()
    }
    if let complaint = PublishedWeights.complaint(about: path, digest: fileDigest) {
      throw BackboneError.otherDigest(complaint)
    }
    let dictionary = try StateDictionary(reading: file)
    let differences = try ImportedBackbone.recognise(dictionary, path: path, forced: forced)
    let architecture = differences.architecture

    var notes: [String] = []
    if forced != nil {
      let extra = dictionary.names.filter { !differences.common.contains($0) && !WeightDifferences.isIgnored($0) }
      if let first = extra.first {
        notes.append("left out '\(first.printableStart)'\(extra.count > 1 ? " and \(extra.count - 1) more" : "")")
      }
    }
    if differences.hasOtherClassifier { notes.append("left out a classifier of other classes than ImageNet's") }

    var tensors: [String: Tensor] = [:]
    for parameter in architecture.network.parameters {
      guard parameter.isBody || !differences.hasOtherClassifier, let tensor = dictionary.tensor(named: parameter.name)
      else { continue }
      tensors[parameter.name] = try ImportedBackbone.single(tensor, parameter.name, path: path)
    }
    var input = architecture.input
    if let shortSide = PublishedWeights.shortSide(of: fileDigest) {
      input.cropFraction = Double(input.size) / Double(shortSide)
    }
    backbone = Backbone(architecture: architecture, input: input, checked: tensors)
    self.notes = notes
  }

  private static func recognise(
    _ dictionary: StateDictionary, path: String, forced: Architecture?
  ) throws(BackboneError) -> WeightDifferences {
    var best: WeightDifferences?
    for architecture in forced.map({ [$0] }) ?? Architecture.allCases {
      var differences = WeightDifferences(
        architecture, hasClassifier: { dictionary.description(of: $0) != nil },
        find: { dictionary.description(of: $0) })
      if forced == nil { differences.addExtra(dictionary.names) }
      if differences.problems.count < best?.problems.count ?? .max { best = differences }
    }
    guard let best, forced != nil || best.common.count > best.problems.count else {
      throw .notRecognised(path: path)
    }
    guard best.problems.isEmpty else {
      throw .doesNotFit(path: path, architecture: best.architecture, problems: best.problems)
    }
    return best
  }

  // Float32 weights are left in the mapped file.
  private static func single(_ tensor: Tensor, _ name: String, path: String) throws(BackboneError) -> Tensor {
    guard let floats = tensor.floats, floats.allSatisfy(\.isFinite) else {
      throw .notFinite(path: path, name: name)
    }
    return tensor.scalarType == .float32 ? tensor : Tensor(shape: tensor.shape, values: floats)
  }
}
