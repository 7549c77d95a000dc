package dev.millrace.scenes.judges;

import dev.millrace.policy.answer.NormalizedAnswer;
import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.referee.ImageReading;
import dev.millrace.scenes.referee.ObjectReader;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How surely an image shows the answer of its prompt: the confidence in the answer to "which digit is shown?" (LVRPO,
 * arXiv 2603.27693, equation 8, of one question). See {@link ImageReading#confidence} for the proxy that answers it.
 */
final class KnowledgeJudge implements ImageJudge {

    private static final Pattern DIGIT = Pattern.compile("[0-9]");

    private final ObjectReader reader;

    KnowledgeJudge(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public String digest() {
        return reader.digest();
    }

    @Override
    public Optional<String> abstains(Sample sample) {
        String reference = sample.prompt().getReference();
        if (reference == null) {
            return Optional.of("the prompt has no answer to be drawn");
        }
        return DIGIT.matcher(answer(reference)).matches()
                ? Optional.empty()
                : Optional.of("the answer is not one digit, which is all that the referee can see");
    }

    @Override
    public List<Verdict> judge(List<Sample> samples, List<Pixels> images) {
        List<ImageReading> readings = reader.read(images);
        List<Verdict> verdicts = new ArrayList<>(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            String reference = Objects.requireNonNull(samples.get(i).prompt().getReference());
            verdicts.add(new Verdict.Scored(readings.get(i).confidence(Integer.parseInt(answer(reference)))));
        }
        return verdicts;
    }

    /** In the form in which every scorer compares answers: "seven" and "07" are 7. */
    private static String answer(String reference) {
        return NormalizedAnswer.of(reference).text();
    }

    @Override
    public void close() {
        reader.close();
    }
}
