package org.espalier.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a report's numbers, the script that draws them and the charting library (Apache ECharts)
 * into one HTML file that needs no network and no server.
 */
final class ReportPage {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(new Rounded<>(Double.class))
                  .addSerializer(double.class, new Rounded<>(Double.class))
                  .addSerializer(new Rounded<>(Float.class)))
          .build();

  private static final MathContext FIVE_DIGITS = new MathContext(5);

  /** 2^53: from here on not every whole number is a double. */
  private static final double LEAST_INEXACT = 0x1p53;

  private static final Pattern MARKER = Pattern.compile("/\\*(STYLE|ECHARTS|DATA|SCRIPT)\\*/");

  private ReportPage() {}

  static void write(Report report, Path page) throws IOException {
    Files.writeString(page, html(report, Optional.empty()));
  }

  /**
   * The page as text.
   *
   * @param version what tells it from earlier and later ones where it is served by a {@link
   *     LivePage}; empty for a file, which has no other
   */
  static String html(Report report, Optional<String> version) throws IOException {
    return filled(
        resource("page.html"),
        Map.of(
            "STYLE", resource("page.css"),
            "ECHARTS", script(resource(echarts())),
            "DATA",
                String.format(
                    Locale.ROOT,
                    "const REPORT = %s, VERSION = %s;",
                    json(report),
                    json(version.orElse(null))),
            "SCRIPT", script(PageScript.of("main", name -> resource("page/" + name + ".js")))));
  }

  /**
   * A template with each of its markers, a name in a comment, replaced by the part of that name;
   * what a part says is no marker.
   */
  static String filled(String template, Map<String, String> parts) {
    return MARKER
        .matcher(template)
        .replaceAll(marker -> Matcher.quoteReplacement(parts.get(marker.group(1))));
  }

  /**
   * A value as JSON that can stand inside a script element: no text from the data can end the
   * element or start a comment.
   */
  static String json(Object value) throws IOException {
    return JSON.writeValueAsString(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /**
   * Where the charting library's jar has its script: the path holds its version, which the jar
   * tells.
   */
  private static String echarts() throws IOException {
    var properties = new Properties();
    properties.load(
        new StringReader(resource("/META-INF/maven/org.webjars/echarts/pom.properties")));
    return String.format(
        Locale.ROOT,
        "/META-INF/resources/webjars/echarts/%s/echarts.min.js",
        properties.getProperty("version"));
  }

  /** A number as the page has it: a whole one as it is, another one to five significant digits. */
  static double rounded(double number) {
    return number == Math.rint(number) && Math.abs(number) < LEAST_INEXACT
        ? number
        : new BigDecimal(number).round(FIVE_DIGITS).doubleValue();
  }

  private static String script(String source) {
    return source.replace("</script", "<\\/script");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the class path has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Five significant digits are more than a plot can show, but a count of steps is read as it is:
   * whole numbers stay. What is not finite becomes null.
   */
  private static final class Rounded<N extends Number> extends StdSerializer<N> {
    private static final long serialVersionUID = 1L;

    Rounded(Class<N> type) {
      super(type);
    }

    @Override
    public void serialize(N value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      double number = value.doubleValue();
      if (!Double.isFinite(number)) {
        out.writeNull();
      } else {
        double rounded = rounded(number);
        boolean isWhole = number == rounded && Math.abs(number) < LEAST_INEXACT;
        out.writeRawValue(
            rounded == Math.rint(rounded) && (isWhole || Math.abs(rounded) < 1e7)
                ? Long.toString((long) rounded)
                : Double.toString(rounded));
      }
    }
  }
}
