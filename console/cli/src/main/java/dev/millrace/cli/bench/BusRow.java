package dev.millrace.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The bus with groups of one shape; groups a second of wall time, with encoding and decoding.
 *
 * @param shape of the groups
 * @param groups of a round
 * @param batch groups of a transaction
 * @param groupBytes of a group's records
 * @param publish by a worker's publisher, encoding included
 * @param rawPublish by a transactional producer that is given the bytes
 * @param publishRatio of the two, round by round
 * @param read by a learner's reader
 * @param rawRead by a consumer with the same decoder
 * @param readRatio of the two, round by round
 * @param codecs what compression would give
 */
public record BusRow(
        String shape,
        int groups,
        int batch,
        long groupBytes,
        Spread publish,
        Spread rawPublish,
        Spread publishRatio,
        Spread read,
        Spread rawRead,
        Spread readRatio,
        List<CodecRow> codecs) {

    /** @param published seconds of each round, the first of which warmed up; the others alike */
    static BusRow of(
            String shape,
            int groups,
            int batch,
            long groupBytes,
            List<Double> published,
            List<Double> sent,
            List<Double> read,
            List<Double> decoded,
            List<CodecRow> codecs) {
        return new BusRow(
                shape,
                groups,
                batch,
                groupBytes,
                rates(groups, published),
                rates(groups, sent),
                ratio(sent, published),
                rates(groups, read),
                rates(groups, decoded),
                ratio(decoded, read),
                codecs);
    }

    private static Spread rates(int groups, List<Double> seconds) {
        return Spread.of(
                seconds.subList(1, seconds.size()).stream().map(s -> groups / s).toList());
    }

    private static Spread ratio(List<Double> raw, List<Double> ours) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round < raw.size(); round++) {
            ratios.add(raw.get(round) / ours.get(round));
        }
        return Spread.of(ratios);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%s, %d groups of %d B, %d a transaction, groups/s", shape, groups, groupBytes, batch));
        lines.add(line("publish", publish, rawPublish, publishRatio));
        lines.add(line("read", read, rawRead, readRatio));
        for (CodecRow codec : codecs) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  raw with %-4s %7.0f, %.0f %% of the bytes on disk",
                    codec.codec(),
                    codec.perSecond(),
                    codec.storedShare() * 100));
        }
        return lines;
    }

    private static String line(String what, Spread ours, Spread raw, Spread ratio) {
        return String.format(
                Locale.ROOT,
                "  %-8s %7.0f [%.0f-%.0f]  raw %7.0f [%.0f-%.0f]  ratio %.2f [%.2f-%.2f]",
                what,
                ours.median(),
                ours.min(),
                ours.max(),
                raw.median(),
                raw.min(),
                raw.max(),
                ratio.median(),
                ratio.min(),
                ratio.max());
    }
}
