public import Charts
internal import Metrics
internal import Records

/// One page in HTML about a run: what it was made of, how it went, what it got wrong.
///
/// It needs no other file and no network. Scripts only sort and filter.
public struct Report {
  let files: RunFiles
  let settings: ReportSettings
  let ruler: Ruler
  let pairs: ConfusedPairs?

  /// The predictions whose mistakes are looked at: the first whose labels are known.
  var main: RunFiles.Predictions? { files.predictions.first { $0.isLabelled } ?? files.predictions.first }

  /// Prepares a report.
  ///
  /// - Throws: `DrawingError` when there is no font to measure the text of charts with.
  public init(_ files: RunFiles, _ settings: ReportSettings) throws(DrawingError) {
    self.files = files
    self.settings = settings
    ruler = try .letters()
    let main = files.predictions.first { $0.isLabelled }
    if let main, !main.hasTags, main.tally.classCount <= ConfusionChart.classLimit {
      pairs = ConfusedPairs(main.records, main.tally.matrix)
    } else {
      pairs = nil
    }
  }

  /// One of the parts that the page has links to.
  struct Section {
    let id: String
    let heading: String
    let content: Markup
  }

  private var sheets: [PhotographSheet] { main.map { PhotographSheet.all(of: $0, count: settings.sheetCount) } ?? [] }

  /// How many photographs are read.
  public var pictureCount: Int { paths.count }

  private var paths: [String] {
    files.samples.classes.prefix(Report.mostSampledClasses).flatMap(\.paths) + (pairs?.paths ?? [])
      + sheets.flatMap { $0.predictions.map(\.path) }
  }

  // More classes than this have samples of their own: the page must not grow without end.
  static let mostSampledClasses = 60

  /// Makes the page.
  ///
  /// - Parameter onPicture: Called after each photograph that was read.
  /// - Returns: The page, and a sentence about each photograph that cannot be shown.
  public func page(onPicture: @escaping @Sendable () -> Void) -> (html: String, damages: [String]) {
    let pictures = PictureStore(
      paths, side: settings.thumbnailSide, root: settings.root, workers: settings.workers, onPicture: onPicture)
    var sections = [overview, photographs(pictures), training, quality].compactMap { $0 }
    sections += [confusion(pictures)].compactMap { $0 }
    sections += sheets.map { $0.section(pictures) }
    if let history { sections.append(history) }
    return (Page(title: settings.title, sections: sections).html, pictures.damages)
  }
}

extension RunFiles.Predictions {
  /// Whether the labels of any are known.
  var isLabelled: Bool { tally.labelledCount + tags.labelledCount > 0 }
}
