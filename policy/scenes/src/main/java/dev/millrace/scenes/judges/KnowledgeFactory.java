package dev.millrace.scenes.judges;

import dev.millrace.scenes.referee.ObjectReader;

/** The type {@code knowledge}: how surely an image shows the answer of its prompt. */
public final class KnowledgeFactory extends DrawnFactory<KnowledgeConfig> {

    public KnowledgeFactory() {
        super("knowledge", KnowledgeConfig.defaults());
    }

    @Override
    ImageJudge judge(KnowledgeConfig config) {
        return new KnowledgeJudge(ObjectReader.load(Referees.source(config.referees())));
    }
}
