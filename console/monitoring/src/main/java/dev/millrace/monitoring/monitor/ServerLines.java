package dev.millrace.monitoring.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Servers as lines of a screen. Pure. */
final class ServerLines {

    /** More would leave no room for the run. */
    private static final int MOST = 4;

    private static final int CAUSES = 2;

    private ServerLines() {}

    /** A line for each server, the first behind a label; servers that do not serve come first. */
    static List<String> of(List<ServerRow> servers) {
        List<ServerRow> order = new ArrayList<>(servers);
        order.sort((one, other) -> other.state().compareTo(one.state()));
        int width = servers.stream()
                .mapToInt(server -> server.name().length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (ServerRow server : order.subList(0, Math.min(MOST, order.size()))) {
            lines.add((lines.isEmpty() ? "servers   " : "          ") + line(server, width));
        }
        if (order.size() > MOST) {
            lines.add("          and " + (order.size() - MOST) + " more");
        }
        return lines;
    }

    private static String line(ServerRow server, int width) {
        String name = server.name() + " ".repeat(width - server.name().length());
        String version = server.versions().isEmpty() ? "" : "   version " + server.versions();
        if (server.state() != ServerRow.State.SERVES) {
            return name + "   " + server.state().words().toUpperCase(Locale.ROOT) + version + refused(server);
        }
        return name
                + version
                + String.format(
                        Locale.ROOT,
                        "   %d of %d in flight, %d waiting   cache %.0f %%   %,.0f tokens/s",
                        server.inFlight(),
                        server.window(),
                        server.waiting(),
                        100 * server.cache(),
                        server.tokensPerSecond())
                + refused(server);
    }

    /** The most frequent causes. */
    private static String refused(ServerRow server) {
        if (server.refused().isEmpty()) {
            return "";
        }
        String causes = server.refused().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(CAUSES)
                .map(cause -> cause.getKey().replace('_', ' ') + " " + cause.getValue())
                .collect(Collectors.joining(", "));
        return "   refused " + server.refusedInAll() + " (" + causes
                + (server.refused().size() > CAUSES ? ", …)" : ")");
    }
}
