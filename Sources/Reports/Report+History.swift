internal import Files
internal import Tensors

extension Report {
  /// How the files came to be.
  var history: Section? {
    guard !files.steps.isEmpty || !files.tensorFiles.isEmpty else { return nil }
    let rows = files.tensorFiles.map { name, metadata -> [Table.Cell] in
      [
        .name(name), .name(metadata.kind?.rawValue ?? "unknown"), .name(metadata.architecture ?? "unknown"),
        .number(metadata.classes.map { String($0.count) } ?? "–", metadata.classes.map { Double($0.count) } ?? .nan),
        .name(metadata.input.map { "\($0.size) pixels" } ?? "–"),
      ]
    }
    let steps = files.steps.map { step -> Markup in
      let inputs = step.inputs.sorted { $0.key < $1.key }.map { name, digest in
        Markup.element("li", [:], .name(name), .text(" "), .element("code", [:], .text(digest.description)))
      }
      return .element(
        "li", [:], .element("pre", ["tabindex": "0"], .element("code", [:], .text(step.command))),
        inputs.isEmpty
          ? .nothing
          : .element(
            "details", [:], .element("summary", [:], .text("read by \(step.tool) \(step.version)")),
            .element("ul", ["class": "names"], inputs)))
    }
    return Section(
      id: "history", heading: "How it was made",
      content: Table(caption: "Files", headings: ["file", "kind", "network", "classes", "input"], rows: rows).markup
        + (steps.isEmpty
          ? .element("p", [:], .text("The files have no history."))
          : .element("p", [:], .text("The command lines, as far as the result depends on them:"))
            + .element("ol", ["class": "steps"], steps)))
  }
}
