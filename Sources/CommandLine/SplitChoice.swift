public import Records

/// The values of `--split`: one split, or all.
public enum SplitChoice: String, CaseIterable, OptionValue {
  case train, valid, test, all

  /// The split that is meant; `nil` for all.
  public var split: Split? { Split(rawValue: rawValue) }
}
