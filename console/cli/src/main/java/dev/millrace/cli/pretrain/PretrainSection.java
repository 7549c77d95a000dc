package dev.millrace.cli.pretrain;

import dev.millrace.runtime.config.CommandSection;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.scenes.pretrain.PretrainConfig;

/** The settings of {@code pretrain}. */
public final class PretrainSection implements CommandSection {

    @Override
    public String name() {
        return "pretrain";
    }

    @Override
    public PretrainConfig defaults() {
        return PretrainConfig.defaults();
    }

    /** What of all settings is this section. */
    public static PretrainConfig of(MillraceConfig settings) {
        return (PretrainConfig) settings.pretrain();
    }
}
