package dev.millrace.scenes.judges;

import dev.millrace.scenes.referee.DualEncoder;

/** The type {@code semantic}: how near an image is to the meaning of its prompt. */
public final class SemanticFactory extends DrawnFactory<SemanticConfig> {

    public SemanticFactory() {
        super("semantic", SemanticConfig.defaults());
    }

    @Override
    public String says() {
        return "how near the image is to the prompt's meaning";
    }

    @Override
    ImageJudge judge(SemanticConfig config) {
        return new SemanticJudge(DualEncoder.load(Referees.source(config.referees())), config);
    }
}
