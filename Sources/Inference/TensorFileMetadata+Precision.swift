public import Networks
public import Tensors

extension TensorFileMetadata {
  private static let precisionKey = "precision"

  /// The precision that rows of features were allowed to be computed with; float32 when the file does not say.
  public var precision: Precision {
    get { others[TensorFileMetadata.precisionKey].flatMap(Precision.init(rawValue:)) ?? .float32 }
    set { others[TensorFileMetadata.precisionKey] = newValue == .float32 ? nil : newValue.rawValue }
  }
}
