package dev.millrace.cli.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A headless Chromium with one page, spoken to in the DevTools protocol. Used by one thread. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Keys that have names, by their codes. */
    private static final Map<String, Integer> KEYS = Map.ofEntries(
            Map.entry("Tab", 9),
            Map.entry("Enter", 13),
            Map.entry("Escape", 27),
            Map.entry(" ", 32),
            Map.entry("PageUp", 33),
            Map.entry("PageDown", 34),
            Map.entry("End", 35),
            Map.entry("Home", 36),
            Map.entry("ArrowLeft", 37),
            Map.entry("ArrowUp", 38),
            Map.entry("ArrowRight", 39),
            Map.entry("ArrowDown", 40));

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> asked;
    private final List<String> complaints;
    private final AtomicInteger ids = new AtomicInteger();

    private Browser(
            Process process,
            WebSocket socket,
            Map<Integer, CompletableFuture<JsonNode>> asked,
            List<String> complaints) {
        this.process = process;
        this.socket = socket;
        this.asked = asked;
        this.complaints = complaints;
    }

    /** The program, if it is installed. */
    static Optional<Path> installed() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(":"))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param profile an empty folder */
    static Browser start(Path program, Path profile) throws Exception {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        await("Chromium's port", () -> {
            try {
                return Files.exists(port) && Files.readAllLines(port).size() >= 2;
            } catch (IOException e) {
                return false;
            }
        });
        String address = "http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list";
        HttpClient http = HttpClient.newHttpClient();
        JsonNode pages = JSON.readTree(
                http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
        String url = "";
        for (JsonNode page : pages) {
            if (page.path("type").asText().equals("page")) {
                url = page.path("webSocketDebuggerUrl").asText();
            }
        }
        Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
        List<String> complaints = new CopyOnWriteArrayList<>();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(url), new Listener(asked, complaints))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Browser browser = new Browser(process, socket, asked, complaints);
        browser.ask("Page.enable", Map.of());
        browser.ask("Runtime.enable", Map.of());
        browser.ask("Log.enable", Map.of());
        // A page that nobody has clicked on is told of its focus, too.
        browser.ask("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        return browser;
    }

    /** The size of the window in CSS pixels, and the theme that the machine has. */
    void screen(int width, int height, boolean dark) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        ask(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** What else the reader has asked of the machine, such as {@code prefers-reduced-motion}, by its name; light, if nothing says so. */
    void prefers(Map<String, String> wishes) {
        ask(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        wishes.entrySet().stream()
                                .map(wish -> Map.of("name", wish.getKey(), "value", wish.getValue()))
                                .toList()));
    }

    /** Points at the middle of an element, without a click. */
    void point(String selector) {
        JsonNode middle = middle(selector);
        ask(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        "mouseMoved",
                        "x",
                        middle.get(0).asDouble(),
                        "y",
                        middle.get(1).asDouble()));
    }

    /** Touches the middle of an element with a finger. */
    void touch(String selector) {
        JsonNode middle = middle(selector);
        Map<String, Double> finger =
                Map.of("x", middle.get(0).asDouble(), "y", middle.get(1).asDouble());
        ask("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
        ask("Input.dispatchTouchEvent", Map.of("type", "touchStart", "touchPoints", List.of(finger)));
        ask("Input.dispatchTouchEvent", Map.of("type", "touchEnd", "touchPoints", List.of()));
        ask("Emulation.setTouchEmulationEnabled", Map.of("enabled", false));
    }

    private JsonNode middle(String selector) {
        return evaluate("(e => { e.scrollIntoView({block: 'center'}); const box = e.getBoundingClientRect();"
                + " return [box.x + box.width / 2, box.y + box.height / 2]; })(document.querySelector('" + selector
                + "'))");
    }

    void open(String url) {
        ask("Page.navigate", Map.of("url", url));
    }

    /** The value of an expression. */
    JsonNode evaluate(String expression) {
        JsonNode answer =
                ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Waits until an expression is true, or gives a promise of what is. */
    void await(String expression) {
        await(expression, () -> evaluate("Promise.resolve(" + expression + ").then(Boolean)")
                .asBoolean());
    }

    /** Presses a key: a character, or one that has a name, such as {@code Tab}. */
    void press(String key) {
        Integer code = KEYS.get(key);
        if (code == null) {
            ask("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "text", key));
            ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
            return;
        }
        String place = key.equals(" ") ? "Space" : key;
        Map<String, ?> named = Map.of("type", "rawKeyDown", "key", key, "code", place, "windowsVirtualKeyCode", code);
        ask("Input.dispatchKeyEvent", named);
        if (key.equals("Enter") || key.equals(" ")) {
            ask("Input.dispatchKeyEvent", Map.of("type", "char", "key", key, "text", key.equals(" ") ? " " : "\r"));
        }
        ask(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", key, "code", place, "windowsVirtualKeyCode", code));
    }

    /** Types a text where the focus is. */
    void type(String text) {
        ask("Input.insertText", Map.of("text", text));
    }

    /** From here on files that the page gives its reader land in that folder. */
    void savesTo(Path download) {
        ask(
                "Browser.setDownloadBehavior",
                Map.of(
                        "behavior",
                        "allow",
                        "downloadPath",
                        download.toAbsolutePath().toString()));
    }

    /** What the page holds, by the DevTools' names, after all that it does not hold was thrown away. */
    Map<String, Double> memory() {
        ask("Performance.enable", Map.of());
        // What the first collection lets go may hold things of the other kind: of documents, or of scripts.
        ask("HeapProfiler.collectGarbage", Map.of());
        ask("HeapProfiler.collectGarbage", Map.of());
        Map<String, Double> memory = new HashMap<>();
        ask("Performance.getMetrics", Map.of())
                .path("metrics")
                .forEach(metric -> memory.put(
                        metric.path("name").asText(), metric.path("value").asDouble()));
        return memory;
    }

    /** What the system holds in memory for the browser. */
    long residentBytes() throws IOException {
        return ResidentMemory.of(process.toHandle());
    }

    /** Writes what is on the screen as a PNG. */
    void screenshot(Path file) throws IOException {
        JsonNode shot = ask("Page.captureScreenshot", Map.of("format", "png"));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(shot.path("data").asText()));
    }

    /** What the page's scripts threw, and what the browser refused or did not find. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Forgets complaints that were to be expected. */
    void forgetComplaints() {
        complaints.clear();
    }

    private JsonNode ask(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        socket.sendText(message.toString(), true).join();
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(method + " got no answer", e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited " + PATIENCE + " in vain for: " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }

    @Override
    public void close() throws Exception {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static final class Listener implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonNode>> asked;
        private final List<String> complaints;
        private final StringBuilder partial = new StringBuilder();

        Listener(Map<Integer, CompletableFuture<JsonNode>> asked, List<String> complaints) {
            this.asked = asked;
            this.complaints = complaints;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    hear(JSON.readTree(partial.toString()));
                } catch (IOException e) {
                    complaints.add("not JSON: " + e.getMessage());
                }
                partial.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void hear(JsonNode message) {
            CompletableFuture<JsonNode> answer =
                    message.has("id") ? asked.remove(message.path("id").asInt()) : null;
            if (answer != null) {
                answer.complete(message.has("error") ? message.path("error") : message.path("result"));
            }
            String method = message.path("method").asText();
            if (method.equals("Runtime.exceptionThrown")) {
                complaints.add(message.path("params").path("exceptionDetails").toString());
            } else if (method.equals("Log.entryAdded")
                    && message.path("params")
                            .path("entry")
                            .path("level")
                            .asText()
                            .equals("error")) {
                complaints.add(message.path("params").path("entry").path("text").asText() + " "
                        + message.path("params").path("entry").path("url").asText());
            }
        }
    }
}
