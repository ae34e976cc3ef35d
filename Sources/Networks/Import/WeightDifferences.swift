internal import Tensors

/// What lies between the tensors of a file and those of a network.
struct WeightDifferences {
  let architecture: Architecture
  /// Missing tensors and wrong shapes and types; a missing classifier is none.
  private(set) var problems: [BackboneError.Problem] = []
  /// The names that both have.
  private(set) var common: Set<String> = []
  /// Whether there is a classifier, but with other classes than the published one's.
  private(set) var hasOtherClassifier = false

  /// Compares; `find` gives the type and shape of a tensor of the file.
  init(
    _ architecture: Architecture, hasClassifier: (String) -> Bool,
    find: (String) -> (scalarType: ScalarType, shape: [Int])?
  ) {
    self.architecture = architecture
    let parameters = architecture.network.parameters
    let needsClassifier = parameters.contains { !$0.isBody && hasClassifier($0.name) }
    for parameter in parameters {
      guard let found = find(parameter.name) else {
        if parameter.isBody || needsClassifier { problems.append(.missing(name: parameter.name)) }
        continue
      }
      common.insert(parameter.name)
      if ![.float64, .float32, .float16, .bfloat16].contains(found.scalarType) {
        problems.append(.type(name: parameter.name, found: found.scalarType))
      } else if found.shape != parameter.shape {
        if !parameter.isBody, found.shape.dropFirst() == parameter.shape.dropFirst() {
          hasOtherClassifier = true
        } else {
          problems.append(.shape(name: parameter.name, found: found.shape, expected: parameter.shape))
        }
      }
    }
  }

  /// Adds those of `names` that the network does not have, but for batch norm's count of batches.
  mutating func addExtra(_ names: [String]) {
    for name in names where !common.contains(name) && !WeightDifferences.isIgnored(name) {
      problems.append(.extra(name: name))
    }
  }

  /// Tells whether nothing reads a tensor of this name, which PyTorch writes since 0.4.1.
  static func isIgnored(_ name: String) -> Bool { name.hasSuffix(".num_batches_tracked") }
}
