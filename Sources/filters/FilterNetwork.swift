internal import CommandLine
internal import NetworkOptions
internal import Networks
internal import Tensors

/// The network whose layers are looked at: its description, its weights, and what it expects of its pixels.
struct FilterNetwork {
  let architecture: Architecture
  let input: NetworkInput
  /// Returns the tensors of the body by name.
  let tensor: (String) -> Tensor?

  var network: Network { architecture.network }

  /// Reads the file that the command line names.
  ///
  /// - Throws: `UsageError` when it names none or two; what reading the file throws.
  init(_ arguments: Arguments) throws {
    let recorded: NetworkInput
    switch (arguments[NetworkOptions.model], arguments[NetworkOptions.backbone]) {
    case (let path?, nil):
      let model = try ModelFile(reading: path)
      (architecture, recorded, tensor) = (model.architecture, model.input, { model[$0] })
    case (nil, let path?):
      let backbone = try Backbone(reading: path)
      (architecture, recorded, tensor) = (backbone.architecture, backbone.input, { backbone[$0] })
    case (nil, nil): throw UsageError("--model or --backbone is needed")
    default: throw UsageError("--model and --backbone exclude each other")
    }
    input = NetworkOptions.input(arguments, from: recorded)
  }
}
