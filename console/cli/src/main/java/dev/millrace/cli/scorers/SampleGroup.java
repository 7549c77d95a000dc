package dev.millrace.cli.scorers;

import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.EncodedImages;
import java.util.List;

/**
 * Samples of one prompt.
 *
 * @param where names them in messages, for instance {@code samples.jsonl:12}
 * @param samples at least one
 * @param images the images that they refer to
 */
public record SampleGroup(String where, List<Trajectory> samples, EncodedImages images) {

    public SampleGroup {
        samples = List.copyOf(samples);
    }
}
