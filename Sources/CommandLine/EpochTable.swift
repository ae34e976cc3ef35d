public import Records

/// The lesson's table of a training: a heading, and a line an epoch (fastai 0.7, `model.py`, `print_stats`).
public enum EpochTable {
  private static let width = 10

  /// The heading for epochs like `record`.
  public static func heading(for record: EpochRecord) -> String {
    let names = ["epoch", "trn_loss", "val_loss"] + record.metrics.map(\.name)
    return line(names.map(pad))
  }

  /// The line of one epoch: numbers rounded to six decimals, `-` for what is not known.
  public static func line(for record: EpochRecord) -> String {
    let number = String(record.epoch)
    let left = String(repeating: " ", count: max(0, width - number.count) / 2)
    let values = [record.trainingLoss, record.validationLoss] + record.metrics.map(\.value)
    return line([pad(left + number)] + values.map { pad($0.map(rounded) ?? "-") })
  }

  /// A number rounded to six decimals, as it is shown.
  public static func rounded(_ value: Double) -> String { ((value * 1e6).rounded() / 1e6).description }

  private static func pad(_ text: String) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

  private static func line(_ cells: [String]) -> String {
    var line = cells.joined(separator: " ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
