internal import Files
internal import Images
internal import Networks
internal import Records
internal import Synchronization
internal import Tensors

/// One thread's loaders and plan.
final class ImageWorker {
  /// A photograph on its way through the network, of which some views may still be to come.
  private final class Photograph {
    let index: Int
    let record: ImageRecord
    let file: ImageFile
    let views: [View]
    var loadedCount = 0
    var isOpen = false
    var numbers: [Float] = []
    var computedCount = 0
    var isDamaged = false

    init(index: Int, record: ImageRecord, file: ImageFile, views: [View]) {
      self.index = index
      self.record = record
      self.file = file
      self.views = views
    }
  }

  private let input: NetworkInput
  private let root: String?
  private let views: ImageViews
  private let output: NetworkOutput
  private let plan: InferencePlan
  private let loader = ImageLoader()
  private let augmentedLoader: AugmentedImageLoader?
  // The photograph whose views did not all fit into the last micro-batch.
  private var current: Photograph?

  init(
    _ network: CompiledNetwork, input: NetworkInput, root: String?, views: ImageViews, output: NetworkOutput
  ) throws {
    self.input = input
    self.root = root
    self.views = views
    self.output = output
    plan = try InferencePlan(network)
    augmentedLoader = views.augmentation.map { AugmentedImageLoader(input: input, augmentation: $0) }
  }

  /// Fills a micro-batch with the next views, computes it, and submits what is complete; returns whether there may be more.
  func runBatch(
    _ records: [ImageRecord], next: borrowing Atomic<Int>, _ results: OrderedResults<ImageResult>
  ) throws -> Bool {
    var batch: [Photograph] = []
    var isAtEnd = false
    while batch.count < plan.microBatch, !isAtEnd {
      if current == nil {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index < records.count {
          current = try read(records[index], index: index, results)
        } else {
          isAtEnd = true
        }
      }
      guard let photograph = current else { continue }
      do {
        try load(photograph.views[photograph.loadedCount], of: photograph, at: batch.count)
        photograph.loadedCount += 1
        batch.append(photograph)
        if photograph.loadedCount == photograph.views.count { current = nil }
      } catch {
        results.submit(photograph.index, .damaged("\(error)"))
        photograph.isDamaged = true
        current = nil
      }
    }
    if !batch.isEmpty { try compute(batch, results) }
    return !isAtEnd
  }

  private func compute(_ batch: [Photograph], _ results: OrderedResults<ImageResult>) throws {
    // The places that are left over compute what was there before; no row depends on another.
    try plan.run()
    for (place, photograph) in batch.enumerated() where !photograph.isDamaged {
      switch output {
      case .features: plan.withFeatures(at: place) { photograph.numbers += $0 }
      case .logits: plan.withLogits(at: place) { photograph.numbers += $0 }
      case .computed(let compute): photograph.numbers += compute(plan, place)
      }
      photograph.computedCount += 1
      if photograph.computedCount == photograph.views.count {
        results.submit(photograph.index, .row(photograph.file.digest, photograph.numbers))
      }
    }
  }

  /// Reads and checks a file; `nil` when it cannot be read, which is submitted.
  private func read(
    _ record: ImageRecord, index: Int, _ results: OrderedResults<ImageResult>
  ) throws -> Photograph? {
    do {
      let file = try ImageFile(of: record, under: root)
      return Photograph(index: index, record: record, file: file, views: views.views(index, file.digest))
    } catch let error as FileError {
      results.submit(index, .damaged("\(error)"))
      return nil
    }
  }

  /// Puts a view into a place of the micro-batch.
  private func load(_ view: View, of photograph: Photograph, at place: Int) throws(ImageError) {
    let path = photograph.record.path
    // A closure of the library's function forgets the type of the error.
    var failure: ImageError?
    plan.withInput(at: place) { place in
      photograph.file.bytes.withUnsafeBytes { bytes in
        do throws(ImageError) {
          switch view {
          case .centre:
            try loader.load(bytes, path: path, input: input, layout: plan.inputLayout, into: place)
          case .augmented(let draw):
            guard let augmentedLoader else { preconditionFailure("augmented views without an augmentation") }
            if !photograph.isOpen { try augmentedLoader.open(bytes, path: path) }
            photograph.isOpen = true
            augmentedLoader.write(draw, layout: plan.inputLayout, into: place)
          }
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }
}
