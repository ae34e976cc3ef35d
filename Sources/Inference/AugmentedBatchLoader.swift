public import Images
public import Records
internal import Synchronization
public import Tensors
internal import Workers

/// Loads augmented photographs into the places of a batch, on several processors.
public final class AugmentedBatchLoader {
  /// A photograph, and what is done to it.
  public struct Image: Sendable {
    let record: ImageRecord
    let draw: AugmentationDraw

    /// Puts both together.
    public init(record: ImageRecord, draw: AugmentationDraw) {
      self.record = record
      self.draw = draw
    }
  }

  private let root: String?
  // One for each worker.
  private let loaders: [AugmentedImageLoader]

  /// Prepares for photographs below `root`, which are to become what `input` says.
  public init(input: NetworkInput, augmentation: Augmentation, root: String?, workers: Int) {
    self.root = root
    loaders = (0..<workers).map { _ in AugmentedImageLoader(input: input, augmentation: augmentation) }
  }

  /// Loads each of `images` into its place.
  ///
  /// - Parameters:
  ///   - images: The photographs.
  ///   - layout: The order of the numbers.
  ///   - withPlace: Calls its second argument with the memory of the place that the first one numbers; several threads
  ///     call it at the same time for different places.
  /// - Throws: What was wrong with the first photograph that cannot be loaded: `FileError`, `ChangedImage` or
  ///   `ImageError`.
  public func load(
    _ images: [Image], layout: PixelLayout,
    withPlace: (_ place: Int, (UnsafeMutableBufferPointer<Float>) throws -> Void) throws -> Void
  ) throws {
    let failure = Mutex<(place: Int, error: any Error)?>(nil)
    let next = Atomic(0)
    try withoutActuallyEscaping(withPlace) { withPlace in
      nonisolated(unsafe) let withPlace = withPlace
      nonisolated(unsafe) let loaders = loaders
      let root = root
      Workers.run(min(loaders.count, images.count)) { worker in
        while true {
          let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard place < images.count else { return }
          do {
            try withPlace(place) {
              try images[place].load(with: loaders[worker], root: root, layout: layout, into: $0)
            }
          } catch {
            failure.withLock { if place < $0?.place ?? .max { $0 = (place, error) } }
          }
        }
      }
      if let failure = failure.withLock({ $0 }) { throw failure.error }
    }
  }
}

extension AugmentedBatchLoader.Image {
  fileprivate func load(
    with loader: AugmentedImageLoader, root: String?, layout: PixelLayout,
    into place: UnsafeMutableBufferPointer<Float>
  ) throws {
    let bytes = try ImageFile(of: record, under: root).bytes
    try bytes.withUnsafeBytes { try loader.open($0, path: record.path) }
    loader.write(draw, layout: layout, into: place)
  }
}
