internal import Files
internal import Images
internal import Records

/// Makes one copy after the other; belongs to one worker.
final class ImageCopier {
  private let folder: String
  private let settings: CopySettings
  private let root: String?
  private let resizer = ImageResizer()
  // Copies of one folder come one after the other.
  private var madeFolder: String?

  init(folder: String, settings: CopySettings, root: String?) {
    self.folder = folder
    self.settings = settings
    self.root = root
  }

  /// Sees to it that an image has its copy.
  ///
  /// - Throws: `ChangedImage`; `ForeignImage`; `FileError` when the copy cannot be written.
  func copy(_ record: ImageRecord) throws -> CopiedFile {
    do {
      let file: ImageFile
      do { file = try ImageFile(of: record, under: root) } catch let error as FileError {
        throw UnreadableImage(sentence: "\(error)")
      }
      let original = try UnreadableImage.catching { try Original(file, path: record.path) }
      return .made(try copy(original, to: CopyName.path(of: record.path, in: folder)))
    } catch let error as UnreadableImage {
      return .damaged(error.sentence)
    }
  }

  private func copy(_ original: Original, to path: String) throws -> MadeCopy {
    let work = settings.work(on: original.header)
    let mark = CopyMark(
      source: original.digest, format: original.header.format, work: work, quality: settings.quality)
    var made = MadeCopy(original, work, path: path)
    made.hasOtherColours = original.profile.map { $0.isRGB && !$0.isSRGB } ?? false
    if FileIdentity(of: path) != nil {
      let present = try InputFile.bytes(ofOrdinaryFile: path, limit: ImageHeader.byteLimit)
      if mark.fits(present) {
        made.digest = Digest(of: present)
        return made
      }
      // What was made here may be made again, and what is no image is of no use to anybody.
      if !CopyMark.isOn(present), (try? ImageHeader(present, path: path)) != nil { throw ForeignImage(path: path) }
    }
    let file = mark.applied(to: try UnreadableImage.catching { try content(of: original, work) })
    made.digest = Digest(of: file)
    made.isNew = true
    // What is encoded has its mark at its beginning, so that a run knows even a torn copy by it. What is kept may have
    // kilobytes before it: without its mark it would be an image that somebody else has put there.
    try write(file, to: path, waitsForDisk: work == .keep)
    return made
  }

  private func content(of original: Original, _ work: CopyWork) throws(ImageError) -> [UInt8] {
    switch work {
    case .keep:
      try original.header.verify(original.bytes, path: original.path)
      return original.bytes
    case .encode(let size):
      return try resizer.encode(
        original.bytes, header: original.header, profile: original.profile, path: original.path, to: size,
        quality: settings.quality)
    }
  }

  private func write(_ file: [UInt8], to path: String, waitsForDisk: Bool) throws(FileError) {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      let folder = String(path[..<slash])
      if madeFolder?.isExactly(folder) != true { try Folder.make(folder) }
      madeFolder = folder
    }
    var output = try OutputFile(path)
    try output.write(file)
    try output.commit(waitsForDisk: waitsForDisk)
  }
}

/// An image as it was found.
struct Original {
  let path: String
  let bytes: [UInt8]
  let digest: Digest
  let header: ImageHeader
  let profile: ColourProfile?

  init(_ file: ImageFile, path: String) throws(ImageError) {
    self.path = path
    bytes = file.bytes
    digest = file.digest
    header = try ImageHeader(bytes, path: path)
    profile = try ColourProfile(of: bytes, path: path)
  }
}

/// What became of one file, whichever records ask for it.
enum CopiedFile: Sendable {
  case made(MadeCopy)
  case damaged(String)
}

/// The copy of one file.
struct MadeCopy: Sendable {
  /// The digest of the original.
  let source: Digest
  let path: String
  let size: ScaledSize
  let originalSize: ScaledSize
  var digest: Digest
  var isNew = false
  var hasOtherColours = false

  init(_ original: Original, _ work: CopyWork, path: String) {
    source = original.digest
    digest = original.digest
    self.path = path
    originalSize = ScaledSize(width: original.header.width, height: original.header.height)
    size = if case .encode(let size) = work { size } else { originalSize }
  }
}

/// An image that cannot be read: it is left out, where other errors end the run.
private struct UnreadableImage: Error {
  let sentence: String

  static func catching<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch { throw UnreadableImage(sentence: "\(error)") }
  }
}

/// Says that an image is in the way of a copy.
public struct ForeignImage: Error, Equatable, Sendable, CustomStringConvertible {
  let path: String

  /// Names it.
  public var description: String {
    "'\(path)' is an image that ds-resize did not make, and would be overwritten; choose another folder, or remove it"
  }
}
