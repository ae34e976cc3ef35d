internal import Files
internal import Glibc

/// What is directly in a folder, sorted by name; hidden entries are not.
struct FolderContents {
  var folders: [String] = []
  var files: [String] = []
  /// Names that are not UTF-8, made readable.
  var unreadableNames: [String] = []

  init(_ path: String) throws(FileError) {
    guard let directory = opendir(path) else { throw FileError("open", path) }
    defer { closedir(directory) }
    while true {
      // The end and a failure look alike but for the error number, which `stat` below sets too.
      errno = 0
      guard let entry = readdir(directory) else { break }
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard bytes.first != UInt8(ascii: ".") else { continue }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        unreadableNames.append(String(decoding: bytes, as: UTF8.self))
        continue
      }
      // Links are followed: data sets are often folders of links.
      var status = stat()
      guard stat("\(path)/\(name)", &status) == 0 else {
        files.append(name)
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: folders.append(name)
      case S_IFREG: files.append(name)
      default: break
      }
    }
    guard errno == 0 else { throw FileError("read", path) }
    folders.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The device and number of a folder, by which a link back to a parent is known.
  static func identity(of path: String) -> [UInt64]? {
    var status = stat()
    return stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }
}
