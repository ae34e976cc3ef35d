public import Files
internal import Records

extension Listing {
  /// Lists the images of a folder in one of the layouts that people bring.
  ///
  /// - `train/CLASS/…`, and perhaps `valid/CLASS/…` (also called `val` or `validation`) and `test/…`;
  /// - `CLASS/…`, splits to be decided;
  /// - images only: nothing is known of them, they are for testing.
  ///
  /// Folders within a class folder belong to the class. Labels of test images are not taken over.
  ///
  /// - Throws: `FileError` when the folder itself cannot be read.
  public init(folder root: String) throws(FileError) {
    var walk = FolderWalk(root: root)
    let contents = try FolderContents(root)
    if contents.folders.contains("train") {
      walk.sayUnreadable(contents.unreadableNames, in: root)
      for (name, split) in [
        ("train", Split.train), ("valid", .valid), ("val", .valid), ("validation", .valid), ("test", .test),
      ] where contents.folders.contains(name) {
        split == .test ? walk.addAll(join(root, name)) : walk.addClasses(of: join(root, name), split: split)
      }
      walk.passOver(contents.files, in: root)
      let known: Set = ["train", "valid", "val", "validation", "test"]
      for name in contents.folders where !known.contains(name) {
        walk.listing.notes.append("passed over the folder '\(join(root, name))': not train, valid or test")
      }
    } else if !contents.folders.isEmpty {
      walk.addClasses(of: root, split: nil)
    } else {
      walk.sayUnreadable(contents.unreadableNames, in: root)
      walk.addFiles(contents, of: root)
    }
    self = walk.finish()
  }

  /// Adds all images below `folder` as test images.
  ///
  /// - Throws: `FileError` when the folder cannot be read.
  public mutating func addTestImages(folder: String) throws(FileError) {
    _ = try FolderContents(folder)
    var walk = FolderWalk(root: nil)
    walk.addAll(folder)
    let found = walk.finish()
    images += found.images
    notes += found.notes
    losses += found.losses
  }
}

/// Joins a folder and a name, without a double slash or a leading `./`.
func join(_ folder: String, _ name: String) -> String {
  switch folder {
  case ".", "": name
  case _ where folder.hasSuffix("/"): folder + name
  default: "\(folder)/\(name)"
  }
}

/// Collects images from folders below folders.
private struct FolderWalk {
  var listing = Listing()
  private var passedOver: [String] = []
  /// The folders on the way down, so that a link back to one of them is not followed.
  private var parents: [[UInt64]]

  init(root: String?) { parents = [root.flatMap(FolderContents.identity)].compactMap(\.self) }

  /// Adds the images of each class folder in `folder`.
  mutating func addClasses(of folder: String, split: Split?) {
    guard let identity = FolderContents.identity(of: folder), let contents = read(folder) else { return }
    parents.append(identity)
    defer { parents.removeLast() }
    passOver(contents.files, in: folder)
    for name in contents.folders {
      let before = listing.images.count
      add(join(folder, name), labels: .one(name), split: split)
      if listing.images.count == before {
        listing.notes.append("class '\(name)' is empty: no JPEG or PNG file in '\(join(folder, name))'")
      }
    }
  }

  /// Adds all images of `folder` without a label, for testing.
  mutating func addAll(_ folder: String) { add(folder, labels: .none, split: .test) }

  private mutating func add(_ folder: String, labels: ListedImage.Labels, split: Split?) {
    guard let identity = FolderContents.identity(of: folder), !parents.contains(identity) else { return }
    parents.append(identity)
    defer { parents.removeLast() }
    guard let contents = read(folder) else { return }
    addFiles(contents, of: folder, labels: labels, split: split)
    for name in contents.folders { add(join(folder, name), labels: labels, split: split) }
  }

  /// Adds the images that are directly in `folder`; without labels they are for testing.
  mutating func addFiles(
    _ contents: FolderContents, of folder: String, labels: ListedImage.Labels = .none, split: Split? = .test
  ) {
    for name in contents.files {
      if ImageName.isImage(name) {
        listing.images.append(ListedImage(path: join(folder, name), labels: labels, split: split))
      } else {
        passedOver.append(join(folder, name))
      }
    }
  }

  private mutating func read(_ folder: String) -> FolderContents? {
    do {
      let contents = try FolderContents(folder)
      sayUnreadable(contents.unreadableNames, in: folder)
      return contents
    } catch {
      listing.losses.append(error.description)
      return nil
    }
  }

  mutating func sayUnreadable(_ names: [String], in folder: String) {
    for name in names { listing.losses.append("left out '\(join(folder, name))': the name is not UTF-8") }
  }

  mutating func passOver(_ files: [String], in folder: String) { passedOver += files.map { join(folder, $0) } }

  /// Ends the walk: rows are counted in the order of paths, and what was passed over is said in one line.
  mutating func finish() -> Listing {
    listing.images.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    if let first = passedOver.first {
      let others = passedOver.count == 1 ? "" : " and \(passedOver.count - 1) more"
      listing.notes.append("passed over '\(first)'\(others): not named like JPEG or PNG, or in no class folder")
    }
    return listing
  }
}
