public import CommandLine
public import Networks
public import Records
public import Tensors

extension NetworkInput.Crop: OptionValue {}
extension Precision: OptionValue {}

/// The options of the tools that run photographs through a network, which mean the same in all of them.
public enum NetworkOptions {
  /// The option `--backbone`: the pretrained network.
  public static let backbone = Option<String?>(
    "backbone", "b", value: "FILE", help: "use the network in FILE, which import-weights made")
  /// The option `--model`: a whole network.
  public static let model = Option<String?>(
    "model", "m", value: "FILE", help: "use the network and the head in FILE, which fit-full trained")
  /// The option `--head`: a head instead of the published classifier.
  public static let head = Option<String?>(
    "head", value: "FILE", describedAs: "the published classifier",
    help: "classify with the head in FILE, which fit-head trained on the backbone's features")
  /// The options that say what classifies.
  public static let classifier: [any OptionRow] = [model, backbone, head]
  /// The option `--size`: the side of the square that the network sees.
  public static let size = Option<Int?>(
    "size", value: "PIXELS", describedAs: "what the network was published with",
    limits: Limits<Int>.from(NetworkInput.sizes).optional, help: "show the network squares of PIXELS")
  /// The option `--crop-fraction`: how much of the short side the crop keeps.
  public static let cropFraction = Option<Double?>(
    "crop-fraction", value: "PART", describedAs: "what the network was published with",
    limits: Limits<Double>.from(NetworkInput.cropFractions).optional,
    help: "scale so that the crop keeps PART of the short side; 1 keeps all of it")
  /// The option `--crop`: how a photograph becomes square.
  public static let crop = Option<NetworkInput.Crop?>(
    "crop", value: "HOW", describedAs: "centre", help: "keep the middle, or squash everything into the square")
  /// The option `--precision`: how exactly the network is computed.
  public static let precision = Option<Precision>(
    "precision", value: "TYPE", default: .float32,
    help: "compute the network with float32, or with bfloat16 where that is faster")
  /// The option `--split`: which records are used.
  public static let split = Option<SplitChoice>(
    "split", value: "SPLIT", default: .all, help: "use only the records of SPLIT")

  /// Returns the input that a file records, with what the command line says instead.
  public static func input(_ arguments: Arguments, from recorded: NetworkInput) -> NetworkInput {
    var input = recorded
    if let size = arguments[size] { input.size = size }
    if let cropFraction = arguments[cropFraction] { input.cropFraction = cropFraction }
    if let crop = arguments[crop] { input.crop = crop }
    return input
  }

  /// Returns a sentence about photographs that are smaller than the view taken of them; `nil` when there are none.
  public static func enlargement(of records: [ImageRecord], to input: NetworkInput) -> String? {
    let small = records.filter { record in
      guard let width = record.width, let height = record.height else { return false }
      return min(width, height) < (input.crop == .centre ? input.shortSide : input.size)
    }
    guard let first = small.first, let width = first.width, let height = first.height else { return nil }
    let side = input.crop == .centre ? input.shortSide : input.size
    return "enlarged to a short side of \(side): \(small.count) of \(records.count) images, "
      + "for instance '\(first.path)' (\(width)×\(height))"
  }
}
