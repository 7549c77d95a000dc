package dev.millrace.cli.follow;

import dev.millrace.cli.evaluate.DrawingTable;
import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.cli.evaluate.JudgedAnswer;
import dev.millrace.cli.evaluate.JudgedDrawing;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.HeldOutCount;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.HeldOutSample;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.EvaluatorName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Results as they are published. Pure.
 *
 * @param run whose versions were judged
 * @param evaluator who judged
 * @param terms digest of what was asked and how it was judged
 */
record ResultRecords(RunId run, EvaluatorName evaluator, String terms) {

    /** Prompts of each category whose outputs are told: enough to look at, and few for a record. */
    static final int SAMPLES = 4;

    /** A record and the images that it names. */
    record Result(HeldOutResult record, List<EncodedImage> images) {}

    Result of(Due due, Examined examined, Instant at, Duration took) {
        WeightManifest manifest = due.newest().manifest();
        List<HeldOutSample> samples = new ArrayList<>();
        List<EncodedImage> images = new ArrayList<>();
        Map<String, Integer> told = new HashMap<>();
        for (JudgedAnswer answer : examined.answers()) {
            if (told.merge(answer.item().category(), 1, Integer::sum) <= SAMPLES) {
                samples.add(sample(answer));
            }
        }
        for (JudgedDrawing drawing : examined.drawings().drawings()) {
            // A category of images is another one than that of answers, if it is called alike.
            if (told.merge(family(drawing) + "/" + drawing.item().category(), 1, Integer::sum) <= SAMPLES) {
                samples.add(sample(drawing));
                images.addAll(drawing.drawn());
            }
        }
        HeldOutResult record = HeldOutResult.newBuilder()
                .setRunId(run.value())
                .setEvaluator(evaluator.value())
                .setTermsSha256(terms)
                .setVersion(manifest.getVersion())
                .setLineage(manifest.getLineage())
                .setStep(RecordedVersions.step(manifest))
                .setWeightsSha256(manifest.getSha256())
                .setAveraged(averaged(due))
                .setValue(examined.value())
                .setCategories(counts(examined))
                .setSamples(samples)
                .setPassedOver(packed(due.passedOver()))
                .setPublishedAt(manifest.getPublishedAt())
                .setEvaluatedAt(at)
                .setDurationMs((int) Math.min(Integer.MAX_VALUE, took.toMillis()))
                .build();
        return new Result(record, images);
    }

    private static HeldOutSample sample(JudgedAnswer answer) {
        return new HeldOutSample(
                answer.item().id(),
                Examined.ANSWERS,
                answer.item().category(),
                List.of(Sha256.of(answer.response().getBytes(StandardCharsets.UTF_8))),
                answer.isRight() ? 1 : 0);
    }

    private static HeldOutSample sample(JudgedDrawing drawing) {
        return new HeldOutSample(
                drawing.item().id(),
                family(drawing),
                drawing.item().category(),
                drawing.drawn().stream().map(image -> image.digest().toString()).toList(),
                drawing.right());
    }

    private static String family(JudgedDrawing drawing) {
        return DrawingTable.name(drawing.item().kind());
    }

    private static List<HeldOutCount> counts(Examined examined) {
        List<HeldOutCount> counts = new ArrayList<>();
        for (Map.Entry<String, Evaluation> family : examined.families().entrySet()) {
            family.getValue()
                    .counts()
                    .forEach((category, count) ->
                            counts.add(new HeldOutCount(family.getKey(), category, count.right(), count.all())));
        }
        return counts;
    }

    private static ByteBuffer averaged(Due due) {
        return due.versions().size() == 1
                ? PackedInts.of().bytes()
                : packed(due.versions().stream()
                        .map(version -> version.version())
                        .toList());
    }

    private static ByteBuffer packed(List<Integer> numbers) {
        return PackedInts.of(numbers.stream().mapToInt(Integer::intValue).toArray())
                .bytes();
    }
}
