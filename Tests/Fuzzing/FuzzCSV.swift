import Records

/// Tables; what is read is written and read again.
func fuzzCSV(_ bytes: UnsafeRawBufferPointer) {
  FuzzedFile.write(bytes)
  // A row of nothing but one empty field is written as an empty line, which is no row.
  guard let rows = try? rowsOfFile().filter({ $0 != [""] }) else { return }
  Array(rows.map(CSV.line).joined().utf8).withUnsafeBytes { FuzzedFile.write($0) }
  guard let again = try? rowsOfFile() else { preconditionFailure("it is no table now") }
  precondition(again == rows)
}

private func rowsOfFile() throws -> [[String]] {
  var reader = try CSVReader(FuzzedFile.path)
  var rows: [[String]] = []
  while let row = try reader.next() { rows.append(row.fields) }
  return rows
}
