package dev.millrace.cli.pretrain;

import java.util.List;

/** Families of policies that can be made from scratch. */
public enum PretrainedFamily {
    /** The base policy, which answers and draws, and its referees. */
    MOT(List.of()) {
        @Override
        public List<Artefact> artefacts() {
            return List.of(
                    new AutoencoderArtefact(),
                    new BasePolicyArtefact(),
                    new ReaderArtefact(),
                    new DualEncoderArtefact());
        }
    },
    /** A small Qwen2.5-VL. */
    QWEN2_5_VL(List.of(
            "pretrain.steps=2600",
            "pretrain.batch=32",
            "pretrain.lr=2e-3",
            "pretrain.warmup_steps=30",
            "pretrain.answer_weight=2")) {
        @Override
        public List<Artefact> artefacts() {
            return List.of(new SmallQwenArtefact());
        }
    };

    private final List<String> presets;

    PretrainedFamily(List<String> presets) {
        this.presets = presets;
    }

    /** Settings of its training that differ from the defaults, each {@code dotted.key=value}; a config file may change them. */
    public List<String> presets() {
        return presets;
    }

    /** All that is made, in the order in which it is. */
    public abstract List<Artefact> artefacts();
}
