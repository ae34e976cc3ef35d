public import Images
internal import Records
public import Tensors

extension TensorFileMetadata {
  private static let augmentationKey = "augmentation"

  /// What is done to the photographs that a model is trained on; `nil` when the file does not say, or not in a way that
  /// is understood.
  public var augmentation: Augmentation? {
    get {
      others[TensorFileMetadata.augmentationKey].flatMap { try? JSONValue(parsing: $0) }
        .flatMap { try? Augmentation(json: $0) }
    }
    set { others[TensorFileMetadata.augmentationKey] = newValue?.json.text }
  }
}
