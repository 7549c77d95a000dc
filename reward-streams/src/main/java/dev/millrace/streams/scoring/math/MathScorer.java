package dev.millrace.streams.scoring.math;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.policy.answer.NormalizedAnswer;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.SampleScorer;
import java.util.Optional;

/**
 * 1 if the answer is the prompt's reference as mathematics has it, else 0. Abstains where the prompt has no reference, or one
 * that cannot be read: nobody could match it. Stateless, safe on any thread.
 */
public final class MathScorer implements SampleScorer {

    private static final int LONGEST_SHOWN = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AnswerMark mark;
    private final MathComparison comparison;

    public MathScorer(MathConfig config) {
        this.mark = config.mark();
        this.comparison = new MathComparison(config);
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Verdict score(Sample sample) {
        String written = sample.prompt().getReference();
        Optional<String> reference = written == null ? Optional.empty() : MarkedAnswer.in(written, AnswerMark.ANY);
        if (reference.isEmpty()) {
            return new Verdict.Abstained("the prompt has no reference answer");
        }
        MathAnswer expected = AnswerText.read(reference.get());
        if (expected instanceof MathAnswer.Unread unread) {
            return new Verdict.Abstained(
                    "the reference " + shown(reference.get()) + " cannot be compared: " + unread.why());
        }
        Optional<String> answer = MarkedAnswer.in(sample.text(), mark);
        boolean same = answer.isPresent() && isSame(reference.get(), expected, answer.get());
        return new Verdict.Scored(same ? 1.0 : 0.0, detail(answer));
    }

    private boolean isSame(String reference, MathAnswer expected, String answer) {
        return isSameText(reference, answer) || comparison.same(expected, AnswerText.read(answer));
    }

    private static boolean isSameText(String reference, String answer) {
        if (answer.length() > AnswerReader.LONGEST) {
            return false;
        }
        NormalizedAnswer text = NormalizedAnswer.of(AnswerText.plain(answer));
        return !text.isEmpty() && text.equals(NormalizedAnswer.of(AnswerText.plain(reference)));
    }

    private static String detail(Optional<String> answer) {
        return JSON.createObjectNode()
                .put("answer", answer.map(MathScorer::shown).orElse(null))
                .toString();
    }

    private static String shown(String text) {
        if (text.length() <= LONGEST_SHOWN) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_SHOWN - 1)) ? LONGEST_SHOWN - 1 : LONGEST_SHOWN;
        return text.substring(0, end) + "…";
    }
}
