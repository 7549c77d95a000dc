package dev.millrace.scenes.judges;

import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.referee.DenseGrounding;
import dev.millrace.scenes.referee.DualEncoder;
import dev.millrace.scenes.referee.ImageEmbedding;
import dev.millrace.scenes.referee.LearningEncoder;
import dev.millrace.scenes.referee.TextEmbedding;
import dev.millrace.schemas.avro.Task;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How near an image is to the meaning of its prompt in the space of the dual encoder (LVRPO, arXiv 2603.27693, equation
 * 12). Edits are abstained from: what an instruction says is not what the image shows.
 */
final class SemanticJudge implements ImageJudge {

    private final DualEncoder encoder;
    private final SemanticConfig config;
    private final Optional<LearningEncoder> learning;

    SemanticJudge(DualEncoder encoder, SemanticConfig config) {
        this.encoder = encoder;
        this.config = config;
        this.learning = config.learningRate() == 0
                ? Optional.empty()
                : Optional.of(new LearningEncoder(encoder, config.learningRate()));
    }

    @Override
    public String version() {
        return "2-" + config.mode().name().toLowerCase(Locale.ROOT) + "-" + config.topPatches()
                + (learning.isPresent() ? "-learning" : "");
    }

    /** Of the weights that a referee which learns began with. */
    @Override
    public String digest() {
        return encoder.digest();
    }

    @Override
    public Optional<String> abstains(Sample sample) {
        return sample.prompt().getTask() == Task.EDITING
                ? Optional.of("an instruction to edit does not describe the image")
                : encoder.refuses(sample.prompt().getText());
    }

    @Override
    public synchronized List<Verdict> judge(List<Sample> samples, List<Pixels> images) {
        List<String> prompts =
                samples.stream().map(sample -> sample.prompt().getText()).toList();
        List<TextEmbedding> texts = encoder.texts(prompts);
        List<ImageEmbedding> embeddings = encoder.images(images);
        List<Verdict> verdicts = new ArrayList<>(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            verdicts.add(verdict(embeddings.get(i), texts.get(i)));
        }
        learning.ifPresent(student -> student.learn(images, prompts));
        return verdicts;
    }

    private Verdict verdict(ImageEmbedding image, TextEmbedding text) {
        double whole = image.whole().cosine(0, text.whole(), 0);
        boolean grounded = text.keyWords().size() > 0;
        if (config.mode() == SemanticMode.GLOBAL || (config.mode() == SemanticMode.BOTH && !grounded)) {
            return new Verdict.Scored(whole);
        }
        if (!grounded) {
            return new Verdict.Abstained("the prompt has no key words");
        }
        double dense = DenseGrounding.reward(image.patches(), text.keyWords(), config.topPatches());
        if (config.mode() == SemanticMode.DENSE) {
            return new Verdict.Scored(dense);
        }
        return new Verdict.Scored((dense + whole) / 2, "{\"dense\":" + dense + ",\"global\":" + whole + "}");
    }

    @Override
    public void close() {
        try (encoder) {
            learning.ifPresent(LearningEncoder::close);
        }
    }
}
