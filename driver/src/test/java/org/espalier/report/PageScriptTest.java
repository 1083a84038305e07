package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The modules of the page, linked into one script. */
final class PageScriptTest {
  private static final Path MODULES = Path.of("src", "main", "page", "modules");

  @Test
  void aModuleComesOnceAfterThoseThatItImports() throws Exception {
    assertThat(
            link(
                Map.of(
                    "main", "import {b} from './b.js';\nimport {\n  c,\n} from './c.js';\nb(c);\n",
                    "b", "import {c} from './c.js';\nexport function b() {}\n",
                    "c", "export const c = 1;\n")))
        .isEqualTo("'use strict';\n(() => {\nconst c = 1;\n\nfunction b() {}\n\nb(c);\n})();\n");
  }

  @Test
  void aNameDeclaredTwiceIsRefused() {
    assertThatThrownBy(
            () ->
                link(
                    Map.of(
                        "main", "import {x} from './b.js';\nfunction y() {}\n",
                        "b", "export const x = 1;\nconst y = 2;\n")))
        .hasMessage("b.js and main.js both declare y");
  }

  @Test
  void aCircleIsRefused() {
    assertThatThrownBy(
            () ->
                link(
                    Map.of(
                        "main", "import {x} from './b.js';\n",
                        "b", "import {y} from './main.js';\nexport const x = 1;\n")))
        .hasMessage("[main, b]: import each other, by main");
  }

  @Test
  void anImportOrExportOfAnotherFormIsRefused() {
    for (String line : List.of("import * as b from './b.js';", "export default 3;")) {
      assertThatThrownBy(() -> link(Map.of("main", line + "\n")))
          .hasMessage("main.js: cannot link: " + line);
    }
  }

  @Test
  void everyModuleIsInThePageAndNoLineIsLongerThan120Characters() throws Exception {
    String script = PageScript.of("main", name -> Files.readString(MODULES.resolve(name + ".js")));
    try (Stream<Path> files = Files.list(MODULES)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        assertThat(script).contains(text.lines().findFirst().orElseThrow());
        assertThat(text.lines()).as(file.toString()).allMatch(line -> line.length() <= 120);
        assertThat(text.lines().count()).as("lines of " + file).isLessThanOrEqualTo(400);
      }
    }
  }

  private static String link(Map<String, String> modules) throws IOException {
    return PageScript.of("main", modules::get);
  }
}
