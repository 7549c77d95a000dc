package dev.millrace.scenes.judges;

import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.generation.GenerationRules;
import dev.millrace.scenes.generation.RulesException;
import dev.millrace.scenes.generation.Verification;
import dev.millrace.scenes.referee.ImageReading;
import dev.millrace.scenes.referee.ObjectReader;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether an image shows what the rules of its prompt ask for, as the object reader sees it (LVRPO, arXiv 2603.27693,
 * equation 7). The detail lists every rule.
 */
final class InstructionJudge implements ImageJudge {

    private final ObjectReader reader;
    private final InstructionCredit credit;

    InstructionJudge(ObjectReader reader, InstructionConfig config) {
        this.reader = reader;
        this.credit = config.credit();
    }

    @Override
    public String version() {
        return "1-" + credit.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String digest() {
        return reader.digest();
    }

    @Override
    public Optional<String> abstains(Sample sample) {
        return sample.prompt().getRules() == null ? Optional.of("the prompt has no rules") : Optional.empty();
    }

    @Override
    public List<Verdict> judge(List<Sample> samples, List<Pixels> images) {
        List<ImageReading> readings = reader.read(images);
        List<Verdict> verdicts = new ArrayList<>(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            verdicts.add(verdict(Objects.requireNonNull(samples.get(i).prompt().getRules()), readings.get(i)));
        }
        return verdicts;
    }

    private Verdict verdict(String rules, ImageReading reading) {
        try {
            Verification verification = GenerationRules.parse(rules).verify(reading.objects());
            double all = verification.holds() ? 1 : 0;
            return new Verdict.Scored(
                    credit == InstructionCredit.ALL ? all : verification.credit(), verification.toJson());
        } catch (RulesException e) {
            return new Verdict.Failed("the prompt's rules cannot be verified: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
