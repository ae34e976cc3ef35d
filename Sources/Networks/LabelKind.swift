/// How many of the classes an image can be.
public enum LabelKind: String, Sendable {
  /// Exactly one: the classes compete (softmax, cross-entropy).
  case single
  /// Any number, none too: each class is a question of its own (sigmoid, binary cross-entropy).
  case several
}
