internal import Charts
internal import Indexing
internal import Records

extension Report {
  /// What photographs there are.
  func photographs(_ pictures: PictureStore) -> Section? {
    let indexes = files.summaries(of: .image)
    guard !indexes.isEmpty else { return nil }
    var content = Markup.nothing
    for index in indexes {
      if indexes.count > 1 { content = content + .element("h3", [:], .name(index.name)) }
      if index.records.index.counts.count <= ClassChart.classLimit {
        content = content + chart(ClassChart(index.records.index))
      }
      if !index.records.index.widths.isEmpty { content = content + chart(SizeChart(index.records.index)) }
    }
    let classes = files.samples.classes
    content = content + .element("h3", [:], .text("Samples"))
    for (name, paths) in classes.prefix(Report.mostSampledClasses) {
      let heading = name.isEmpty ? Markup.text("without a label") : .name(name)
      content =
        content + .element("h4", [:], heading)
        + PhotographTile.grid(paths.map { PhotographTile.sample($0, of: name, pictures) })
    }
    if classes.count > Report.mostSampledClasses {
      content = content + .element("p", [:], .text("and \(classes.count - Report.mostSampledClasses) more classes"))
    }
    return Section(id: "photographs", heading: "Photographs", content: content)
  }

  /// A chart in the colours of the page.
  func chart(_ chart: any Chart) -> Markup { .drawing(chart.drawing(Frame(ruler: ruler))) }
}
