import CommandLine
import Records
import Testing

@Suite struct EpochTableTests {
  private func record(validation: Double?) -> EpochRecord {
    EpochRecord(
      epoch: 0, cycle: 0, trainingLoss: 0.9564554, validationLoss: validation.map { $0 / 2 },
      metrics: [("accuracy", validation)], learningRates: [0.01, 0.1], seconds: 0.12345678, imagesPerSecond: 99.96)
  }

  /// The first row of the breeds notebook, but for the spaces at the end (shared semantics §4.5).
  @Test func looksLikeTheLessons() {
    let record = record(validation: 0.905577)
    #expect(EpochTable.heading(for: record) == "epoch      trn_loss   val_loss   accuracy")
    #expect(EpochTable.line(for: record) == "    0      0.956455   0.452789   0.905577")
    #expect(EpochTable.line(for: self.record(validation: nil)) == "    0      0.956455   -          -")
  }

  @Test func recordsKeepTheirOrder() {
    #expect(
      JSONValue.object(record(validation: nil).object).text
        == #"{"epoch":0,"cycle":0,"trn_loss":0.9564554,"val_loss":null,"accuracy":null,"lr":[0.01,0.1],"#
        + #""seconds":0.123457,"images_per_second":100.0}"#)
  }
}
