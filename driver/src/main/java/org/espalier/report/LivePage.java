package org.espalier.report;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;

/**
 * A page that browsers of this machine read while it changes. It is served on 127.0.0.1 alone, can
 * only be read, and loads nothing from elsewhere.
 *
 * <p>{@code /} is the page, {@code /version} what tells it from other ones: an open page asks for
 * this now and then, and is loaded again when it is another. A request that names another host is
 * refused, so that no site that a reader visits can lead his browser here by a name of its own.
 */
public final class LivePage implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /** As many browsers can ask at once. */
  private static final int THREADS = 4;

  private static final String POLICY =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline';"
          + " img-src data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final HttpServer server;
  private final ExecutorService threads;
  private volatile Shown shown = new Shown(new byte[0], "");

  private record Shown(byte[] page, String version) {}

  private LivePage(HttpServer server) {
    this.server = server;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              var thread = new Thread(task, "live page");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Begins to listen; until there is a page it says that there is none yet.
   *
   * @param port 0 for one that is free
   * @throws ConfigurationException if the port is in use or may not be used
   */
  public static LivePage open(int port) {
    try {
      return new LivePage(
          HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0));
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "--port = %d cannot be listened on: %s; another number, or none, takes another port",
              port,
              IoProblem.text(e)),
          e);
    }
  }

  /** Where the page is. */
  public URI address() {
    return URI.create("http://" + host("127.0.0.1") + "/");
  }

  private String host(String name) {
    return name + ":" + server.getAddress().getPort();
  }

  /**
   * Shows a page from now on.
   *
   * @param version of letters, digits and hyphens
   */
  public void show(String html, String version) {
    shown = new Shown(html.getBytes(StandardCharsets.UTF_8), version);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Shown now = shown;
      String path = exchange.getRequestURI().getPath();
      if (!isForUs(exchange.getRequestHeaders())) {
        send(exchange, 403, "text/plain", bytes("This page is for this machine alone.\n"));
      } else if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, "text/plain", bytes("This page can only be read.\n"));
      } else if (!List.of("/", "/version").contains(path)) {
        send(exchange, 404, "text/plain", bytes("There is / alone.\n"));
      } else if (now.version.isEmpty()) {
        send(exchange, 503, "text/plain", bytes("The results are being read.\n"));
      } else if (path.equals("/")) {
        send(exchange, 200, "text/html", now.page);
      } else {
        send(exchange, 200, "text/plain", bytes(now.version));
      }
    }
  }

  private boolean isForUs(Headers headers) {
    String host = headers.getFirst("Host");
    return host != null && List.of(host("127.0.0.1"), host("localhost")).contains(host);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    boolean isBodyWanted = !exchange.getRequestMethod().equals("HEAD") && body.length > 0;
    exchange.sendResponseHeaders(status, isBodyWanted ? body.length : -1);
    if (isBodyWanted) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
