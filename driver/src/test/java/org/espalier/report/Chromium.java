package org.espalier.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium with one open page and no network, driven through its DevTools protocol on
 * loopback.
 */
public final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
  private volatile CompletableFuture<Void> saved = new CompletableFuture<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** The browser's program, if this machine has one. */
  public static Optional<Path> program() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(":"))
                    .map(folder -> Path.of(folder).resolve(name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts the program with a new profile in a folder. */
  public Chromium(Path program, Path profile) throws Exception {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-address=127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    try {
      socket = connect();
      enable();
    } catch (Exception e) {
      end();
      throw e;
    }
  }

  /** To the one page that is open. */
  private WebSocket connect() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    var list =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(String.format(Locale.ROOT, "http://127.0.0.1:%d/json", port())))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode page = null;
    for (JsonNode target : JSON.readTree(list.body())) {
      if (target.get("type").asText().equals("page")) {
        page = target;
      }
    }
    return http.newWebSocketBuilder()
        .buildAsync(URI.create(page.get("webSocketDebuggerUrl").asText()), new Listener())
        .get(SECONDS, TimeUnit.SECONDS);
  }

  private void enable() throws Exception {
    call("Page.enable", Map.of());
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
    call("Network.enable", Map.of());
    network(false);
  }

  private int port() throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var said = new ArrayList<String>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.add(line);
      if (line.startsWith("DevTools listening on ws://")) {
        return URI.create(line.substring(line.indexOf("ws://"))).getPort();
      }
    }
    throw new IOException("Chromium ended without listening: " + said);
  }

  /** Lets pages reach this machine, or whatever they name. */
  public void allowNetwork() throws Exception {
    network(true);
  }

  private void network(boolean isOnline) throws Exception {
    call(
        "Network.emulateNetworkConditions",
        Map.of(
            "offline", !isOnline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /** Opens a page, waits until it is loaded and forgets what earlier ones said. */
  public void open(Path page) throws Exception {
    open(page.toUri());
  }

  /** Opens the page at an address likewise. */
  public void open(URI page) throws Exception {
    complaints.clear();
    requests.clear();
    expectLoad();
    call("Page.navigate", Map.of("url", page.toString()));
    awaitLoad();
  }

  /** From now on {@link #awaitLoad} waits for another load of a page. */
  public void expectLoad() {
    loaded = new CompletableFuture<>();
  }

  /** Waits until a page is loaded since {@link #expectLoad}. */
  public void awaitLoad() throws Exception {
    loaded.get(SECONDS, TimeUnit.SECONDS);
  }

  /** Gives the window a size in pixels. */
  public void size(int width, int height) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /**
   * Makes the window as high as the page, for plots are drawn when they come into view, and waits
   * until they are.
   *
   * @param charts selector of the plots that are waited for
   */
  public void showAll(int width, String charts) throws Exception {
    size(width, evaluate("document.documentElement.scrollHeight").asInt());
    evaluate(
        String.format(
            Locale.ROOT,
            """
            new Promise((done, late) => {
              const end = performance.now() + 20000;
              const look = () => {
                const blank = [...document.querySelectorAll('%s')].filter(c => !c.querySelector('svg'));
                if (blank.length === 0) requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
                else if (performance.now() > end) late(new Error(blank.length + ' plots are not drawn'));
                else requestAnimationFrame(look);
              };
              look();
            })""",
            charts));
  }

  /** The value of a JavaScript expression; promises are waited for. */
  public JsonNode evaluate(String expression) throws Exception {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Chooses a value in a labelled list of a section. */
  public void choose(String section, String list, String value) throws Exception {
    evaluate(
        String.format(
            Locale.ROOT,
            """
            (control => { control.value = '%3$s'; control.dispatchEvent(new Event('change')); })(
              document.querySelector('#%1$s select[aria-label="%2$s"]'))""",
            section,
            list,
            value));
  }

  /** Moves the focus to the element of a selector. */
  public void focus(String selector) throws Exception {
    evaluate(String.format(Locale.ROOT, "document.querySelector('%s').focus()", selector));
  }

  /** Presses and releases a key: {@code ArrowLeft}, {@code Tab}, ... */
  public void press(String key) throws Exception {
    int code = Map.of("ArrowLeft", 37, "ArrowRight", 39, "Enter", 13, "Tab", 9).get(key);
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              key,
              "code",
              key,
              "windowsVirtualKeyCode",
              code,
              "text",
              key.equals("Enter") && type.equals("keyDown") ? "\r" : ""));
    }
  }

  /** Presses the mouse at one place of the window, moves it to another and releases it. */
  public void drag(double x1, double y1, double x2, double y2) throws Exception {
    mouse("mouseMoved", x1, y1);
    mouse("mousePressed", x1, y1);
    mouse("mouseMoved", (x1 + x2) / 2, (y1 + y2) / 2);
    mouse("mouseMoved", x2, y2);
    mouse("mouseReleased", x2, y2);
  }

  private void mouse(String type, double x, double y) throws Exception {
    boolean isDown = !type.equals("mouseReleased");
    call(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            x,
            "y",
            y,
            "button",
            "left",
            "buttons",
            isDown ? 1 : 0,
            "clickCount",
            type.equals("mouseMoved") ? 0 : 1));
  }

  /** Types text into what has the focus. */
  public void type(String text) throws Exception {
    call("Input.insertText", Map.of("text", text));
  }

  /** Presses Enter on the element of a selector and waits for the file that this saves. */
  public void save(String selector, Path folder) throws Exception {
    call(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toString(), "eventsEnabled", true));
    saved = new CompletableFuture<>();
    focus(selector);
    press("Enter");
    saved.get(SECONDS, TimeUnit.SECONDS);
  }

  /** What the whole page looks like, as PNG. */
  public byte[] screenshot() throws Exception {
    JsonNode answer =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    return Base64.getDecoder().decode(answer.get("data").asText());
  }

  /** Errors that the page logged or threw. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Addresses that the page asked for, itself included. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private JsonNode call(String method, Map<String, Object> parameters) throws Exception {
    int id = lastId.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    answers.put(id, answer);
    socket
        .sendText(
            JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
        .get(SECONDS, TimeUnit.SECONDS);
    return answer.get(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    socket.abort();
    end();
  }

  private void end() {
    // the program's own processes write to the profile for a while after it has ended
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join());
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        received(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void received(String text) {
      try {
        JsonNode json = JSON.readTree(text);
        String method = json.path("method").asText();
        if (json.has("id")) {
          answered(answers.remove(json.get("id").asInt()), json);
        } else if (method.equals("Page.loadEventFired")) {
          loaded.complete(null);
        } else if (method.equals("Browser.downloadProgress")
            && json.path("params").path("state").asText().equals("completed")) {
          saved.complete(null);
        } else if (method.equals("Network.requestWillBeSent")) {
          requests.add(json.path("params").path("request").path("url").asText());
        } else if (method.equals("Runtime.exceptionThrown")) {
          complaints.add(json.path("params").path("exceptionDetails").toString());
        } else if (method.equals("Log.entryAdded")
            && json.path("params").path("entry").path("level").asText().equals("error")) {
          complaints.add(json.path("params").path("entry").path("text").asText());
        } else if (method.equals("Runtime.consoleAPICalled")
            && json.path("params").path("type").asText().matches("error|warning")) {
          complaints.add(json.path("params").path("args").toString());
        }
      } catch (IOException e) {
        complaints.add(e.toString());
      }
    }

    private static void answered(CompletableFuture<JsonNode> answer, JsonNode json) {
      if (json.has("error")) {
        answer.completeExceptionally(new IllegalStateException(json.get("error").toString()));
      } else {
        answer.complete(json.path("result"));
      }
    }
  }
}
