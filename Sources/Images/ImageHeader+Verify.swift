extension ImageHeader {
  /// Decodes the image that this header was read from, only to know that it can be decoded.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: The file's path, for the error.
  /// - Throws: `ImageError` when it is damaged, or of a kind that is not read.
  public func verify(_ bytes: [UInt8], path: String) throws(ImageError) {
    _ = try bytes.withRawBytes { (bytes) throws(ImageError) in
      // Everything is read, but fewer pixels are made of it.
      try ImageDecoder().decode(bytes, header: self, reduction: format == .jpeg ? 8 : 1, path: path)
    }
  }
}
