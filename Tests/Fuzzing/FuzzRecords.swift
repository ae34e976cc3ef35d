import Records

/// Lines of JSON as image records and predictions; what is read is written and read again.
func fuzzRecords(_ bytes: UnsafeRawBufferPointer) {
  if let value = try? JSONValue(parsing: bytes) {
    precondition((try? JSONValue(parsing: value.text)) == value)
  }
  FuzzedFile.write(bytes)
  if var reader = try? RecordReader(FuzzedFile.path) {
    while let image = try? reader.nextImage() {
      precondition((try? ImageRecord(image.object)) == image)
      _ = (image.classNames, image.width, image.height, image.digest)
    }
  }
  if var reader = try? RecordReader(FuzzedFile.path) {
    while let prediction = try? reader.nextPrediction() {
      precondition((try? JSONValue(parsing: prediction.object.text)) != nil)
    }
  }
}
