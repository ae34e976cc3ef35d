import Files
import Foundation
import Images

/// The files that the tests read.
enum Samples {
  /// What `Reference/make.py` made.
  static let reference = folder("Reference", of: #filePath)
  /// Photographs and hostile files that are not part of the repository.
  static let nasty = folder("../../../shared/data/nasty", of: #filePath)
  static let photographs = folder("../../../shared/data/antsbees/valid/bees", of: #filePath)
  static let hasSharedData = FileManager.default.fileExists(atPath: nasty)

  static func bytes(_ name: String, in folder: String = reference) throws -> [UInt8] {
    try InputFile.bytes(of: "\(folder)/\(name)")
  }

  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// The lines of a table, split at spaces.
  static func table(_ name: String) throws -> [[String]] {
    String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
  }

  /// Decodes a file at its full size.
  static func image(_ name: String, in folder: String = reference) throws -> Image {
    try Image(try bytes(name, in: folder), path: name)
  }

  private static func folder(_ relative: String, of file: String) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(relative).standardized.path
  }
}

/// Returns what is wrong with `bytes` as an image, or `nil` when it decodes.
func problem(_ bytes: [UInt8]) -> String? {
  do throws(ImageError) {
    _ = try Image(bytes, path: "x")
    return nil
  } catch {
    return error.reason
  }
}

/// The cosine of the angle between two vectors.
func cosine(_ a: [Float], _ b: [Float]) -> Double {
  func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
  return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
}
