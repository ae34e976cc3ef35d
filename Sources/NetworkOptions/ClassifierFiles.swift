internal import CommandLine
internal import Images
internal import Inference
internal import Networks
internal import Records
internal import Tensors

/// The files that a classifier is read from: a model, or a backbone with a head or its published classifier.
enum ClassifierFiles {
  case model(String)
  case parts(backbone: String, head: String?)

  /// Reads the command line.
  ///
  /// - Throws: `UsageError` when it names neither or both.
  init(_ arguments: Arguments) throws(UsageError) {
    if let model = arguments[NetworkOptions.model] {
      for option in [NetworkOptions.backbone, NetworkOptions.head] where arguments.isSet(option) {
        throw UsageError("--model and --\(option.name) exclude each other")
      }
      self = .model(model)
    } else if let backbone = arguments[NetworkOptions.backbone] {
      self = .parts(backbone: backbone, head: arguments[NetworkOptions.head])
    } else {
      throw UsageError("--model or --backbone is needed")
    }
  }

  /// What is in the files.
  struct Contents {
    let classifier: Classifier
    let architecture: Architecture
    /// Returns the body's tensors and those of the published classifier by name.
    let tensor: (String) -> Tensor?
    /// What was done to the photographs that a model was trained on; `nil` when it does not say.
    var augmentation: Augmentation?
  }

  /// Reads the files.
  ///
  /// - Parameter classes: The names of the classes; `nil` takes those of the files.
  /// - Throws: What reading them throws; `MismatchedHead` when they do not fit together.
  func read(classes: Vocabulary?) throws -> Contents {
    switch self {
    case .model(let path):
      let model = try ModelFile(reading: path)
      return Contents(
        classifier: try Classifier(model: model, path: path, classes: classes), architecture: model.architecture,
        tensor: { model[$0] }, augmentation: model.head.metadata.augmentation)
    case .parts(let path, let head):
      let backbone = try Backbone(reading: path)
      return Contents(
        classifier: try Classifier(backbone: backbone, backbonePath: path, headPath: head, classes: classes),
        architecture: backbone.architecture, tensor: { backbone[$0] })
    }
  }
}
