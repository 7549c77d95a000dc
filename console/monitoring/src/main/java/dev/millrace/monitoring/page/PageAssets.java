package dev.millrace.monitoring.page;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page's own files: a fixed list with fixed types, read once. */
final class PageAssets {

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    /** By path, the resource and its type. */
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("index.html", "text/html; charset=utf-8"),
            Map.entry("page.css", STYLE),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("app.js", SCRIPT),
            Map.entry("theme.js", SCRIPT),
            Map.entry("dom.js", SCRIPT),
            Map.entry("chart.js", SCRIPT),
            Map.entry("smoothing.js", SCRIPT),
            Map.entry("ticks.js", SCRIPT),
            Map.entry("colours.js", SCRIPT),
            Map.entry("overview.js", SCRIPT),
            Map.entry("training.js", SCRIPT),
            Map.entry("groups.js", SCRIPT),
            Map.entry("groups.css", STYLE),
            Map.entry("groups-rows.js", SCRIPT),
            Map.entry("groups-table.js", SCRIPT),
            Map.entry("groups-row.js", SCRIPT),
            Map.entry("groups-rewards.js", SCRIPT),
            Map.entry("groups-pins.js", SCRIPT),
            Map.entry("filter-box.js", SCRIPT),
            Map.entry("group.js", SCRIPT),
            Map.entry("group-answers.js", SCRIPT),
            Map.entry("group-fold.js", SCRIPT),
            Map.entry("group-tokens.js", SCRIPT),
            Map.entry("group-views.js", SCRIPT),
            Map.entry("group-compare.js", SCRIPT),
            Map.entry("group-diff.js", SCRIPT),
            Map.entry("group-images.js", SCRIPT),
            Map.entry("group-latents.js", SCRIPT),
            Map.entry("group-commands.js", SCRIPT),
            Map.entry("prompts.js", SCRIPT),
            Map.entry("health.js", SCRIPT),
            Map.entry("servers.js", SCRIPT),
            Map.entry("evaluations.js", SCRIPT),
            Map.entry("address.js", SCRIPT),
            Map.entry("steps.js", SCRIPT),
            Map.entry("plot.js", SCRIPT),
            Map.entry("chart-keys.js", SCRIPT),
            Map.entry("charted.js", SCRIPT),
            Map.entry("standard-charts.js", SCRIPT),
            Map.entry("overlays.js", SCRIPT),
            Map.entry("events.js", SCRIPT),
            Map.entry("catalogue.js", SCRIPT),
            Map.entry("histogram.js", SCRIPT),
            Map.entry("exporting.js", SCRIPT),
            Map.entry("explain.js", SCRIPT),
            Map.entry("runs.js", SCRIPT),
            Map.entry("charts.css", STYLE),
            Map.entry("uplot/uPlot.iife.min.js", SCRIPT),
            Map.entry("uplot/uPlot.min.css", STYLE));

    private PageAssets() {}

    static void serve(RoutesConfig routes) {
        FILES.forEach((file, type) -> {
            byte[] bytes = read(file);
            routes.get("/" + file, request -> request.contentType(type).result(bytes));
        });
        byte[] index = read("index.html");
        routes.get(
                "/", request -> request.contentType("text/html; charset=utf-8").result(index));
    }

    private static byte[] read(String file) {
        try (InputStream resource = PageAssets.class.getResourceAsStream(file)) {
            if (resource == null) {
                throw new IllegalStateException("the file " + file + " of the page is missing in this build");
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " of the page cannot be read", e);
        }
    }
}
