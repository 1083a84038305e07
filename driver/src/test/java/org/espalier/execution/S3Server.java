package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A server of the S3 interface on this machine, in a process and on a class path of its own:
 * S3Proxy over its store in memory, which the profiles {@code cluster} and {@code slow} put into
 * {@code target/s3proxy}. It keeps conditional writes.
 */
public final class S3Server implements AutoCloseable {
  private static final String USER = "espalier-tests";
  private static final String SECRET = "not-a-secret";
  private static final Pattern STARTED = Pattern.compile("Started .*\\{127\\.0\\.0\\.1:(\\d+)\\}");
  private static final Pattern REQUEST =
      Pattern.compile("request: .*\\{([A-Z]+)@\\S+ http://[^/]+(\\S*) HTTP/");

  private final JavaProcess process;
  private final String endpoint;
  private final String bucket;

  private S3Server(JavaProcess process, int port) {
    this.process = process;
    this.endpoint = "http://127.0.0.1:" + port;
    this.bucket = "results-" + port; // Hadoop keeps a client of each bucket
  }

  /** A server with an empty bucket. */
  public static S3Server start(Path scratch) throws IOException, InterruptedException {
    S3Server server = withoutBucket(scratch, "");
    server.makeBucket();
    return server;
  }

  /**
   * A server without a bucket.
   *
   * @param settings more lines of its properties
   */
  public static S3Server withoutBucket(Path scratch, String settings)
      throws IOException, InterruptedException {
    Path jars = Path.of("target", "s3proxy").toAbsolutePath();
    assertThat(jars).as("`mvn -Pcluster -pl driver -am package` puts S3Proxy there").exists();
    Files.writeString(
        scratch.resolve("s3proxy.properties"),
        """
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.endpoint=http://127.0.0.1:0
        jclouds.provider=transient
        jclouds.identity=unused
        jclouds.credential=unused
        """
            + "s3proxy.identity="
            + USER
            + "\ns3proxy.credential="
            + SECRET
            + "\n"
            + settings);
    Files.writeString(
        scratch.resolve("logback.xml"),
        """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%msg%n</pattern></encoder>
          </appender>
          <logger name="org.gaul.s3proxy.S3ProxyHandler" level="DEBUG"/>
          <root level="INFO"><appender-ref ref="out"/></root>
        </configuration>
        """);
    JavaProcess process =
        JavaProcess.start(
            scratch,
            JavaProcess.java(
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + scratch.resolve("logback.xml"),
                "-cp",
                jars.resolve("*").toString(),
                "org.gaul.s3proxy.Main",
                "--properties",
                scratch.resolve("s3proxy.properties").toString()),
            Map.of());
    Matcher started = STARTED.matcher("");
    process.await(line -> started.reset(line).find());
    return new S3Server(process, Integer.parseInt(started.group(1)));
  }

  private void makeBucket() {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(endpoint))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(USER, SECRET)))
            .build()) {
      client.createBucket(made -> made.bucket(bucket));
    }
  }

  /** The address of a folder in the bucket. */
  public String address(String folder) {
    return "s3a://" + bucket + "/" + folder;
  }

  /** What Hadoop has to be told of the server, credentials among it. */
  public Map<String, String> hadoop() {
    var settings = new HashMap<String, String>(place());
    settings.put("fs.s3a.access.key", USER);
    settings.put("fs.s3a.secret.key", SECRET);
    return settings;
  }

  /** What Hadoop has to be told of the server, without credentials. */
  public Map<String, String> place() {
    return Map.of("fs.s3a.endpoint", endpoint, "fs.s3a.path.style.access", "true");
  }

  /** The same as Spark's properties. */
  Map<String, String> spark() {
    var conf = new HashMap<String, String>();
    hadoop().forEach((key, value) -> conf.put(SweepProcess.HADOOP + key, value));
    return conf;
  }

  /** A folder of the bucket, with the server's settings. */
  public Storage storage(String folder) throws IOException {
    return Storage.of(address(folder), hadoop());
  }

  /** How many requests of each method arrived since this was last asked. */
  public Map<String, Integer> requests() throws IOException, InterruptedException {
    String mark = "/" + UUID.randomUUID();
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(endpoint + mark)).build(),
            HttpResponse.BodyHandlers.discarding());
    var counts = new TreeMap<String, Integer>();
    process.await(
        line -> {
          Matcher request = REQUEST.matcher(line);
          if (request.find() && !request.group(2).equals(mark)) {
            boolean isListing = request.group(2).contains("list-type=2");
            counts.merge(isListing ? "LIST" : request.group(1), 1, Integer::sum);
          }
          return line.contains(mark);
        });
    return counts;
  }

  /** The tables of a folder on a local disk, where DuckDB reads them. */
  public Path copied(String folder, Path copy) throws IOException {
    Storage storage = storage(folder);
    for (Table<?> table : Layout.TABLES) {
      Files.createDirectories(copy.resolve(table.name()));
      for (Storage.Entry entry : storage.list(table.name())) {
        Files.write(copy.resolve(entry.name()), storage.read(entry.name()).orElseThrow());
      }
    }
    return copy;
  }

  @Override
  public void close() {
    process.close();
  }
}
