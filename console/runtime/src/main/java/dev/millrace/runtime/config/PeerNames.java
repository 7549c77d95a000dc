package dev.millrace.runtime.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What other post-training systems call our settings. They are no aliases: a setting has one name here, and an error
 * that names it. The table lies beside this class, a line each: name, systems, our key, note, with tabs between them.
 */
public final class PeerNames {

    private static final String TABLE = "peer-names.tsv";
    private static final List<PeerName> ALL = read();

    private PeerNames() {}

    private static List<PeerName> read() {
        try (InputStream in = Objects.requireNonNull(PeerNames.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(PeerNames::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TABLE, e);
        }
    }

    private static PeerName parse(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 4) {
            throw new IllegalStateException(TABLE + ": not four cells: " + line);
        }
        return new PeerName(
                cells[0],
                Stream.of(cells[1].split(",")).map(String::strip).toList(),
                Optional.of(cells[2]).filter(key -> !key.isEmpty()),
                cells[3]);
    }

    /** The whole table, in its order. */
    public static List<PeerName> all() {
        return ALL;
    }

    /** What others call a setting of ours. */
    static List<PeerName> of(String key) {
        return ALL.stream().filter(name -> name.ours().equals(Optional.of(key))).toList();
    }

    /** What is meant by a peer's name, in whatever section it was looked for; the longest name that fits. */
    static Optional<PeerName> find(KeyPath unknown) {
        String dotted = "." + unknown;
        return ALL.stream()
                .filter(peer -> dotted.endsWith("." + peer.name()))
                .max(Comparator.comparingInt(peer -> peer.name().length()));
    }
}
