package dev.millrace.scenes.judges;

import dev.millrace.scenes.referee.ObjectReader;

/** The type {@code knowledge}: how surely an image shows the answer of its prompt. */
public final class KnowledgeFactory extends DrawnFactory<KnowledgeConfig> {

    public KnowledgeFactory() {
        super("knowledge", KnowledgeConfig.defaults());
    }

    @Override
    public String says() {
        return "how surely the image shows the answer, from 0 to 1";
    }

    @Override
    ImageJudge judge(KnowledgeConfig config) {
        return new KnowledgeJudge(ObjectReader.load(Referees.source(config.referees())));
    }
}
