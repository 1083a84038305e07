package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreNotesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, is missing;",
    "2, is missing (and 1 damaged file besides);",
    "3, is missing (and 2 damaged files besides);"
  })
  void damagedFilesAreCounted(int files, String sentence) {
    var damage = new PackFiles.Damage("trials/a.parquet", "is missing");
    assertThat(StoreNotes.refusal(Storage.of(folder), Collections.nCopies(files, damage)))
        .startsWith(folder + "/trials/a.parquet " + sentence + " `espalier status --repair`");
  }
}
