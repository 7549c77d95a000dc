package dev.millrace.scenes.judges;

import dev.millrace.scenes.referee.ObjectReader;

/** The type {@code instruction}: whether an image shows what the rules of its prompt ask for. */
public final class InstructionFactory extends DrawnFactory<InstructionConfig> {

    public InstructionFactory() {
        super("instruction", InstructionConfig.defaults());
    }

    @Override
    public String says() {
        return "whether the image shows what the prompt's rules ask for, from 0 to 1";
    }

    @Override
    ImageJudge judge(InstructionConfig config) {
        return new InstructionJudge(ObjectReader.load(Referees.source(config.referees())), config);
    }
}
