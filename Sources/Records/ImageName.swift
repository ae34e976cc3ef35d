/// What a file's name says about it.
public enum ImageName {
  /// Whether the name ends like that of a JPEG or PNG file; what is in it decides later.
  public static func isImage(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
    return ["jpg", "jpeg", "jpe", "jfif", "png"].contains(name[name.index(after: dot)...].lowercased())
  }

  /// Returns the name of the file without its folders.
  public static func last(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
