package org.espalier.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.history.FsHistoryProvider;
import org.apache.spark.deploy.history.HistoryServer;
import org.apache.spark.deploy.history.HistoryServer$;

/** Spark's History Server on a folder of event logs, at 127.0.0.1, and what it answers. */
final class SparkHistory implements AutoCloseable {
  private final HistoryServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private SparkHistory(HistoryServer server) {
    this.server = server;
  }

  /** Starts a server at a port that is free. */
  static SparkHistory of(Path events) {
    SparkConf conf =
        new SparkConf(false).set("spark.history.fs.logDirectory", events.toUri().toString());
    var provider = new FsHistoryProvider(conf);
    var server =
        new HistoryServer(conf, provider, HistoryServer$.MODULE$.createSecurityManager(conf), 0);
    server.bind();
    provider.start(); // reads the logs
    return new SparkHistory(server);
  }

  /** The jobs of the one application that there is, once the server has read its log. */
  JsonNode jobs() throws IOException, InterruptedException {
    while (true) {
      JsonNode applications = answer("applications");
      if (!applications.isEmpty()) {
        return answer("applications/" + applications.get(0).get("id").asText() + "/jobs");
      }
      Thread.onSpinWait(); // it reads in the background, and tells nobody that it has read
    }
  }

  private JsonNode answer(String question) throws IOException, InterruptedException {
    URI address =
        URI.create(
            String.format(
                Locale.ROOT, "http://127.0.0.1:%d/api/v1/%s", server.boundPort(), question));
    var answer = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(address + ": " + answer.statusCode() + " " + answer.body());
    }
    return new ObjectMapper().readTree(answer.body());
  }

  @Override
  public void close() {
    server.stop();
  }
}
