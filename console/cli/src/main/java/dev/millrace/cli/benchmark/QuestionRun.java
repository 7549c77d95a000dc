package dev.millrace.cli.benchmark;

import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.streams.scoring.math.MathConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions of a benchmark are answered greedily, and the answers judged. Belongs to one thread. */
final class QuestionRun {

    /** The scorer that judges where no chat model does. */
    static final String RULE = "math";

    private final QuestionBenchmark benchmark;
    private final MillraceConfig settings;
    private final List<BenchmarkJudge> judges;

    /** @param judges one chat model; none for the rule */
    QuestionRun(QuestionBenchmark benchmark, MillraceConfig settings, List<BenchmarkJudge> judges) {
        this.benchmark = benchmark;
        this.settings = settings;
        this.judges = List.copyOf(judges);
    }

    List<BenchmarkAnswer> take(RolloutEngine engine, List<DatasetEntry> rows, Evaluator.Progress progress)
            throws InterruptedException {
        List<BenchmarkQuestion> questions =
                rows.stream().map(benchmark::question).toList();
        List<EvaluationItem> items =
                questions.stream().map(BenchmarkQuestion::item).toList();
        Evaluator evaluator = new Evaluator(
                (response, answer) -> false,
                settings.worker().maxResponseTokens(),
                settings.worker().stop());
        List<String> responses = evaluator.answer(engine, items, progress);
        List<BenchmarkVerdict> verdicts =
                judges.isEmpty() ? byRule(questions, responses) : byModel(questions, responses);
        List<BenchmarkAnswer> answers = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            answers.add(new BenchmarkAnswer(questions.get(i), responses.get(i), verdicts.get(i)));
        }
        return answers;
    }

    private List<BenchmarkVerdict> byRule(List<BenchmarkQuestion> questions, List<String> responses) {
        MathRule rule = new MathRule(
                settings.declared(RULE).config() instanceof MathConfig config ? config : MathConfig.defaults());
        List<BenchmarkVerdict> verdicts = new ArrayList<>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            verdicts.add(rule.judge(questions.get(i), responses.get(i)));
        }
        return verdicts;
    }

    private List<BenchmarkVerdict> byModel(List<BenchmarkQuestion> questions, List<String> responses)
            throws InterruptedException {
        List<JudgedSample> samples = new ArrayList<>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            BenchmarkQuestion question = questions.get(i);
            samples.add(new JudgedSample(question.row(), question.judged(), responses.get(i), Optional.empty()));
        }
        return judges.get(0).ask(samples);
    }
}
