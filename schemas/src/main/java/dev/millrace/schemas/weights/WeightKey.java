package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a record of the weights topic: {@code RUN/VERSION/manifest} or {@code RUN/VERSION/CHUNK}.
 *
 * <p>No two records share one, so that a run trims by keys of its own, whoever else writes to the topic: a record without
 * a value takes that one record off the compacted topic.
 *
 * @param run the run
 * @param version the policy version, at least 0
 * @param part place of the chunk from 0, or {@link #MANIFEST}
 */
public record WeightKey(RunId run, int version, int part) {

    /** The part that is no chunk. */
    public static final int MANIFEST = -1;

    private static final String MANIFEST_NAME = "manifest";
    private static final Pattern FORM = Pattern.compile(
            "([a-zA-Z0-9][a-zA-Z0-9._-]{0,63})/(0|[1-9]\\d{0,9})/(" + MANIFEST_NAME + "|0|[1-9]\\d{0,8})");

    /**
     * The key of a record.
     *
     * @throws IllegalArgumentException if the record holds neither a manifest nor a chunk
     */
    public static WeightKey of(WeightRecord record) {
        RunId run = new RunId(record.getRunId());
        if (record.getBody() instanceof WeightManifest manifest) {
            return new WeightKey(run, manifest.getVersion(), MANIFEST);
        }
        if (record.getBody() instanceof WeightChunk chunk) {
            return new WeightKey(run, chunk.getVersion(), chunk.getIndex());
        }
        throw new IllegalArgumentException("a weight record holds neither a manifest nor a chunk");
    }

    /** Reads a key as it stands in the log; empty for one of another form. */
    public static Optional<WeightKey> parse(byte[] key) {
        Matcher matcher = FORM.matcher(new String(key, StandardCharsets.UTF_8));
        if (!matcher.matches() || Long.parseLong(matcher.group(2)) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        String part = matcher.group(3);
        return Optional.of(new WeightKey(
                new RunId(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                part.equals(MANIFEST_NAME) ? MANIFEST : Integer.parseInt(part)));
    }

    /** As it stands in the log. */
    public String text() {
        return run + "/" + version + "/" + (part == MANIFEST ? MANIFEST_NAME : String.valueOf(part));
    }
}
