import TestSupport
import Testing

/// What a kill at any moment leaves behind.
@Suite struct ResizeKillTests {
  @Test func killedRunsLeaveWholeFilesAndAreMadeGood() throws {
    let folder = try Workshop.copy(withNetwork: false)
    let outcome = try Shell.run(
      """
      for copy in {1..6}; do cp -R photos/train many-$copy; done
      for copy in {1..6}; do ds-index -q --no-valid many-$copy; done > all.ndjson
      command='ds-resize -q -j 2 --size 300 --enlarge -o'
      start=$(date +%s%N); $command whole all.ndjson | sed 's/whole/small/' > whole.ndjson
      length=$(( $(date +%s%N) - start ))
      for attempt in {1..5}; do
        [ $((attempt % 2)) = 0 ] || rm -rf small
        $command small all.ndjson > small.ndjson & process=$!
        sleep $(printf '0.%09d' $((length * attempt / 7 % 1000000000)))
        kill -9 $process 2> killed; wait $process 2> killed
        find small -type f 2> none | while read -r file; do
          case $file in
            */.finetools.*) ;;
            *) cmp "$file" "whole${file#small}" ;;
          esac
        done
        [ ! -s small.ndjson ] || cmp small.ndjson whole.ndjson
      done
      $command small all.ndjson | cmp - whole.ndjson
      find small -name '.finetools.*' -delete
      diff -r small whole && find small -type f | wc -l
      """, in: folder)
    #expect(outcome == Outcome(status: 0, output: "78\n", errors: ""))
  }
}
