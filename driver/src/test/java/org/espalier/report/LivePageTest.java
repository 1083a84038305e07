package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.espalier.ConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LivePageTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private LivePage page;

  @BeforeEach
  void open() {
    page = LivePage.open(0);
  }

  @AfterEach
  void close() {
    page.close();
  }

  @Test
  void thePageAndItsVersionAreThoseThatWereShownLast() throws Exception {
    page.show("<p>größe 1", "a-1");
    page.show("<p>größe 2", "a-2");
    HttpResponse<String> answer = get("");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("<p>größe 2");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .as("nothing from the network")
        .startsWith("default-src 'none'")
        .doesNotContain("http:", "https:", "*");
    assertThat(get("version").body()).isEqualTo("a-2");
  }

  @Test
  void beforeThereIsAPageItSaysSo() throws Exception {
    assertThat(get("").statusCode()).isEqualTo(503);
    assertThat(get("version").statusCode()).isEqualTo(503);
  }

  @Test
  void itCanOnlyBeRead() throws Exception {
    page.show("page", "1");
    var post =
        HttpRequest.newBuilder(page.address())
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    HttpResponse<String> answer = http.send(post, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(get("../../etc/passwd").statusCode()).isEqualTo(404);
    var head =
        HttpRequest.newBuilder(page.address())
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(http.send(head, HttpResponse.BodyHandlers.ofString()).body()).isEmpty();
  }

  /** A name of another site that leads to 127.0.0.1 must not lead a browser to the results. */
  @Test
  void whoAsksForAnotherHostIsRefused() throws Exception {
    page.show("the results", "1");
    int port = page.address().getPort();
    assertThat(raw("Host: evil.example:" + port))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("the results");
    assertThat(raw("Host: localhost:" + port)).startsWith("HTTP/1.1 200").contains("the results");
  }

  private String raw(String header) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), page.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              String.format(
                      Locale.ROOT, "GET / HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n", header)
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aPortInUseIsRefusedInOneLine() {
    int port = page.address().getPort();
    assertThatThrownBy(() -> LivePage.open(port))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageMatching(
            "--port = "
                + port
                + " cannot be listened on: .*; another number, or none, takes another port");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(page.address().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
