internal import CommandLine
internal import Records

/// The value of `--shard`.
struct Shard: OptionValue {
  let shard: ImageIndex.Shard

  static var expectation: String { "K/N with K from 1 to N" }

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1],
      let shard = ImageIndex.Shard(number: number, of: count)
    else { return nil }
    self.shard = shard
  }

  var argumentText: String { "\(shard.number)/\(shard.count)" }
}
