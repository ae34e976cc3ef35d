internal import Files
public import Tensors

/// Why some weights are not those of a network that we know.
public enum BackboneError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file names a network that we do not know.
  case unknownArchitecture(path: String, name: String)
  /// The tensors look like none of the networks that we know.
  case notRecognised(path: String)
  /// The tensors are nearly, or were said to be, those of `architecture`.
  case doesNotFit(path: String, architecture: Architecture, problems: [Problem])
  /// A weight is infinite or not a number.
  case notFinite(path: String, name: String)
  /// The file is not the one that its name says, in a whole sentence.
  case otherDigest(String)
  /// The bytes are not those that were written.
  case changed(path: String)

  /// One tensor that is not as it should be.
  public enum Problem: Equatable, Sendable, CustomStringConvertible {
    case missing(name: String)
    case extra(name: String)
    case shape(name: String, found: [Int], expected: [Int])
    case type(name: String, found: ScalarType)

    /// What is wrong, without the file.
    public var description: String {
      switch self {
      case .missing(let name): "'\(name)' is missing"
      case .extra(let name): "'\(name.printableStart)' is not part of it"
      case .shape(let name, let found, let expected): "'\(name)' has the shape \(found), not \(expected)"
      case .type(let name, let found): "'\(name)' has the type \(found.rawValue)"
      }
    }
  }

  private static let shownProblems = 3

  /// The whole sentence, without the tool's name.
  public var description: String {
    switch self {
    case .unknownArchitecture(let path, let name):
      return "cannot use \(StandardStream.inputName(path)): the architecture '\(name.printableStart)' is unknown here"
    case .notRecognised(let path):
      let known = Architecture.allCases.map(\.rawValue).joined(separator: ", ")
      return "cannot recognise the network of \(StandardStream.inputName(path)): none of \(known)"
    case .doesNotFit(let path, let architecture, let problems):
      var text = problems.prefix(BackboneError.shownProblems).map(\.description).joined(separator: ", ")
      if problems.count > BackboneError.shownProblems {
        text += ", and \(problems.count - BackboneError.shownProblems) more"
      }
      return "the weights in \(StandardStream.inputName(path)) do not fit \(architecture.rawValue): \(text)"
    case .notFinite(let path, let name):
      return "cannot use \(StandardStream.inputName(path)): '\(name)' holds numbers that are not finite"
    case .otherDigest(let sentence): return sentence
    case .changed(let path):
      return "cannot use \(StandardStream.inputName(path)): its weights have changed since they were imported"
    }
  }
}
