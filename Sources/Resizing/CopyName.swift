/// Where the copy of an image goes: a tree like that of the originals, below one folder.
package enum CopyName {
  /// Returns the path of the copy of `path`, which two images share only when their paths mean the same.
  ///
  /// `photos/a.jpg` becomes `FOLDER/photos/a.jpg`. What leads out of the tree gets a name in it: `..` becomes `@up` and
  /// the beginning of an absolute path `@root`; names that begin with `@` themselves get another one.
  package static func path(of path: String, in folder: String) -> String {
    var names: [String] = path.hasPrefix("/") ? ["@root"] : []
    for name in path.split(separator: "/") where name != "." {
      names.append(name == ".." ? "@up" : name.hasPrefix("@") ? "@\(name)" : String(name))
    }
    return (folder.hasSuffix("/") ? folder : folder + "/") + names.joined(separator: "/")
  }
}
