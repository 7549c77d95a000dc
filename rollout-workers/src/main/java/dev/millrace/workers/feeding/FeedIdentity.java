package dev.millrace.workers.feeding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What is fed to a run: a name for the data set in its order, which stands in the header of each prompt with its position.
 *
 * @param digest of the run, the ids and categories of the entries, the seed and the order
 */
record FeedIdentity(String digest) {

    /** Header of a prompt: digest and position. */
    static final String HEADER = "millrace-feed";

    private static final int HEX = 32;

    static FeedIdentity of(String run, List<FeedEntry> entries, FeederConfig config, long seed, int promptsPerStep) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            boolean countsSteps = config.curriculum().values().stream().anyMatch(phase -> phase.step() > 0);
            String order = run + "\n" + seed + "\n" + config.shuffle() + "\n" + (countsSteps ? promptsPerStep : 0)
                    + "\n" + config.curriculum() + "\n";
            sha.update(order.getBytes(StandardCharsets.UTF_8));
            for (FeedEntry entry : entries) {
                sha.update((entry.id() + "\n" + entry.category() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return new FeedIdentity(HexFormat.of().formatHex(sha.digest()).substring(0, HEX));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    byte[] at(long position) {
        return (digest + ":" + position).getBytes(StandardCharsets.UTF_8);
    }

    /** The position of a prompt; empty if it was fed by another. */
    OptionalLong position(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return OptionalLong.empty();
        }
        String text = new String(header.value(), StandardCharsets.UTF_8);
        return text.matches(digest + ":[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(text.substring(digest.length() + 1)))
                : OptionalLong.empty();
    }
}
