package org.espalier.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.setting.NearestName;
import org.espalier.trial.ReferenceSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the reference configuration, or what one setting means. */
@Command(
    name = "config",
    description = "Print every setting, or one of them, with its default, unit and meaning.")
final class ConfigCommand implements Callable<Integer> {
  private static final String ALL = "espalier.";
  private static final String TRIAL = ALL + "trial.";

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "KEY", description = "A setting, such as task.alpha.")
  private String key;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String reference = reference();
    if (key == null) {
      out.print(reference);
    } else {
      explain(ConfigFactory.parseString(reference), out);
    }
    out.flush();
    return ExitCode.OK;
  }

  /** The text of {@code reference.conf}. */
  static String reference() throws IOException {
    try (InputStream file = ConfigCommand.class.getResourceAsStream("/reference.conf")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Whether there is a value; a text that can be no path, such as an empty one, has none. */
  private static boolean isIn(Config reference, String path) {
    try {
      return reference.hasPath(path);
    } catch (ConfigException.BadPath e) {
      return false;
    }
  }

  private static List<String> settings() {
    return Stream.of(
            ReferenceSettings.ofTrial(),
            ReferenceSettings.ofRun(),
            ReferenceSettings.ofSpark(),
            ReferenceSettings.ofReplicates())
        .flatMap(known -> known.defaults().keySet().stream())
        .toList();
  }

  private void explain(Config reference, PrintWriter out) {
    String path =
        Stream.of(TRIAL + key, ALL + key, key)
            .filter(name -> isIn(reference, name))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        String.format(
                            Locale.ROOT,
                            "there is no setting `%s`%s; `espalier config` prints all",
                            key,
                            NearestName.suggestion(key, settings()))));
    ConfigValue value = reference.getValue(path);
    value.origin().comments().forEach(comment -> out.println("#" + comment));
    out.println(key + " = " + value.render(ConfigRenderOptions.concise()));
  }
}
